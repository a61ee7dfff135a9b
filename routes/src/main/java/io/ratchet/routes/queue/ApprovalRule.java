package io.ratchet.routes.queue;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation.FactCited;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Risk;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Approving;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Assent;
import io.ratchet.domain.remediation.FourEyes;
import io.ratchet.domain.remediation.Origin;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whose yes a plan needs: the profile's word on it, with what the store knows of where the plan comes from. */
public final class ApprovalRule {
    private static final String POINTER = "sha256:";

    private final Supplier<Organisation> organisation;
    private final Approvers approvers;
    private final Basis basis;

    /**
     * Where decisions rest on nothing but what they cite.
     *
     * @param approvers who has the right to approve at the moment of asking
     */
    public ApprovalRule(Supplier<Organisation> organisation, Approvers approvers) {
        this(organisation, approvers, Basis.ofCitedFacts());
    }

    /**
     * @param approvers who has the right to approve at the moment of asking
     * @param basis what decisions were made from besides
     */
    public ApprovalRule(Supplier<Organisation> organisation, Approvers approvers, Basis basis) {
        this.organisation = organisation;
        this.approvers = approvers;
        this.basis = basis;
    }

    /** Before the transaction in which it is asked for a yes. */
    void look() {
        basis.look();
    }

    /** As careful as without a profile; whoever comes may approve. */
    public static ApprovalRule careful() {
        return new ApprovalRule(Organisation::careful, Approvers.everybody());
    }

    /** What a yes comes to. */
    sealed interface Answer {
        /** It was the last that was needed. */
        record Enough(Approval approval) implements Answer {}

        /** @param missing how many more people must say yes */
        record More(List<Assent> said, int missing) implements Answer {}
    }

    /**
     * What it comes to that {@code by} says yes, after these others.
     *
     * @param validity how long each yes holds
     * @throws FailureException APPROVER_NOT_APART when it must be somebody else
     */
    Answer yes(Tx tx, Subject subject, List<Assent> before, String by, Instant now, Duration validity) {
        Approving asked = organisation.get().approving();
        Risk risk = risk(tx, subject.plan());
        Approving rule = asked(tx, asked, risk, by);
        Origin origin = origin(tx, subject, asked, risk);
        List<Assent> given = fresh(before, now, validity);
        refuse(subject, rule, risk, origin, given, by);
        given.add(new Assent(by, now));
        FourEyes.Verdict verdict = FourEyes.judge(rule, risk, origin, given, has(tx, subject, by));
        return answer(subject, asked, risk, origin, verdict, by, now, validity);
    }

    /** What is asked of {@code by}: whoever is alone need not be apart, where the profile does not insist on it. */
    private Approving asked(Tx tx, Approving rule, Risk risk, String by) {
        boolean matters = rule.apart(risk) && !rule.always();
        return matters && approvers.many(tx, by) == 0 ? rule.withoutApart() : rule;
    }

    /**
     * The same, for a plan that is under way: those who allowed it need not say so again. Where one person allowed it
     * alone, anybody may have it go on.
     */
    Answer renewed(Tx tx, Subject subject, Approval before, String by, Instant now, Duration validity) {
        if (before.brokenGlass() != null)
            return new Answer.Enough(alone(subject, before.origin(), by, before.brokenGlass(), now, validity));
        Approving asked = organisation.get().approving();
        Risk risk = risk(tx, subject.plan());
        Approving rule = asked(tx, asked, risk, by);
        if (rule.apart(risk) && before.origin().concerns(by)) throw notApart(subject, before.origin(), by);
        List<Assent> given = new ArrayList<>(before.assents());
        given.removeIf(assent -> assent.by().equalsIgnoreCase(by));
        given.add(new Assent(by, now));
        FourEyes.Verdict verdict = FourEyes.judge(rule, risk, before.origin(), given, has(tx, subject, by));
        return answer(subject, asked, risk, before.origin(), verdict, by, now, validity);
    }

    private static Answer answer(
            Subject subject,
            Approving asked,
            Risk risk,
            Origin origin,
            FourEyes.Verdict verdict,
            String by,
            Instant now,
            Duration validity) {
        if (!verdict.enough()) return new Answer.More(verdict.counted(), verdict.missing());
        List<Assent> others = verdict.counted().stream()
                .filter(assent -> !assent.by().equalsIgnoreCase(by))
                .toList();
        return new Answer.Enough(new Approval(
                by,
                now,
                subject.plan().hash(),
                now.plus(validity),
                others,
                origin,
                notApart(asked, risk, origin, verdict.counted()),
                null));
    }

    /** Why these would not be enough if there were others; null: they would. */
    private static @Nullable String notApart(Approving asked, Risk risk, Origin origin, List<Assent> counted) {
        if (FourEyes.judge(asked, risk, origin, counted, who -> true).enough()) return null;
        return counted.stream()
                        .map(Assent::by)
                        .filter(origin::concerns)
                        .findFirst()
                        .map(who -> who + (asked(origin, who) ? " asked for it" : " brought facts that it rests on"))
                        .orElse("It is not known who brought all of its facts")
                + ", and no other person was given the right to approve.";
    }

    /** An approval by one alone, although others are needed, of a plan that waits. */
    Approval broken(Tx tx, Subject subject, String by, String reason, Instant now, Duration validity) {
        Approving rule = organisation.get().approving();
        return alone(subject, origin(tx, subject, rule, risk(tx, subject.plan())), by, reason, now, validity);
    }

    /** The same of a plan that may have come from there. */
    static Approval alone(Subject subject, Origin origin, String by, String reason, Instant now, Duration validity) {
        return new Approval(by, now, subject.plan().hash(), now.plus(validity), List.of(), origin, null, reason);
    }

    /** Whose yes a plan that waits still needs. */
    public Needed needed(Tx tx, Subject subject, List<Assent> said, Instant now, Duration validity) {
        Approving asked = organisation.get().approving();
        Risk risk = risk(tx, subject.plan());
        Origin origin = origin(tx, subject, asked, risk);
        boolean known = !asked.apart(risk) || origin.known();
        List<String> hands = asked.apart(risk) ? people(origin) : List.of();
        boolean several = known || asked.always() || approvers.many(tx, "") > 1;
        Approving rule = several ? asked : asked.withoutApart();
        Predicate<String> has = has(tx, subject, "");
        FourEyes.Verdict verdict = FourEyes.judge(rule, risk, origin, fresh(said, now, validity), has);
        Predicate<String> refused = who -> asked(tx, asked, risk, who).apart(risk);
        List<String> notBy = hands.stream().filter(refused).toList();
        boolean alone = hands.stream().anyMatch(who -> !notBy.contains(who) && has.test(who));
        return new Needed(
                FourEyes.needed(rule, risk, origin),
                Math.max(1, verdict.missing()),
                verdict.counted(),
                notBy,
                known,
                alone || !several);
    }

    /** What is against a change under this approval now; empty: those who gave it may still, and are enough. */
    public Optional<Failure> against(Tx tx, Subject subject, Approval approval) {
        Predicate<String> has = has(tx, subject, "");
        if (approval.brokenGlass() != null)
            return has.test(approval.by()) ? Optional.empty() : Optional.of(withdrawn(subject, approval));
        Approving asked = organisation.get().approving();
        boolean alone = approval.notApart() != null && !asked.always();
        FourEyes.Verdict verdict = FourEyes.judge(
                alone ? asked.withoutApart() : asked,
                risk(tx, subject.plan()),
                approval.origin(),
                approval.assents(),
                has);
        return verdict.enough() ? Optional.empty() : Optional.of(withdrawn(subject, approval));
    }

    private static Failure withdrawn(Subject subject, Approval approval) {
        return Failure.of(
                FailureCode.APPROVERS_MISSING,
                "The approval of " + subject.id() + " by "
                        + approval.assents().stream().map(Assent::by).collect(Collectors.joining(", "))
                        + " no longer suffices: somebody's right was withdrawn, or the profile asks for more. Cancel it"
                        + " and have it approved anew.");
    }

    private Predicate<String> has(Tx tx, Subject subject, String speaking) {
        return who -> who.equals(speaking)
                || who.startsWith(Approvers.POLICY)
                || approvers.mayApprove(tx, who, subject.site());
    }

    private static List<Assent> fresh(List<Assent> given, Instant now, Duration validity) {
        return given.stream()
                .filter(assent -> now.isBefore(assent.at().plus(validity)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static void refuse(
            Subject subject, Approving rule, Risk risk, Origin origin, List<Assent> given, String by) {
        if (rule.apart(risk) && origin.concerns(by)) throw notApart(subject, origin, by);
        boolean again = given.stream().anyMatch(assent -> assent.by().equalsIgnoreCase(by));
        if (again)
            throw FailureException.of(
                    FailureCode.APPROVER_NOT_APART,
                    by + " has approved " + subject.id() + " already; " + FourEyes.needed(rule, risk, origin)
                            + " different people are needed.");
    }

    private static FailureException notApart(Subject subject, Origin origin, String by) {
        return FailureException.of(
                FailureCode.APPROVER_NOT_APART,
                by
                        + (asked(origin, by)
                                ? " asked for " + subject.id()
                                : " brought facts that " + subject.id() + " rests on")
                        + "; somebody else must approve it.");
    }

    private static boolean asked(Origin origin, String by) {
        return origin.askedBy() != null && origin.askedBy().equalsIgnoreCase(by);
    }

    private static List<String> people(Origin origin) {
        Set<String> people = new HashSet<>(origin.brought());
        if (origin.askedBy() != null) people.add(origin.askedBy());
        return people.stream().filter(who -> who.startsWith("user:")).sorted().toList();
    }

    private static Risk risk(Tx tx, Plan plan) {
        return Risk.ofWire(PlanNotes.of(tx, plan).risk()).orElseThrow();
    }

    /** It is looked up only where it matters, and not known else. */
    private Origin origin(Tx tx, Subject subject, Approving rule, Risk risk) {
        if (!rule.apart(risk)) return new Origin(Set.of(), false, subject.proposedBy());
        Set<String> reports = new HashSet<>();
        Optional<Set<String>> cited = reports(tx, subject);
        Optional<Set<String>> others = basis.reports(subject.asset());
        cited.ifPresent(reports::addAll);
        others.ifPresent(reports::addAll);
        Map<String, Set<String>> brought = tx.findings().broughtBy(reports);
        Set<String> bringers = new HashSet<>();
        brought.values().forEach(bringers::addAll);
        // Whether nobody needs the older versions any more is a matter of the whole estate.
        if (subject.plan().goal() == Goal.ONLY) bringers.addAll(tx.findings().bringers());
        boolean known =
                cited.isPresent() && others.isPresent() && brought.keySet().containsAll(reports);
        return new Origin(bringers, known, subject.proposedBy());
    }

    /** The reports behind every statement that the plan's decisions cite; empty where not all decisions stand. */
    private static Optional<Set<String>> reports(Tx tx, Subject subject) {
        Plan plan = subject.plan();
        List<Decision> decisions = tx.decisions().current(subject.asset()).stream()
                .filter(decision -> decision.about().goal() == plan.goal())
                .toList();
        Set<String> reports = new HashSet<>();
        boolean all = plan.steps().stream().allMatch(step -> {
            List<FactCited> facts = decisions.stream()
                    .filter(Decision.Remediate.class::isInstance)
                    .filter(decision -> decision.why().rule().equals(step.rule())
                            && step.system().equals(decision.about().system()))
                    .flatMap(decision -> decision.why().facts().stream())
                    .toList();
            facts.forEach(fact -> report(fact).ifPresent(reports::add));
            return !facts.isEmpty();
        });
        return all ? Optional.of(reports) : Optional.empty();
    }

    /** What the profile says is not brought in a report. */
    private static Optional<String> report(FactCited fact) {
        int end = fact.finding().indexOf('#');
        boolean pointer = fact.finding().startsWith(POINTER) && end > 0;
        return pointer ? Optional.of(fact.finding().substring(POINTER.length(), end)) : Optional.empty();
    }
}
