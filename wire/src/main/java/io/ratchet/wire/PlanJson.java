package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;

/** {@code ratchet.plan/1}: what an approval binds to, with its hash. */
public final class PlanJson {
    public static final String SCHEMA = "ratchet.plan/1";

    private PlanJson() {}

    public static ObjectNode write(Plan plan) {
        ObjectNode node = Json.object().put("schema", SCHEMA).put("hash", plan.hash());
        node.put("asset", plan.asset().value());
        node.set("host", FindingJson.host(plan.host()));
        node.put("goal", plan.goal().name()).put("restart", Fields.word(plan.restart()));
        ArrayNode steps = node.putArray("steps");
        for (PlanStep step : plan.steps()) {
            ObjectNode shown = steps.addObject().put("order", step.order()).put("system", step.system());
            shown.put("playbook", step.playbook()).put("playbookHash", step.playbookHash());
            step.parameters().forEach(shown.putObject("parameters")::put);
            ChangeJson.write(shown.putArray("changes"), step.changes());
            shown.put("restart", Fields.word(step.restart())).put("rule", step.rule());
            if (step.leg() > 1) shown.put("leg", step.leg());
        }
        return node;
    }

    public static Plan read(JsonNode node) {
        Fields f = Fields.of(node, "plan");
        return new Plan(
                new AssetId(f.text("asset")),
                FindingJson.host(f.object("host")),
                f.name("goal", Goal.class),
                f.objects("steps").stream().map(PlanJson::step).toList());
    }

    private static PlanStep step(Fields f) {
        return new PlanStep(
                f.integer("order"),
                f.text("system"),
                f.text("playbook"),
                f.text("playbookHash"),
                f.texts("parameters"),
                ChangeJson.read(f, "changes"),
                f.word("restart", Restart.class),
                f.text("rule"),
                f.has("leg") ? f.integer("leg") : 1);
    }
}
