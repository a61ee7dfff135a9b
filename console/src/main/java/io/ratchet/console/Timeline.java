package io.ratchet.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The course of a night of {@code ratchet.night/1}, to be drawn: a row for each site over one span of time. Whatever is
 * drawn is a line of a table as well, so nothing is told by the drawing alone.
 *
 * @param now where the moment of the night stands, of {@value #WIDTH}
 * @param ends where the last run ends, if every run is verified; negative where none begins
 * @param more how many sites are left out
 */
record Timeline(Moments.Shown from, Moments.Shown until, long now, long ends, List<Row> rows, int more) {
    private static final int WIDTH = 1000;
    private static final int SITES_SHOWN = 40;
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final String UNKNOWN = "unknown site";

    /** What is drawn, from the back to the front. */
    enum Kind {
        WINDOW,
        BLACKOUT,
        CHANGE,
        WAVE;

        /** The class of its style. */
        public String style() {
            return "t-" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** A site. */
    record Row(String site, List<Part> parts) {}

    /**
     * A stretch of time.
     *
     * @param what a window, a wave, or why nothing may be changed
     * @param hosts how many it concerns; empty where it is none's
     */
    record Part(Kind kind, String what, String hosts, Moments.Shown from, Moments.Shown until, long x, long width) {}

    /** What lies where, before it is known how long the whole is. */
    private record Stretch(Kind kind, String what, long hosts, Instant from, Instant until) {
        Stretch and(Stretch other) {
            return new Stretch(
                    kind,
                    what,
                    hosts + other.hosts,
                    from.isBefore(other.from) ? from : other.from,
                    until.isAfter(other.until) ? until : other.until);
        }
    }

    /** Null where neither a window nor a run is to be drawn. */
    static @Nullable Timeline of(JsonNode night, Moments moments) {
        Instant at = Instant.parse(night.path("at").asText());
        Map<String, List<Stretch>> sites = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (JsonNode window : night.path("windows"))
            add(
                    sites,
                    window,
                    new Stretch(Kind.WINDOW, "Window", 0, moment(window, "opens"), moment(window, "closes")));
        for (JsonNode run : night.at("/report/runs"))
            if (!run.has("ended")) add(sites, run, new Stretch(Kind.CHANGE, "In change", 1, moment(run, "begun"), at));
        for (JsonNode step : night.path("plan"))
            add(
                    sites,
                    step,
                    new Stretch(
                            Kind.WAVE,
                            "Wave " + step.path("wave").asInt(),
                            1,
                            moment(step, "begins"),
                            moment(step, "ends")));
        if (sites.isEmpty()) return null;
        Instant from = edge(sites, Stretch::from, Comparator.naturalOrder(), at);
        Instant until = edge(sites, Stretch::until, Comparator.reverseOrder(), at.plus(SHORTEST));
        for (JsonNode blackout : blackouts(night)) forbid(sites, blackout, from, until);
        Span span = new Span(from, until, moments);
        return new Timeline(
                moments.at(from),
                moments.at(until),
                span.x(at),
                night.has("ends") ? span.x(moment(night, "ends")) : -1,
                sites.entrySet().stream()
                        .limit(SITES_SHOWN)
                        .map(site -> span.row(site.getKey(), site.getValue()))
                        .toList(),
                Math.max(0, sites.size() - SITES_SHOWN));
    }

    /** Those that stand or come, and those that have ended while what is drawn was going on; each once. */
    static Set<JsonNode> blackouts(JsonNode night) {
        Set<JsonNode> all = new LinkedHashSet<>();
        night.at("/report/blackouts").forEach(all::add);
        night.path("blackouts").forEach(all::add);
        return all;
    }

    /** Runs of one wave, or in change, are one stretch. */
    private static void add(Map<String, List<Stretch>> sites, JsonNode about, Stretch stretch) {
        List<Stretch> there = sites.computeIfAbsent(site(about), site -> new ArrayList<>());
        Optional<Stretch> same = there.stream()
                .filter(one -> one.kind() == stretch.kind() && one.what().equals(stretch.what()))
                .findFirst();
        same.ifPresentOrElse(one -> there.set(there.indexOf(one), one.and(stretch)), () -> there.add(stretch));
    }

    /** Of a window whose site is not known the word for nothing stands there. */
    private static String site(JsonNode about) {
        String site = about.path("site").asText("").strip();
        return site.isEmpty() || site.equals("null") ? UNKNOWN : site;
    }

    /** As far as it lies within what is drawn. */
    private static void forbid(Map<String, List<Stretch>> sites, JsonNode blackout, Instant from, Instant until) {
        Instant begins = moment(blackout, "from");
        Instant ends = moment(blackout, "until");
        if (!begins.isBefore(until) || !ends.isAfter(from)) return;
        Stretch stretch = new Stretch(
                Kind.BLACKOUT, "Blackout: " + blackout.path("reason").asText(), 0, begins, ends);
        sites.forEach((site, there) -> {
            if (concerns(blackout.path("sites"), site)) there.add(stretch);
        });
    }

    private static boolean concerns(JsonNode named, String site) {
        if (named.isEmpty() || site.equals(UNKNOWN)) return true;
        for (JsonNode one : named) if (one.asText().strip().equalsIgnoreCase(site.strip())) return true;
        return false;
    }

    private static Instant moment(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }

    private static Instant edge(
            Map<String, List<Stretch>> sites,
            Function<Stretch, Instant> side,
            Comparator<Instant> order,
            Instant least) {
        return Stream.concat(sites.values().stream().flatMap(List::stream).map(side), Stream.of(least))
                .min(order)
                .orElse(least);
    }

    /** All that is drawn lies between two moments. */
    private record Span(Instant from, Instant until, Moments moments) {
        long x(Instant moment) {
            Instant within = moment.isBefore(from) ? from : moment.isAfter(until) ? until : moment;
            return WIDTH
                    * Duration.between(from, within).toMillis()
                    / Duration.between(from, until).toMillis();
        }

        Row row(String site, List<Stretch> stretches) {
            return new Row(
                    site,
                    stretches.stream()
                            .sorted(Comparator.comparing(Stretch::kind).thenComparing(Stretch::from))
                            .map(one -> part(one, site))
                            .toList());
        }

        private Part part(Stretch one, String site) {
            String zone = site.equals(UNKNOWN) ? null : site;
            // What lies at the very end, or takes no time, is seen all the same.
            long x = Math.min(x(one.from()), WIDTH - 1);
            return new Part(
                    one.kind(),
                    one.what(),
                    one.hosts() == 0 ? "" : String.valueOf(one.hosts()),
                    moments.at(one.from(), zone),
                    moments.at(one.until(), zone),
                    x,
                    Math.max(1, x(one.until()) - x));
        }
    }
}
