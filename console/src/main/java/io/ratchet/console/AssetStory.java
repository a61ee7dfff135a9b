package io.ratchet.console;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an asset, from what a source saw on it to what proved that it was mended, on one line of time: what
 * reports said of it, and the lines of the log about it.
 */
final class AssetStory {
    /** Facts of a report that are told; of the rest, how many. */
    private static final int FACTS_TOLD = 3;

    /** Fields of a line that say what it was about, in the order in which they read. */
    private static final List<String> ABOUT = List.of(
            "goal",
            "system",
            "decision",
            "step",
            "readiness",
            "rule",
            "action",
            "state",
            "verdict",
            "code",
            "leg",
            "until",
            "approvedBy");
    /** Fields of a line that are sentences. */
    private static final List<String> SAYS = List.of("message", "because", "reason", "text", "what");

    private AssetStory() {}

    /** Of what kind a moment is: a word for people. */
    enum Kind {
        SEEN("seen"),
        DECIDED("decided"),
        ASKED("asked"),
        CHANGED("changed"),
        PROVEN("proven"),
        NOTED("noted");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        private static Kind of(String type) {
            if (type.equals("verification.done") || type.equals("leg.verified") || type.equals("remediation.verified"))
                return PROVEN;
            return switch (type.substring(0, Math.max(0, type.indexOf('.')))) {
                case "report", "asset" -> SEEN;
                case "decision", "readiness", "regression", "vendor" -> DECIDED;
                case "remediation" -> failedOrUndone(type) ? CHANGED : ASKED;
                case "proposal", "approval", "glass", "exception", "ticket", "change" -> ASKED;
                case "run", "step", "host", "evidence" -> CHANGED;
                default -> NOTED;
            };
        }

        private static boolean failedOrUndone(String type) {
            return type.equals("remediation.failed") || type.equals("remediation.rolled-back");
        }
    }

    /**
     * One moment of it.
     *
     * @param what it was, in words
     * @param says more of it; may be empty
     * @param who said or did it
     * @param type of the line of the log; empty where a source said it
     * @param remediation id; empty where none is concerned
     * @param report the SHA-256 of the report that said it; empty where it is a line of the log
     */
    record Told(
            Moments.Shown at,
            Kind kind,
            String what,
            String says,
            String who,
            String type,
            String remediation,
            String report) {}

    private record Dated(Instant when, Told told) {}

    /**
     * The latest {@code most} moments, the latest first.
     *
     * @param facts the newest first
     * @param events lines of the log about it
     * @param says what a fact says, in words
     */
    static List<Told> of(
            List<Fact> facts,
            List<AuditEvent> events,
            Function<Fact, String> says,
            @Nullable String site,
            Moments moments,
            int most) {
        Stream<Dated> seen = byReport(facts).stream().map(report -> seen(report, says, site, moments));
        Stream<Dated> logged = events.stream().map(event -> logged(event, site, moments));
        return Stream.concat(seen, logged)
                .sorted(Comparator.comparing(Dated::when).reversed())
                .limit(most)
                .map(Dated::told)
                .toList();
    }

    /**
     * What a report saw on one day is one moment, the latest of them: a log that tells every minute hides nothing else.
     */
    private static Collection<List<Fact>> byReport(List<Fact> facts) {
        Map<List<Object>, List<Fact>> reports = new LinkedHashMap<>();
        for (Fact fact : facts)
            reports.computeIfAbsent(
                            List.of(
                                    fact.report(),
                                    fact.source(),
                                    fact.observedAt().truncatedTo(ChronoUnit.DAYS)),
                            report -> new ArrayList<>())
                    .add(fact);
        return reports.values();
    }

    private static Dated seen(List<Fact> report, Function<Fact, String> says, @Nullable String site, Moments moments) {
        Fact one = report.get(0);
        String told = report.stream().limit(FACTS_TOLD).map(says).collect(Collectors.joining("; "));
        int more = report.size() - FACTS_TOLD;
        return new Dated(
                one.observedAt(),
                new Told(
                        moments.at(one.observedAt(), site),
                        Kind.SEEN,
                        report.size() == 1
                                ? "A source said something of it."
                                : "A source said " + report.size() + " things of it.",
                        more > 0 ? told + "; and " + more + " more" : told,
                        one.source(),
                        "",
                        "",
                        one.report()));
    }

    private static Dated logged(AuditEvent event, @Nullable String site, Moments moments) {
        return new Dated(
                event.at(),
                new Told(
                        moments.at(event.at(), site),
                        Kind.of(event.type()),
                        AuditType.of(event.type()).map(AuditType::meaning).orElse(""),
                        says(event),
                        event.actor(),
                        event.type(),
                        event.remediation() == null ? "" : event.remediation(),
                        ""));
    }

    private static String says(AuditEvent event) {
        Map<String, Object> data = event.data();
        String about = ABOUT.stream()
                .filter(field -> data.get(field) instanceof String || data.get(field) instanceof Number)
                .map(field -> field + " " + data.get(field))
                .collect(Collectors.joining(", "));
        String moved = data.get("before") instanceof String before && data.get("after") instanceof String after
                ? "from " + before + " to " + after
                : "";
        String sentences = SAYS.stream()
                .map(data::get)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.joining(" "));
        return Stream.of(about, moved).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "))
                + (sentences.isEmpty() ? "" : (about.isEmpty() && moved.isEmpty() ? "" : ": ") + sentences);
    }
}
