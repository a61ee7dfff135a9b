package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.remediation.Remediation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Remediations in their current state, each with a version for optimistic locking, and the lease that keeps one change
 * per host.
 */
public interface Remediations {
    /** A remediation as it was read. */
    record Versioned<R extends Remediation>(R remediation, long version) {}

    void propose(Remediation.Proposed proposed);

    Optional<Versioned<Remediation>> find(String id);

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
     * How many stand in a state.
     *
     * @param state name of the state record
     * @param oldest when the first of them was proposed
     */
    record Standing(String state, long count, Instant oldest) {}

    /** Where all of them stand, by one query over an index; a state without any is left out. */
    List<Standing> standing();

    /** The ones of an asset that have not ended. */
    List<Versioned<Remediation>> open(AssetId asset);

    /** Takes the asset for {@code holder} unless another holder's lease is still running. The same holder may renew. */
    boolean lease(AssetId asset, String holder, Instant now, Instant until);

    void release(AssetId asset, String holder);
}
