package io.ratchet.routes.events;

import io.ratchet.domain.IdSource;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.decide.EstateDecision;
import io.ratchet.routes.decide.EstateRoute;
import io.ratchet.routes.decide.Waves;
import io.ratchet.routes.intake.FactsIntake;
import io.ratchet.routes.intake.FactsRoute;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.support.AtWork;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds;
import io.ratchet.store.sql.SqlStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A topic taken in, decided and told of as a server wires it, in a process of its own that shares its database with
 * others. It says "at work" and stops by a signal.
 */
public final class SharedWork {
    private static final int EVENTS_AT_ONCE = 50;

    private SharedWork() {}

    /** @param arguments the URL of a PostgreSQL, the brokers, the topic of findings, its group, the topic of events */
    public static void main(String[] arguments) throws Exception {
        RuleBook rules = RuleBook.shipped();
        SqlStore store = AtWork.store(arguments[0]);
        store.tellEvents();
        Clock clock = Clock.systemUTC();
        EstateDecision decision = new EstateDecision(
                store,
                () -> rules,
                Organisation::careful,
                new Proposals(new Planner(PackageDepot.none()), IdSource.random()),
                clock);
        Waves waves = new Waves(
                decision::decideSome,
                decision::next,
                decision::undecided,
                clock,
                new Waves.Settings(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(30)));
        CamelContext camel = new DefaultCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.decide.source", "direct:decide");
        endpoints.setProperty("ratchet.decide.awaited", "direct:decide-now");
        endpoints.setProperty("ratchet.intake.topic", FactsRoute.topic(arguments[1], arguments[2], arguments[3]));
        endpoints.setProperty("ratchet.intake.dead", "direct:nothing-is-set-aside");
        endpoints.setProperty("ratchet.events.due", "timer:events-due?period=200");
        endpoints.setProperty(
                "ratchet.events.topic", new EventTopic(arguments[1], arguments[4], EventTopic.A_DAY).endpoint());
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        camel.addRoutes(new FactsRoute(new FactsIntake(store, clock)));
        camel.addRoutes(new EstateRoute(waves, Duration.ofSeconds(10)));
        camel.addRoutes(new EventRoute(new EventSender(
                store,
                EventTopic.A_DAY,
                EVENTS_AT_ONCE,
                clock,
                System::nanoTime,
                IdSource.random(),
                EventObserver.none())));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            camel.stop();
            waves.close();
            store.close();
        }));
        camel.start();
        waves.ask();
        System.out.println("at work");
        new CountDownLatch(1).await();
    }

    static boolean undecided(SqlStore store) {
        return store.transact(tx -> tx.findings().cut()
                > tx.rounds().last().map(Rounds.Round::findings).orElse(0L));
    }
}
