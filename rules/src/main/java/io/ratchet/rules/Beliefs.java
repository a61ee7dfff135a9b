package io.ratchet.rules;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import java.time.Instant;

/** What is believed of the assets of an estate, one by one: nobody has to hold them all. */
public interface Beliefs {
    /** What identifies an asset that there is. */
    HostRef host(AssetId asset);

    /**
     * Everything that is believed of an asset that there is.
     *
     * @param organisation by whose profile its site is told
     * @param at the moment of the decision
     */
    AssetState of(AssetId asset, Organisation organisation, Instant at);
}
