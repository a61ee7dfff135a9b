package io.ratchet.routes.path;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.decision.Family;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.store.Regressions;
import io.ratchet.wire.Json;
import java.util.Collection;
import java.util.Locale;

/** A path for programs: {@code ratchet.path/1}. */
public final class PathJson {
    public static final String SCHEMA = "ratchet.path/1";

    private PathJson() {}

    public static ObjectNode write(EstatePath path) {
        ObjectNode json =
                Json.object().put("schema", SCHEMA).put("at", path.at().toString());
        json.put("round", path.round());
        if (path.decidedAt() != null) json.put("decidedAt", path.decidedAt().toString());
        scope(json.putObject("scope"), path.scope());
        ArrayNode goals = json.putArray("goals");
        path.goals().forEach(goal -> goal(goals.addObject(), goal));
        ArrayNode owed = json.putArray("owed");
        path.owed()
                .forEach(one -> owed.addObject()
                        .put("by", one.by().wire())
                        .put("assets", one.assets())
                        .put("alone", one.alone()));
        ArrayNode remaining = json.putArray("remaining");
        path.remaining().forEach(one -> remaining(remaining.addObject(), one));
        json.put("blockersInAll", path.blockersInAll());
        ArrayNode blockers = json.putArray("blockers");
        path.blockers().forEach(one -> blocker(blockers.addObject(), one));
        ArrayNode critical = json.putArray("criticalPath");
        path.criticalPath().forEach(one -> blocker(critical.addObject(), one));
        cheapest(json.putObject("cheapestUnblock"), path.cheapest());
        ArrayNode exceptions = json.putArray("exceptions");
        path.exceptions().forEach(one -> exception(exceptions.addObject(), one));
        ArrayNode forecasts = json.putArray("forecasts");
        path.forecasts().forEach(one -> forecast(forecasts.addObject(), one));
        regressed(json.putObject("regressions"), path.regressed());
        if (path.scope().asset().isPresent()) {
            ArrayNode proven = json.putArray("proven");
            path.proven()
                    .forEach(one -> proven.addObject()
                            .put("goal", one.goal().name())
                            .put("since", one.since().toString())
                            .put("days", one.days()));
            ArrayNode rungs = json.putArray("rungs");
            path.rungs().forEach(one -> rung(rungs.addObject(), one));
        }
        return json;
    }

    private static void scope(ObjectNode json, PathScope scope) {
        json.put("says", scope.says());
        scope.site().ifPresent(site -> json.put("site", site));
        scope.service().ifPresent(service -> json.put("service", service));
        scope.asset().ifPresent(asset -> json.put("asset", asset));
        scope.family().ifPresent(family -> json.put("family", Family.name(family)));
    }

    private static void goal(ObjectNode json, EstatePath.Standing goal) {
        json.put("goal", goal.goal().name()).put("assets", goal.assets());
        json.put("done", goal.done()).put("open", goal.open());
        ArrayNode ladder = json.putArray("ladder");
        for (EstatePath.Step step : goal.ladder()) {
            ObjectNode one =
                    ladder.addObject().put("readiness", step.readiness().name());
            one.put("systems", step.systems()).put("times", step.times());
            if (step.first() != null) one.put("first", step.first().toString());
            if (step.last() != null) one.put("last", step.last().toString());
        }
    }

    private static void remaining(ObjectNode json, EstatePath.Remaining one) {
        if (one.wave() != null) json.put("wave", one.wave());
        json.put("goal", one.goal().name()).put("decision", one.decision()).put("family", one.family());
        owedBy(json, one.owedBy());
        json.put("assets", one.assets());
        texts(json.putArray("examples"), one.examples());
    }

    private static void blocker(ObjectNode json, EstatePath.Blocker one) {
        json.put("id", one.id()).put("kind", one.asset() ? "asset" : "gate");
        json.put("behind", one.behind()).put("direct", one.direct());
        if (one.wave() != null) json.put("wave", one.wave());
        owedBy(json, one.owedBy());
        texts(json.putArray("gates"), one.gates());
        json.put("because", one.because()).put("liftedBy", one.liftedBy());
    }

    private static void cheapest(ObjectNode json, EstatePath.Cheapest cheapest) {
        json.put("algorithm", cheapest.algorithm()).put("most", cheapest.most());
        json.put("held", cheapest.held()).put("beyond", cheapest.beyond());
        ArrayNode sets = json.putArray("sets");
        for (EstatePath.UnblockSet set : cheapest.sets()) {
            ObjectNode one = sets.addObject();
            texts(one.putArray("blockers"), set.blockers());
            one.put("frees", set.frees()).put("atMost", set.atMost()).put("exact", set.exact());
        }
    }

    private static void exception(ObjectNode json, EstatePath.Excepted one) {
        Organisation.ExceptionEntry entry = one.entry();
        json.put("asset", entry.asset()).put("goal", entry.goal().name()).put("owner", entry.owner());
        json.put("until", entry.until().toString())
                .put("daysLeft", one.daysLeft())
                .put("over", one.over());
        json.put("reason", entry.reason()).put("compensatingControl", entry.compensatingControl());
        json.put("clearedBy", entry.clearedBy().says());
    }

    private static void forecast(ObjectNode json, EstatePath.Told told) {
        Forecast forecast = told.forecast();
        json.put("goal", forecast.goal().name()).put("open", forecast.open()).put("covered", forecast.covered());
        ObjectNode outside = json.putObject("outside");
        forecast.outside().forEach(outside::put);
        if (forecast.p50() != null) json.put("p50", forecast.p50().toString());
        if (forecast.p90() != null) json.put("p90", forecast.p90().toString());
        json.put("because", forecast.because());
        if (!told.moved().isEmpty()) json.put("moved", told.moved());
        ArrayNode burnDown = json.putArray("burnDown");
        forecast.burnDown()
                .forEach(point -> burnDown.addObject()
                        .put("on", point.on().toString())
                        .put("open", point.open())
                        .put("expected", point.expected()));
        ArrayNode earlier = json.putArray("earlier");
        for (EstatePath.Earlier one : told.earlier()) {
            ObjectNode shown = earlier.addObject().put("on", one.shown().on().toString());
            shown.put("remaining", one.shown().remaining());
            if (one.shown().p50() != null)
                shown.put("p50", String.valueOf(one.shown().p50()));
            if (one.shown().p90() != null)
                shown.put("p90", String.valueOf(one.shown().p90()));
            shown.put("outcome", word(one.outcome()));
        }
    }

    /** Such as {@code by-p50}. */
    public static String word(EstatePath.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void regressed(ObjectNode json, EstatePath.Regressed regressed) {
        json.put("standing", regressed.standing())
                .put("found", regressed.found())
                .put("since", regressed.since().toString());
        ArrayNode list = json.putArray("list");
        regressed.shown().forEach(kept -> regression(list.addObject(), kept));
        json.put("more", regressed.more());
    }

    private static void regression(ObjectNode json, Regressions.Kept kept) {
        Regression one = kept.regression();
        Regression.Moved moved = one.moved();
        json.put("asset", one.asset().value()).put("goal", one.goal().name());
        if (one.site() != null) json.put("site", one.site());
        texts(json.putArray("systems"), one.systems());
        json.put("before", one.from().name()).put("after", one.to().name());
        json.put("provenAt", one.provenAt().toString()).put("provenDays", one.provenDays());
        json.put("foundAt", one.at().toString());
        if (kept.endedAt() != null) json.put("endedAt", kept.endedAt().toString());
        json.put("way", moved.way().wire()).put("what", moved.what());
        if (!moved.was().isEmpty()) json.put("was", moved.was());
        json.put("is", moved.is());
        if (moved.goodAt() != null) json.put("goodAt", moved.goodAt().toString());
        json.put("seenAt", moved.seenAt().toString()).put("finding", moved.finding());
        json.put("cause", one.cause().origin().wire()).put("shown", one.cause().shown());
        if (!one.cause().says().isEmpty()) json.put("because", one.cause().says());
    }

    private static void rung(ObjectNode json, EstatePath.Rung rung) {
        json.put("system", rung.system()).put("goal", rung.goal().name());
        if (rung.readiness() != null) json.put("readiness", rung.readiness().name());
        json.put("at", rung.at().toString()).put("round", rung.round());
        if (rung.decision() != null) json.put("decision", rung.decision());
        if (rung.rule() != null) json.put("rule", rung.rule());
        if (rung.because() != null) json.put("because", rung.because());
        texts(json.putArray("evidence"), rung.facts());
    }

    private static void owedBy(ObjectNode json, Collection<Owes> owedBy) {
        ArrayNode array = json.putArray("owedBy");
        owedBy.forEach(one -> array.add(one.wire()));
    }

    private static void texts(ArrayNode array, Collection<String> texts) {
        texts.forEach(array::add);
    }
}
