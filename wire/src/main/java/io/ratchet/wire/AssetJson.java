package io.ratchet.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;

/** {@code ratchet.asset/1}: what we believe about an asset, each fact with who said it and when. */
public final class AssetJson {
    public static final String SCHEMA = "ratchet.asset/1";

    private AssetJson() {}

    /** Without its facts, for lists. */
    public static ObjectNode head(AssetState asset) {
        ObjectNode node =
                Json.object().put("schema", SCHEMA).put("id", asset.id().value());
        node.put("identity", asset.identity().wire());
        if (asset.identity() instanceof Identity.Provisional identity) node.put("because", identity.because());
        if (asset.identity() instanceof Identity.Ambiguous identity) node.put("because", identity.because());
        node.set("host", FindingJson.host(asset.host()));
        FindingJson.put(node, "site", asset.site());
        return node;
    }

    public static ObjectNode write(AssetState asset) {
        ObjectNode node = head(asset);
        ArrayNode facts = node.putArray("facts");
        for (Fact fact : asset.facts()) {
            ObjectNode shown = facts.addObject();
            shown.set("observation", ObservationJson.write(fact.observation()));
            shown.put("observedAt", fact.observedAt().toString()).put("source", fact.source());
            shown.put("format", fact.format()).put("finding", fact.pointer());
            if (fact.method() != null) shown.put("method", Fields.word(fact.method()));
        }
        return node;
    }
}
