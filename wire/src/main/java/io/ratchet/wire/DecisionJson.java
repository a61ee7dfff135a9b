package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Explanation.FactCited;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import java.util.ArrayList;
import java.util.List;

/** {@code ratchet.decision/1}. */
public final class DecisionJson {
    public static final String SCHEMA = "ratchet.decision/1";

    private DecisionJson() {}

    public static ObjectNode write(Decision decision) {
        Decision.About about = decision.about();
        ObjectNode node = Json.object().put("schema", SCHEMA);
        node.set("asset", asset(about));
        node.put("system", about.system()).put("goal", about.goal().name()).put("step", about.step());
        node.put("decision", decision.wire()).put("remedy", Fields.word(about.remedy()));
        ArrayNode changes = Json.mapper().createArrayNode();
        ArrayNode gates = Json.mapper().createArrayNode();
        if (decision instanceof Decision.Remediate d) {
            node.put("playbook", d.playbook());
            d.parameters().forEach(node.putObject("parameters")::put);
            ChangeJson.write(changes, d.changes());
            node.set("changes", changes);
            node.put("restart", Fields.word(d.restart()));
            if (d.leg() > 1) node.put("leg", d.leg());
        } else {
            if (decision instanceof Decision.Ticket d) ChangeJson.write(changes, d.changes());
            if (decision instanceof Decision.Hold d) {
                ChangeJson.write(changes, d.changes());
                d.gates().forEach(gate -> gates.add(gate(gate)));
            }
            node.set("changes", changes);
            if (decision instanceof Decision.AwaitVendor d) FindingJson.put(node, "fixedBuild", d.fixedBuild());
        }
        node.set("gates", gates);
        explain(node, decision.why());
        return node.put("readiness", about.readiness().name());
    }

    private static ObjectNode asset(Decision.About about) {
        ObjectNode node = Json.object()
                .put("id", about.asset().value())
                .put("identity", about.identity().wire());
        if (about.identity() instanceof Identity.Provisional identity) node.put("because", identity.because());
        if (about.identity() instanceof Identity.Ambiguous identity) {
            node.put("because", identity.because());
            ArrayNode candidates = node.putArray("candidates");
            identity.candidates().forEach(candidate -> candidates.add(candidate.value()));
        }
        node.set("host", FindingJson.host(about.host()));
        return node.put("site", about.site());
    }

    private static ObjectNode gate(Gate gate) {
        ObjectNode node =
                Json.object().put("id", gate.id()).put("rule", gate.rule()).put("scope", gate.scope());
        node.put("because", gate.because());
        ArrayNode heldBy = node.putArray("heldBy");
        gate.heldBy().forEach(asset -> heldBy.add(asset.value()));
        return node.put("liftedBy", gate.liftedBy());
    }

    private static void explain(ObjectNode node, Explanation why) {
        node.put("rule", why.rule());
        ArrayNode statements = node.putArray("statements");
        why.statements().forEach(statements::add);
        node.put("status", why.status());
        ArrayNode citations = node.putArray("citations");
        why.citations().forEach(citations::add);
        node.put("confidence", Fields.word(why.confidence()));
        ArrayNode facts = node.putArray("facts");
        why.facts()
                .forEach(
                        fact -> facts.addObject().put("finding", fact.finding()).put("says", fact.says()));
        node.put("because", why.because());
    }

    /** Reads what {@link #write} wrote. */
    public static Decision read(JsonNode node) {
        Fields f = Fields.of(node, "");
        Decision.About about = about(f);
        Explanation why = why(f);
        List<Change> changes = ChangeJson.read(f, "changes");
        return switch (f.text("decision")) {
            case "remediate" ->
                new Decision.Remediate(
                        about,
                        why,
                        f.text("playbook"),
                        f.texts("parameters"),
                        changes,
                        f.word("restart", Restart.class),
                        f.has("leg") ? f.integer("leg") : 1);
            case "ticket" -> new Decision.Ticket(about, why, changes);
            case "await-vendor" -> new Decision.AwaitVendor(about, why, f.optionalText("fixedBuild"));
            case "hold" ->
                new Decision.Hold(
                        about,
                        why,
                        f.objects("gates").stream().map(DecisionJson::gate).toList(),
                        changes);
            case "no-action" -> new Decision.NoAction(about, why);
            default -> throw Fields.bad("decision", "a kind of decision", f.raw("decision"));
        };
    }

    private static Decision.About about(Fields f) {
        Fields asset = f.object("asset");
        return new Decision.About(
                new AssetId(asset.text("id")),
                identity(asset),
                FindingJson.host(asset.object("host")),
                asset.optionalText("site"),
                f.optionalText("system"),
                f.name("goal", Goal.class),
                f.integer("step"),
                f.word("remedy", Remedy.class),
                f.name("readiness", Readiness.class));
    }

    private static Identity identity(Fields asset) {
        String because = asset.optionalText("because");
        return switch (asset.text("identity")) {
            case "resolved" -> new Identity.Resolved();
            case "provisional" -> new Identity.Provisional(because == null ? "" : because);
            case "ambiguous" ->
                new Identity.Ambiguous(
                        because == null ? "" : because,
                        asset.textList("candidates").stream().map(AssetId::new).toList());
            default ->
                throw Fields.bad(asset.at("identity"), "resolved, provisional or ambiguous", asset.raw("identity"));
        };
    }

    private static Gate gate(Fields f) {
        return new Gate(
                f.text("id"),
                f.text("rule"),
                f.text("scope"),
                f.text("because"),
                f.textList("heldBy").stream().map(AssetId::new).toList(),
                f.text("liftedBy"));
    }

    private static Explanation why(Fields f) {
        List<Integer> statements = new ArrayList<>();
        f.raw("statements").forEach(statement -> statements.add(statement.intValue()));
        return new Explanation(
                f.text("rule"),
                statements,
                f.text("status"),
                f.textList("citations"),
                f.word("confidence", Confidence.class),
                f.objects("facts").stream()
                        .map(fact -> new FactCited(fact.text("finding"), fact.text("says")))
                        .toList(),
                f.text("because"));
    }
}
