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
     * By which row and weakness it is demanded, in one sentence; empty where none that is seen on the asset demands it.
     * What was not looked at lately demands nothing by itself, and is no word that nothing is there.
     */
    Optional<String> because(AssetId asset);
}
