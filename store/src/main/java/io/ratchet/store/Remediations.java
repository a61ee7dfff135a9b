package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.remediation.Remediation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remediations in their current state, each with a version for optimistic locking, and the lease that keeps one change
 * per host.
 */
public interface Remediations {
    /** A remediation as it was read. */
    record Versioned<R extends Remediation>(R remediation, long version) {}

    void propose(Remediation.Proposed proposed);

    Optional<Versioned<Remediation>> find(String id);

    /** Those that there are of these ids, in no order. */
    List<Versioned<Remediation>> find(Collection<String> ids);

    /**
     * What never changes of a remediation, and whether it has ended.
     *
     * @param asset the host it is about
     */
    record Reference(AssetId asset, boolean ended) {}

    /** Without reading the whole of it. */
    Optional<Reference> reference(String id);

    /** Whether a remediation other than this one has the asset's host in hand, between two of its turns too. */
    boolean othersUnderWay(AssetId asset, String id);

    /**
     * Saves the next state.
     *
     * @throws io.ratchet.domain.failure.FailureException STORE_CONFLICT when somebody saved another one since
     *     {@code seenVersion}
     */
    void save(Remediation next, long seenVersion);

    /** All in the given states (none named means all), oldest proposal first. */
    List<Versioned<Remediation>> list(Remediation.State... states);

    /**
     * The same; what has not changed since it was {@code seen} is not read again, which is most of what waits.
     *
     * @param seen what an earlier call returned
     */
    default List<Versioned<Remediation>> listAgain(
            Collection<Versioned<Remediation>> seen, Remediation.State... states) {
        return list(states);
    }

    /** Where a page of the list ends. */
    record End(Instant proposedAt, String id) {}

    /**
     * A page of those in the given states (none means all), newest proposal first.
     *
     * @param text is part of the asset's id, whatever its case; empty: any
     * @param site null: any; empty: unknown
     * @param after the end of the page before; null: from the beginning
     */
    List<Versioned<Remediation>> newest(
            Set<Remediation.State> states, String text, @Nullable String site, @Nullable End after, int limit);

    /**
     * How many stand in a state.
     *
     * @param state name of the state record
     * @param oldest when the first of them was proposed
     */
    record Standing(String state, long count, Instant oldest) {}

    /** Where all of them stand, by one query over an index; a state without any is left out. */
    List<Standing> standing();

    /** All of these assets, oldest proposal first. */
    List<Versioned<Remediation>> of(Set<AssetId> assets);

    /**
     * For every asset that ever had one, a number that grows with each step of any of its remediations: whoever
     * remembers it sees which assets' remediations went on, without reading them.
     */
    Map<AssetId, Long> turns();

    /** The same of some assets. */
    Map<AssetId, Long> turns(Set<AssetId> assets);

    /** The sum of all {@link #turns()}: while it is the same, no remediation has gone on. */
    long steps();

    /** The ones of an asset that have not ended. */
    List<Versioned<Remediation>> open(AssetId asset);

    /**
     * Who has an asset in hand.
     *
     * @param holder one turn of one run, never the same twice
     * @param beat rises for as long as the holder lives. No clock is in it: whoever waits for a dead holder watches it
     *     stand still by a clock of its own that cannot be set
     */
    record Lease(String holder, long beat) {}

    /** Who has {@code asset} in hand now. */
    Optional<Lease> leased(AssetId asset);

    /**
     * Takes the asset for {@code holder}.
     *
     * @param seen who had it when the caller looked, and is to lose it; empty: nobody
     * @return whether it was taken; not when anything has changed since the caller looked
     */
    boolean lease(AssetId asset, String holder, Optional<Lease> seen);

    /** A sign of life. False: the holder has lost the asset. */
    boolean beat(AssetId asset, String holder);

    /** Whether {@code holder} still has the asset; it stays so until this transaction ends. */
    boolean holds(AssetId asset, String holder);

    void release(AssetId asset, String holder);

    /** Takes all assets from whoever had them in hand, for a store that no other process can have open. */
    void releaseAll();
}
