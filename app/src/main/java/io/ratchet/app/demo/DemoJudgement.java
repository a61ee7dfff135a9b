package io.ratchet.app.demo;

import io.ratchet.app.flow.Flow;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Remediations.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares how one night ended with how the table of hosts says it must. */
final class DemoJudgement {
    /** Rows that no machine wrote: two in the ConfigMgr export, one in the inventory. */
    private static final long REJECTED = 3;

    private static final Set<Readiness> REFUSING = Set.of(Readiness.ONLY, Readiness.ONLY_VERIFIED);

    private final Flow flow;
    private final List<DemoHost> hosts;
    private final DemoAct act;

    DemoJudgement(Flow flow, List<DemoHost> hosts, DemoAct act) {
        this.flow = flow;
        this.hosts = hosts;
        this.act = act;
    }

    ActOutcome outcome() {
        List<Decision> decisions = flow.store().transact(tx -> tx.decisions().current());
        List<Remediation> remediations = flow.store()
                .transact(tx -> tx.remediations().list().stream()
                        .map(Versioned::remediation)
                        .filter(remediation -> act.begunAt(remediation.subject().proposedAt()))
                        .toList());
        long rejected = flow.store().transact(tx -> tx.reports().rejectedCount());
        return new ActOutcome(
                act.month(),
                flow.decision().assets().ids().size(),
                flow.store().transact(tx -> tx.findings().count()),
                rejected,
                count(decisions.stream().map(Decision::wire)),
                count(remediations.stream()
                        .map(remediation -> remediation.state().wire())),
                assets(decisions, Decision.Ticket.class).size(),
                assets(decisions, Decision.AwaitVendor.class).stream()
                        .map(AssetId::value)
                        .toList(),
                assets(decisions, Decision.Hold.class).size(),
                gates(decisions),
                readiness(decisions),
                surprises(decisions, remediations, rejected));
    }

    private static SortedSet<AssetId> assets(List<Decision> decisions, Class<? extends Decision> kind) {
        return decisions.stream()
                .filter(kind::isInstance)
                .map(decision -> decision.about().asset())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedMap<String, Long> count(Stream<String> words) {
        return words.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    /** Each recognised system of each asset once, by how far it has come. */
    private static SortedMap<String, Long> readiness(List<Decision> decisions) {
        Map<String, Readiness> bySystem = new TreeMap<>();
        for (Decision decision : decisions)
            bySystem.merge(
                    decision.about().asset() + "|" + decision.about().system(),
                    decision.about().readiness(),
                    (first, next) -> REFUSING.contains(next) ? next : first);
        return count(bySystem.values().stream().map(Readiness::name));
    }

    /** How many assets each gate holds. */
    private static SortedMap<String, Long> gates(List<Decision> decisions) {
        return count(decisions.stream()
                .filter(Decision.Hold.class::isInstance)
                .flatMap(decision -> ((Decision.Hold) decision)
                        .gates().stream()
                                .map(gate -> gate.id() + " " + decision.about().asset()))
                .distinct()
                .map(gate -> gate.substring(0, gate.indexOf(' '))));
    }

    private List<String> surprises(List<Decision> decisions, List<Remediation> remediations, long rejected) {
        List<String> surprises = new ArrayList<>();
        if (rejected != REJECTED) surprises.add(rejected + " records were rejected, not " + REJECTED + ".");
        Map<String, String> ended = new TreeMap<>();
        for (Remediation remediation : remediations)
            ended.put(
                    remediation.subject().asset() + " "
                            + remediation.subject().plan().goal(),
                    end(remediation));
        Map<String, String> expected = new TreeMap<>();
        for (DemoHost host : hosts) {
            DemoHost.Fate fate = host.fate(act);
            fate.ends().forEach((goal, state) -> expected.put(host.fqdn() + " " + goal, state));
            fate.decided().forEach((system, kind) -> decided(host, system, kind, decisions, surprises));
            if (!fate.held().isEmpty()) held(host, fate.held(), decisions, surprises);
        }
        TreeSet<String> all = new TreeSet<>(ended.keySet());
        all.addAll(expected.keySet());
        for (String unit : all) {
            String found = ended.getOrDefault(unit, "no remediation");
            String wanted = expected.getOrDefault(unit, "no remediation");
            if (!found.equals(wanted)) surprises.add(unit + " ended as " + found + ", not as " + wanted + ".");
        }
        return surprises;
    }

    /** The state, and for one that did not work the code that says why. */
    private static String end(Remediation remediation) {
        if (remediation instanceof Remediation.Failed failed)
            return "Failed " + failed.failure().code().wire();
        if (remediation instanceof Remediation.RolledBack undone)
            return "RolledBack " + undone.because().code().wire();
        if (remediation instanceof Remediation.Deferred deferred)
            return "Deferred " + deferred.because().code().wire();
        return remediation.state().wire();
    }

    /** Whether exactly these gates hold what the host is to refuse. */
    private static void held(DemoHost host, Set<String> gates, List<Decision> decisions, List<String> surprises) {
        Set<String> found = decisions.stream()
                .filter(decision -> decision.about().asset().value().equals(host.fqdn()))
                .filter(decision -> decision.about().goal() == Goal.ONLY)
                .filter(Decision.Hold.class::isInstance)
                .flatMap(decision -> ((Decision.Hold) decision).gates().stream())
                .map(Gate::id)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!found.equals(gates)) surprises.add(host.fqdn() + " is held by " + found + ", not by " + gates + ".");
    }

    private static void decided(
            DemoHost host, String system, String kind, List<Decision> decisions, List<String> surprises) {
        boolean decided = decisions.stream()
                .filter(decision -> decision.about().asset().value().startsWith(host.fqdn()))
                .filter(decision ->
                        system.equals(String.valueOf(decision.about().system())))
                .map(decision -> decision.wire() + " " + decision.about().goal() + " "
                        + decision.about().readiness())
                .anyMatch(found -> found.equals(kind) || found.startsWith(kind + " "));
        if (!decided) surprises.add(host.fqdn() + ", " + system + ", is not decided as " + kind + ".");
    }
}
