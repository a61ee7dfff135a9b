package io.ratchet.domain.remediation;

import io.ratchet.domain.decision.Risk;
import io.ratchet.domain.organisation.Approving;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether enough of the right people have said yes to a plan. Facts, plan and yes come from different people where the
 * profile asks for it. Of a plan whose facts nobody knows the bringer of one more person is needed: of two different
 * people one at least did not bring them.
 */
public final class FourEyes {
    private FourEyes() {}

    /**
     * @param counted the yes that count, one for each person, the earliest first
     * @param missing how many more people are needed; 0: enough
     */
    public record Verdict(List<Assent> counted, int missing) {
        public Verdict {
            counted = List.copyOf(counted);
        }

        public boolean enough() {
            return missing == 0;
        }
    }

    /**
     * @param given every yes to exactly this plan
     * @param mayApprove whether somebody has, at this moment, the right to approve it
     */
    public static Verdict judge(
            Approving rule, Risk risk, Origin origin, List<Assent> given, Predicate<String> mayApprove) {
        boolean apart = rule.apart(risk);
        Set<String> names = new HashSet<>();
        List<Assent> counted = new ArrayList<>();
        for (Assent assent : given) {
            if (!mayApprove.test(assent.by())) continue;
            if (apart && origin.concerns(assent.by())) continue;
            if (names.add(assent.by().toLowerCase(Locale.ROOT))) counted.add(assent);
        }
        return new Verdict(counted, Math.max(0, needed(rule, risk, origin) - counted.size()));
    }

    /** How many different people must say yes. */
    public static int needed(Approving rule, Risk risk, Origin origin) {
        boolean doubtful = rule.apart(risk) && !origin.known();
        return doubtful ? Math.max(2, rule.people(risk)) : rule.people(risk);
    }
}
