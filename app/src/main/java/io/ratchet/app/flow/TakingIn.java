package io.ratchet.app.flow;

import io.ratchet.domain.finding.Coverage;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.FactsIntake;
import io.ratchet.routes.intake.FactsRoute;
import io.ratchet.routes.intake.IntakeObserver;
import io.ratchet.routes.intake.IntakeRoute;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportDesk;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.routes.intake.ReportUpload;
import io.ratchet.routes.pull.PullRoute;
import io.ratchet.routes.pull.PullTurns;
import io.ratchet.routes.syslog.SyslogEars;
import io.ratchet.routes.syslog.SyslogRoute;
import io.ratchet.routes.syslog.SyslogSpool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Every way in: folders, uploads, a topic, sources that are asked, and syslog. */
final class TakingIn {
    private static final int SOURCES_AT_ONCE = 2;

    private final FlowParts.Ground ground;
    private final FlowParts.Sources sources;
    private final IntakeObserver observer;
    private final ReportIntake intake;
    private final ExecutorService threads = Daemons.of("pull", SOURCES_AT_ONCE);
    private @Nullable SyslogSpool heard;

    TakingIn(FlowParts.Ground ground, FlowParts.Sources sources, IntakeObserver observer) {
        this.ground = ground;
        this.sources = sources;
        this.observer = observer;
        this.intake = new ReportIntake(
                ground.store(),
                new ReportReader(sources.formats()),
                reports(),
                ground.clock(),
                observer,
                sources.trust());
    }

    void routes(Routing routing) throws Exception {
        routing.add(new IntakeRoute(intake, folders()));
        if (sources.topic().isPresent()) topic(routing, sources.topic().get());
        if (!sources.pull().isEmpty()) pull(routing);
        if (sources.syslog().isPresent()) syslog(routing, sources.syslog().get());
    }

    private void topic(Routing routing, FlowParts.Inbox inbox) throws Exception {
        routing.endpoint("ratchet.intake.topic", inbox.endpoint())
                .endpoint("ratchet.intake.dead", inbox.dead().orElse("direct:nothing-is-set-aside"))
                .add(new FactsRoute(new FactsIntake(
                        ground.store(),
                        ground.clock(),
                        observer,
                        sources.trust(),
                        inbox.dead().isPresent())));
    }

    private void pull(Routing routing) throws Exception {
        PullTurns turns = new PullTurns(
                ground.store(), sources.pull(), sources.connect(), ground.data().resolve("pull"), ground.clock());
        routing.endpoint("ratchet.pull.due", "timer:pull-due?period=5000").add(new PullRoute(turns, threads));
    }

    private void syslog(Routing routing, SyslogEars ears) throws Exception {
        SyslogSpool spooled = new SyslogSpool(spool(), ground.clock());
        heard = spooled;
        routing.endpoint("ratchet.syslog.heard", SyslogRoute.endpoint(ears))
                .endpoint("ratchet.syslog.ripe", "timer:syslog-ripe?period=5000")
                .add(new SyslogRoute(ears, spooled));
    }

    /** What is heard by syslog is written to a folder and taken in from there like any other report. */
    private List<String> folders() {
        if (sources.syslog().isEmpty()) return sources.folders();
        List<String> folders = new ArrayList<>(sources.folders());
        folders.add(IntakeRoute.folder(spool()));
        return folders;
    }

    private Path spool() {
        return ground.data().resolve("syslog");
    }

    private Path reports() {
        return ground.data().resolve("reports");
    }

    ReportIntake intake() {
        return intake;
    }

    /** Takes one report in without deciding; empty when it was there already. */
    List<Coverage> take(Path report, String actor) {
        return intake.take(new Delivery(report.getFileName().toString(), report), ReadOptions.plain(), actor);
    }

    /** Where people look at reports and have one read once more. */
    ReportDesk desk(ReportUpload upload) {
        return new ReportDesk(ground.store(), reports(), upload::take);
    }

    /** Where uploads lie while they are taken in. */
    Path uploads() {
        try {
            return Files.createDirectories(ground.data().resolve("uploads"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() {
        if (heard != null) heard.close();
        threads.shutdown();
    }
}
