package io.ratchet.routes.night;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.organisation.Organisation.Blackout;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.store.HostRuns;
import io.ratchet.store.Store;
import io.ratchet.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * {@code ratchet.night/1}: the plan of a night before it, the report of the last one after it, and what stands in the
 * way.
 */
public final class NightReport {
    public static final String SCHEMA = "ratchet.night/1";

    /** How far the report looks back: from one morning, or one evening, to the last. */
    private static final Duration BACK = Duration.ofHours(24);

    private final Store store;
    private final NightPlan plan;

    public NightReport(Store store, NightPlan plan) {
        this.store = store;
        this.plan = plan;
    }

    private record Seen(List<HostRuns.Told> runs, List<Brake> brakes, List<Stop> stops) {}

    /** As of a moment: what is to be expected from then on, and what the 24 hours before it came to. */
    public ObjectNode at(Instant at) {
        NightPlan.Forecast forecast = plan.at(at);
        Seen seen = store.transact(tx -> new Seen(
                tx.runs().between(at.minus(BACK), at),
                tx.brakes().list(),
                tx.stops().list()));
        ObjectNode night = Json.object().put("schema", SCHEMA).put("at", at.toString());
        windows(night.putArray("windows"), forecast);
        if (!forecast.blackouts().isEmpty())
            blackouts(night.putArray("blackouts"), forecast.blackouts(), forecast.zones());
        if (forecast.ends() != null) night.put("ends", forecast.ends().toString());
        ArrayNode steps = night.putArray("plan");
        forecast.steps().forEach(step -> step(steps.addObject(), step));
        ArrayNode left = night.putArray("left");
        forecast.left()
                .forEach(one -> about(left.addObject(), one.subject())
                        .put("code", one.because().code().wire())
                        .put("because", one.because().message()));
        ArrayNode underWay = night.putArray("underWay");
        forecast.underWay().forEach(run -> underWay(underWay.addObject(), run));
        ArrayNode brakes = night.putArray("brakes");
        seen.brakes().forEach(brake -> brakes.add(json(brake)));
        ArrayNode stops = night.putArray("stops");
        seen.stops().forEach(stop -> stops.add(json(stop)));
        ObjectNode report = night.putObject("report");
        report(report, at, seen.runs());
        List<Blackout> held = plan.blackouts(at.minus(BACK), at);
        if (!held.isEmpty()) blackouts(report.putArray("blackouts"), held, forecast.zones());
        return night;
    }

    private static void windows(ArrayNode windows, NightPlan.Forecast forecast) {
        for (Map.Entry<String, ChangeWindow> window : forecast.windows().entrySet())
            windows.addObject()
                    .put("site", window.getKey())
                    .put("opens", window.getValue().opens().toString())
                    .put("closes", window.getValue().closes().toString());
    }

    private static void blackouts(ArrayNode blackouts, List<Blackout> some, Function<List<String>, ZoneId> zones) {
        for (Blackout blackout : some) {
            ObjectNode node = blackouts
                    .addObject()
                    .put("from", blackout.from().toString())
                    .put("until", blackout.until().toString())
                    .put("zone", name(zones.apply(blackout.sites())))
                    .put("reason", blackout.reason());
            ArrayNode sites = node.putArray("sites");
            blackout.sites().forEach(sites::add);
        }
    }

    /** UTC has many names, and {@code Z} tells a person little. */
    private static String name(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    private static void step(ObjectNode node, NightPlan.Step step) {
        about(node, step.subject())
                .put("wave", step.wave())
                .put("begins", step.begins().toString())
                .put("ends", step.ends().toString())
                .put("restart", step.subject().plan().restart().name().toLowerCase(Locale.ROOT));
        ArrayNode first = node.putArray("firstWith");
        step.firstWith().forEach(first::add);
    }

    private static void underWay(ObjectNode node, UnderWay run) {
        about(node, run.subject()).put("state", run.state().wire());
        Trouble trouble = run.trouble();
        if (trouble == null) return;
        node.put("code", trouble.cause().code().wire())
                .put("because", trouble.cause().message())
                .put("attempts", trouble.attempts())
                .put("next", trouble.next().toString());
    }

    private static ObjectNode about(ObjectNode node, Subject subject) {
        node.put("remediation", subject.id()).put("asset", subject.asset().value());
        if (subject.site() != null) node.put("site", subject.site());
        return node.put("goal", subject.plan().goal().name());
    }

    private static void report(ObjectNode report, Instant at, List<HostRuns.Told> runs) {
        report.put("from", at.minus(BACK).toString()).put("until", at.toString());
        TreeMap<String, Long> outcomes = new TreeMap<>();
        runs.forEach(run -> outcomes.merge(outcome(run), 1L, Long::sum));
        ObjectNode counted = report.putObject("outcomes");
        outcomes.forEach(counted::put);
        ArrayNode told = report.putArray("runs");
        for (HostRuns.Told run : runs) {
            ObjectNode one = told.addObject()
                    .put("remediation", run.remediation())
                    .put("asset", run.asset().value());
            if (run.site() != null) one.put("site", run.site());
            one.put("begun", run.begun().toString());
            if (run.ended() != null) one.put("ended", run.ended().toString());
            one.put("outcome", outcome(run));
            if (run.code() != null) one.put("code", run.code());
        }
    }

    private static String outcome(HostRuns.Told run) {
        return run.outcome() == null ? "UnderWay" : run.outcome();
    }

    /** As it stands in the night and in {@code ratchet.brakes/1}. */
    public static ObjectNode json(Brake brake) {
        return Json.object()
                .put("scope", brake.scope())
                .put("kind", brake.kind().wire())
                .put("because", brake.because())
                .put("remediation", brake.remediation())
                .put("asset", brake.asset().value())
                .put("at", brake.at().toString());
    }

    /** As it stands in the night and in {@code ratchet.stops/1}. */
    public static ObjectNode json(Stop stop) {
        return Json.object()
                .put("scope", stop.scope())
                .put("by", stop.by())
                .put("reason", stop.reason())
                .put("at", stop.at().toString());
    }
}
