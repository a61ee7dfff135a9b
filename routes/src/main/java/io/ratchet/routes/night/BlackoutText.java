package io.ratchet.routes.night;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * A blackout of {@code ratchet.night/1} as people read it, with times of the zone of its sites.
 *
 * @param where the sites that it holds, or that it holds all
 */
public record BlackoutText(String where, String reason, String from, String until) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    /** Each of a list. */
    public static List<BlackoutText> of(JsonNode blackouts) {
        return StreamSupport.stream(blackouts.spliterator(), false)
                .map(BlackoutText::one)
                .toList();
    }

    private static BlackoutText one(JsonNode blackout) {
        ZoneId zone = ZoneId.of(blackout.path("zone").asText("UTC"));
        List<String> sites = new ArrayList<>();
        blackout.path("sites").forEach(site -> sites.add(site.asText()));
        return new BlackoutText(
                sites.isEmpty() ? "all sites" : String.join(", ", sites),
                blackout.path("reason").asText(),
                at(blackout.path("from").asText(), zone),
                at(blackout.path("until").asText(), zone));
    }

    private static String at(String moment, ZoneId zone) {
        return TIME.withZone(zone).format(Instant.parse(moment)) + " " + zone.getId();
    }
}
