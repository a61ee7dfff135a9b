package io.ratchet.routes.night;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.AwaitingReboot;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Remediation.UndoVerifying;
import io.ratchet.domain.remediation.Remediation.Undoing;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Holds what is recorded and what is sent against what the hosts' own journals say: docs/invariants.md. */
final class Watch {

    private final Night night;
    private final Store store;
    private final Map<String, NightHost> hosts = new TreeMap<>();
    private final WindowCalendar windows;
    private final BrakeWatch brakes;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Remediation> ended = new HashMap<>();
    private final Set<String> undoBegun = new HashSet<>();
    private final Set<String> undoSent = new HashSet<>();
    private final List<OnTheWay> onTheWay = new ArrayList<>();

    /** @param since when it was sent, in milliseconds of the night */
    private record OnTheWay(NightProcess process, NightHost host, Phase phase, long since) {}

    Watch(Night night, Store store, List<NightHost> hosts) {
        this.night = night;
        this.store = store;
        this.windows = new WindowCalendar(night::organisation);
        this.brakes = new BrakeWatch(night, store, this::wrong);
        hosts.forEach(host -> this.hosts.put(host.id(), host));
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    void wrong(Invariant broken, String what) {
        wrong.add(broken + ": " + what);
        night.tell("WRONG, " + broken + ": " + what);
    }

    // ---- when something is sent

    void sending(NightProcess process, NightHost host, PhaseScript script) {
        Phase phase = script.phase();
        if (phase == Phase.ASSESS || phase == Phase.APPLY) brakes.sending(host, phase);
        if (!phase.changesTheHost()) return;
        Remediation state = state(host.id());
        String what = phase + " is sent to " + host.name() + " ";
        if (!lawful(phase, state)) wrong(Invariant.SAVED_BEFORE_SENT, what + "in the state " + state.state());
        if (phase == Phase.APPLY && host.triage().isPresent() && !evidenceKept(script.runId()))
            wrong(Invariant.EVIDENCE_FIRST, what + "before its evidence is kept");
        if (phase == Phase.APPLY && undoSent.contains(host.id()))
            wrong(Invariant.NEVER_APPLIED_AFTER_UNDO, what + "after UNDO");
        if (phase == Phase.UNDO) undoSent.add(host.id());
        boolean finishes = phase == Phase.UNDO && undoBegun.contains(host.id());
        Instant wall = night.clock().instant();
        Optional<ChangeWindow> window = windows.next("HQ", wall);
        if (!finishes && window.filter(open -> open.open(wall)).isEmpty())
            wrong(Invariant.IN_ITS_WINDOW, what + "outside its window");
        if (night.organisation().blackout("HQ", wall).isPresent())
            wrong(Invariant.NOT_IN_A_BLACKOUT, what + "in a blackout");
        if (!finishes
                && state instanceof UnderWay under
                && !wall.isBefore(under.approval().expires()))
            wrong(Invariant.UNDER_ITS_APPROVAL, what + "after its approval ended");
        List<Stop> stops = store.transact(tx -> tx.stops().list());
        if (stops.stream().anyMatch(stop -> stop.concerns(host.id(), "HQ")))
            wrong(Invariant.NOT_AFTER_A_STOP, what + "after a stop");
        boolean held = store.<Boolean>transact(tx -> tx.remediations()
                .leased(host.plan.asset())
                .filter(lease -> lease.holder().startsWith(host.id() + "/"))
                .isPresent());
        for (OnTheWay other : onTheWay) {
            if (other.host() != host) continue;
            if (other.process().hasGivenSignsSince(other.since()))
                wrong(Invariant.ONE_AT_A_TIME, what + "beside another script");
        }
        if (!held) wrong(Invariant.WITH_ITS_LEASE, what + "without its lease");
    }

    private boolean evidenceKept(String run) {
        return store.<Boolean>transact(
                tx -> tx.evidence().ofRun(run).flatMap(tx.evidence()::find).isPresent());
    }

    void onTheWay(NightProcess process, NightHost host, PhaseScript script) {
        if (script.phase().changesTheHost()) onTheWay.add(new OnTheWay(process, host, script.phase(), night.now()));
    }

    void arrived(NightProcess process, NightHost host) {
        onTheWay.removeIf(script -> script.process() == process && script.host() == host);
    }

    /** What may be sent is what the saved state says is about to be done. */
    private static boolean lawful(Phase phase, Remediation state) {
        return switch (phase) {
            case APPLY -> state instanceof Running running && running.snapshot() != null;
            case UNDO -> state instanceof Undoing undoing && undoing.begun();
            case REBOOT ->
                state instanceof AwaitingReboot || (state instanceof UndoVerifying restored && restored.restart());
            case ASSESS, VERIFY, COLLECT, EVIDENCE -> true;
        };
    }

    // ---- when something was recorded

    /** A process has saved it, and the transaction is committed. */
    void saved(Remediation state) {
        brakes.saved(hosts.get(state.subject().id()), state);
    }

    void releasing(Brake brake) {
        brakes.releasing(brake);
    }

    void released(Brake brake) {
        brakes.released(brake);
    }

    BrakeWatch.Seen seen() {
        return brakes.seen();
    }

    void all() {
        hosts.keySet().forEach(this::after);
    }

    void after(String id) {
        NightHost host = hosts.get(id);
        if (host == null) return;
        Remediation state = state(id);
        Remediation before = ended.get(id);
        if (before != null && !before.equals(state))
            wrong(Invariant.ENDS_ONCE, id + " had ended as " + before.state() + " and is " + state.state());
        if (state instanceof Undoing undoing && undoing.begun()) undoBegun.add(id);
        if (before == null) Truth.of(host, state, this::wrong);
        if (state.ended() && before == null) {
            if (state instanceof Verified && host.listens() && !host.seenOutside())
                wrong(Invariant.SEEN_FROM_OUTSIDE, id);
            ended.put(id, state);
            night.tell(id + " is " + state.state() + ": " + host.lastSeen());
        }
    }

    boolean waitsForAnApproval(String id) {
        return state(id) instanceof UnderWay under
                && under.trouble() != null
                && under.trouble().cause().code() == FailureCode.APPROVAL_EXPIRED;
    }

    // ---- when the night is over

    void atTheEnd() {
        for (NightHost host : hosts.values()) {
            Remediation state = state(host.id());
            if (!state.ended()) wrong(Invariant.NOTHING_LOST, host.id() + " is lost: it never ends and is " + state);
            after(host.id());
            Truth.countedOf(host, this::wrong);
            endedOnce(host.id(), state);
            boolean held = store.<Boolean>transact(
                    tx -> tx.remediations().leased(host.plan.asset()).isPresent());
            if (held && !night.shared()) night.tell(host.name() + " is still held by a turn that was cut off");
        }
    }

    private void endedOnce(String id, Remediation state) {
        List<String> ends = store.transact(tx -> {
            try (Stream<AuditLog.Line> lines =
                    tx.audit().lines(hosts.get(id).plan.asset())) {
                return lines.filter(line -> id.equals(line.event().remediation()))
                        .map(line -> line.event().type())
                        .filter(type ->
                                type.matches("remediation\\.(verified|failed|rolled-back|withdrawn|expired|cancelled)"))
                        .toList();
            }
        });
        if (state.ended() && ends.size() != 1) wrong(Invariant.ENDS_ONCE, id + " has these ends in the log: " + ends);
    }

    private Remediation state(String id) {
        return store.transact(tx -> tx.remediations().find(id))
                .map(Versioned::remediation)
                .orElseThrow();
    }
}
