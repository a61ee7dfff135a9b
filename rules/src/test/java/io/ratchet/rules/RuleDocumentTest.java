package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/rules.md} to what the rule book says of itself; {@code -Dgolden=update} writes it anew. */
class RuleDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/rules.md");
    private static final RuleBook BOOK = RuleBook.shipped();

    @Test
    void documentSaysWhatTheRulesSay() throws IOException {
        // When
        String document = document();
        if ("update".equals(System.getProperty("golden"))) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, document);
        }
        // Then
        assertThat(Files.readString(DOCUMENT))
                .as("docs/rules.md is out of date: run this test with -Dgolden=update")
                .isEqualTo(document);
    }

    @Test
    void everyStatementIsCarriedOutSomewhere() throws IOException {
        // When
        TreeSet<Integer> carried = new TreeSet<>(elsewhere().keySet());
        BOOK.rules().forEach(rule -> carried.addAll(rule.statements()));
        BOOK.catalogue().rows().forEach(row -> carried.addAll(row.statements()));
        // Then
        for (int statement = 1; statement <= 125; statement++)
            assertThat(carried).contains(statement);
    }

    private static String document() throws IOException {
        StringBuilder text =
                new StringBuilder("# Rules\n\nGenerated from the rule book by `RuleDocumentTest`; do not edit.\n\n");
        text.append(BOOK.rules().size())
                .append(" rules over ")
                .append(BOOK.catalogue().rows().size())
                .append(" systems. Numbers in the column *statements* are those of the domain knowledge, section 8.\n");
        Map<String, List<RuleDescription>> families = BOOK.rules().stream()
                .collect(Collectors.groupingBy(RuleDescription::family, TreeMap::new, Collectors.toList()));
        families.forEach((family, rules) -> {
            text.append("\n## ")
                    .append(family)
                    .append("\n\n| id | rule | statements | sources | status |\n|---|---|---|---|---|\n");
            for (RuleDescription rule : rules)
                text.append("| ")
                        .append(rule.id())
                        .append(" | ")
                        .append(rule.name())
                        .append(" | ")
                        .append(rule.statements().stream().map(String::valueOf).collect(Collectors.joining(", ")))
                        .append(" | ")
                        .append(String.join(", ", rule.sources()))
                        .append(" | ")
                        .append(rule.status())
                        .append(" |\n");
        });
        text.append("\n## Statements carried out elsewhere\n\n| statement | where |\n|---|---|\n");
        elsewhere()
                .forEach((statement, where) -> text.append("| ")
                        .append(statement)
                        .append(" | ")
                        .append(where)
                        .append(" |\n"));
        text.append(
                "\n## Systems\n\n| system | name | enable floor | disable floor | remedy | sources | confidence |\n|---|---|---|---|---|---|---|\n");
        for (Row row : BOOK.catalogue().rows().stream()
                .sorted(Comparator.comparing(Row::id))
                .toList())
            text.append("| ")
                    .append(row.id())
                    .append(" | ")
                    .append(row.name())
                    .append(" | ")
                    .append(row.floor() == null ? "" : row.floor().says())
                    .append(" | ")
                    .append(
                            row.neverOnly() != null
                                    ? "never: " + row.neverOnly()
                                    : row.disableFloor() == null
                                            ? ""
                                            : row.disableFloor().says())
                    .append(" | ")
                    .append(row.remedy().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .append(" | ")
                    .append(String.join(", ", row.sources()))
                    .append(" | ")
                    .append(row.confidence().name().toLowerCase(Locale.ROOT))
                    .append(" |\n");
        return text.toString();
    }

    private static Map<Integer, String> elsewhere() throws IOException {
        String name = "statements-elsewhere.yaml";
        Map<Integer, String> where = new TreeMap<>();
        YamlNode.parse(name, Files.readString(Path.of("src/test/resources", name)))
                .entries()
                .forEach((number, place) -> where.put(Integer.valueOf(number), place.text()));
        return where;
    }
}
