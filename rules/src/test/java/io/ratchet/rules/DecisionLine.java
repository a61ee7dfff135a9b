package io.ratchet.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.RegistryData;
import java.util.List;
import java.util.Locale;

/** A decision as the contract writes it: what outsiders read, and what tests compare. */
final class DecisionLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DecisionLine() {}

    static ObjectNode of(Decision decision) {
        ObjectNode line = JSON.createObjectNode();
        line.put("asset", decision.about().asset().value());
        line.put("identity", decision.about().identity().wire());
        line.put("site", decision.about().site());
        line.put("system", decision.about().system());
        line.put("goal", decision.about().goal().name());
        line.put("step", decision.about().step());
        line.put("decision", decision.wire());
        line.put("remedy", word(decision.about().remedy()));
        line.put("readiness", decision.about().readiness().name());
        Restart restart = Restart.NONE;
        if (decision instanceof Decision.Remediate remediate) {
            line.put("playbook", remediate.playbook());
            ObjectNode parameters = line.putObject("parameters");
            remediate.parameters().forEach(parameters::put);
            restart = remediate.restart();
        }
        line.put("restart", word(restart));
        changes(line.putArray("changes"), decision);
        ArrayNode gates = line.putArray("gates");
        if (decision instanceof Decision.Hold hold)
            for (Gate gate : hold.gates()) {
                ObjectNode node = gates.addObject();
                node.put("id", gate.id()).put("scope", gate.scope()).put("because", gate.because());
                ArrayNode heldBy = node.putArray("heldBy");
                gate.heldBy().forEach(id -> heldBy.add(id.value()));
            }
        if (decision instanceof Decision.AwaitVendor await) line.put("fixedBuild", await.fixedBuild());
        line.put("rule", decision.why().rule());
        ArrayNode statements = line.putArray("statements");
        decision.why().statements().forEach(statements::add);
        line.put("confidence", word(decision.why().confidence()));
        ArrayNode facts = line.putArray("facts");
        decision.why().facts().forEach(fact -> facts.addObject().put("finding", fact.finding()).put("says", fact.says()));
        line.put("because", decision.why().because());
        return line;
    }

    private static void changes(ArrayNode array, Decision decision) {
        List<Change> changes = List.of();
        if (decision instanceof Decision.Remediate remediate) changes = remediate.changes();
        if (decision instanceof Decision.Hold hold) changes = hold.changes();
        if (decision instanceof Decision.Ticket ticket) changes = ticket.changes();
        for (Change change : changes) {
            ObjectNode node = array.addObject();
            if (change instanceof Change.Registry registry) {
                node.put("kind", "registry").put("key", registry.key()).put("name", registry.name());
                RegistryData before = registry.before();
                if (before != null) value(node, "before", before);
                value(node, "after", registry.after());
            } else if (change instanceof Change.Update update) {
                node.put("kind", "update").put("kb", update.kb());
            } else if (change instanceof Change.Product product) {
                node.put("kind", "package").put("product", product.product()).put("build", product.build());
            }
        }
    }

    private static void value(ObjectNode node, String key, RegistryData data) {
        if (data.absent()) node.putNull(key);
        else if (data.value() instanceof Long number) node.put(key, number);
        else node.put(key, String.valueOf(data.value()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
