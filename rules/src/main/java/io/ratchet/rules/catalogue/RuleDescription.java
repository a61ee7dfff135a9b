package io.ratchet.rules.catalogue;

import io.ratchet.domain.Checks;
import java.util.List;

/**
 * What a rule says of itself.
 *
 * @param id {@code R} and three digits of the statement it carries out (beyond those: {@code R2nn}), then a readable
 *     slug
 * @param name a sentence
 * @param status {@code draft}, {@code test} or {@code stable}
 * @param statements of the domain knowledge that it carries out, ascending
 * @param sources keys of the texts it rests on
 * @param retrieved the day on which those were last read
 * @param family the file it stands in
 */
public record RuleDescription(
        String id,
        String name,
        String status,
        List<Integer> statements,
        List<String> sources,
        String retrieved,
        String family) {
    public RuleDescription {
        Checks.text(id, "rule id");
        Checks.that(id.matches("R\\d{3}-[a-z0-9-]+"), "a rule id is R, three digits and a slug, not '" + id + "'");
        Checks.that(
                List.of("draft", "test", "stable").contains(status),
                "a rule's status is draft, test or stable, not '" + status + "'");
        statements = List.copyOf(statements);
        sources = List.copyOf(sources);
    }
}
