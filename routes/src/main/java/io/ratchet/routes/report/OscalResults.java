package io.ratchet.routes.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.Sha256;
import io.ratchet.routes.controls.Control;
import io.ratchet.routes.controls.ControlAnswer;
import io.ratchet.routes.controls.ControlAnswer.Evidence;
import io.ratchet.routes.controls.ControlAnswer.Verdict;
import io.ratchet.routes.controls.ControlBook;
import io.ratchet.routes.controls.Deadline;
import io.ratchet.routes.controls.Deadline.State;
import io.ratchet.routes.path.Chances.Chance;
import io.ratchet.routes.path.PathScope;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * The controls as OSCAL assessment results (NIST, version 1.1.3), for tools that read these. OSCAL knows only satisfied
 * and not satisfied: a control is satisfied when it passes on every asset that it applies to and on one at least;
 * whatever is unknown, or needs a person, is not satisfied, with its reason. Ids are made from what they name, so the
 * same answers give the same file but for its time.
 */
public final class OscalResults {
    private static final String VERSION = "1.1.3";

    /** Of how many pieces of evidence each observation tells. */
    private static final int EVIDENCE_SHOWN = 50;

    private final PathScope scope;
    private final Instant at;

    private OscalResults(PathScope scope, Instant at) {
        this.scope = scope;
        this.at = at;
    }

    public static ObjectNode write(PathScope scope, Instant at, List<ControlBook.Judged> judged) {
        return new OscalResults(scope, at).document(judged);
    }

    private ObjectNode document(List<ControlBook.Judged> judged) {
        ObjectNode document = Json.object();
        ObjectNode results = document.putObject("assessment-results").put("uuid", id("document"));
        results.putObject("metadata")
                .put("title", "TLS controls held against " + scope.says())
                .put("last-modified", at.toString())
                .put("version", at.toString())
                .put("oscal-version", VERSION);
        results.putObject("import-ap").put("href", "#" + id("plan"));
        ObjectNode result = results.putArray("results").addObject();
        result.put("uuid", id("result")).put("title", "TLS controls");
        result.put(
                        "description",
                        "What frameworks ask for of TLS, held against what sources said of each asset. Unknown is never satisfied.")
                .put("start", at.toString())
                .put("end", at.toString());
        TreeSet<String> assets = new TreeSet<>();
        judged.forEach(one -> one.answers().forEach(answer -> assets.add(answer.asset())));
        if (!assets.isEmpty()) {
            ArrayNode items = result.putObject("local-definitions").putArray("inventory-items");
            assets.forEach(asset -> items.addObject()
                    .put("uuid", id("asset " + asset))
                    .put("description", asset)
                    .putArray("props")
                    .addObject()
                    .put("name", "asset-id")
                    .put("value", asset));
        }
        ArrayNode included = result.putObject("reviewed-controls")
                .putArray("control-selections")
                .addObject()
                .putArray("include-controls");
        judged.forEach(
                one -> included.addObject().put("control-id", one.control().id()));
        ArrayNode observations = Json.object().arrayNode();
        ArrayNode risks = Json.object().arrayNode();
        ArrayNode findings = Json.object().arrayNode();
        judged.forEach(one -> judged(one, observations, risks, findings));
        if (!observations.isEmpty()) result.set("observations", observations);
        if (!risks.isEmpty()) result.set("risks", risks);
        if (!findings.isEmpty()) result.set("findings", findings);
        results.putObject("back-matter")
                .putArray("resources")
                .addObject()
                .put("uuid", id("plan"))
                .put("title", "Controls that Ratchet ships")
                .put(
                        "description",
                        "controls.yaml and deadlines.yaml, with the source of each figure and when it was last read.");
        return document;
    }

    private void judged(ControlBook.Judged judged, ArrayNode observations, ArrayNode risks, ArrayNode findings) {
        Control control = judged.control();
        ObjectNode finding = findings.addObject().put("uuid", id("finding " + control.id()));
        finding.put("title", control.framework() + ": " + control.id());
        finding.put("description", control.asks() + " Source: " + control.source() + ".");
        boolean satisfied =
                judged.count(Verdict.PASS) > 0 && judged.count(Verdict.FAIL) == 0 && judged.count(Verdict.UNKNOWN) == 0;
        ObjectNode status = finding.putObject("target")
                .put("type", "objective-id")
                .put("target-id", control.id())
                .putObject("status");
        status.put("state", satisfied ? "satisfied" : "not-satisfied");
        status.put("reason", judged.count(Verdict.FAIL) > 0 ? "fail" : satisfied ? "pass" : "other");
        status.put("remarks", remarks(judged));
        ArrayNode related = Json.object().arrayNode();
        for (Verdict verdict : Verdict.values()) {
            List<ControlAnswer> answers = judged.answers().stream()
                    .filter(answer -> answer.verdict() == verdict)
                    .toList();
            if (answers.isEmpty()) continue;
            String uuid = id("observation " + control.id() + " " + verdict);
            related.addObject().put("observation-uuid", uuid);
            observation(observations.addObject().put("uuid", uuid), control, verdict, answers);
        }
        if (!related.isEmpty()) finding.set("related-observations", related);
        ArrayNode open = Json.object().arrayNode();
        for (ControlAnswer answer : judged.answers())
            for (Deadline deadline : answer.deadlines())
                if (deadline.state() == State.OVERDUE || deadline.state() == State.RUNNING) {
                    String uuid = id("risk " + control.id() + " "
                            + deadline.vulnerability().cve() + " " + answer.asset());
                    open.addObject().put("risk-uuid", uuid);
                    risk(risks.addObject().put("uuid", uuid), answer, deadline);
                }
        if (!open.isEmpty()) finding.set("related-risks", open);
    }

    /** What OSCAL has for something that has to be fixed by a day. */
    private void risk(ObjectNode json, ControlAnswer answer, Deadline deadline) {
        json.put("title", deadline.vulnerability().cve() + " on " + answer.asset());
        json.put("description", deadline.because() + " " + deadline.exposedBecause());
        json.put("statement", deadline.row() + ": " + deadline.outcome() + ".");
        ArrayNode props = json.putArray("props");
        props.addObject().put("name", "asset-id").put("value", answer.asset());
        props.addObject().put("name", "state").put("value", deadline.state().wire());
        props.addObject()
                .put("name", "forensic-triage")
                .put("value", deadline.triage().wire());
        Chance chance = deadline.chance();
        if (chance != null) {
            Double probability = chance.probability();
            props.addObject()
                    .put("name", "chance-by-deadline")
                    .put("value", probability == null ? "unknown" : probability.toString())
                    .put("remarks", chance.because());
        }
        json.put("status", "open");
        if (deadline.due() != null) json.put("deadline", deadline.due().toString());
    }

    private static String remarks(ControlBook.Judged judged) {
        StringBuilder remarks = new StringBuilder();
        for (Verdict verdict : Verdict.values())
            remarks.append(remarks.isEmpty() ? "" : ", ")
                    .append(judged.count(verdict))
                    .append(' ')
                    .append(word(verdict));
        judged.control()
                .person()
                .ifPresent(person -> remarks.append(". A person must say: ").append(person));
        return remarks.toString();
    }

    private void observation(ObjectNode json, Control control, Verdict verdict, List<ControlAnswer> answers) {
        json.put("title", control.id() + ": " + word(verdict));
        json.put("description", answers.size() + " assets: " + word(verdict) + ".");
        json.putArray("methods").add("TEST");
        json.putArray("types").add("finding");
        ArrayNode subjects = json.putArray("subjects");
        answers.forEach(answer -> subjects.addObject()
                .put("subject-uuid", id("asset " + answer.asset()))
                .put("type", "inventory-item")
                .put("title", answer.asset()));
        List<Evidence> evidence =
                answers.stream().flatMap(answer -> answer.evidence().stream()).toList();
        if (!evidence.isEmpty()) {
            ArrayNode relevant = json.putArray("relevant-evidence");
            evidence.stream().limit(EVIDENCE_SHOWN).forEach(one -> {
                ObjectNode piece = relevant.addObject().put("description", one.says());
                ArrayNode props = piece.putArray("props");
                props.addObject().put("name", "finding").put("value", one.finding());
                props.addObject().put("name", "observed").put("value", one.at().toString());
            });
        }
        json.put(
                "collected",
                evidence.stream()
                        .map(Evidence::at)
                        .max(Instant::compareTo)
                        .orElse(at)
                        .toString());
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** A UUID of version 5's form, from SHA-256: OSCAL takes versions 4 and 5. */
    private String id(String of) {
        String hex = Sha256.hex((scope.says() + "\n" + of).getBytes(StandardCharsets.UTF_8));
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-5" + hex.substring(13, 16) + "-8"
                + hex.substring(17, 20) + "-" + hex.substring(20, 32);
    }
}
