package io.ratchet.routes.execute;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import io.ratchet.routes.night.Turns;
import io.ratchet.routes.support.SetClock;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.AuditLog;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Several simulated hosts and one approved remediation for each, whose turns are taken in one thread at the moments
 * they ask for. It sees after every turn who is in change.
 */
final class Crowd implements HostShell, HostDirectory {
    private record Turn(Instant at, long number, String id) {}

    /** Who was in change after a turn. */
    record Sight(Instant at, Set<String> hosts) {}

    private final SetClock clock;
    private final SqlStore store;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<String, ScriptedHost> hosts = new TreeMap<>();
    private final Map<AssetId, AssetState> estate = new HashMap<>();
    private final Map<String, String> sites = new HashMap<>();
    private final Map<String, String> addresses = new HashMap<>();
    private final List<Sight> sights = new ArrayList<>();
    private final Set<String> woken = new HashSet<>();
    private Organisation organisation;
    private HostRun run;
    private Runnable atTheDoor = () -> {};

    Crowd(SqlStore store, SetClock clock, String profile) {
        this.store = store;
        this.clock = clock;
        this.organisation = OrganisationFile.read("organisation.yaml", profile);
        this.run = process();
    }

    // ---- who is there

    Crowd host(String name, Observation... facts) {
        return host(name, "HQ", "10.0." + hosts.size() + ".1", facts);
    }

    /** One host with an approved plan. */
    Crowd host(String name, String site, String ip, Observation... facts) {
        AssetId asset = new AssetId(name);
        hosts.put(name, new ScriptedHost(clock));
        sites.put(name, site);
        addresses.put(name, ip);
        estate.put(
                asset,
                new AssetState(
                        asset,
                        new Identity.Resolved(),
                        HostRef.named(name),
                        site,
                        Stream.of(facts)
                                .map(fact -> new Fact(fact, clock.instant(), "test", "test", null, "sha256:0#1"))
                                .toList()));
        return approve(name, name, Goal.READY);
    }

    Crowd approve(String id, String name, Goal goal) {
        Plan like = HostRunTest.plan();
        HostRef ref = like.host();
        HostRef at = new HostRef(
                ref.zone(),
                ref.site(),
                addresses.get(name),
                ref.fqdn(),
                ref.netbios(),
                ref.domain(),
                ref.mac(),
                ref.smbiosUuid(),
                ref.sid(),
                ref.nativeIds());
        Plan plan = new Plan(new AssetId(name), at, goal, like.steps());
        Proposed proposed = new Proposed(new Remediation.Subject(
                id, plan, sites.get(name), clock.instant().minusSeconds(3600)));
        Instant expires = HostRunTest.OPENS.plus(Duration.ofDays(30));
        store.run(tx -> {
            tx.remediations().propose(proposed);
            tx.remediations().save(proposed.approve(HostRunTest.approval(plan, expires)), 1);
        });
        woken.add(id);
        return this;
    }

    static Observation member(String kind, String name) {
        return new Observation.Membership(kind, name);
    }

    static Observation role(String role) {
        return new Observation.ServerRole(role, null);
    }

    static Observation os(String version) {
        return new Observation.OperatingSystem(version, null, 3, null, null, null, "x64");
    }

    ScriptedHost at(String name) {
        return hosts.get(name);
    }

    /** Its change is overwritten while it restarts, so that its post-check fails. */
    Crowd failsItsPostCheck(String name) {
        at(name).next(Phase.REBOOT, Mishap.meanwhile(() -> at(name).write(512)));
        return this;
    }

    // ---- the night

    /** Another process takes over. */
    Crowd processDies() {
        run = process();
        return this;
    }

    HostRun process() {
        WindowCalendar windows = new WindowCalendar(() -> organisation);
        return new HostRun(
                store,
                this,
                this,
                new Witnesses(new HostRunTest.NothingToSee(), this, asset -> Optional.empty()),
                windows,
                new Permit(store, windows, () -> organisation, turns(windows), clock),
                new HostLeases(store, () -> "turn-" + ids.incrementAndGet(), () -> 0, Duration.ofSeconds(40)),
                HostRunTest::oneLegOnly,
                PlaybookCatalogue::shipped,
                clock,
                this::runId,
                RunSettings.patient());
    }

    private String runId() {
        Runnable meanwhile = atTheDoor;
        atTheDoor = () -> {};
        meanwhile.run();
        return "run-" + ids.incrementAndGet();
    }

    /** Done once, between the moment at which the next run asks whether it may begin and the one at which it does. */
    Crowd atTheDoor(Runnable meanwhile) {
        atTheDoor = meanwhile;
        return this;
    }

    private Turns turns(WindowCalendar windows) {
        return new Turns(
                store,
                () -> organisation,
                windows::next,
                asset -> Optional.ofNullable(estate.get(asset)),
                Duration.ofSeconds(15));
    }

    Turns turns() {
        return turns(new WindowCalendar(() -> organisation));
    }

    WindowCalendar windows() {
        return new WindowCalendar(() -> organisation);
    }

    Organisation organisation() {
        return organisation;
    }

    void wake(String id) {
        woken.add(id);
    }

    /** Takes every turn that is due before {@code until}. */
    Crowd until(Instant until) {
        PriorityQueue<Turn> turns =
                new PriorityQueue<>(java.util.Comparator.comparing(Turn::at).thenComparingLong(Turn::number));
        long number = 0;
        for (String id : open()) turns.add(new Turn(clock.instant(), number++, id));
        woken.clear();
        while (!turns.isEmpty() && turns.peek().at().isBefore(until)) {
            Turn turn = turns.poll();
            if (turn.at().isAfter(clock.instant())) clock.to(turn.at());
            Next next = run.advance(turn.id());
            sights.add(new Sight(clock.instant(), inChange()));
            if (next instanceof Next.Again again) turns.add(new Turn(again.at(), number++, turn.id()));
            for (String id : woken) turns.add(new Turn(clock.instant(), number++, id));
            woken.clear();
        }
        clock.to(until);
        return this;
    }

    private List<String> open() {
        return store.transact(tx -> tx.remediations().list().stream()
                .map(seen -> seen.remediation())
                .filter(remediation -> !remediation.ended())
                .map(remediation -> remediation.subject().id())
                .sorted()
                .toList());
    }

    private Set<String> inChange() {
        return store.transact(tx -> {
            Set<String> names = new HashSet<>();
            tx.remediations().list().stream()
                    .map(seen -> seen.remediation())
                    .filter(remediation -> remediation.state().underWay())
                    .forEach(remediation -> names.add(remediation.subject().id()));
            return names;
        });
    }

    // ---- what was seen

    /** The most of these that were in change at one time. */
    int most(Collection<String> of) {
        return sights.stream()
                .mapToInt(sight ->
                        (int) sight.hosts().stream().filter(of::contains).count())
                .max()
                .orElse(0);
    }

    int most() {
        return most(hosts.keySet());
    }

    /** The ids in the order in which their runs began, with the moment. */
    Map<String, Instant> begun() {
        return log("run.started");
    }

    Map<String, Instant> log(String type) {
        return store.transact(tx -> {
            Map<String, Instant> moments = new LinkedHashMap<>();
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                lines.map(AuditLog.Line::event)
                        .filter(event -> event.type().equals(type))
                        .forEach(event -> moments.putIfAbsent(String.valueOf(event.remediation()), event.at()));
            }
            return moments;
        });
    }

    Remediation state(String id) {
        return store.transact(tx -> tx.remediations().find(id)).orElseThrow().remediation();
    }

    Map<String, State> states() {
        Map<String, State> states = new TreeMap<>();
        store.transact(tx -> tx.remediations().list())
                .forEach(seen -> states.put(
                        seen.remediation().subject().id(), seen.remediation().state()));
        return states;
    }

    // ---- HostShell and HostDirectory

    @Override
    public HostOutput run(HostAddress host, PhaseScript script) {
        return at(host.host()).run(host, script);
    }

    @Override
    public HostAddress winrm(AssetId asset, HostRef host, String site) {
        return new HostAddress(asset.value(), 5985, false, "env:NOBODY");
    }

    @Override
    public Listener listener(AssetId asset, HostRef host, int port) {
        return new Listener("127.0.0.1", port, "");
    }
}
