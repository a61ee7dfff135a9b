package io.ratchet.routes.night;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.Opening;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.execute.Next;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.routes.night.Scenario.Fault;
import io.ratchet.routes.night.Scenario.Wire;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.RunDesk;
import io.ratchet.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One night in one thread. Time passes only while a script is on its way, while nothing is due, and when a clock is
 * stepped. While one turn waits for its host, others that are due are taken inside of it, as threads would take them
 * beside it. Turns are handed out as db-scheduler hands them out, its mistakes included: after a step of the clock it
 * takes what still runs for dead and hands it out once more.
 */
final class Night {
    static final Instant BEGINS = Instant.parse("2018-09-20T19:50:00Z");
    /** The build that is known of the hosts where brakes act. */
    static final String BUILD = "6.1.7601";

    /** A person who looks at the brakes comes every day at 8:00, 12 hours and 10 minutes after a night begins. */
    private static final Duration TO_MORNING = Duration.ofMinutes(12 * 60 + 10);

    /** Turns at once; the demo takes 8, a server 10. */
    private static final int THREADS = 8;
    /** A process that gives db-scheduler no sign for so long by the wall clock is dead. */
    private static final long DEAD_AFTER = 40_000;

    private static final long PAUSE_AFTER_FAILURE = 30_000;
    private static final long PULSE = 8_000;
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long LONGEST = Duration.ofDays(14).toMillis();
    /**
     * Within an hour: whoever waits for others may ask every 15 seconds, through as many windows as the others take.
     */
    private static final int MOST_TURNS = 1_000;

    private static final int MOST_TURNS_OF_A_HOST = 400;

    private record Event(long at, int order, Runnable work) {}

    /** A turn that is to be taken, as the database has it. */
    private static final class Task {
        final String id;
        long due;
        int version;

        @Nullable
        NightProcess taker;

        /** Woken while it was taken: it gets another turn right after. */
        boolean woken;

        Task(String id, long due) {
            this.id = id;
            this.due = due;
        }
    }

    private final Scenario scenario;
    private final Store store;
    private final Watch watch;
    private final StringBuilder journal = new StringBuilder();
    private final Map<String, NightHost> hosts = new TreeMap<>();
    private final List<NightProcess> processes = new ArrayList<>();
    private final PriorityQueue<Event> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingInt(Event::order));
    private final Map<String, Task> tasks = new TreeMap<>();
    private final Map<String, Map<Phase, Integer>> sent = new HashMap<>();
    private final Set<String> renewed = new HashSet<>();
    private final RunDesk desk;
    private final BrakeDesk brakes;
    private final Clock clock;
    private long now;
    private long ahead;
    private int order;
    private int ids;
    private int turns;
    private long hour;
    private int turnsInHour;
    private int scripts;
    private int commits;
    private int depth;
    private boolean databaseAway;

    private Night(Scenario scenario, Store store) {
        this.scenario = scenario;
        this.store = store;
        this.clock = new NightClock(() -> wall(now));
        for (Scenario.Host each : scenario.hosts()) {
            NightHost host = new NightHost(each, new NightClock(() -> BEGINS.plusMillis(now)), 1000);
            hosts.put(host.name().toLowerCase(Locale.ROOT), host);
        }
        this.watch = new Watch(this, store, List.copyOf(hosts.values()));
        this.desk = new RunDesk(store, clock, this::id, new WindowCalendar(this::organisation)::next, this::wake);
        this.brakes = new BrakeDesk(store, clock, this::wake);
    }

    /** What came of a night: its journal, and what did not hold. */
    record Outcome(String journal, List<String> wrong, Duration lasted, int scripts, BrakeWatch.Seen brakes) {}

    /** @param store empty */
    static Outcome play(Scenario scenario, Store store) {
        Night night = new Night(scenario, store);
        night.begin();
        night.pass(LONGEST, Optional.empty());
        night.watch.atTheEnd();
        night.tell("ends");
        return new Outcome(
                night.journal.toString(),
                night.watch.wrong(),
                Duration.ofMillis(night.now),
                night.scripts,
                night.watch.seen());
    }

    private void begin() {
        tell("begins, seed " + scenario.seed());
        for (NightHost host : hosts.values()) {
            Proposed proposed =
                    new Proposed(new Remediation.Subject(host.id(), host.plan, "HQ", BEGINS.minusSeconds(3600)));
            Instant expires = BEGINS.plus(Duration.ofHours(host.about.approvedHours()));
            store.run(tx -> {
                tx.remediations().propose(proposed);
                tx.remediations()
                        .save(
                                proposed.approve(new Approval(
                                        "user:alice", BEGINS.minusSeconds(1800), host.plan.hash(), expires)),
                                1);
            });
            tasks.put(host.id(), new Task(host.id(), wall(now).toEpochMilli()));
        }
        for (Fault fault : scenario.faults()) plan(fault);
        for (int number = 1; number <= scenario.processes(); number++) start(number);
        if (shared()) at(now + PULSE, this::pulse);
        if (scenario.brakes().act()) at(TO_MORNING.toMillis(), this::morning);
    }

    /** Somebody looks at every brake that stands, and releases it. */
    private void morning() {
        at(now + Duration.ofDays(1).toMillis(), this::morning);
        brakes.brakes().forEach(this::releaseBrake);
    }

    private void releaseBrake(Brake brake) {
        watch.releasing(brake);
        order("release " + brake.scope(), () -> brakes.release(brake.scope(), "user:carol", "looked at it"));
        watch.released(brake);
    }

    private void plan(Fault fault) {
        if (fault instanceof Fault.ClockStep step) at(1000L * step.at(), () -> step(1000L * step.bySeconds()));
        if (fault instanceof Fault.DatabaseAway away) {
            at(1000L * away.at(), () -> databaseAway(true));
            at(1000L * (away.at() + away.seconds()), () -> databaseAway(false));
        }
        if (fault instanceof Fault.Stopped stop) {
            String scope = stop.host() == 0 ? Stop.ALL : Stop.run("r-" + stop.host());
            at(1000L * stop.at(), () -> order("stop", () -> desk.stop(scope, "user:alice", "phones are down")));
            at(
                    1000L * (stop.at() + stop.seconds()),
                    () -> order("lift", () -> desk.lift(scope, "user:alice", "they are up")));
        }
        if (fault instanceof Fault.SomebodyWrites write)
            at(
                    1000L * write.at(),
                    () -> host(write.host()).ifPresent(host -> {
                        if (host.up(now)) host.write(512);
                        tell(host.name() + " is written to by somebody");
                    }));
        if (fault instanceof Fault.SomebodyRestarts restart)
            at(
                    1000L * restart.at(),
                    () -> host(restart.host()).ifPresent(host -> {
                        if (host.up(now)) host.restart(now);
                        tell(host.name() + " is restarted by somebody");
                    }));
        if (fault instanceof Fault.SomebodyReleases look)
            at(1000L * look.at(), () -> brakes.brakes().stream().findFirst().ifPresent(this::releaseBrake));
        if (fault instanceof Fault.SomebodyOrders some)
            at(
                    1000L * some.at(),
                    () -> order(some.order() + " r-" + some.host(), () -> {
                        String id = "r-" + some.host();
                        switch (some.order()) {
                            case "retry" -> desk.retry(id, "user:bob", "now");
                            case "defer" -> desk.defer(id, "user:bob", "later");
                            default -> desk.cancel(id, "user:bob", "never");
                        }
                    }));
    }

    private void order(String what, Runnable order) {
        try {
            order.run();
            tell("somebody orders: " + what);
        } catch (FailureException refused) {
            tell("somebody orders: " + what + ", refused " + refused.failure().code());
        }
    }

    private Optional<NightHost> host(int number) {
        return Optional.ofNullable(hosts.get("w" + number));
    }

    // ---- processes

    private void start(int number) {
        NightProcess process = new NightProcess(this, number);
        processes.removeIf(other -> other.number == number);
        processes.add(process);
        processes.sort(Comparator.comparingInt(each -> each.number));
        tell("process " + number + " starts");
        try {
            process.leases.takeOver();
            watch.all();
        } catch (FailureException away) {
            process.kill();
            processes.remove(process);
            at(now + 5_000, () -> start(number));
            return;
        } catch (ProcessKilled again) {
            return;
        }
        if (!shared()) release(task -> true);
    }

    void kill(NightProcess process, int away) {
        if (process.dead()) return;
        process.kill();
        processes.remove(process);
        tell("process " + process.number + " is killed");
        at(now + 1000L * away, () -> start(process.number));
        if (shared()) at(now + DEAD_AFTER, () -> release(task -> task.taker == process));
    }

    /** Whether the transaction that is to begin is its process's last. */
    Optional<Fault.KilledAtCommit> killedAtCommit() {
        commits++;
        return scenario.faults().stream()
                .filter(Fault.KilledAtCommit.class::isInstance)
                .map(Fault.KilledAtCommit.class::cast)
                .filter(kill -> kill.nth() == commits)
                .findFirst();
    }

    private void release(Predicate<Task> which) {
        for (Task task : tasks.values())
            if (task.taker != null && which.test(task)) {
                task.taker = null;
                task.version++;
                task.due = wall(now).toEpochMilli();
            }
    }

    private void pulse() {
        at(now + PULSE, this::pulse);
        if (databaseAway) return;
        for (NightProcess process : List.copyOf(processes)) {
            if (process.frozenUntil > now) continue;
            try {
                process.leases.beat();
                process.givesASign();
            } catch (FailureException | ProcessKilled missed) {
                tell("process " + process.number + " gives no sign of life");
            }
        }
    }

    private void step(long by) {
        ahead += by;
        tell("the clock steps by " + by / 1000 + " s");
        if (by > DEAD_AFTER) release(task -> true);
    }

    private void databaseAway(boolean away) {
        databaseAway = away;
        tell("the database is " + (away ? "away" : "back"));
    }

    boolean databaseAway() {
        return databaseAway;
    }

    // ---- time

    private void at(long moment, Runnable work) {
        agenda.add(new Event(Math.max(moment, now), order++, work));
    }

    /** Lets time pass until {@code end}, with all that is due by then; ends early when nothing is left to do. */
    private void pass(long end, Optional<NightProcess> waiting) {
        depth++;
        try {
            while (now < end || waiting.isEmpty()) {
                Optional<Task> task = nextTask();
                long taskAt = task.map(this::moment).orElse(Long.MAX_VALUE);
                long eventAt = agenda.isEmpty() ? Long.MAX_VALUE : agenda.peek().at();
                if (waiting.isEmpty() && tasks.isEmpty()) return;
                long next = Math.min(taskAt, eventAt);
                if (next > end || (next == Long.MAX_VALUE)) break;
                now = Math.max(now, next);
                if (eventAt <= taskAt) agenda.remove().work().run();
                else take(task.orElseThrow());
                waiting.ifPresent(NightProcess::mustLive);
            }
            now = Math.max(now, waiting.isEmpty() ? now : end);
        } finally {
            depth--;
        }
    }

    private long moment(Task task) {
        return Math.max(now, task.due - BEGINS.toEpochMilli() - ahead);
    }

    private Optional<Task> nextTask() {
        if (depth > THREADS || databaseAway || processes.stream().noneMatch(each -> each.frozenUntil <= now))
            return Optional.empty();
        Task first = null;
        for (Task task : tasks.values())
            if (task.taker == null && (first == null || task.due < first.due)) first = task;
        return Optional.ofNullable(first);
    }

    private void take(Task task) {
        List<NightProcess> able =
                processes.stream().filter(each -> each.frozenUntil <= now).toList();
        NightProcess process = able.get(turns % able.size());
        turns++;
        if (hour != now / HOUR) {
            hour = now / HOUR;
            turnsInHour = 0;
        }
        if (++turnsInHour > MOST_TURNS + MOST_TURNS_OF_A_HOST * hosts.size()) {
            watch.wrong(
                    Invariant.NEVER_IN_CIRCLES,
                    "the night goes round in circles: " + turnsInHour + " turns in an hour");
            tasks.clear();
            return;
        }
        task.taker = process;
        int version = ++task.version;
        try {
            Next next = process.advance(task.id);
            process.mustLive();
            watch.after(task.id);
            if (watch.waitsForAnApproval(task.id)) renewLater(task.id);
            if (tasks.get(task.id) != task || task.version != version) return;
            task.taker = null;
            boolean woken = task.woken;
            task.woken = false;
            if (next instanceof Next.Again again) {
                task.due = woken ? wall(now).toEpochMilli() : again.at().toEpochMilli();
                tell(task.id + " again at " + (woken ? "once" : again.at()));
            } else {
                tasks.remove(task.id);
                tell(task.id + " ended");
            }
        } catch (ProcessKilled killed) {
            watch.after(task.id);
        } catch (FailureException broken) {
            tell(task.id + " broke off: " + broken.failure().code());
            watch.after(task.id);
            if (task.version != version) return;
            task.taker = null;
            task.due = wall(now).toEpochMilli() + (databaseAway ? DEAD_AFTER : PAUSE_AFTER_FAILURE);
        }
    }

    /** A host that was changed waits for its approval to be renewed; somebody does so in the morning. */
    private void renewLater(String id) {
        if (renewed.add(id))
            at(
                    now + Duration.ofHours(8).toMillis(),
                    () -> order(
                            "renew " + id,
                            () -> new ApprovalDesk(store, clock, Duration.ofDays(9), this::wake)
                                    .approve(id, null, "user:alice")));
    }

    private void wake(String id) {
        Task task = tasks.computeIfAbsent(id, key -> new Task(key, 0));
        if (task.taker == null) task.due = wall(now).toEpochMilli();
        else task.woken = true;
    }

    /** Whether it has its turn next, however long it meant to wait. */
    boolean looksAgainAtOnce(String id) {
        Task task = tasks.get(id);
        return task != null && (task.taker == null ? moment(task) <= now : task.woken);
    }

    // ---- the wire

    HostOutput send(NightProcess process, HostAddress address, PhaseScript script) {
        process.mustLive();
        NightHost host = hosts.get(address.host());
        int number = ++scripts;
        int nth = sent.computeIfAbsent(host.name(), key -> new EnumMap<>(Phase.class))
                .merge(script.phase(), 1, Integer::sum);
        tell(host.name() + " " + script.phase() + " of " + script.runId() + " by process " + process.number);
        watch.sending(process, host, script);
        watch.onTheWay(process, host, script);
        try {
            return carry(process, host, script, number, nth);
        } finally {
            watch.arrived(process, host);
        }
    }

    private HostOutput carry(NightProcess process, NightHost host, PhaseScript script, int number, int nth) {
        Optional<Fault.OnWire> fault = onWire(host, script, nth);
        Wire wire = fault.map(Fault.OnWire::wire).orElse(null);
        int seconds = fault.map(Fault.OnWire::seconds).orElse(0);
        pass(now + (wire == Wire.BEGINS_LATE ? 1000L * seconds : 500), Optional.of(process));
        process.mustLive();
        if (!host.up(now)) throw failed(FailureCode.HOST_UNREACHABLE);
        if (wire == Wire.UNREACHABLE) throw failed(FailureCode.HOST_UNREACHABLE);
        if (wire == Wire.QUOTA) throw failed(FailureCode.HOST_QUOTA_EXCEEDED);
        if (wire == Wire.LOGON_REFUSED) throw failed(FailureCode.HOST_AUTH_REJECTED);
        if (wire == Wire.LOST_BEFORE) throw failed(FailureCode.HOST_CONNECTION_LOST);
        Optional<HostOutput> output = host.run(script, now);
        if (host.writtenAfterUndo()) watch.wrong(Invariant.NEVER_APPLIED_AFTER_UNDO, host.name() + " was written to");
        int lines = host.journal.size();
        tell(host.name() + " has " + lines + " lines in its journal, " + host.lastSeen());
        onTheHost(process, number, script);
        pass(now + (wire == Wire.ANSWERS_LATE ? 1000L * seconds : 1500), Optional.of(process));
        process.mustLive();
        if (output.isEmpty() || wire == Wire.LOST_AFTER) throw failed(FailureCode.HOST_CONNECTION_LOST);
        HostOutput said = output.get();
        if (wire == Wire.GARBLED)
            return new HostOutput(0, said.stdout().substring(0, said.stdout().length() / 2), said.stderr());
        return wire == Wire.LIES ? new HostOutput(1 - said.exitCode(), said.stdout(), said.stderr()) : said;
    }

    private void onTheHost(NightProcess process, int number, PhaseScript script) {
        for (Fault fault : scenario.faults()) {
            if (fault instanceof Fault.KilledOnWire kill && kill.nth() == number) {
                kill(process, kill.awaySeconds());
                throw new ProcessKilled();
            }
            if (fault instanceof Fault.SteppedOnWire stepped && stepped.nth() == number) {
                step(1000L * stepped.bySeconds());
                pass(now + 1000L * stepped.seconds(), Optional.of(process));
            }
            if (fault instanceof Fault.Frozen frozen && frozen.nth() == number) {
                tell("process " + process.number + " stands still for " + frozen.seconds() + " s");
                process.frozenUntil = now + 1000L * frozen.seconds();
                pass(process.frozenUntil, Optional.of(process));
            }
        }
    }

    private Optional<Fault.OnWire> onWire(NightHost host, PhaseScript script, int nth) {
        return scenario.faults().stream()
                .filter(Fault.OnWire.class::isInstance)
                .map(Fault.OnWire.class::cast)
                .filter(fault ->
                        fault.host() == host.about.number() && fault.phase() == script.phase() && fault.nth() == nth)
                .findFirst();
    }

    private static FailureException failed(FailureCode code) {
        return FailureException.of(code, "The wire did so.");
    }

    HostDirectory directory() {
        return new HostDirectory() {
            @Override
            public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
                return new HostAddress(
                        asset.value().substring(0, asset.value().indexOf('.')), 5985, false, "env:NOBODY");
            }

            @Override
            public Listener listener(AssetId asset, HostRef host, int port) {
                return new Listener(asset.value().substring(0, asset.value().indexOf('.')), port, "");
            }
        };
    }

    /** Each host listens on 443, with what its last boot computed. */
    TlsProbe probe() {
        return new TlsProbe() {
            @Override
            public Map<Protocol, OfferState> probe(String name, int port, String sni, Opening opening) {
                List<String> offered = port == 443 ? hosts.get(name).offers(now) : List.of();
                if (offered.isEmpty()) return Map.of();
                Map<Protocol, OfferState> seen = new EnumMap<>(Protocol.class);
                for (Protocol each : Protocol.values())
                    if (each.compareTo(Protocol.SSL_3) >= 0 && each.compareTo(Protocol.TLS_1_2) <= 0)
                        seen.put(each, offered.contains(each.wire()) ? OfferState.OFFERED : OfferState.NOT_OFFERED);
                return seen;
            }
        };
    }

    Optional<String> triage(AssetId asset) {
        return hosts.get(asset.value().substring(0, asset.value().indexOf('.'))).triage();
    }

    /** What is known of a host before the night: whether it has a listener, and where brakes act what it is. */
    Optional<AssetState> known(AssetId asset) {
        NightHost host = hosts.get(asset.value().substring(0, asset.value().indexOf('.')));
        List<Observation> known = new ArrayList<>();
        if (host.listens()) known.add(new ProtocolOffer(443, "tcp", null, null, Protocol.TLS_1_0, OfferState.OFFERED));
        if (scenario.brakes().act()) known.add(new Observation.OperatingSystem(BUILD, null, 3, 1, null, null, null));
        if (host.about.role() != null) known.add(new Observation.ServerRole(host.about.role(), null));
        if (host.about.pool() != null) known.add(new Observation.Membership("pool", host.about.pool()));
        if (known.isEmpty()) return Optional.empty();
        List<Fact> facts = known.stream()
                .map(one -> new Fact(one, BEGINS, "nmap@hq", "nmap", null, "sha256:" + "a".repeat(64) + "#host[1]"))
                .toList();
        return Optional.of(new AssetState(asset, new Identity.Resolved(), host.plan.host(), "HQ", facts));
    }

    Organisation organisation() {
        return scenario.brakes().organisation();
    }

    boolean brakesAct() {
        return scenario.brakes().act();
    }

    Watch watch() {
        return watch;
    }

    // ---- what all share

    private static final class NightClock extends Clock {
        private final Supplier<Instant> time;

        NightClock(Supplier<Instant> time) {
            this.time = time;
        }

        @Override
        public Instant instant() {
            return time.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    Clock clock() {
        return clock;
    }

    private Instant wall(long at) {
        return BEGINS.plusMillis(at + ahead);
    }

    long now() {
        return now;
    }

    Store store() {
        return store;
    }

    boolean shared() {
        return scenario.processes() > 1;
    }

    String id() {
        return "n-" + ++ids;
    }

    void tell(String what) {
        journal.append(BEGINS.plusMillis(now)).append(' ').append(what).append('\n');
    }
}
