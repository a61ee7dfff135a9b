package io.ratchet.routes.path;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Goal;
import io.ratchet.routes.path.EstatePath.Earlier;
import io.ratchet.routes.path.EstatePath.Outcome;
import io.ratchet.routes.path.EstatePath.Told;
import io.ratchet.store.Forecasts;
import io.ratchet.store.Store;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Shows a forecast, keeps it, and tells what became of those that were shown before. The first one of a day stays in
 * the audit log for good.
 */
final class ForecastBook {
    private static final int SHOWN = 60;
    private static final int A_WEEK = 7;

    private final Store store;
    private final String scope;
    private final Goal goal;
    private final Instant now;

    ForecastBook(Store store, String scope, Goal goal, Instant now) {
        this.store = store;
        this.scope = scope;
        this.goal = goal;
        this.now = now;
    }

    Told told(List<Spell> spells, Predicate<Spell> counts, Function<Spell, Optional<String>> elsewhere) {
        Forecast forecast = new Forecaster(spells, now).of(goal, counts, elsewhere);
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        List<Forecasts.Shown> before = store.transact(tx -> {
            if (forecast.open() > 0) {
                Forecasts.Shown shown = new Forecasts.Shown(
                        scope,
                        goal,
                        now,
                        today,
                        forecast.open(),
                        forecast.p50(),
                        forecast.p90(),
                        forecast.families(),
                        forecast.because());
                if (tx.forecasts().keep(shown))
                    tx.audit()
                            .append(AuditEvents.forecastShown(
                                    now,
                                    scope,
                                    goal,
                                    forecast.open(),
                                    forecast.covered(),
                                    forecast.p50(),
                                    forecast.p90(),
                                    forecast.because()));
            }
            return tx.forecasts().newest(scope, goal, SHOWN);
        });
        List<Spell> ours = spells.stream().filter(counts).toList();
        List<Earlier> earlier = before.stream()
                .filter(shown -> shown.on().isBefore(today))
                .map(shown -> new Earlier(shown, outcome(shown, ours, elsewhere)))
                .toList();
        return new Told(forecast, moved(forecast, before, ours, today), earlier);
    }

    /** Of what was open then in the families that it spoke of; what waits elsewhere by now is not held against it. */
    private Outcome outcome(Forecasts.Shown shown, List<Spell> ours, Function<Spell, Optional<String>> elsewhere) {
        LocalDate p50 = shown.p50();
        LocalDate p90 = shown.p90();
        if (p50 == null || p90 == null) return Outcome.UNKNOWN;
        LocalDate done = LocalDate.MIN;
        for (Spell spell : ours) {
            if (!spell.openAt(shown.at()) || !shown.families().contains(spell.family())) continue;
            if (spell.closed() == null && elsewhere.apply(spell).isPresent()) continue;
            LocalDate closed = spell.closed() == null
                    ? LocalDate.MAX
                    : spell.closed().atZone(ZoneOffset.UTC).toLocalDate();
            if (closed.isAfter(done)) done = closed;
        }
        if (!done.isAfter(p50)) return Outcome.BY_P50;
        if (!done.isAfter(p90)) return Outcome.BY_P90;
        return p90.isBefore(now.atZone(ZoneOffset.UTC).toLocalDate()) ? Outcome.LATER : Outcome.PENDING;
    }

    private String moved(Forecast forecast, List<Forecasts.Shown> before, List<Spell> ours, LocalDate today) {
        Forecasts.Shown then = before.stream()
                .filter(shown -> !shown.on().isAfter(today.minusDays(A_WEEK)))
                .findFirst()
                .orElse(null);
        if (then == null) return "";
        long finished = ours.stream()
                .filter(spell -> spell.closed() != null
                        && spell.closed().isAfter(then.at())
                        && !spell.closed().isAfter(now)
                        && !spell.left())
                .count();
        long came = ours.stream()
                .filter(spell ->
                        spell.opened().isAfter(then.at()) && !spell.opened().isAfter(now))
                .count();
        String since = "Since " + then.on() + " " + finished + " were finished and " + came + " came";
        LocalDate was = then.p50();
        LocalDate is = forecast.p50();
        if (was == null || is == null) return since + ".";
        long days = ChronoUnit.DAYS.between(was, is);
        return since + "; P50 moved from " + was + " to " + is + " (" + (days > 0 ? "+" : "") + days + " days).";
    }
}
