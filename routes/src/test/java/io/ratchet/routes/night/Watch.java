package io.ratchet.routes.night;

import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.AwaitingReboot;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Holds what is recorded and what is sent against what the hosts' own journals say: docs/invariants.md. */
final class Watch {
    private static final Pattern NOTHING = Pattern.compile("[Nn]othing was (changed|written)");
    private static final Pattern CHANGED = Pattern.compile("changed|undone|put back");

    private final Night night;
    private final Store store;
    private final Map<String, NightHost> hosts = new TreeMap<>();
    private final WindowCalendar windows = new WindowCalendar(() -> Night.ORGANISATION);
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Remediation> ended = new HashMap<>();
    private final Map<String, Set<String>> runs = new HashMap<>();
    private final Set<String> undoBegun = new HashSet<>();
    private final Set<String> undoSent = new HashSet<>();

    Watch(Night night, Store store, List<NightHost> hosts) {
        this.night = night;
        this.store = store;
        hosts.forEach(host -> this.hosts.put(host.id(), host));
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    void wrong(String what) {
        wrong.add(what);
        night.tell("WRONG: " + what);
    }

    // ---- when something is sent

    void sending(NightProcess process, NightHost host, PhaseScript script) {
        runs.computeIfAbsent(host.id(), key -> new HashSet<>()).add(script.runId());
        Phase phase = script.phase();
        if (!phase.changesTheHost()) return;
        Remediation state = state(host.id());
        String what = phase + " is sent to " + host.name() + " ";
        if (!lawful(phase, state)) wrong(what + "in the state " + state.state());
        if (phase == Phase.APPLY && undoSent.contains(host.id())) wrong(what + "after UNDO");
        if (phase == Phase.UNDO) undoSent.add(host.id());
        boolean finishes = phase == Phase.UNDO && undoBegun.contains(host.id());
        Instant wall = night.clock().instant();
        Optional<ChangeWindow> window = windows.next("HQ", wall);
        if (!finishes && window.filter(open -> open.open(wall)).isEmpty()) wrong(what + "outside its window");
        if (Night.ORGANISATION.blackout("HQ", wall).isPresent()) wrong(what + "in a blackout");
        if (!finishes
                && state instanceof UnderWay under
                && !wall.isBefore(under.approval().expires())) wrong(what + "after its approval ended");
        List<Stop> stops = store.transact(tx -> tx.stops().list());
        if (stops.stream().anyMatch(stop -> stop.concerns(host.id(), "HQ"))) wrong(what + "after a stop");
        boolean held = store.<Boolean>transact(tx -> tx.remediations()
                .leased(host.plan.asset())
                .filter(lease -> lease.holder().startsWith(host.id() + "/"))
                .isPresent());
        if (!held) wrong(what + "without its lease");
    }

    /** What may be sent is what the saved state says is about to be done. */
    private static boolean lawful(Phase phase, Remediation state) {
        return switch (phase) {
            case APPLY -> state instanceof Running running && running.snapshot() != null;
            case UNDO -> state instanceof Undoing undoing && undoing.begun();
            case REBOOT ->
                state instanceof AwaitingReboot || (state instanceof UndoVerifying restored && restored.restart());
            case ASSESS, VERIFY -> true;
        };
    }

    // ---- when something was recorded

    void all() {
        hosts.keySet().forEach(this::after);
    }

    void after(String id) {
        NightHost host = hosts.get(id);
        if (host == null) return;
        Remediation state = state(id);
        Remediation before = ended.get(id);
        if (before != null && !before.equals(state))
            wrong(id + " had ended as " + before.state() + " and is " + state.state());
        if (state instanceof Undoing undoing && undoing.begun()) undoBegun.add(id);
        if (saysUntouched(state) && !lines(host).isEmpty())
            wrong(id + " says that nothing was changed (" + state.state() + "), but its host was: " + lines(host));
        if (!saysChanged(state) && !lines(host).isEmpty())
            wrong(id + " does not say that its host was changed: " + state);
        if (state.ended() && before == null) {
            ended.put(id, state);
            night.tell(id + " is " + state.state() + ": " + host.lastSeen());
            if (state instanceof Verified && !host.lastSeen().equals(host.planned()))
                wrong(id + " is verified, but its host holds " + host.lastSeen());
            if (state instanceof RolledBack && !host.lastSeen().equals(host.original()))
                wrong(id + " is rolled back, but its host holds " + host.lastSeen());
            boolean restart = host.plan.restart() == Restart.REBOOT;
            if (restart && (state instanceof Verified || state instanceof RolledBack) && !restartedSinceWritten(host))
                wrong(id + " is " + state.state() + ", but its host has not restarted since it was written to");
        }
    }

    private static boolean saysUntouched(Remediation state) {
        if (state instanceof Remediation.Proposed || state instanceof Allowed) return true;
        if (state instanceof Remediation.Expired || state instanceof Remediation.Withdrawn) return true;
        if (state instanceof Running running) return running.snapshot() == null;
        return state instanceof Failed failed
                && NOTHING.matcher(failed.failure().message()).find();
    }

    /** Whether a failure after which its host is not as it was says so. */
    private static boolean saysChanged(Remediation state) {
        return !(state instanceof Failed failed)
                || CHANGED.matcher(failed.failure().message()).find();
    }

    /** What the runs of this remediation wrote on its host. */
    private List<NightHost.Line> lines(NightHost host) {
        Set<String> own = runs.getOrDefault(host.id(), Set.of());
        return host.journalAtLastScript().stream()
                .filter(line -> line.run().filter(own::contains).isPresent())
                .toList();
    }

    private boolean restartedSinceWritten(NightHost host) {
        boolean restarted = true;
        Set<String> own = runs.getOrDefault(host.id(), Set.of());
        for (NightHost.Line line : host.journalAtLastScript()) {
            if (line.kind().equals("boot")) restarted = true;
            else if (line.writes() && line.run().filter(own::contains).isPresent()) restarted = false;
        }
        return restarted;
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
            if (!state.ended()) wrong(host.id() + " is lost: it never ends and is " + state);
            after(host.id());
            twice(host);
            endedOnce(host.id(), state);
            boolean held = store.<Boolean>transact(
                    tx -> tx.remediations().leased(host.plan.asset()).isPresent());
            if (held && !night.shared()) night.tell(host.name() + " is still held by a turn that was cut off");
        }
    }

    private void twice(NightHost host) {
        Map<String, Integer> times = new TreeMap<>();
        for (NightHost.Line line : lines(host))
            if (line.writes()) times.merge(line.what() + " to " + line.after(), 1, Integer::sum);
        times.forEach((what, count) -> {
            if (count > 1) wrong(host.name() + " was changed " + count + " times: " + what);
        });
        int most = undoSent.contains(host.id()) ? 2 : 1;
        if (host.restarts() > most) wrong(host.name() + " was restarted " + host.restarts() + " times");
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
        if (state.ended() && ends.size() != 1) wrong(id + " has these ends in the log: " + ends);
    }

    private Remediation state(String id) {
        return store.transact(tx -> tx.remediations().find(id))
                .map(Versioned::remediation)
                .orElseThrow();
    }
}
