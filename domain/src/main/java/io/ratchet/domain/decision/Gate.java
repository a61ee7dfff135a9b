package io.ratchet.domain.decision;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import java.util.List;

/**
 * A reason why a step must not happen yet.
 *
 * @param id such as {@code R069}, {@code R-identity} or {@code R-evidence}
 * @param rule the rule that holds
 * @param scope {@code asset:..}, {@code pool:..}, {@code site:..} or {@code topology}
 * @param heldBy the assets that keep it shut, sorted
 * @param liftedBy what would open it, in one sentence
 */
public record Gate(String id, String rule, String scope, String because, List<AssetId> heldBy, String liftedBy) {
    public static final String IDENTITY = "R-identity";
    public static final String EVIDENCE = "R-evidence";

    public Gate {
        Checks.text(id, "gate id");
        heldBy = ascending(heldBy)
                ? List.copyOf(heldBy)
                : heldBy.stream().sorted().distinct().toList();
    }

    /** One list of a large site is shared by every gate that it shuts. */
    private static boolean ascending(List<AssetId> assets) {
        for (int i = 1; i < assets.size(); i++) if (assets.get(i - 1).compareTo(assets.get(i)) >= 0) return false;
        return true;
    }
}
