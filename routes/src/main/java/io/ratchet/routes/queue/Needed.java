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
 */
public record Needed(int people, int missing, List<Assent> said, List<String> notBy, boolean known) {
    public Needed {
        said = List.copyOf(said);
        notBy = List.copyOf(notBy);
    }

    /** Whether there is anything to tell: more than one, or not everybody. */
    public boolean telling() {
        return people > 1 || !notBy.isEmpty();
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
        String doubt = known ? "" : " It is not known who brought all of its facts, which takes one more person.";
        return who + " must approve it" + have + not + "." + doubt;
    }
}
