package io.ratchet.routes.queue;

import io.ratchet.domain.remediation.Assent;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whose yes a plan still needs.
 *
 * @param people how many different people must approve it
 * @param missing how many of them have not yet
 * @param said who has, the earliest first
 * @param notBy who may not: they brought its facts or asked for it
 * @param known whether it is known who brought all of its facts
 * @param alone whether whoever may have had a hand in it may approve it all the same, for nobody else may
 */
public record Needed(int people, int missing, List<Assent> said, List<String> notBy, boolean known, boolean alone) {
    private static final String ALONE =
            " No other person was given the right to approve, so whoever brought its facts or"
                    + " asked for it may approve it too, and the audit log says that they were not apart.";

    public Needed {
        said = List.copyOf(said);
        notBy = List.copyOf(notBy);
    }

    /** Whether more than one person is needed, or not everybody will do. */
    public boolean others() {
        return people > 1 || !notBy.isEmpty();
    }

    /** Whether there is anything to tell. */
    public boolean telling() {
        return others() || alone;
    }

    /** In words, such as "1 more person must approve it (user:bob has), and not user:alice." */
    public String sentence() {
        String who = missing == 1 ? "1 more person" : missing + " more people";
        if (said.isEmpty()) who = people == 1 ? "1 person" : people + " different people";
        String have = said.isEmpty()
                ? ""
                : " (" + said.stream().map(Assent::by).collect(Collectors.joining(", "))
                        + (said.size() == 1 ? " has)" : " have)");
        String not = notBy.isEmpty()
                ? ""
                : ", and not " + String.join(", ", notBy) + ", who brought its facts or asked for it";
        String doubt = known
                ? ""
                : " It is not known who brought all of its facts" + (alone ? "." : ", which takes one more person.");
        return who + " must approve it" + have + not + "." + doubt + (alone ? ALONE : "");
    }
}
