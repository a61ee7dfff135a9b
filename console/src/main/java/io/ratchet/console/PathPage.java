package io.ratchet.console;

import io.ratchet.domain.decision.Family;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.routes.path.EstatePath;
import io.ratchet.routes.path.Forecast;
import io.ratchet.routes.path.Owes;
import io.ratchet.routes.path.PathJson;
import io.ratchet.routes.path.PathScope;
import io.ratchet.store.Forecasts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriUtils;

/** The path to the goal: the ladder with its dates, what remains in which order, what holds it and who owes it. */
@Controller
final class PathPage {
    /** For how long it is told that somebody approved alone. */
    private static final Duration GLASS_SHOWN = Duration.ofDays(90);

    private static final int MOST_GLASS = 50;

    private final ConsolePorts ports;

    PathPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** A step of the ladder; moments are null where they are not known. */
    record Step(String key, String name, int systems, Moments.@Nullable Shown first, Moments.@Nullable Shown last) {}

    /** A goal and how far it is reached. */
    record Goal(String name, int assets, int done, int open, int perMille, List<Step> ladder) {}

    /** A bar of a chart, 1000 wide and 100 high. */
    record Bar(long x, long y, long width, long height, String style, String title) {}

    record Earlier(Forecasts.Shown shown, String outcome) {}

    record Told(Forecast forecast, String moved, List<Bar> bars, List<Earlier> earlier) {}

    record Remaining(
            String wave, String goal, String decision, String family, String owedBy, int assets, String examples) {}

    record Blocker(
            String id,
            String link,
            String wave,
            String owedBy,
            String gates,
            int direct,
            int behind,
            String because,
            String liftedBy) {}

    record Rung(
            String system, String goal, String name, Moments.Shown at, String because, String rule, String decision) {}

    /** A plan that one person approved alone although others were needed. */
    record Glass(String remediation, String asset, String by, String reason, Moments.Shown at) {}

    @GetMapping("/path")
    String path(
            @RequestParam(defaultValue = "") String site,
            @RequestParam(defaultValue = "") String service,
            @RequestParam(defaultValue = "") String asset,
            @RequestParam(defaultValue = "") String family,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        EstatePath path = ports.path().of(PathScope.of(site, service, asset, family));
        model.addAttribute("scope", path.scope().says());
        model.addAttribute("given", Map.of("site", site, "service", service, "asset", asset, "family", family));
        model.addAttribute("query", query(site, service, asset, family));
        model.addAttribute(
                "sites",
                ports.outlook().organisation().sites().stream()
                        .map(one -> one.name())
                        .toList());
        model.addAttribute("families", Family.names());
        model.addAttribute("decided", shown(path.decidedAt(), moments));
        model.addAttribute(
                "goals", path.goals().stream().map(goal -> goal(goal, moments)).toList());
        model.addAttribute(
                "forecasts",
                path.forecasts().stream()
                        .filter(one -> one.forecast().open() > 0)
                        .map(PathPage::told)
                        .toList());
        model.addAttribute("owed", path.owed());
        model.addAttribute(
                "remaining", path.remaining().stream().map(PathPage::remaining).toList());
        model.addAttribute(
                "blockers", path.blockers().stream().map(PathPage::blocker).toList());
        model.addAttribute(
                "blockersMore", path.blockersInAll() - path.blockers().size());
        model.addAttribute(
                "chain", path.criticalPath().stream().map(PathPage::blocker).toList());
        model.addAttribute("cheapest", path.cheapest());
        model.addAttribute("exceptions", path.exceptions());
        Instant since = ports.clock().instant().minus(GLASS_SHOWN);
        model.addAttribute(
                "glass",
                ports.store().transact(tx -> tx.glass().since(since, MOST_GLASS)).stream()
                        .map(entry -> new Glass(
                                entry.remediation(),
                                entry.asset(),
                                entry.by(),
                                entry.reason(),
                                moments.at(entry.at(), null)))
                        .toList());
        model.addAttribute(
                "rungs", path.rungs().stream().map(rung -> rung(rung, moments)).toList());
        return "path";
    }

    private static String query(String site, String service, String asset, String family) {
        return Stream.of(
                        Map.entry("site", site),
                        Map.entry("service", service),
                        Map.entry("asset", asset),
                        Map.entry("family", family))
                .filter(part -> !part.getValue().isBlank())
                .map(part -> part.getKey() + "=" + UriUtils.encode(part.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Goal goal(EstatePath.Standing goal, Moments moments) {
        return new Goal(
                goal.goal().name(),
                goal.assets(),
                goal.done(),
                goal.open(),
                (int) (goal.done() * 1000L / goal.assets()),
                goal.ladder().stream()
                        .map(step -> new Step(
                                key(step.readiness()),
                                name(step.readiness()),
                                step.systems(),
                                shown(step.first(), moments),
                                shown(step.last(), moments)))
                        .toList());
    }

    private static Told told(EstatePath.Told told) {
        List<Forecast.Point> points = told.forecast().burnDown();
        long most = Math.max(
                1, points.stream().mapToLong(Forecast.Point::open).max().orElse(1));
        double width = 1000.0 / Math.max(1, points.size());
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Forecast.Point point = points.get(i);
            long height = Math.round(100.0 * point.open() / most);
            bars.add(new Bar(
                    Math.round(i * width),
                    100 - height,
                    Math.max(1, Math.round(width) - 2),
                    height,
                    point.expected() ? "s-external" : "s-only-verified",
                    point.on() + ": " + point.open() + (point.expected() ? " expected" : "")));
        }
        return new Told(
                told.forecast(),
                told.moved(),
                bars,
                told.earlier().stream()
                        .map(one -> new Earlier(
                                one.shown(), PathJson.word(one.outcome()).replace('-', ' ')))
                        .toList());
    }

    private static Moments.@Nullable Shown shown(@Nullable Instant at, Moments moments) {
        return at == null ? null : moments.at(at, null);
    }

    private static Remaining remaining(EstatePath.Remaining one) {
        return new Remaining(
                wave(one.wave()),
                one.goal().name(),
                one.decision(),
                one.family(),
                owed(one.owedBy()),
                one.assets(),
                String.join(", ", one.examples()));
    }

    private static Blocker blocker(EstatePath.Blocker one) {
        return new Blocker(
                one.id(),
                one.asset() ? "/path?asset=" + UriUtils.encode(one.id(), StandardCharsets.UTF_8) : "",
                wave(one.wave()),
                owed(one.owedBy()),
                String.join(" ", one.gates()),
                one.direct(),
                one.behind(),
                one.because(),
                one.liftedBy());
    }

    private static Rung rung(EstatePath.Rung rung, Moments moments) {
        return new Rung(
                rung.system().isEmpty() ? "nothing recognised" : rung.system(),
                rung.goal().name(),
                rung.readiness() == null ? "no longer there" : name(rung.readiness()),
                moments.at(rung.at(), null),
                rung.because() == null ? "" : rung.because(),
                rung.rule() == null ? "" : rung.rule(),
                rung.decision() == null ? "" : rung.decision().substring(0, 12));
    }

    private static String wave(@Nullable Integer wave) {
        return wave == null ? "wait for each other" : String.valueOf(wave);
    }

    private static String owed(Collection<Owes> owedBy) {
        return owedBy.stream().map(Owes::wire).collect(Collectors.joining(", "));
    }

    private static String key(Readiness readiness) {
        return readiness.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String name(Readiness readiness) {
        return readiness.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
