package io.ratchet.routes.notices;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.notice.Notice.Event;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.night.BlackoutText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Notices in words, with times of one zone. */
final class NoticeWords {
    private static final String REPORT = "ratchet-night.txt";

    private final ZoneId zone;
    private final DateTimeFormatter moments;

    NoticeWords(ZoneId zone) {
        this.zone = zone;
        this.moments =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(zone);
    }

    /**
     * What waits for approval.
     *
     * @param sites how many at each site; an unknown one has the empty name
     * @param alike how many rows of plans that do the same
     * @param oldest since when the first of them waits
     */
    record Waiting(SortedMap<String, Long> sites, long alike, Instant oldest) {
        long plans() {
            return sites.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    Notice queue(String receiver, String key, Waiting waiting, Optional<ChangeWindow> next, Instant now) {
        List<String> lines = new ArrayList<>();
        waiting.sites()
                .forEach((site, plans) -> lines.add((site.isEmpty() ? "site not known" : flat(site)) + ": " + plans));
        lines.add("In " + counted(waiting.alike(), "row") + " of plans that do the same.");
        next.ifPresent(window -> lines.add(
                window.open(now)
                        ? "A window is open until " + at(window.closes()) + "."
                        : "The next window opens at " + at(window.opens()) + "."));
        lines.add("As of " + at(now) + ".");
        return new Notice(
                Event.QUEUE,
                receiver,
                key,
                (waiting.plans() == 1 ? "1 plan waits" : waiting.plans() + " plans wait")
                        + " for approval, the oldest since " + at(waiting.oldest()),
                String.join("\n", lines),
                "/queue",
                Optional.empty());
    }

    /**
     * @param sites whose windows have opened
     * @param night what is known of their night
     * @param runs how many hosts have begun or are to begin
     * @param report what {@code ratchet night} prints of it
     */
    Notice night(
            String receiver, String key, Map<String, ChangeWindow> sites, JsonNode night, int runs, String report) {
        List<String> lines = new ArrayList<>();
        sites.forEach(
                (site, window) -> lines.add(flat(site) + ": " + at(window.opens()) + " to " + at(window.closes())));
        blackouts(night.path("blackouts")).forEach(lines::add);
        int waves = 0;
        for (JsonNode step : night.path("plan"))
            waves = Math.max(waves, step.path("wave").asInt());
        lines.add(counted(night.path("plan").size(), "run") + " to begin in " + counted(waves, "wave") + ", "
                + night.path("underWay").size() + " under way.");
        if (!night.path("left").isEmpty())
            lines.add(counted(night.path("left").size(), "plan") + " will not fit tonight.");
        lines.add("");
        lines.add(report);
        String ends = night.path("ends").isTextual()
                ? ", done at " + at(Instant.parse(night.path("ends").asText())) + " if every run is verified"
                : "";
        return new Notice(
                Event.NIGHT,
                receiver,
                key,
                "The night begins at " + flat(String.join(", ", sites.keySet())) + ": " + counted(runs, "run") + ends,
                String.join("\n", lines),
                "/night",
                Optional.of(new Notice.Report(REPORT, report)));
    }

    Notice brake(String receiver, String key, Brake brake) {
        boolean breaker = brake.kind() == Brake.Kind.BREAKER;
        return new Notice(
                Event.BREAKER,
                receiver,
                key,
                (breaker ? "Breaker opened: " : "Quarantine begins: ") + flat(brake.scope()),
                "Because: " + flat(brake.because()) + "\nHost: "
                        + flat(brake.asset().value()) + "\nAt: " + at(brake.at())
                        + "\nNothing of it begins anywhere until somebody has looked and releases it.",
                "/night",
                Optional.empty());
    }

    Notice stop(String receiver, String key, Stop stop) {
        return new Notice(
                Event.BREAKER,
                receiver,
                key,
                "Stop ordered: " + flat(stop.scope()),
                "By: " + flat(stop.by()) + "\nReason: " + flat(stop.reason()) + "\nAt: " + at(stop.at())
                        + "\nNothing of it begins until the stop is lifted.",
                "/night",
                Optional.empty());
    }

    Notice report(String receiver, String key, JsonNode night, String report) {
        TreeMap<String, Long> outcomes = new TreeMap<>();
        night.at("/report/outcomes")
                .properties()
                .forEach(outcome ->
                        outcomes.put(outcome.getKey(), outcome.getValue().asLong()));
        List<String> counts = new ArrayList<>();
        outcomes.forEach((outcome, runs) -> counts.add(runs + " " + outcome));
        List<String> held = blackouts(night.at("/report/blackouts"));
        List<String> standing = new ArrayList<>();
        if (!night.path("stops").isEmpty())
            standing.add(counted(night.path("stops").size(), "stop"));
        if (!night.path("brakes").isEmpty())
            standing.add(counted(night.path("brakes").size(), "breaker or quarantine", "breakers and quarantines"));
        return new Notice(
                Event.REPORT,
                receiver,
                key,
                "The last 24 hours: " + (counts.isEmpty() ? "nothing ran" : String.join(", ", counts))
                        + (standing.isEmpty() ? "" : "; in the way: " + String.join(", ", standing)),
                "As of " + at(Instant.parse(night.path("at").asText()))
                        + "; times below are UTC where they name no zone.\n"
                        + held.stream().map(line -> line + "\n").collect(Collectors.joining()) + "\n" + report,
                "/night",
                Optional.of(new Notice.Report(REPORT, report)));
    }

    /** Each in a line: why, for whom, from when to when. */
    private static List<String> blackouts(JsonNode blackouts) {
        return BlackoutText.of(blackouts).stream()
                .map(one -> "Blackout of " + flat(one.where()) + " from " + one.from() + " to " + one.until() + ": "
                        + flat(one.reason()))
                .toList();
    }

    private String at(Instant moment) {
        return moments.format(moment) + " " + zone.getId();
    }

    private static String counted(long number, String one) {
        return counted(number, one, one + "s");
    }

    private static String counted(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    /** A value from outside stays within its line. */
    private static String flat(String value) {
        return value.replaceAll("\\s+", " ").strip();
    }
}
