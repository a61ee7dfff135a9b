package io.ratchet.routes.decide;

import io.ratchet.domain.IdSource;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.intake.IntakeRoute;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.support.AtWork;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.audit.LogGuard;
import io.ratchet.store.audit.OtherClocks;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Intake, rounds, queue and audit log as a server wires them, in a process of its own, to be killed. Says "at work"
 * once its folder is watched, and ends when every report in it was taken in and decided.
 */
public final class KilledIntake {
    private KilledIntake() {}

    /**
     * @param arguments the folder of everything, the store's folder or the URL of a PostgreSQL, and how far the
     *     estate's time is away in milliseconds
     */
    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMillis(-Long.parseLong(arguments[2])));
        RuleBook rules = RuleBook.shipped();
        SqlStore store = AtWork.store(arguments[1]);
        LogGuard guard =
                LogGuard.open(store, data.resolve("keys"), clock, OtherClocks.none(), LogGuard.Accepted.nothing());
        EstateDecision decision = new EstateDecision(
                store,
                () -> rules,
                Organisation::careful,
                new Proposals(new Planner(PackageDepot.none()), IdSource.random()),
                clock);
        Waves waves =
                new Waves(decision::decideSome, decision::next, decision::undecided, clock, Waves.Settings.calm());
        CamelContext camel = new DefaultCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.decide.source", "direct:decide");
        endpoints.setProperty("ratchet.decide.awaited", "direct:decide-now");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        ReportIntake intake = new ReportIntake(store, new ReportReader(), data.resolve("reports"), clock);
        camel.addRoutes(new IntakeRoute(intake, List.of(IntakeRoute.folder(in(data)))));
        camel.addRoutes(new EstateRoute(waves, Duration.ofSeconds(10)));
        camel.start();
        waves.ask();
        System.out.println("at work");
        while (somethingWaits(data) || decision.undecided()) {
            guard.keep();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        camel.stop();
        waves.close();
        guard.keep();
        store.close();
        System.out.println("done");
    }

    /** The watched folder. */
    static Path in(Path data) {
        return data.resolve("in");
    }

    private static boolean somethingWaits(Path data) throws IOException {
        try (Stream<Path> files = Files.list(in(data))) {
            return files.anyMatch(file -> file.toString().endsWith(".ndjson"));
        }
    }
}
