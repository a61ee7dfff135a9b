package io.ratchet.routes.controls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.controls.ControlAnswer.Evidence;
import io.ratchet.routes.controls.ControlAnswer.Verdict;
import io.ratchet.routes.controls.Deadline.State;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.path.PathScope;
import io.ratchet.routes.path.ReadinessPath;
import io.ratchet.store.Decisions;
import io.ratchet.store.Store;
import io.ratchet.wire.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds the controls of the frameworks against the estate: {@code ratchet.controls/1}. Decides and stores nothing. */
public final class ControlBook {
    public static final String SCHEMA = "ratchet.controls/1";

    /** Of how many assets the answers are shown, those that fail first. */
    private static final int SHOWN = 50;

    private final Store store;
    private final Supplier<Organisation> organisation;
    private final Supplier<Assets> estate;
    private final ReadinessPath path;
    private final Clock clock;
    private final List<Control> controls = Control.shipped();
    private final DeadlineTable deadlines = DeadlineTable.shipped();

    /** @param path of the same estate, for the chances that deadlines are met */
    public ControlBook(
            Store store,
            Supplier<Organisation> organisation,
            Supplier<Assets> estate,
            ReadinessPath path,
            Clock clock) {
        this.store = store;
        this.organisation = organisation;
        this.estate = estate;
        this.path = path;
        this.clock = clock;
    }

    /** A control with the answers of every asset of a scope: those that fail first, then unknown ones. */
    public record Judged(Control control, List<ControlAnswer> answers) {
        public long count(Verdict verdict) {
            return answers.stream().filter(one -> one.verdict() == verdict).count();
        }

        /** The oldest evidence that any answer rests on. */
        public Optional<Instant> oldest() {
            return answers.stream()
                    .flatMap(one -> one.evidence().stream())
                    .map(Evidence::at)
                    .min(Comparator.naturalOrder());
        }
    }

    /** @throws FailureException ID_UNKNOWN when nothing in the estate is of this scope */
    public List<Judged> of(PathScope scope) {
        Assets all = estate.get();
        if (!scope.says().equals("estate") && assets(scope, all).findAny().isEmpty())
            throw FailureException.of(
                    FailureCode.ID_UNKNOWN, "No asset that is known is of " + scope.says() + "; check the name.");
        Instant now = clock.instant();
        return controls.stream()
                .map(control -> new Judged(
                        control,
                        assets(scope, all)
                                .map(answers(control, all, now))
                                .sorted(Comparator.comparing((ControlAnswer one) -> rank(one.verdict()))
                                        .thenComparing(
                                                ControlBook::firstDue, Comparator.nullsLast(Comparator.naturalOrder()))
                                        .thenComparing(ControlAnswer::asset))
                                .toList()))
                .toList();
    }

    private Function<AssetState, ControlAnswer> answers(Control control, Assets all, Instant now) {
        if (control.applies() != Control.Applies.DEADLINES) return asset -> ControlCheck.of(control, asset, now);
        return deadlines(control, all, now)::answer;
    }

    private DeadlineControl deadlines(Control control, Assets all, Instant now) {
        return new DeadlineControl(control, deadlines, organisation.get().deadlines(), all, path, now);
    }

    /** Of what runs or is overdue. */
    private static @Nullable Instant firstDue(ControlAnswer answer) {
        return answer.deadlines().stream()
                .filter(one -> one.state() == State.OVERDUE || one.state() == State.RUNNING)
                .flatMap(one -> Stream.ofNullable(one.due()))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /**
     * By which row and vulnerability forensic triage of an asset is demanded before it is changed, in one sentence, or
     * why it cannot be ruled out; empty where nothing that was seen on it demands it. What was seen demands it until it
     * is seen to be gone, however long ago that was; what was never looked for demands nothing, which is no word that
     * it is not there. By what is believed, and by the profile that is in force, at the moment.
     */
    public Optional<String> triage(AssetId id) {
        // Few profiles name a vulnerability that can demand it, and runs ask of every host.
        if (!DeadlineControl.mayDemandTriage(deadlines, organisation.get().deadlines())) return Optional.empty();
        Assets all = estate.get();
        return all.find(id)
                .flatMap(asset -> controls.stream()
                        .filter(control -> control.applies() == Control.Applies.DEADLINES)
                        .flatMap(control -> deadlines(control, all, clock.instant()).triage(asset).stream())
                        .findFirst());
    }

    private static int rank(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> 0;
            case UNKNOWN -> 1;
            case PASS -> 2;
            case NOT_APPLICABLE -> 3;
        };
    }

    private Stream<AssetState> assets(PathScope scope, Assets all) {
        Set<AssetId> family = scope.family()
                .map(prefix -> new HashSet<>(store.transact(tx -> tx.decisions()
                        .assets(
                                new Decisions.Facets("", null, prefix, null, null, null, null),
                                null,
                                Integer.MAX_VALUE))))
                .orElse(new HashSet<>());
        return scope.asset()
                .map(id -> all.find(new AssetId(id)).stream())
                .orElseGet(all::all)
                .filter(state -> scope.siteName()
                        .map(name -> name.equalsIgnoreCase(state.site() == null ? "" : state.site()))
                        .orElse(true))
                .filter(state -> scope.service().map(name -> isOf(state, name)).orElse(true))
                .filter(state -> scope.family().isEmpty() || family.contains(state.id()));
    }

    private static boolean isOf(AssetState state, String service) {
        return state.factsOf(Observation.Membership.class)
                .map(fact -> (Observation.Membership) fact.observation())
                .anyMatch(member ->
                        member.kind().equals("service") && member.name().equalsIgnoreCase(service));
    }

    /** The same for programs. */
    public ObjectNode json(PathScope scope) {
        Instant now = clock.instant();
        ObjectNode json = Json.object().put("schema", SCHEMA).put("at", now.toString());
        json.put("scope", scope.says());
        ArrayNode list = json.putArray("controls");
        for (Judged judged : of(scope)) {
            Control control = judged.control();
            ObjectNode one = list.addObject().put("id", control.id()).put("framework", control.framework());
            one.put("asks", control.asks()).put("source", control.source());
            one.put("confidence", control.confidence())
                    .put("read", control.read().toString());
            one.put("evidenceDays", control.days());
            control.person().ifPresent(person -> one.put("person", person));
            ObjectNode counts = one.putObject("counts");
            for (Map.Entry<Verdict, Long> count : counts(judged).entrySet())
                counts.put(count.getKey().wire(), count.getValue());
            judged.oldest().ifPresent(oldest -> one.put("oldestEvidence", oldest.toString()));
            if (control.applies() == Control.Applies.DEADLINES)
                DeadlineJson.vulnerabilities(
                        one.putArray("vulnerabilities"),
                        DeadlineControl.vulnerabilities(
                                deadlines, organisation.get().deadlines()),
                        deadlines.unpublished());
            ArrayNode answers = one.putArray("assets");
            int most = scope.asset().isPresent() ? Integer.MAX_VALUE : SHOWN;
            judged.answers().stream().limit(most).forEach(answer -> answer(answers.addObject(), answer, now));
            one.put("more", Math.max(0, judged.answers().size() - most));
        }
        return json;
    }

    private static Map<Verdict, Long> counts(Judged judged) {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) counts.put(verdict, judged.count(verdict));
        return counts;
    }

    private static void answer(ObjectNode json, ControlAnswer answer, Instant now) {
        json.put("asset", answer.asset()).put("verdict", answer.verdict().wire());
        json.put("because", answer.because());
        if (!answer.deadlines().isEmpty()) DeadlineJson.deadlines(json.putArray("deadlines"), answer.deadlines());
        ArrayNode evidence = json.putArray("evidence");
        List<Instant> moments = new ArrayList<>();
        for (Evidence one : answer.evidence()) {
            moments.add(one.at());
            evidence.addObject()
                    .put("says", one.says())
                    .put("finding", one.finding())
                    .put("at", one.at().toString());
        }
        moments.stream()
                .min(Comparator.naturalOrder())
                .ifPresent(oldest ->
                        json.put("ageDays", Duration.between(oldest, now).toDays()));
    }
}
