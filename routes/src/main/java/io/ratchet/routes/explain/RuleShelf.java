package io.ratchet.routes.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.RuleCase;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.wire.Json;

/** A rule book to be read: what each rule says of itself, what it rests on, how it is written, what holds it. */
public final class RuleShelf {
    public static final String LIST = "ratchet.rules/1";
    public static final String ONE = "ratchet.rule/1";

    private final RuleBook book;
    private final Grounds grounds;

    RuleShelf(RuleBook book, Grounds grounds) {
        this.book = book;
        this.grounds = grounds;
    }

    /** {@value #LIST}: every rule by its id. */
    public ObjectNode list() {
        ObjectNode answer = Json.object().put("schema", LIST).put("ruleBook", book.hash());
        ArrayNode rules = answer.putArray("rules");
        book.rules().forEach(rule -> head(rules.addObject(), rule));
        return answer;
    }

    /**
     * {@value #ONE}: one rule whole, with its cases.
     *
     * @param ruleId the whole id, or its beginning such as {@code R025}
     * @throws FailureException ID_UNKNOWN when there is no such rule
     */
    public ObjectNode one(String ruleId) {
        RuleDescription rule = book.rule(ruleId);
        ObjectNode answer = Json.object().put("schema", ONE).put("ruleBook", book.hash());
        head(answer, rule);
        grounds.statements(answer.putArray("statements"), rule.statements());
        grounds.citations(answer.putArray("sources"), rule.sources());
        answer.put("text", book.text(ruleId));
        ArrayNode cases = answer.putArray("cases");
        for (RuleCase one : book.cases(ruleId))
            cases.addObject()
                    .put("file", one.file())
                    .put("name", one.name())
                    .put("fires", one.fires())
                    .put("text", one.text());
        return answer;
    }

    private static void head(ObjectNode node, RuleDescription rule) {
        node.put("id", rule.id()).put("name", rule.name()).put("family", rule.family());
        node.put("status", rule.status()).put("retrieved", rule.retrieved());
        ArrayNode statements = node.putArray("statements");
        rule.statements().forEach(number -> statements.addObject().put("number", number));
        ArrayNode sources = node.putArray("sources");
        rule.sources().forEach(key -> sources.addObject().put("key", key));
    }
}
