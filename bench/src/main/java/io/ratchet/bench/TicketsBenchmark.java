package io.ratchet.bench;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.ticket.TicketComponent;
import io.ratchet.connectors.ticket.TicketFault;
import io.ratchet.connectors.ticket.TicketSystem;
import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.connectors.ticket.Tickets;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.routes.tickets.TicketObserver;
import io.ratchet.routes.tickets.TicketRounds;
import io.ratchet.routes.tickets.TicketRoute;
import io.ratchet.routes.tickets.TicketSender;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.routes.tickets.TicketSync;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * How long it takes until decisions for people, each at a site of its own, stand in a ticket system as tickets that
 * were read back; beside what the same server takes for the same requests without anything behind them, in the same
 * run.
 */
final class TicketsBenchmark implements Measurement {
    private static final double ASKED_FOR = 60;
    private static final int ALL = 10_000;

    /** A real server is given as many as it takes in this time by itself, in seconds. */
    private static final int BOUND = 120;

    private static final int FEWEST = 100;

    /**
     * @param name what it is
     * @param queue a project there
     */
    record Server(String name, URI address, String key, String queue) {}

    private final Server server;
    private final int most;
    private final int sample;

    /**
     * @param most how many tickets
     * @param sample how many its own rate is measured by, before and after
     */
    private TicketsBenchmark(Server server, int most, int sample) {
        this.server = server;
        this.most = most;
        this.sample = sample;
    }

    /**
     * Against the Redmine of this machine, where there is one, and against a server that stands in for it and takes its
     * time: the one shows what a real server is given, the other what we could give a faster one.
     */
    static Measurement alone() {
        return new Measurement() {
            @Override
            public String name() {
                return "tickets";
            }

            @Override
            public String about() {
                return LocalRedmine.installed()
                        ? "Sends tickets to the Redmine of this machine and to a stand-in, beside their own rates."
                        : "Sends 10,000 tickets to a stand-in for Redmine (there is none here), beside its own rate.";
            }

            @Override
            public List<Figure> run(boolean quick) {
                List<Figure> figures = new ArrayList<>();
                try {
                    if (LocalRedmine.installed() && !quick)
                        try (LocalRedmine redmine = LocalRedmine.start()) {
                            figures.addAll(new TicketsBenchmark(redmine.server(), ALL, 200).run(false));
                        }
                    try (SlowRedmine redmine = new SlowRedmine()) {
                        int tickets = quick ? 200 : ALL;
                        Server server = new Server("a stand-in for Redmine", redmine.address(), "0".repeat(40), "desk");
                        figures.addAll(new TicketsBenchmark(server, tickets, Math.min(tickets, 1_000)).run(quick));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return figures;
            }
        };
    }

    /** Against a server that is there. */
    static Measurement against(Server server, int tickets) {
        return new TicketsBenchmark(server, tickets, Math.min(tickets, 100));
    }

    @Override
    public String name() {
        return "tickets";
    }

    @Override
    public String about() {
        return "Sends tickets to a Redmine, beside that server's own rate.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        RuleBook rules = RuleBook.shipped();
        rate(Math.min(sample, FEWEST), this::whole); // warms it up
        double bare = rate(sample, this::bare);
        double whole = rate(sample, this::whole);
        int tickets = (int) Math.max(Math.min(most, FEWEST), Math.min(most, whole * BOUND));
        double without = deciding(tickets, rules, TicketSettings.none()).seconds();
        TicketSettings settings = new TicketSettings(Map.of("desk", server.queue()), TicketSettings.Pace.calm());
        Outcome with = deciding(tickets, rules, settings);
        // It slows down as it fills, and the machine is not always the same.
        whole = mean(whole, rate(sample, this::whole));
        bare = mean(bare, rate(sample, this::bare));
        double longest = Math.max(ASKED_FOR * tickets / ALL, tickets / whole);
        double sent = tickets / with.sent();
        return List.of(
                new Figure(
                                tickets + " decisions are tickets in " + server.name(),
                                with.seconds() + with.sent(),
                                "s",
                                null)
                        .comparedWith("what is asked for", longest),
                new Figure("tickets per second", sent, "1/s", null)
                        .comparedWith("the server's own rate of the same requests", whole),
                new Figure("tickets per second", sent, "1/s", null)
                        .comparedWith("the server's own rate of bare creates, with no file and not read back", bare),
                new Figure("deciding with tickets", with.seconds(), "s", null).comparedWith("without", without));
    }

    /** Of two rates over the same count. */
    private static double mean(double before, double after) {
        return 2 / (1 / before + 1 / after);
    }

    /** @param sent seconds from the first message to the last answer */
    private record Outcome(double seconds, double sent) {}

    private Outcome deciding(int tickets, RuleBook rules, TicketSettings settings) {
        try {
            Path folder = Files.createTempDirectory("ratchet-bench");
            try (SqlStore store = SqlStore.h2(folder)) {
                // The store keeps moments to the microsecond.
                Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
                TicketRounds rounds = new TicketRounds(settings);
                List<Decision> decisions = decisions(tickets);
                Organisation organisation = Organisation.careful();
                long begun = System.nanoTime();
                store.run(tx -> {
                    tx.decisions()
                            .replace(decisions, new Rounds.Ground(clock.instant(), "b".repeat(64), organisation, 0));
                    rounds.follow(tx, null, decisions, new TicketRounds.Ground(rules, organisation, clock.instant()));
                });
                double seconds = since(begun);
                return new Outcome(
                        seconds, settings.queues().isEmpty() ? 0 : send(tickets, store, rules, rounds, settings));
            } finally {
                LabProcess.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double send(int tickets, SqlStore store, RuleBook rules, TicketRounds rounds, TicketSettings settings) {
        Clock clock = Clock.systemUTC();
        TicketSystems systems = systems();
        ExecutorService threads = Executors.newFixedThreadPool(settings.pace().atOnce());
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Properties endpoints = new Properties();
            for (String timer : List.of("due", "look", "woken"))
                endpoints.setProperty("ratchet.tickets." + timer, "direct:" + timer);
            endpoints.setProperty("ratchet.tickets.endpoint", "ticket:*");
            camel.getPropertiesComponent().setInitialProperties(endpoints);
            TicketComponent component = new TicketComponent();
            component.setSystems(systems);
            camel.addComponent("ticket", component);
            camel.addRoutes(new TicketRoute(
                    new TicketSender(store, settings.pace(), clock, TicketObserver.none()),
                    new TicketSync(store, systems, rounds, settings.pace(), () -> rules, Organisation::careful, clock),
                    threads));
            camel.start();
            long begun = System.nanoTime();
            camel.createProducerTemplate().sendBody(TicketRoute.SEND, "");
            double seconds = since(begun);
            long there = store.transact(tx -> tx.tickets().list()).stream()
                    .map(Ticket::there)
                    .filter(found -> found != null)
                    .count();
            if (there != tickets) throw new IllegalStateException(there + " of " + tickets + " tickets have arrived");
            return seconds;
        } catch (Exception e) {
            throw new IllegalStateException("the tickets could not be sent", e);
        } finally {
            threads.shutdownNow();
        }
    }

    // ---- the server by itself

    /** What is asked of the server for one ticket. */
    @FunctionalInterface
    private interface Asked {
        void of(Tickets redmine, int number) throws TicketFault;
    }

    /** The requests of a ticket that is sent: its file, itself, and a look at what is there now. */
    private void whole(Tickets redmine, int number) throws TicketFault {
        redmine.read(
                redmine.create(
                        message(number, new TicketMessage.Attachment("hosts.csv", "text/csv", "asset,says\r\n"))),
                Set.of());
    }

    /** One request: the ticket by itself. */
    private void bare(Tickets redmine, int number) throws TicketFault {
        redmine.create(message(number));
    }

    /** Tickets per second, as many at once as we send, with nothing behind them. */
    private double rate(int many, Asked asked) {
        Tickets redmine = systems().named("desk").orElseThrow();
        ExecutorService senders =
                Executors.newFixedThreadPool(TicketSettings.Pace.calm().atOnce());
        try {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int number = i;
                all.add(() -> {
                    asked.of(redmine, number);
                    return true;
                });
            }
            long begun = System.nanoTime();
            for (Future<Boolean> done : senders.invokeAll(all)) done.get();
            return many / since(begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server was measured", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the server does not take the requests", e);
        } finally {
            senders.shutdownNow();
        }
    }

    private TicketMessage message(int number, TicketMessage.Attachment... files) {
        return new TicketMessage(
                TicketMessage.Kind.OPEN,
                TicketKey.of("by itself", TicketUnit.atSite("dv-surfacehub", "S" + number), 1),
                "desk",
                server.queue(),
                "",
                "",
                "TLS 1.2 by itself",
                "What is asked. ".repeat(60),
                null,
                List.of(files),
                null);
    }

    private TicketSystems systems() {
        return TicketSystems.connect(
                List.of(new TicketSystem(
                        "desk", TicketSystem.Kind.REDMINE, server.address(), "file:redmine", server.queue(), Map.of())),
                reference -> new Credentials.Account("ratchet", server.key()),
                Clock.systemUTC());
    }

    // ---- the estate

    private static List<Decision> decisions(int tickets) {
        return IntStream.range(0, tickets)
                .<Decision>mapToObj(number -> new Decision.Ticket(
                        about(number), why(), List.of(new Change.Product("surface-hub", "10.0.15063.1897"))))
                .toList();
    }

    private static Decision.About about(int number) {
        AssetId asset = new AssetId("hub%06d.corp.example".formatted(number));
        return new Decision.About(
                asset,
                new Identity.Resolved(),
                HostRef.named(asset.value()),
                "S%05d".formatted(number),
                "dv-surfacehub",
                Goal.READY,
                10,
                Remedy.UPGRADE,
                Readiness.NOT_CAPABLE);
    }

    private static Explanation why() {
        return new Explanation(
                "R059-room-is-updated",
                List.of(61),
                "stable",
                List.of("M3"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited(
                        "sha256:" + "a".repeat(64) + "#row[1]", "inventory says build 10.0.15063.1418")),
                "The vendor has released the build this room needs.");
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
