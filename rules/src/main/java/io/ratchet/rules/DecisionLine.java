package io.ratchet.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.decision.Decision;
import io.ratchet.wire.DecisionJson;

/**
 * A decision as the contract writes it, with the asset's id and identity in the first row, where case files name them.
 */
final class DecisionLine {
    private DecisionLine() {}

    static ObjectNode of(Decision decision) {
        ObjectNode line = DecisionJson.write(decision);
        line.put("asset", decision.about().asset().value());
        line.put("identity", decision.about().identity().wire());
        if (decision instanceof Decision.AwaitVendor await) line.put("fixedBuild", await.fixedBuild());
        return line;
    }
}
