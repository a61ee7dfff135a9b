package io.ratchet.routes.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.rules.Estate;
import io.ratchet.rules.RuleBook;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Explains what was just decided of an estate, with no server and no store behind it: {@code ratchet.explanation/1} for
 * each asset.
 */
public final class EstateExplanation {
    private EstateExplanation() {}

    /** One explanation for each asset that has a decision, by id. */
    public static Stream<ObjectNode> of(RuleBook book, Estate estate, List<Decision> decisions) {
        Grounds grounds = new Grounds(book);
        Map<AssetId, List<Decision>> byAsset = decisions.stream()
                .collect(Collectors.groupingBy(decision -> decision.about().asset()));
        WhatWouldChange change = new WhatWouldChange(
                book.catalogue(),
                estate.organisation(),
                other -> byAsset.getOrDefault(other, List.of()),
                List.of(),
                estate.at());
        return estate.assets().stream()
                .filter(asset -> byAsset.containsKey(asset.id()))
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .map(asset -> {
                    ObjectNode answer = Explainer.head(asset, book.hash(), estate.at());
                    ArrayNode lines = answer.putArray("lines");
                    LineJson line = new LineJson(asset, book.catalogue(), grounds, change);
                    byAsset.getOrDefault(asset.id(), List.of()).forEach(decision -> lines.add(line.write(decision)));
                    return answer;
                });
    }
}
