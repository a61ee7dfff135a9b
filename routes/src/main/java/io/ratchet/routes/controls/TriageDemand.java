package io.ratchet.routes.controls;

import io.ratchet.domain.asset.AssetId;
import java.util.Optional;

/**
 * Whether forensic triage is demanded of an asset before it is changed, as BOD 26-04 demands it of some of the rows of
 * its table.
 */
@FunctionalInterface
public interface TriageDemand {
    /**
     * By which row and vulnerability it is demanded, in one sentence, or why it cannot be ruled out; empty where
     * nothing that was seen on the asset demands it. What was seen demands it until it is seen to be gone, however long
     * ago that was; what was never looked for demands nothing, which is no word that it is not there.
     */
    Optional<String> because(AssetId asset);
}
