package io.ratchet.routes.controls;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.domain.organisation.Vulnerability.Sign;
import io.ratchet.routes.controls.Deadline.StartsBy;
import io.ratchet.routes.controls.Deadline.State;
import io.ratchet.routes.controls.Deadline.Triage;
import io.ratchet.routes.controls.DeadlineTable.Outcome;
import io.ratchet.routes.controls.DeadlineTable.Row;
import io.ratchet.routes.path.Chances.Chance;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds by when a vulnerability has to be fixed on an asset, and how that stands. The same facts give the same. */
final class DeadlineCheck {
    private final DeadlineTable table;
    private final Instant now;
    private final int days;
    private final Map<List<?>, String> told = new HashMap<>();

    /** @param days how old evidence may be */
    DeadlineCheck(DeadlineTable table, Instant now, int days) {
        this.table = table;
        this.now = now;
        this.days = days;
    }

    /** @param chance that the asset does not offer what is older than TLS 1.2 any more by a moment */
    Deadline of(Vulnerability vulnerability, AssetState asset, Exposures.Word word, Function<Instant, Chance> chance) {
        Sighting seen = Sighting.of(vulnerability.sign(), asset, now, days);
        boolean kev = vulnerability.kev().map(day -> !begin(day).isAfter(now)).orElse(false);
        List<Row> rows = table.rows(vulnerability, word.exposed(), kev);
        List<Outcome> outcomes = rows.stream().map(Row::outcome).distinct().toList();
        Start start = start(vulnerability, kev, seen);
        State state = state(seen, outcomes, start);
        Instant due = due(start, outcomes, state == State.OVERDUE);
        Fact gone = state == State.MET ? seen.gone() : null;
        Instant metAt = gone == null ? null : gone.observedAt();
        Fact first = seen.first();
        return new Deadline(
                vulnerability,
                word.told(),
                word.because(),
                told(rows, Row::says),
                told(outcomes, Outcome::says),
                triage(outcomes, seen),
                state,
                first == null ? null : first.observedAt(),
                first == null ? null : first.pointer(),
                seen.before(),
                start == null ? null : start.at(),
                start == null ? null : start.by(),
                due,
                metAt,
                gone == null ? null : gone.pointer(),
                because(vulnerability, seen, state, start, due, metAt),
                state == State.UNKNOWN && seen.now() != Sighting.Now.SEEN ? seen.missing() : List.of(),
                seen.evidence(),
                state == State.RUNNING && due != null ? chance(vulnerability, due, chance) : null);
    }

    /** One text for all that are alike: there are many deadlines and few rows. */
    private <T> String told(List<T> list, Function<T, String> says) {
        return told.computeIfAbsent(list, some -> list.stream().map(says).collect(Collectors.joining("; or ")));
    }

    private static Instant begin(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    // ---- from when on and until when

    private record Start(Instant at, StartsBy by) {}

    private static @Nullable Start start(Vulnerability vulnerability, boolean kev, Sighting seen) {
        Fact first = seen.first();
        if (first == null) return null;
        Start detected = new Start(first.observedAt(), seen.before() ? StartsBy.FIRST_SEEN : StartsBy.OLDEST_EVIDENCE);
        if (!kev) return detected;
        return vulnerability
                .kev()
                .map(DeadlineCheck::begin)
                .filter(added -> added.isBefore(detected.at()))
                .map(added -> new Start(added, StartsBy.KEV))
                .orElse(detected);
    }

    /**
     * Null where there is none.
     *
     * @param latest of several outcomes the latest day, else none is told
     */
    private static @Nullable Instant due(@Nullable Start start, List<Outcome> outcomes, boolean latest) {
        if (start == null || (outcomes.size() > 1 && !latest)) return null;
        Instant due = null;
        for (Outcome outcome : outcomes) {
            Integer within = outcome.days();
            if (within == null) return null;
            Instant end = start.at().plus(Duration.ofDays(within));
            if (due == null || end.isAfter(due)) due = end;
        }
        return due;
    }

    // ---- how it stands

    private State state(Sighting seen, List<Outcome> outcomes, @Nullable Start start) {
        return switch (seen.now()) {
            case UNKNOWN, SEEN_LONG_AGO -> State.UNKNOWN;
            case NEVER -> State.NOT_SEEN;
            case GONE -> State.MET;
            case SEEN -> {
                // Past by every row that may hold is past whichever holds.
                Instant latest = due(start, outcomes, true);
                if (latest != null && latest.isBefore(now)) yield State.OVERDUE;
                yield outcomes.size() > 1 ? State.UNKNOWN : State.RUNNING;
            }
        };
    }

    private static Triage triage(List<Outcome> outcomes, Sighting seen) {
        if (seen.now() == Sighting.Now.GONE || seen.now() == Sighting.Now.NEVER) return Triage.NOT_DEMANDED;
        if (outcomes.stream().noneMatch(Outcome::triage)) return Triage.NOT_DEMANDED;
        return seen.stands() && outcomes.stream().allMatch(Outcome::triage) ? Triage.DEMANDED : Triage.UNKNOWN;
    }

    private static Chance chance(Vulnerability vulnerability, Instant due, Function<Instant, Chance> chance) {
        return vulnerability.sign() instanceof Sign.Offered
                ? chance.apply(due)
                : Chance.unknown("Unknown: how long such an update takes until it is everywhere is not kept.");
    }

    // ---- in words

    private static String because(
            Vulnerability vulnerability,
            Sighting seen,
            State state,
            @Nullable Start start,
            @Nullable Instant due,
            @Nullable Instant metAt) {
        String what = vulnerability.cve() + " (" + vulnerability.sign().says() + ")";
        String since = start == null ? "" : since(start);
        return switch (state) {
            case NOT_SEEN -> what + " was looked for and not seen.";
            case MET ->
                what + " is gone, seen at " + moment(metAt)
                        + (due != null && metAt != null && metAt.isAfter(due)
                                ? ", after it was due at " + moment(due)
                                : "")
                        + ".";
            case OVERDUE -> what + " is overdue since " + moment(due) + ", " + since + ".";
            case RUNNING ->
                due == null
                        ? what + " is there; it goes with the next scheduled upgrade, which has no day."
                        : what + " is there and due at " + moment(due) + ", " + since + ".";
            case UNKNOWN -> unknown(what, vulnerability, seen, due);
        };
    }

    private static String unknown(String what, Vulnerability vulnerability, Sighting seen, @Nullable Instant due) {
        if (seen.now() == Sighting.Now.SEEN)
            return what + " is there; by when it has to go is not known, for " + unpublished(vulnerability)
                    + " of it is not told.";
        String not = " Not known: " + String.join("; ", seen.missing()) + ".";
        if (seen.now() == Sighting.Now.UNKNOWN) return what + " may be there." + not;
        return what + " was there when it was last looked for"
                + (due == null ? "." : ", and due at " + moment(due) + ".") + not;
    }

    private static String unpublished(Vulnerability vulnerability) {
        if (vulnerability.automatable().isPresent()) return "the impact";
        return vulnerability.impact().isPresent()
                ? "whether an attack can be automated"
                : "whether an attack can be automated, and the impact,";
    }

    private static String since(Start start) {
        return switch (start.by()) {
            case KEV -> "counted from " + day(start.at()) + ", when it was added to KEV";
            case FIRST_SEEN -> "counted from " + moment(start.at()) + ", when it was first seen here";
            case OLDEST_EVIDENCE ->
                "counted from " + moment(start.at()) + ", the oldest evidence at hand; it may have been there before";
        };
    }

    private static String day(Instant at) {
        return at.toString().substring(0, 10);
    }

    private static String moment(@Nullable Instant at) {
        return at == null
                ? "a day that is not known"
                : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
