package io.ratchet.store;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.organisation.Organisation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of deciding and what each rested on, so that any of them can be decided again. Kept is a round that
 * changed a decision, or that rested on other findings, another profile or another rule book than the one kept before
 * it, or was the last of several that went over all assets; one that saw and said the same again is not.
 */
public interface Rounds {
    /**
     * Everything a round looks at.
     *
     * @param at to the microsecond, as the database keeps it
     * @param ruleBook its hash
     * @param findings the cut: every finding up to this position, {@link Findings#cut}
     * @param complete whether every asset has been decided by this rule book and profile; if not, the others follow
     */
    record Ground(Instant at, String ruleBook, Organisation organisation, long findings, boolean complete) {
        /** Of a round after which nothing is left to decide. */
        public Ground(Instant at, String ruleBook, Organisation organisation, long findings) {
            this(at, ruleBook, organisation, findings, true);
        }

        public Ground {
            Checks.text(ruleBook, "rule book");
            Checks.that(
                    at.equals(at.truncatedTo(ChronoUnit.MICROS)),
                    "a round's moment is kept to the microsecond, unlike " + at);
        }
    }

    /**
     * A round that was kept.
     *
     * @param number from 1 without a gap
     * @param organisation hash of the profile, {@link #organisation}
     * @param findings the cut
     * @param decisions how many stood after it
     * @param complete whether every asset was decided by its rule book and profile after it; if not, it says something
     *     of the assets that it changed alone
     */
    record Round(
            long number,
            Instant at,
            String ruleBook,
            String organisation,
            long findings,
            long decisions,
            long added,
            long withdrawn,
            boolean complete) {}

    /**
     * A decision with the rounds that made it and took it back.
     *
     * @param id SHA-256 of its line, lower-case hexadecimal
     * @param madeIn 0: before rounds were kept
     */
    record Made(
            String id,
            Decision decision,
            long madeIn,
            @Nullable Long withdrawnIn) {}

    /**
     * Something besides a report that asks for a round.
     *
     * @param position rises in the order of asking
     * @param reason one sentence
     */
    record Wanted(long position, String reason, Instant at) {}

    /** Asks for a round, in the transaction of what is the reason for it. */
    void want(String reason, Instant at);

    /** What no round has answered yet, oldest first. */
    List<Wanted> wanted();

    /** A round has seen everything that asked for it up to this position. */
    void answered(long position);

    Optional<Round> last();

    Optional<Round> find(long number);

    /** Those kept after this one, oldest first. */
    List<Round> after(long number);

    /** The assets of which a round after this one made a decision or took one back. */
    Set<AssetId> touchedAfter(long number);

    /** The assets of which this round made a decision or took one back. */
    Set<AssetId> touchedIn(long number);

    /** From this moment on, oldest first. */
    List<Round> since(Instant from);

    /** Newest first. */
    default List<Round> newest(int limit) {
        return newest(Long.MAX_VALUE, limit);
    }

    /** Newest first: at most {@code limit} of those before a round. */
    List<Round> newest(long before, int limit);

    /** What was ever decided for an asset, oldest first. */
    List<Made> made(AssetId asset);

    /** What was ever decided and has an id that begins so; the same line may have been decided more than once. */
    List<Made> made(String idPrefix);

    /**
     * The decisions that stood after a round, as lines of the contract, byte for byte as they were stored; in no order.
     */
    default List<String> standing(long number) {
        return standing(number, assetsStanding(number));
    }

    /** The same of some assets. */
    List<String> standing(long number, Set<AssetId> assets);

    /** The assets of which a decision stood after a round. */
    Set<AssetId> assetsStanding(long number);

    /** @param hash of a {@link Round} */
    Organisation organisation(String hash);
}
