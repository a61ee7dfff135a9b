package io.ratchet.routes.execute;

import io.ratchet.domain.asset.AssetId;
import java.util.Optional;

/** Of which hosts somebody has to look through the traces before anything is changed there. */
@FunctionalInterface
public interface TriageDemand {
    /** What demands it, for people, such as the row of a directive; empty where nothing does. */
    Optional<String> because(AssetId asset);

    /** Of none. */
    static TriageDemand none() {
        return asset -> Optional.empty();
    }
}
