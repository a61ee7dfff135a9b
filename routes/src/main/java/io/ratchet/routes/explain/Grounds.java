package io.ratchet.routes.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.Fact;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.catalogue.Citations;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.rules.fact.Words;
import io.ratchet.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the rules, sources and statements behind a decision are called. What a site wrote itself and nobody described is
 * shown by its key.
 */
public final class Grounds {
    private final RuleBook book;
    private final Map<String, RuleDescription> rules;
    private final Citations citations = Citations.shipped();

    Grounds(RuleBook book) {
        this.book = book;
        this.rules =
                book.rules().stream().collect(Collectors.toUnmodifiableMap(RuleDescription::id, Function.identity()));
    }

    boolean isOf(RuleBook other) {
        return book == other;
    }

    /** The sentence a rule is named by; its id when this rule book no longer has it. */
    public String ruleName(String id) {
        RuleDescription rule = rules.get(id);
        return rule == null ? id : rule.name();
    }

    /** What a source key stands for; the key itself when nobody described it. */
    public String source(String key) {
        return citations.source(key).orElse(key);
    }

    /** What a fact says, in the words in which decisions cite it. */
    public String says(Fact fact) {
        return Words.of(fact);
    }

    ObjectNode rule(String id) {
        ObjectNode node = Json.object().put("id", id);
        RuleDescription rule = rules.get(id);
        if (rule != null) node.put("name", rule.name()).put("status", rule.status());
        return node;
    }

    void statements(ArrayNode into, List<Integer> numbers) {
        for (int number : numbers) {
            ObjectNode node = into.addObject().put("number", number);
            citations.statement(number).ifPresent(says -> node.put("says", says));
        }
    }

    void citations(ArrayNode into, List<String> keys) {
        for (String key : keys) {
            ObjectNode node = into.addObject().put("key", key);
            citations.source(key).ifPresent(what -> node.put("what", what));
        }
    }
}
