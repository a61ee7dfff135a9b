package io.ratchet.routes.notices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What {@code ratchet.night/1} says of some sites. Breakers and quarantines hold everywhere and stay in it. */
final class NightPart {
    private static final String SITE = "site:";

    private NightPart() {}

    /** @param sites which stay; asked with null of what stands at no known site */
    static ObjectNode of(ObjectNode night, Predicate<@Nullable String> sites) {
        ObjectNode part = night.deepCopy();
        for (String list : List.of("windows", "plan", "left", "underWay")) keep(part.path(list), sites);
        ObjectNode report = part.withObject("/report");
        keep(report.path("runs"), sites);
        for (JsonNode blackouts : List.of(part.path("blackouts"), report.path("blackouts")))
            remove(blackouts, one -> elsewhere(one.path("sites"), sites));
        TreeMap<String, Long> outcomes = new TreeMap<>();
        report.path("runs").forEach(run -> outcomes.merge(run.path("outcome").asText(), 1L, Long::sum));
        ObjectNode counted = report.putObject("outcomes");
        outcomes.forEach(counted::put);
        remove(part.path("stops"), stop -> {
            String scope = stop.path("scope").asText();
            return scope.startsWith(SITE) && !sites.test(scope.substring(SITE.length()));
        });
        part.remove("ends");
        part.path("plan")
                .valueStream()
                .map(step -> step.path("ends").asText())
                .map(Instant::parse)
                .max(Instant::compareTo)
                .ifPresent(ends -> part.put("ends", ends.toString()));
        return part;
    }

    /** A blackout that names no site holds everywhere. */
    private static boolean elsewhere(JsonNode named, Predicate<@Nullable String> sites) {
        return !named.isEmpty() && named.valueStream().noneMatch(site -> sites.test(site.textValue()));
    }

    private static void keep(JsonNode list, Predicate<@Nullable String> sites) {
        remove(list, one -> !sites.test(one.path("site").textValue()));
    }

    private static void remove(JsonNode list, Predicate<JsonNode> gone) {
        if (!(list instanceof ArrayNode array)) return;
        List<JsonNode> kept = new ArrayList<>();
        array.forEach(one -> {
            if (!gone.test(one)) kept.add(one);
        });
        array.removeAll();
        array.addAll(kept);
    }

    /** The runs of a night. */
    record Runs(JsonNode night) {
        /** How many have begun since the window opened, are under way, or are to begin. */
        int since(Instant opens) {
            Set<String> all = new HashSet<>();
            for (String list : List.of("plan", "underWay"))
                night.path(list).forEach(run -> all.add(run.path("remediation").asText()));
            night.at("/report/runs").forEach(run -> {
                if (!Instant.parse(run.path("begun").asText()).isBefore(opens))
                    all.add(run.path("remediation").asText());
            });
            return all.size();
        }
    }
}
