package io.ratchet.routes.queue;

import io.ratchet.domain.asset.AssetId;
import java.util.Optional;
import java.util.Set;

/** What decisions were made from, whether they cite it or not. */
public interface Basis {
    /** Brings it up to what was taken in, wherever; never asked inside a transaction. */
    void look();

    /**
     * The reports that anything known of an asset comes from, by the SHA-256 that its findings name; empty where that
     * is not known (yet).
     */
    Optional<Set<String>> reports(AssetId asset);

    /** Nothing but what is cited. */
    static Basis ofCitedFacts() {
        return new Basis() {
            @Override
            public void look() {
                // there is nothing to look at
            }

            @Override
            public Optional<Set<String>> reports(AssetId asset) {
                return Optional.of(Set.of());
            }
        };
    }
}
