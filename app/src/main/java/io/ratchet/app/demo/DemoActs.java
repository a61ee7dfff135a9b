package io.ratchet.app.demo;

import io.ratchet.app.flow.Flow;
import io.ratchet.routes.collect.CollectDesk;
import io.ratchet.store.CollectOrders;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How far the demo's story has come: the first act is over when its outcome stands in the data folder, and it is July
 * when a report of July does. Both outlive the process.
 */
final class DemoActs {
    /** Between the vendor's releases and the day on which the rooms get them. */
    private static final Instant RELEASED = Instant.parse("2019-06-20T08:00:00Z");

    private static final Instant MORNING = Instant.parse("2019-07-19T07:00:00Z");

    /** Where somebody changed a host since its report, one is away and one has another password. */
    private static final String NOT_ASKED = "PLANT-B";

    private final Path folder;
    private final DemoClock clock;
    private final List<DemoHost> hosts = DemoHosts.all();

    DemoActs(Path folder, DemoClock clock) {
        this.folder = folder;
        this.clock = clock;
        if (DemoReports.laterIn(inbox())) clock.goOnTo(DemoAct.JULY_2019.evening());
        if (DemoReports.morningIn(inbox())) clock.goOnTo(MORNING);
    }

    /** What the first act came to; empty while it lasts. */
    Optional<ActOutcome> first() {
        try {
            return Files.exists(outcome())
                    ? Optional.of(ActOutcome.read(Json.parse(Files.readString(outcome()))))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the outcome of the first act cannot be read", e);
        }
    }

    /** Ends the first act as everything stands now. */
    ActOutcome endFirst(Flow flow) {
        ActOutcome outcome = outcome(flow, DemoAct.SEPTEMBER_2018);
        try {
            Path half = Files.writeString(
                    folder.resolve("act-1.half"), outcome.json().toString());
            Files.move(half, outcome(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the outcome of the first act cannot be kept", e);
        }
        return outcome;
    }

    ActOutcome outcome(Flow flow, DemoAct act) {
        return new DemoJudgement(flow, hosts, act).outcome();
    }

    /**
     * Asks the simulated hosts what they are before anything is decided, each once in each act. Those at a site that is
     * not asked are known by their reports alone.
     */
    void ask(Flow flow, DemoAct act, Consumer<String> progress) {
        List<String> unasked = hosts.stream()
                .filter(host -> host.inFleet && !host.site.equals(NOT_ASKED))
                .map(DemoHost::fqdn)
                .filter(name -> !asked(flow, name, act))
                .toList();
        if (unasked.isEmpty()) return;
        flow.collectDesk().order(CollectDesk.Request.of(unasked, null, false, ""), SimulatedNight.POLICY, site -> true);
        int answered = 0;
        for (int some = flow.collectNow(); some > 0; some = flow.collectNow()) answered += some;
        progress.accept(
                answered + " of " + unasked.size() + " hosts have told what they are; " + NOT_ASKED + " is not asked.");
    }

    private static boolean asked(Flow flow, String name, DemoAct act) {
        Optional<CollectOrders.Order> last =
                flow.store().transact(tx -> tx.collects().find(name));
        return last.map(CollectOrders.Order::ended).filter(act::begunAt).isPresent();
    }

    /**
     * Looks once between release and update, then takes the reports of July in and decides again; after the first time
     * nothing of it is new.
     */
    void beginSecond(Flow flow, Consumer<String> progress) {
        if (!DemoReports.laterIn(inbox())) {
            clock.goOnTo(RELEASED);
            flow.decision().redecide();
            progress.accept(
                    "It is 2019-06-20: the vendor has released what the rooms wait for, and the rooms do not have it yet.");
        }
        try {
            new DemoReports(hosts).writeLater(inbox(), folder.resolve("fleet"));
        } catch (IOException e) {
            throw new UncheckedIOException("the reports of July 2019 cannot be written", e);
        }
        clock.goOnTo(DemoAct.JULY_2019.evening());
        long fresh = take(flow);
        ask(flow, DemoAct.JULY_2019, progress);
        flow.decision().redecide();
        if (fresh > 0)
            progress.accept("It is 2019-07-18: " + fresh + " later reports say that the rooms are updated; "
                    + flow.desk().queue().size() + " plans are waiting for approval.");
    }

    /**
     * The morning after the second night: its report shows what the servers speak since their restart and who tried it
     * out, and everything is decided once more.
     */
    void morning(Flow flow, Consumer<String> progress) {
        try {
            new DemoReports(hosts).writeMorning(inbox(), folder.resolve("fleet"));
        } catch (IOException e) {
            throw new UncheckedIOException("the report of the morning cannot be written", e);
        }
        clock.goOnTo(MORNING);
        if (take(flow) > 0) progress.accept("It is the morning of 2019-07-19: what was changed is seen in use.");
        flow.decision().redecide();
    }

    /** Takes in what lies in the inbox; returns how many reports were new. */
    long take(Flow flow) {
        return reports().stream()
                .filter(report -> !flow.take(report, "ratchet").isEmpty())
                .count();
    }

    List<Path> reports() {
        try (Stream<Path> files = Files.list(inbox())) {
            return files.filter(file -> !file.toString().endsWith(".half"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's inbox cannot be read", e);
        }
    }

    private Path inbox() {
        return folder.resolve("inbox");
    }

    private Path outcome() {
        return folder.resolve("act-1.json");
    }
}
