package io.ratchet.app.flow;

import io.ratchet.connectors.ticket.TicketComponent;
import io.ratchet.routes.tickets.ChangeOrders;
import io.ratchet.routes.tickets.ChangeRequests;
import io.ratchet.routes.tickets.ChangeRoute;
import io.ratchet.routes.tickets.ChangeSync;
import io.ratchet.routes.tickets.TicketDesk;
import io.ratchet.routes.tickets.TicketHooks;
import io.ratchet.routes.tickets.TicketRounds;
import io.ratchet.routes.tickets.TicketRoute;
import io.ratchet.routes.tickets.TicketSender;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.routes.tickets.TicketSync;
import java.util.concurrent.ExecutorService;
import org.apache.camel.ProducerTemplate;

/** What people are asked for in ticket systems, and the changes that sites want for plans. */
final class Tickets {
    private final FlowParts.Ground ground;
    private final FlowParts.Ticketing ticketing;
    private final TicketSender sender;
    private final TicketSync sync;
    private final ChangeRequests requests;
    private final ChangeSync changes;
    private final ExecutorService threads;

    Tickets(
            FlowParts.Ground ground,
            FlowParts.Ticketing ticketing,
            TicketRounds rounds,
            ChangingHosts hosts,
            Desks desks) {
        this.ground = ground;
        this.ticketing = ticketing;
        TicketSettings.Pace pace = ticketing.settings().pace();
        this.sender = new TicketSender(ground.store(), pace, ground.clock(), ticketing.observer());
        this.sync = new TicketSync(
                ground.store(),
                ticketing.systems(),
                rounds,
                pace,
                ground.rules(),
                ground.organisation(),
                ground.clock());
        this.requests = new ChangeRequests(
                ground.store(), ticketing.settings(), ground.organisation(), hosts.windows()::next, ground.clock());
        this.changes = new ChangeSync(
                ground.store(),
                ticketing.systems(),
                pace,
                new ChangeOrders(ground.store(), desks.approvals(), desks.runs(), hosts::wake),
                ground.clock());
        this.threads = Daemons.of("tickets", pace.atOnce());
    }

    private boolean connected() {
        return !ticketing.systems().names().isEmpty();
    }

    void routes(Routing routing) throws Exception {
        if (!connected()) return;
        TicketComponent tickets = new TicketComponent();
        tickets.setSystems(ticketing.systems());
        routing.component("ticket", tickets)
                .endpoint("ratchet.tickets.due", "timer:tickets-due?period=2000")
                .endpoint("ratchet.tickets.look", "timer:tickets-look?period=15000")
                .endpoint("ratchet.tickets.woken", "timer:tickets-woken?period=2000")
                .endpoint("ratchet.tickets.endpoint", "ticket:*")
                .add(new TicketRoute(sender, sync, threads));
        routing.endpoint("ratchet.changes.due", "timer:changes-due?period=5000")
                .endpoint("ratchet.changes.look", "timer:changes-look?period=2000")
                .add(new ChangeRoute(requests, changes));
    }

    /** Where people look at tickets and have them sent, and where ticket systems tell by themselves. */
    TicketDesk desk(Routing routing) {
        if (!connected()) return TicketDesk.unconnected(ground.store(), ground.clock());
        ProducerTemplate template = routing.producer();
        return new TicketDesk(
                ground.store(),
                sender,
                () -> template.sendBody(TicketRoute.SEND, ""),
                () -> {
                    sync.lookAtAll();
                    changes.lookAtAll();
                },
                new TicketHooks(
                        ticketing.hooks(),
                        (in, number) -> {
                            sync.wake(in, number);
                            changes.wake(in, number);
                        },
                        ticketing.observer()),
                ground.clock());
    }

    void close() {
        threads.shutdown();
    }
}
