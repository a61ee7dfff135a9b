package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.RuleDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the rules say and makes decisions of it. It keeps the two promises that no rule can break: nothing on a
 * host changes whose identity is not certain, and a gate holds whatever another rule wished (a later block may veto,
 * never weaken).
 */
public final class DecisionCollector {
    /** How many missing things one sentence lists. */
    private static final int LISTED = 5;

    /** How many peers a ticket names before it only counts. */
    private static final int NAMED = 50;

    /** Values that follow the build of a product (statement 39). */
    private static final Set<String> VALUES =
            Set.of("product-schannel", "product-dotnet", "schannel-values", "dotnet-values", "winhttp-value");

    /** What can never get TLS 1.2. */
    private static final Set<Course> NEVER = Set.of(
            Course.NEVER_SERVER,
            Course.NEVER_DEVICE,
            Course.NEVER_CLIENT,
            Course.NEVER_WINDOWS,
            Course.END_OF_SUPPORT_ROOM);

    private static final Comparator<Decision> IN_ORDER =
            Decision.ORDER.thenComparing(decision -> decision.why().because());

    private final Surroundings around;
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<String, List<Gate>> gates = new HashMap<>();
    private final Map<String, Set<Integer>> gateStatements = new HashMap<>();
    private final Map<String, List<Asked>> missing = new LinkedHashMap<>();
    private final Explanations explanations = new Explanations();
    private final List<Runnable> afterGates = new ArrayList<>();
    /** How far each system has come: asked for by every line about it. */
    private final Map<Recognised, Readiness> standings = new IdentityHashMap<>();

    private @Nullable RuleDescription rule;

    public DecisionCollector(Surroundings around) {
        this.around = around;
    }

    /** Called before each right-hand side. */
    public void firing(@Nullable RuleDescription now) {
        this.rule = now;
    }

    /** Takes the decisions made so far, in order, once every rule has fired for the assets they are about. */
    public List<Decision> take() {
        afterGates.forEach(Runnable::run);
        afterGates.clear();
        missing.values().forEach(this::askOnce);
        missing.clear();
        List<Decision> taken = new ArrayList<>(decisions);
        taken.sort(IN_ORDER);
        decisions.clear();
        gates.clear();
        gateStatements.clear();
        standings.clear();
        explanations.forgetFacts();
        return taken;
    }

    /** Everything nobody told of one system is asked for in one line: collecting it is one errand. */
    private void askOnce(List<Asked> asked) {
        List<Asked> inOrder = asked.stream()
                .sorted(Comparator.<Asked>comparingInt(one -> one.need.step()).thenComparing(one -> one.need.missing()))
                .toList();
        Need first = inOrder.get(0).need;
        Set<Integer> statements = new TreeSet<>();
        Set<String> citations = new LinkedHashSet<>();
        Set<Explanation.FactCited> facts = new LinkedHashSet<>();
        Set<String> things = new LinkedHashSet<>();
        for (Asked one : inOrder) {
            statements.addAll(one.why.statements());
            citations.addAll(one.why.citations());
            facts.addAll(one.why.facts());
            things.add(one.need.missing());
        }
        String list = String.join("; ", things.stream().limit(LISTED).toList())
                + (things.size() > LISTED ? "; and " + (things.size() - LISTED) + " more" : "");
        Explanation one = inOrder.get(0).why;
        Explanation why = new Explanation(
                one.rule(),
                List.copyOf(statements),
                one.status(),
                List.copyOf(citations),
                one.confidence(),
                facts.stream().limit(Explanations.CITED).toList(),
                one.because() + " Not known: " + list + ".");
        List<Gate> held = new ArrayList<>();
        held.add(new Gate(
                Gate.EVIDENCE,
                one.rule(),
                first.host().scope(),
                "A fact is missing.",
                List.of(first.host().state().id()),
                "Collect " + list + "."));
        held.addAll(identity(first.host(), one.rule()));
        Recognised system = first.host().system(first.row().id()).orElseThrow();
        int step = first.goal() == Goal.READY ? 1 : 101;
        decisions.add(new Decision.Hold(
                about(first.host(), first.row().id(), first.goal(), step, Remedy.EVIDENCE, standing(system)),
                why,
                held,
                List.of()));
    }

    private record Asked(Need need, Explanation why) {}

    // What a need becomes

    /** Ratchet does it, once approved. */
    public void remediate(Need need, String because) {
        // Whatever rule wishes it: the unknown is asked for, and what is in doubt or a policy's is a person's to look
        // at.
        if (need.state() == Need.State.UNKNOWN) {
            evidence(need, because);
            return;
        }
        String playbook = need.playbook();
        if (playbook == null || need.state() != Need.State.UNMET) {
            ticket(need, because);
            return;
        }
        Explanation why = why(need, because + found(need));
        Decision.About about = about(need, need.remedy());
        List<Gate> held = new ArrayList<>(identity(need.host()));
        if (need.goal() == Goal.READY && around.of(need.host()).exception(Goal.READY)) {
            held.add(exception(need.host(), Goal.READY));
            why = also(why, 111, "");
        }
        if (need.host().isWindowsDoubted() && (need.remedy() == Remedy.REGISTRY || need.remedy() == Remedy.KB))
            held.add(evidenceGate(need.host(), "which Windows it is"));
        String update = need.remedy() == Remedy.REGISTRY ? need.host().updateInDoubt() : null;
        if (update != null) {
            held.add(evidenceGate(need.host(), update));
            why = also(why, 17, "");
        }
        String first = VALUES.contains(need.topic()) ? need.host().buildThatComesFirst() : null;
        if (first != null) {
            held.add(gate(
                    "R039",
                    need.host().scope(),
                    "Exchange must reach its build before these values.",
                    List.of(need.host().state().id()),
                    first + ", installed."));
            why = also(why, 39, "");
        }
        decisions.add(
                held.isEmpty()
                        ? new Decision.Remediate(
                                about,
                                why,
                                playbook,
                                need.parameters(),
                                need.changes(),
                                need.restart(),
                                need.host().leg(need))
                        : new Decision.Hold(about, why, held, need.changes()));
    }

    /** A person does it. */
    public void ticket(Need need, String because) {
        decisions.add(
                new Decision.Ticket(about(need, need.remedy()), why(need, because + found(need)), need.changes()));
    }

    /** A person finds out. */
    public void ticketForEvidence(Need need, String because) {
        String text = because + found(need) + " To be confirmed: " + need.missing() + ".";
        decisions.add(new Decision.Ticket(about(need, Remedy.EVIDENCE), why(need, text), List.of()));
    }

    /** Nobody told; it must be collected first. */
    public void evidence(Need need, String because) {
        missing.computeIfAbsent(need.host().id() + "|" + need.row().id() + "|" + need.goal(), key -> new ArrayList<>())
                .add(new Asked(need, why(need, because)));
    }

    /** The host says two things that cannot both be so. */
    public void doubt(Need need, String because) {
        Explanation why = why(need, because + found(need) + " To be looked at: " + need.missing() + ".");
        List<Gate> held = new ArrayList<>(List.of(evidenceGate(need.host(), need.missing())));
        held.addAll(identity(need.host()));
        decisions.add(new Decision.Hold(about(need, Remedy.EVIDENCE), why, held, need.changes()));
    }

    /** A product is there, but nobody told which version: asked for under the system it stands on. */
    public void evidence(Host host, String thing, String because) {
        Row row = host.windowsRow().orElse(null);
        Recognised system = row == null ? null : host.system(row.id()).orElse(null);
        Readiness readiness = system == null ? Readiness.UNKNOWN : standing(system);
        List<Gate> held = new ArrayList<>(List.of(evidenceGate(host, thing)));
        held.addAll(identity(host));
        decisions.add(new Decision.Hold(
                about(host, system == null ? null : system.row().id(), Goal.READY, 2, Remedy.EVIDENCE, readiness),
                why(host, because),
                held,
                List.of()));
    }

    /** The scenario does not ask for it; what the system could do is shown all the same. */
    public void notAsked(Need need, String because) {
        Recognised system = need.host().system(need.row().id()).orElseThrow();
        String text = because + " Found: " + need.says() + ".";
        decisions.add(new Decision.NoAction(about(need, Remedy.NOTHING), why(need, text + capability(system))));
    }

    private static String capability(Recognised system) {
        if (system.toFloor() == Verdict.MET
                && !system.host().openForCapability(system).isEmpty())
            return " " + system.says() + " reaches its floor; what it needs beside it is not all there.";
        return switch (system.toFloor()) {
            case MET -> " " + system.says() + " could speak TLS 1.2.";
            case UNMET -> " " + system.says() + " could not speak TLS 1.2.";
            default -> "";
        };
    }

    // What a system becomes

    public void nothing(Recognised system, String because) {
        decisions.add(new Decision.NoAction(about(system, Goal.READY, 0, Remedy.NOTHING), why(system, because)));
    }

    /** A member of a farm that has what it needs; the farm is done only as a whole (statement 40). */
    public void farm(Recognised system, String because) {
        List<AssetId> open = around.of(system.host()).farmNotDone();
        if (open.isEmpty()) {
            nothing(system, because);
            return;
        }
        Host host = system.host();
        Gate whole = gate(
                "R040", host.scope(), "The farm is not done.", open, "What the READY lines of these hosts ask for.");
        decisions.add(new Decision.Hold(
                about(host, system.row().id(), Goal.READY, 0, Remedy.EVIDENCE, notBeyondConfigured(system)),
                why(system, because),
                List.of(whole),
                List.of()));
    }

    private Readiness standing(Recognised system) {
        Readiness known = standings.get(system);
        if (known == null) {
            known = Standing.of(system, around.of(system.host()));
            standings.put(system, known);
        }
        return known;
    }

    private Readiness standing(Recognised system, Goal goal) {
        return Standing.isException(system, goal) ? Readiness.EXCEPTION : standing(system);
    }

    private Readiness notBeyondConfigured(Recognised system) {
        Readiness own = standing(system);
        boolean beyond = own.compareTo(Readiness.CONFIGURED) > 0 && own.compareTo(Readiness.ONLY_VERIFIED) <= 0;
        return beyond ? Readiness.CONFIGURED : own;
    }

    public void ticket(Recognised system, String because) {
        String advice = system.row().advice();
        String text = because + (advice.isEmpty() ? "" : " Do: " + advice + ".");
        Decision.About about = about(system, Goal.READY, 10, system.row().remedy());
        if (!NEVER.contains(system.row().way())) {
            decisions.add(new Decision.Ticket(about, why(system, text), List.of()));
            return;
        }
        // Statement 124: who would lose it is named.
        List<String> peers = around.of(system.host()).peersOf();
        String lost = peers.isEmpty()
                ? " Which peers it speaks with is not known: list every one that would lose it."
                : " Peers that would lose it: "
                        + String.join(", ", peers.stream().limit(NAMED).toList())
                        + (peers.size() > NAMED ? " and " + (peers.size() - NAMED) + " more" : "") + ".";
        decisions.add(new Decision.Ticket(about, also(why(system, text), 124, lost), List.of()));
    }

    /** A ticket for an update that the vendor has released. */
    public void ticketForBuild(Recognised system, String build, String because) {
        decisions.add(new Decision.Ticket(
                about(system, Goal.READY, 10, system.row().remedy()),
                why(system, because + " Found: " + system.says() + "."),
                List.of(new Change.Product(system.row().name(), build))));
    }

    public void await(Recognised system, String build, String because) {
        decisions.add(new Decision.AwaitVendor(
                about(system, Goal.READY, 0, Remedy.VENDOR),
                why(system, because + " Found: " + system.says() + "."),
                build));
    }

    /** What a need asks for is not released yet. */
    public void await(Need need, String because) {
        Change.Product awaited = (Change.Product) need.changes().get(0);
        decisions.add(new Decision.AwaitVendor(
                about(need, Remedy.VENDOR), why(need, because + found(need)), awaited.build()));
    }

    public void evidence(Recognised system, String missing, String because) {
        List<Gate> held = new ArrayList<>(List.of(evidenceGate(system.host(), missing)));
        held.addAll(identity(system.host()));
        decisions.add(new Decision.Hold(
                about(system, Goal.READY, 0, Remedy.EVIDENCE),
                why(system, because + " Not known: " + missing + "."),
                held,
                List.of()));
    }

    /** A system of a host at a site that refuses older protocols, with nothing of its own to change. */
    public void follows(Recognised system, String because) {
        Explanation why = why(system, because);
        afterGates.add(() -> {
            List<Gate> held = gatesOf(system.host());
            boolean server = system.is("server") && !held.isEmpty();
            decisions.add(
                    server
                            ? new Decision.Hold(
                                    about(system, Goal.ONLY, 110, remedyForOnly(system, Remedy.REGISTRY)),
                                    gated(why, system.host()),
                                    held,
                                    List.of())
                            : new Decision.NoAction(about(system, Goal.ONLY, 0, Remedy.NOTHING), why));
        });
    }

    /** A system that must be READY before ONLY can be spoken of. */
    public void waits(Recognised system, String because) {
        Explanation why = why(system, because);
        Gate ready = gate(
                "R062",
                system.host().scope(),
                "It is not READY with evidence.",
                List.of(system.host().state().id()),
                "What its READY lines ask for, proven.");
        afterGates.add(() -> {
            List<Gate> held = new ArrayList<>();
            if (system.is("server")) held.addAll(gatesOf(system.host()));
            if (held.stream().noneMatch(gate -> gate.id().equals("R062"))) held.add(ready);
            Explanation explained = system.is("server") ? gated(why, system.host()) : why;
            decisions.add(new Decision.Hold(
                    about(
                            system,
                            Goal.ONLY,
                            110,
                            remedyForOnly(system, system.row().remedy())),
                    explained,
                    held,
                    List.of()));
        });
    }

    /** Statement 115: a server that can never go without older protocols is left behind, whatever makes it READY. */
    private static Remedy remedyForOnly(Recognised system, Remedy otherwise) {
        return system.is("skype-server") && system.row().neverOnly() != null ? Remedy.TRANSITION : otherwise;
    }

    // An asset on which nothing is recognised

    public void unrecognised(Host host, String missing, String because) {
        List<Gate> held = new ArrayList<>(List.of(evidenceGate(host, missing)));
        held.addAll(identity(host));
        decisions.add(new Decision.Hold(
                about(host, null, Goal.READY, 0, Remedy.EVIDENCE, Readiness.UNKNOWN),
                why(host, because),
                held,
                List.of()));
    }

    public void unlisted(Host host, String because) {
        decisions.add(new Decision.Ticket(
                about(host, null, Goal.READY, 0, Remedy.VENDOR, Readiness.UNKNOWN), why(host, because), List.of()));
    }

    /** A ticket to whoever owns the program behind a port. */
    public void portOwner(Host host, String because) {
        observed(host, 95, Remedy.VENDOR, because);
    }

    /** A ticket to whoever owns a server role or product that the catalogue cannot place. */
    public void unplaced(Host host, String because) {
        observed(host, 10, Remedy.VENDOR, because);
    }

    /** A ticket for something that was seen to happen and that no value explains. */
    public void lookInto(Host host, int step, String because) {
        observed(host, step, Remedy.EVIDENCE, because);
    }

    private void observed(Host host, int step, Remedy remedy, String because) {
        Row row = host.windowsRow().orElse(null);
        Recognised system = row == null ? null : host.system(row.id()).orElse(null);
        Readiness readiness = system == null ? Readiness.UNKNOWN : standing(system);
        decisions.add(new Decision.Ticket(
                about(host, system == null ? null : system.row().id(), Goal.READY, step, remedy, readiness),
                why(host, because),
                List.of()));
    }

    // Gates

    /** Holds the wish shut. */
    public void gate(Disabling wish, String id, String scope, String because, List<AssetId> heldBy, String liftedBy) {
        String host = wish.host().id();
        gates.computeIfAbsent(host, key -> new ArrayList<>()).add(gate(id, scope, because, heldBy, liftedBy));
        if (rule != null)
            gateStatements.computeIfAbsent(host, key -> new TreeSet<>()).addAll(rule.statements());
    }

    /** Holds the wish shut for a reason of the asset itself. */
    public void gate(Disabling wish, String id, String because, String liftedBy) {
        gate(wish, id, wish.host().scope(), because, List.of(wish.host().state().id()), liftedBy);
    }

    /**
     * Refuses older protocols once no gate is shut: listeners first and, once they were seen to do so, callers
     * (statement 90).
     */
    public void refuseOlder(Disabling wish, String because) {
        Row row = wish.row();
        if (row == null) return;
        Explanation why = why(row, because);
        afterGates.add(() -> {
            if (wish.isDone()) return;
            int step = 110;
            step(wish, row, why, step, wish.server(), "windows/schannel-disable-legacy-server", 1);
            step(wish, row, also(why, 25, ""), step + 5, wish.winhttp(), "windows/winhttp-default-protocols", 2);
            step(wish, row, why, step + 10, wish.client(), "windows/schannel-disable-legacy-client", 2);
        });
    }

    private void step(
            Disabling wish, Row row, Explanation why, int step, List<Change> changes, String playbook, int leg) {
        if (changes.isEmpty()) return;
        Host host = wish.host();
        List<Gate> held = new ArrayList<>(gatesOf(host));
        // Every rule has fired by now: the one that fired last, be it for another host, says nothing of this one.
        held.addAll(identity(host, why.rule()));
        Decision.About about = about(host, row.id(), Goal.ONLY, step, Remedy.REGISTRY, wish.readiness());
        if (!held.isEmpty()) {
            decisions.add(new Decision.Hold(about, gated(why, host), held, changes));
            return;
        }
        List<Change> owned =
                changes.stream().filter(change -> policyOwns(host, change)).toList();
        List<Change> own =
                changes.stream().filter(change -> !owned.contains(change)).toList();
        if (!own.isEmpty())
            decisions.add(new Decision.Remediate(about, why, playbook, Map.of(), own, Restart.REBOOT, leg));
        if (!owned.isEmpty()) decisions.add(new Decision.Ticket(about, inPolicy(why), owned));
    }

    private static boolean policyOwns(Host host, Change change) {
        return change instanceof Change.Registry value
                && SettingsCheck.policyOwner(host.belief(), value.key(), value.name()) != null;
    }

    private static Explanation inPolicy(Explanation why) {
        return also(why, 97, " A policy owns these values: change the policy, not the host.");
    }

    private static Explanation also(Explanation why, int statement, String sentence) {
        Set<Integer> statements = new TreeSet<>(why.statements());
        statements.add(statement);
        return new Explanation(
                why.rule(),
                List.copyOf(statements),
                why.status(),
                why.citations(),
                why.confidence(),
                why.facts(),
                why.because() + sentence);
    }

    public void refused(Disabling wish, String because) {
        Row row = wish.row();
        if (row == null) return;
        Explanation why = why(row, because);
        afterGates.add(() -> {
            // Refused, but READY is not reached: that is no ONLY, and nothing to be content with.
            if (wish.isUnfinished())
                decisions.add(new Decision.Hold(
                        about(wish.host(), row.id(), Goal.ONLY, 110, Remedy.REGISTRY, wish.readiness()),
                        gated(why, wish.host()),
                        gatesOf(wish.host()),
                        List.of()));
            else
                decisions.add(new Decision.NoAction(
                        about(wish.host(), row.id(), Goal.ONLY, 0, Remedy.NOTHING, wish.readiness()), why));
        });
    }

    public void contradicted(Disabling wish, String because) {
        Row row = wish.row();
        if (row != null)
            decisions.add(new Decision.Ticket(
                    about(wish.host(), row.id(), Goal.ONLY, 130, Remedy.EVIDENCE, wish.readiness()),
                    why(row, because),
                    List.of()));
    }

    private List<Gate> gatesOf(Host host) {
        List<Gate> held = gates.get(host.id());
        if (held == null) return List.of();
        return held.stream()
                .sorted(Comparator.comparing(Gate::id)
                        .thenComparing(Gate::scope)
                        .thenComparing(Gate::because))
                .toList();
    }

    private Explanation gated(Explanation why, Host host) {
        Set<Integer> statements = new TreeSet<>(why.statements());
        statements.addAll(gateStatements.getOrDefault(host.id(), Set.of()));
        return new Explanation(
                why.rule(),
                List.copyOf(statements),
                why.status(),
                why.citations(),
                why.confidence(),
                why.facts(),
                why.because());
    }

    private List<Gate> identity(Host host) {
        return identity(host, ruleId());
    }

    private static List<Gate> identity(Host host, String rule) {
        AssetState state = host.state();
        if (state.identity().mayAct()) return List.of();
        return List.of(new Gate(
                Gate.IDENTITY,
                rule,
                host.scope(),
                "Its identity is " + state.identity().wire() + ".",
                List.of(state.id()),
                "Identifiers that make it one asset: an FQDN, or DOMAIN\\NETBIOS, without contradiction."));
    }

    private Gate exception(Host host, Goal goal) {
        return gate(
                "R111",
                host.scope(),
                "An exception stands.",
                around.of(host).exceptionsOn(goal),
                "The end or clearing of the exception.");
    }

    private Gate evidenceGate(Host host, String missing) {
        return gate(
                Gate.EVIDENCE,
                host.scope(),
                "A fact is missing.",
                List.of(host.state().id()),
                "Collect " + missing + ".");
    }

    private Gate gate(String id, String scope, String because, List<AssetId> heldBy, String liftedBy) {
        return new Gate(id, ruleId(), scope, because, heldBy, liftedBy);
    }

    // Explanations

    private static String found(Need need) {
        return need.says().isEmpty() ? "" : " Found: " + need.says() + ".";
    }

    private Decision.About about(Need need, Remedy remedy) {
        Recognised system = need.host().system(need.row().id()).orElseThrow();
        return about(need.host(), need.row().id(), need.goal(), need.step(), remedy, standing(system, need.goal()));
    }

    private Decision.About about(Recognised system, Goal goal, int step, Remedy remedy) {
        return about(system.host(), system.row().id(), goal, step, remedy, standing(system, goal));
    }

    private static Decision.About about(
            Host host, @Nullable String system, Goal goal, int step, Remedy remedy, Readiness readiness) {
        AssetState state = host.state();
        return new Decision.About(
                state.id(), state.identity(), state.host(), host.site(), system, goal, step, remedy, readiness);
    }

    private Explanation why(Need need, String because) {
        return explanations.of(rule, need, because);
    }

    private Explanation why(Recognised system, String because) {
        return explanations.of(rule, system, because);
    }

    private Explanation why(Row row, String because) {
        return explanations.of(rule, row, because);
    }

    private Explanation why(Host host, String because) {
        return explanations.of(rule, host, because);
    }

    private String ruleId() {
        return rule == null ? "R125-unknown-is-never-a-pass" : rule.id();
    }
}
