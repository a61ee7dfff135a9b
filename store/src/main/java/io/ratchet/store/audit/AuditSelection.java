package io.ratchet.store.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.audit.AuditPlaces;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.wire.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the log an export holds, and what of them it hides; each of the first four parts narrows it. Of lines
 * that concern no asset, a site or an asset has none.
 *
 * @param site lines of assets that stood there at any time; null: any
 * @param asset its id; null: any
 * @param since the first moment; null: from the beginning
 * @param until the first moment behind it; null: to the end
 * @param hidden what is not shown of the lines; lines of which it cannot be hidden are left out
 */
public record AuditSelection(
        @Nullable String site,
        @Nullable String asset,
        @Nullable Instant since,
        @Nullable Instant until,
        Set<Redaction> hidden) {
    private static final AuditSelection ALL = new AuditSelection(null, null, null, null);

    /** The asset in the head of an export that hides which one was asked for. */
    private static final String HIDDEN = "hidden";

    public AuditSelection {
        hidden = Set.copyOf(hidden);
    }

    /** Hides nothing. */
    public AuditSelection(
            @Nullable String site, @Nullable String asset, @Nullable Instant since, @Nullable Instant until) {
        this(site, asset, since, until, Set.of());
    }

    /** The whole log. */
    public static AuditSelection all() {
        return ALL;
    }

    /** Whether every line is chosen. */
    public boolean isAll() {
        return site == null && asset == null && since == null && until == null;
    }

    /** The same lines with this of them hidden. */
    public AuditSelection hiding(Set<Redaction> redactions) {
        return new AuditSelection(site, asset, since, until, redactions);
    }

    /** Whether the names of assets are hidden, which may be names of hosts or their addresses. */
    boolean hidesAssets() {
        return hidden.stream().anyMatch(AuditPlaces.hiddenBy("", AuditPlaces.ASSET)::contains);
    }

    /** Whether a value of a line is hidden. */
    boolean hides(String type, String place) {
        return hidden.stream().anyMatch(AuditPlaces.hiddenBy(type, place)::contains);
    }

    /** As the head of the export tells it to others. */
    AuditSelection told() {
        return asset != null && hidesAssets() ? new AuditSelection(site, HIDDEN, since, until, hidden) : this;
    }

    /** Whether a line is of its time and its asset; what stands of the site is not in a line. */
    boolean takes(@Nullable Instant at, @Nullable String lineAsset) {
        if (at == null) return false;
        if (since != null && at.isBefore(since)) return false;
        if (until != null && !at.isBefore(until)) return false;
        if (asset != null && hidesAssets()) return lineAsset != null;
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

    static Optional<AuditSelection> read(JsonNode node, Set<Redaction> hidden) {
        try {
            return Optional.of(new AuditSelection(
                    node.path("site").textValue(),
                    node.path("asset").textValue(),
                    node.has("since") ? Instant.parse(node.path("since").asText()) : null,
                    node.has("until") ? Instant.parse(node.path("until").asText()) : null,
                    hidden));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
