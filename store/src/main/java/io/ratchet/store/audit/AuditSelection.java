package io.ratchet.store.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.wire.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the log an export holds; each part narrows it. Of lines that concern no asset, a site or an asset has
 * none.
 *
 * @param site lines of assets that stood there at any time; null: any
 * @param asset its id; null: any
 * @param since the first moment; null: from the beginning
 * @param until the first moment behind it; null: to the end
 */
public record AuditSelection(
        @Nullable String site,
        @Nullable String asset,
        @Nullable Instant since,
        @Nullable Instant until) {
    private static final AuditSelection ALL = new AuditSelection(null, null, null, null);

    /** The whole log. */
    public static AuditSelection all() {
        return ALL;
    }

    public boolean isAll() {
        return equals(ALL);
    }

    /** Whether a line is of its time and its asset; what stands of the site is not in a line. */
    boolean takes(@Nullable Instant at, @Nullable String lineAsset) {
        if (at == null) return false;
        if (since != null && at.isBefore(since)) return false;
        if (until != null && !at.isBefore(until)) return false;
        if (asset != null) return asset.equals(lineAsset);
        return site == null || lineAsset != null;
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        if (site != null) json.put("site", site);
        if (asset != null) json.put("asset", asset);
        if (since != null) json.put("since", since.toString());
        if (until != null) json.put("until", until.toString());
        return json;
    }

    static Optional<AuditSelection> read(JsonNode node) {
        try {
            return Optional.of(new AuditSelection(
                    node.path("site").textValue(),
                    node.path("asset").textValue(),
                    node.has("since") ? Instant.parse(node.path("since").asText()) : null,
                    node.has("until") ? Instant.parse(node.path("until").asText()) : null));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
