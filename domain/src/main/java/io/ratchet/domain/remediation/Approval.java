package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who allowed a plan, and which: it is void for any other plan hash.
 *
 * @param by whose yes was the last that was needed: {@code user:..} or {@code policy:..}
 * @param expires the last moment at which a run may begin under it
 * @param others who else had said yes before, where several people were needed
 * @param origin where the plan came from, as it was known then
 * @param notApart why whoever allowed it may have had a hand in the plan, where nobody else could allow it; null: they
 *     had none, or it does not matter
 * @param brokenGlass why it was allowed although the people that are needed were not there; null: they were
 */
public record Approval(
        String by,
        Instant at,
        String planHash,
        Instant expires,
        List<Assent> others,
        Origin origin,
        @Nullable String notApart,
        @Nullable String brokenGlass) {
    public Approval {
        Checks.text(by, "approval.by");
        Checks.sha256(planHash, "approval.planHash");
        Checks.that(expires.isAfter(at), "an approval expires after it is given");
        if (notApart != null) Checks.text(notApart, "why an approval is not apart");
        if (brokenGlass != null) Checks.text(brokenGlass, "the reason for breaking the glass");
        others = List.copyOf(others);
    }

    /** By one, of a plan whose origin does not matter. */
    public Approval(String by, Instant at, String planHash, Instant expires) {
        this(by, at, planHash, expires, List.of(), Origin.ofNobody(), null, null);
    }

    /** Every yes that it rests on, the earliest first. */
    public List<Assent> assents() {
        List<Assent> all = new ArrayList<>(others);
        all.add(new Assent(by, at));
        return List.copyOf(all);
    }
}
