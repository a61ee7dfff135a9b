package io.ratchet.routes.night;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.organisation.Caution;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Remediation.Undoing;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds breakers and quarantines against a count of its own, which goes by the states that were saved, in their order,
 * and by what the hosts' journals say was written.
 */
final class BrakeWatch {
    private static final Set<FailureCode> BRAKED = Set.of(FailureCode.BREAKER_OPEN, FailureCode.QUARANTINED);

    /** What a night showed of its brakes. */
    record Seen(int opened, int quarantined, int held, int released, int wentOn) {
        static final Seen NOTHING = new Seen(0, 0, 0, 0, 0);

        Seen plus(Seen more) {
            return new Seen(
                    opened + more.opened,
                    quarantined + more.quarantined,
                    held + more.held,
                    released + more.released,
                    wentOn + more.wentOn);
        }
    }

    private final Night night;
    private final Store store;
    private final BiConsumer<Invariant, String> wrong;
    private final Map<String, Remediation> last = new HashMap<>();
    private final Set<String> counted = new HashSet<>();
    /** By playbook and build, since its last release: {@code +} verified, {@code -} failed, {@code ?} either. */
    private final Map<String, String> runs = new TreeMap<>();
    /** What stands, by scope. */
    private Map<String, Brake> standing = new TreeMap<>();

    private final Set<String> held = new TreeSet<>();
    private Set<String> heldByReleased = new LinkedHashSet<>();
    private Seen seen = Seen.NOTHING;

    /** @param wrong told what does not hold */
    BrakeWatch(Night night, Store store, BiConsumer<Invariant, String> wrong) {
        this.night = night;
        this.store = store;
        this.wrong = wrong;
    }

    Seen seen() {
        return seen;
    }

    /** ASSESS and APPLY are how a host begins to be changed; what follows ends what was begun. */
    void sending(NightHost host, Phase phase) {
        if (!night.brakesAct()) return;
        Map<String, Brake> now = look();
        for (String scope : scopes(host)) {
            Brake brake = now.get(scope);
            if (brake == null) continue;
            Invariant broken =
                    brake.kind() == Brake.Kind.BREAKER ? Invariant.NOT_PAST_A_BREAKER : Invariant.NOT_PAST_A_QUARANTINE;
            wrong.accept(broken, phase + " is sent to " + host.name() + " past " + brake);
        }
        if (phase == Phase.APPLY && held.remove(host.id())) seen = seen.plus(new Seen(0, 0, 0, 0, 1));
    }

    void saved(NightHost host, Remediation state) {
        Remediation before = last.put(host.id(), state);
        Set<String> stood = Set.copyOf(standing.keySet());
        if (state instanceof Verified && before instanceof UnderWay run) count(host, run, '+');
        Failure why = failure(before, state);
        boolean counts = why != null && before instanceof UnderWay run && failed(host, run, why);
        if (counts || state.ended()) compare(host, stood, counts ? why : null);
        if (trouble(state).filter(cause -> BRAKED.contains(cause.code())).isPresent() && held.add(host.id()))
            seen = seen.plus(new Seen(0, 0, 1, 0, 0));
    }

    /** Why a change did not work, where this is the state that first says so. */
    private static @Nullable Failure failure(@Nullable Remediation before, Remediation state) {
        if (state instanceof Undoing undoing && !(before instanceof Undoing)) return undoing.because();
        return state instanceof Failed failed ? failed.failure() : null;
    }

    /** Whether it was counted as a failure: once for each run, and not where the host itself was not as expected. */
    private boolean failed(NightHost host, UnderWay run, Failure why) {
        if (why instanceof Failure.Unsafe) return false;
        boolean certain = why instanceof Failure.Ineffective || host.writtenBy(run.runId());
        boolean untouched = run instanceof Running running && running.untouched();
        if (!certain && untouched) return false;
        return count(host, run, certain ? '-' : '?');
    }

    private boolean count(NightHost host, UnderWay run, char how) {
        if (!counted.add(run.runId())) return false;
        runs.merge(playbook(host), String.valueOf(how), String::concat);
        return true;
    }

    /** @param why it failed; null: it did not */
    private void compare(NightHost host, Set<String> stood, @Nullable Failure why) {
        Map<String, Brake> now = look();
        String playbook = playbook(host);
        String told = playbook + " after " + host.id() + ", runs " + runs.get(playbook);
        if (why != null && mustOpen(runs.getOrDefault(playbook, "")) && !now.containsKey(playbook))
            wrong.accept(Invariant.BREAKER_OPENS, "closed is " + told);
        boolean opened = now.containsKey(playbook) && !stood.contains(playbook);
        if (opened && !mayOpen(runs.getOrDefault(playbook, "")))
            wrong.accept(Invariant.BREAKER_OPENS, "open is " + told);
        if (why == null || host.about.role() == null && host.about.pool() == null) return;
        Set<String> expected = new TreeSet<>();
        if (host.about.role() != null && why.code() == FailureCode.VERIFY_FAILED)
            expected.add("role:" + host.about.role());
        if (host.about.pool() != null) expected.add(pool(host.about.pool()));
        expected.removeAll(now.keySet());
        if (!expected.isEmpty())
            wrong.accept(Invariant.QUARANTINE_BEGINS, host.id() + " failed by " + why + ", free is " + expected);
    }

    /** What may or may not have counted is left out, and then counted: both must open it. */
    private boolean mustOpen(String all) {
        return opens(all.replace("?", "")) && opens(all.replace('?', '-'));
    }

    private boolean mayOpen(String all) {
        return opens(all.replace("?", "")) || opens(all.replace('?', '-'));
    }

    private boolean opens(String all) {
        Caution.Breaker limits = night.organisation().caution().breaker();
        String recent = all.substring(Math.max(0, all.length() - limits.of()));
        if (recent.endsWith("-".repeat(limits.inARow()))) return true;
        long failed = recent.chars().filter(run -> run == '-').count();
        return recent.length() >= Caution.Breaker.FEWEST && 100 * failed >= (long) limits.percent() * recent.length();
    }

    /** What stands now; what stood must still be there, unless a person has released it. */
    private Map<String, Brake> look() {
        Map<String, Brake> now = store.transact(tx -> tx.brakes().list()).stream()
                .collect(Collectors.toMap(Brake::scope, brake -> brake, (one, other) -> one, TreeMap::new));
        for (Brake brake : standing.values())
            if (!brake.equals(now.get(brake.scope())))
                wrong.accept(Invariant.STANDS_UNTIL_RELEASED, "gone is " + brake);
        for (Brake brake : now.values()) {
            if (standing.containsKey(brake.scope())) continue;
            boolean breaker = brake.kind() == Brake.Kind.BREAKER;
            seen = seen.plus(new Seen(breaker ? 1 : 0, breaker ? 0 : 1, 0, 0, 0));
            night.tell("brake: " + brake.scope() + ", " + brake.because());
        }
        standing = now;
        return now;
    }

    // ---- when a person decides

    void releasing(Brake brake) {
        look();
        heldByReleased = store.transact(tx -> tx.remediations().list()).stream()
                .map(Versioned::remediation)
                .filter(state -> trouble(state)
                        .filter(cause -> cause.message().startsWith(brake.scope() + " "))
                        .isPresent())
                .map(state -> state.subject().id())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    void released(Brake brake) {
        standing.remove(brake.scope());
        runs.remove(brake.scope());
        look();
        seen = seen.plus(new Seen(0, 0, 0, 1, 0));
        for (String id : heldByReleased)
            if (!night.looksAgainAtOnce(id))
                wrong.accept(Invariant.GOES_ON_WHEN_RELEASED, id + " goes on waiting for " + brake);
    }

    private static Optional<Failure> trouble(Remediation state) {
        Trouble trouble = state instanceof Scheduled scheduled
                ? scheduled.trouble()
                : state instanceof UnderWay under ? under.trouble() : null;
        return Optional.ofNullable(trouble).map(Trouble::cause);
    }

    private static List<String> scopes(NightHost host) {
        return Stream.of(
                        playbook(host),
                        host.about.role() == null ? "" : "role:" + host.about.role(),
                        host.about.pool() == null ? "" : pool(host.about.pool()))
                .filter(scope -> !scope.isEmpty())
                .toList();
    }

    private static String pool(String name) {
        return "pool:" + name.toLowerCase(Locale.ROOT);
    }

    private static String playbook(NightHost host) {
        return "playbook:" + host.playbook() + "@" + Night.BUILD;
    }
}
