package io.ratchet.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.HostRef;
import org.jspecify.annotations.Nullable;

/** {@code ratchet.asset/1}: what we believe about an asset, each fact with who said it and when. */
public final class AssetJson {
    public static final String SCHEMA = "ratchet.asset/1";

    private AssetJson() {}

    /** Without its facts, for lists. */
    public static ObjectNode head(AssetState asset) {
        return head(asset.id(), asset.identity(), asset.host(), asset.site());
    }

    static ObjectNode head(AssetId id, Identity identity, HostRef host, @Nullable String site) {
        ObjectNode node = Json.object().put("schema", SCHEMA).put("id", id.value());
        node.put("identity", identity.wire());
        if (identity instanceof Identity.Provisional provisional) node.put("because", provisional.because());
        if (identity instanceof Identity.Ambiguous ambiguous) node.put("because", ambiguous.because());
        node.set("host", FindingJson.host(host));
        FindingJson.put(node, "site", site);
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
