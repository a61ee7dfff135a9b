package io.ratchet.app.flow;

import io.ratchet.app.terminal.NightText;
import io.ratchet.routes.events.EventRoute;
import io.ratchet.routes.events.EventSender;
import io.ratchet.routes.events.EventTopic;
import io.ratchet.routes.notices.NoticeRoute;
import io.ratchet.routes.notices.NoticeSender;
import io.ratchet.routes.notices.Occasions;
import java.util.concurrent.ExecutorService;

/** What is told although nobody asked: notices to people, and events to their topic. */
final class Telling {
    private static final int RECEIVERS_AT_ONCE = 4;
    private static final int EVENTS_AT_ONCE = 500;

    private final FlowParts.Ground ground;
    private final FlowParts.Noticing noticing;
    private final FlowParts.Telling telling;
    private final ChangingHosts hosts;
    private final ExecutorService threads = Daemons.of("notices", RECEIVERS_AT_ONCE);

    Telling(FlowParts.Ground ground, FlowParts.Noticing noticing, FlowParts.Telling telling, ChangingHosts hosts) {
        this.ground = ground;
        this.noticing = noticing;
        this.telling = telling;
        this.hosts = hosts;
    }

    void routes(Routing routing) throws Exception {
        if (noticing.receivers().any()) notices(routing);
        if (telling.topic().isPresent()) events(routing, telling.topic().get());
    }

    private void notices(Routing routing) throws Exception {
        Occasions occasions = new Occasions(
                ground.store(),
                noticing.settings(),
                ground.organisation(),
                hosts.windows()::next,
                new Occasions.Nights(hosts.report()::at, NightText::of),
                ground.clock());
        NoticeSender sender =
                new NoticeSender(ground.store(), noticing.settings().pace(), ground.clock(), noticing.observer());
        routing.endpoint("ratchet.notices.look", "timer:notices-look?period=20000")
                .endpoint("ratchet.notices.due", "timer:notices-due?period=5000")
                .endpoint("ratchet.notices.endpoint", NoticeRoute.TELL)
                .add(new NoticeRoute(occasions, sender, noticing.receivers()::tell, threads));
    }

    private void events(Routing routing, EventTopic topic) throws Exception {
        ground.store().tellEvents();
        routing.endpoint("ratchet.events.due", "timer:events-due?period=1000")
                .endpoint("ratchet.events.topic", topic.endpoint())
                .add(new EventRoute(new EventSender(
                        ground.store(),
                        topic.keep(),
                        EVENTS_AT_ONCE,
                        ground.clock(),
                        System::nanoTime,
                        ground.ids(),
                        telling.observer())));
    }

    void close() {
        threads.shutdown();
    }
}
