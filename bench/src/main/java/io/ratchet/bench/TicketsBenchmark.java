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
import io.ratchet.store.Outbox;
import io.ratchet.store.Rounds;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import io.ratchet.wire.TicketMessageJson;
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
import java.util.stream.Collectors;
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
    private final int parts;

    /**
     * @param most how many tickets
     * @param sample how many its own rate is measured by, before, between and after the parts
     * @param parts in how many the tickets are decided and sent
     */
    private TicketsBenchmark(Server server, int most, int sample, int parts) {
        this.server = server;
        this.most = most;
        this.sample = sample;
        this.parts = parts;
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
                            figures.addAll(new TicketsBenchmark(redmine.server(), ALL, 50, 8).run(false));
                        }
                    try (SlowRedmine redmine = new SlowRedmine()) {
                        int tickets = quick ? 200 : ALL;
                        Server server = new Server("a stand-in for Redmine", redmine.address(), "0".repeat(40), "desk");
                        figures.addAll(new TicketsBenchmark(server, tickets, Math.min(tickets, 1_000), 1).run(quick));
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
        return new TicketsBenchmark(server, tickets, Math.min(tickets, 100), 1);
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
        TicketSettings settings = new TicketSettings(Map.of("desk", server.queue()), TicketSettings.Pace.calm());
        TicketMessage like = first(rules, settings);
        Asked whole = (redmine, number) -> redmine.read(redmine.create(numbered(like, number, true)), Set.of());
        Asked bare = (redmine, number) -> redmine.create(numbered(like, number, false));
        rate(Math.min(sample, FEWEST), whole); // warms it up
        Rates wholes = new Rates(rate(sample, whole));
        Rates bares = new Rates(rate(sample, bare));
        int tickets = (int) Math.max(Math.min(most, FEWEST), Math.min(most, wholes.mean() * BOUND));
        int part = Math.max(1, tickets / parts);
        double without = 0;
        Outcome with = new Outcome(0, 0);
        int done = 0;
        // It slows down as it fills, and the machine is not always the same: its own rate is taken between the parts.
        while (done < tickets) {
            int next = Math.min(part, tickets - done);
            without += deciding(next, rules, TicketSettings.none()).seconds();
            with = with.and(deciding(next, rules, settings));
            done += next;
            wholes.add(rate(sample, whole));
            bares.add(rate(sample, bare));
        }
        double longest = Math.max(ASKED_FOR * tickets / ALL, tickets / wholes.mean());
        double sent = tickets / with.sent();
        return List.of(
                new Figure(
                                tickets + " decisions are tickets in " + server.name(),
                                with.seconds() + with.sent(),
                                "s",
                                null)
                        .comparedWith("what is asked for", longest),
                new Figure("tickets per second", sent, "1/s", null)
                        .comparedWith("the server's own rate of the same requests", wholes.mean()),
                new Figure("tickets per second", sent, "1/s", null)
                        .comparedWith(
                                "the server's own rate of bare creates, with no file and not read back", bares.mean()),
                new Figure("deciding with tickets", with.seconds(), "s", null).comparedWith("without", without));
    }

    /** Of rates over the same count each. */
    private static final class Rates {
        private double inverse;
        private int count;

        Rates(double first) {
            add(first);
        }

        void add(double rate) {
            inverse += 1 / rate;
            count++;
        }

        double mean() {
            return count / inverse;
        }
    }

    /** @param sent seconds from the first message to the last answer */
    private record Outcome(double seconds, double sent) {
        Outcome and(Outcome other) {
            return new Outcome(seconds + other.seconds, sent + other.sent);
        }
    }

    /** What is sent of the first decision. */
    private TicketMessage first(RuleBook rules, TicketSettings settings) {
        try {
            Path folder = Files.createTempDirectory("ratchet-bench");
            try (SqlStore store = SqlStore.h2(folder)) {
                decide(1, store, rules, new TicketRounds(settings));
                String document = store.transact(tx -> tx.outbox().in(TicketRounds.CHANNEL, Outbox.State.WAITING))
                        .get(0)
                        .letter()
                        .document();
                return TicketMessageJson.read(Json.parse(document));
            } finally {
                LabProcess.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome deciding(int tickets, RuleBook rules, TicketSettings settings) {
        try {
            Path folder = Files.createTempDirectory("ratchet-bench");
            try (SqlStore store = SqlStore.h2(folder)) {
                TicketRounds rounds = new TicketRounds(settings);
                double seconds = decide(tickets, store, rules, rounds);
                return new Outcome(
                        seconds, settings.queues().isEmpty() ? 0 : send(tickets, store, rules, rounds, settings));
            } finally {
                LabProcess.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return seconds */
    private static double decide(int tickets, SqlStore store, RuleBook rules, TicketRounds rounds) {
        // The store keeps moments to the microsecond.
        Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
        List<Decision> decisions = decisions(tickets);
        Set<AssetId> assets =
                decisions.stream().map(decision -> decision.about().asset()).collect(Collectors.toSet());
        Organisation organisation = Organisation.careful();
        long begun = System.nanoTime();
        store.run(tx -> {
            tx.decisions().replace(decisions, new Rounds.Ground(clock.instant(), "b".repeat(64), organisation, 0));
            rounds.follow(tx, assets, decisions, new TicketRounds.Ground(rules, organisation, clock.instant()));
        });
        return since(begun);
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

    /** A ticket as it is sent, under a key of its own. */
    private static TicketMessage numbered(TicketMessage like, int number, boolean file) {
        return new TicketMessage(
                like.kind(),
                TicketKey.of("by itself", TicketUnit.atSite("dv-surfacehub", "S" + number), 1),
                like.in(),
                like.queue(),
                like.owner(),
                like.mark(),
                like.subject(),
                like.text(),
                like.due(),
                file ? like.attachments() : List.of(),
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
