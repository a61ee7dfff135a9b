package io.ratchet.routes.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.finding.Method;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.fact.Words;
import io.ratchet.wire.DecisionJson;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One decision as its line of {@code ratchet.decision/1}, with names for its keys, the source of its facts and what
 * would change it.
 */
final class LineJson {
    private final AssetState asset;
    private final Catalogue catalogue;
    private final Grounds grounds;
    private final WhatWouldChange change;

    LineJson(AssetState asset, Catalogue catalogue, Grounds grounds, WhatWouldChange change) {
        this.asset = asset;
        this.catalogue = catalogue;
        this.grounds = grounds;
        this.change = change;
    }

    ObjectNode write(Decision decision) {
        ObjectNode node = DecisionJson.write(decision);
        node.remove(List.of("schema", "asset", "status"));
        Explanation why = decision.why();
        String system = decision.about().system();
        if (system != null) row(system).ifPresent(row -> node.put("systemName", row.name()));
        node.set("rule", grounds.rule(why.rule()));
        grounds.statements(node.putArray("statements"), why.statements());
        grounds.citations(node.putArray("citations"), why.citations());
        ArrayNode facts = node.putArray("facts");
        why.facts().forEach(cited -> fact(facts.addObject(), cited));
        if (decision instanceof Decision.Hold hold) {
            int number = 0;
            for (Gate gate : hold.gates())
                ((ObjectNode) node.path("gates").path(number++)).set("rule", grounds.rule(gate.rule()));
        }
        ArrayNode changedBy = node.putArray("changedBy");
        change.of(decision).forEach(way -> way.write(changedBy.addObject()));
        return node;
    }

    private Optional<Row> row(String system) {
        return catalogue.rows().stream().filter(row -> row.id().equals(system)).findFirst();
    }

    private void fact(ObjectNode node, Explanation.FactCited cited) {
        node.put("says", cited.says()).put("finding", cited.finding());
        known(cited).ifPresent(fact -> {
            Method method = fact.method() == null ? catalogue.trust(fact.format()) : fact.method();
            node.put("source", fact.source()).put("format", fact.format());
            node.put("method", method.name().toLowerCase(Locale.ROOT));
            node.put("observedAt", fact.observedAt().toString());
        });
    }

    /** The fact that was cited; one record may have told several. */
    private Optional<Fact> known(Explanation.FactCited cited) {
        List<Fact> told = asset.facts().stream()
                .filter(fact -> fact.pointer().equals(cited.finding()))
                .toList();
        return told.stream()
                .filter(fact -> Words.of(fact).equals(cited.says()))
                .findFirst()
                .or(() -> told.stream().findFirst());
    }
}
