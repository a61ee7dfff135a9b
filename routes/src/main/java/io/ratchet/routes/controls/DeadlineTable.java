package io.ratchet.routes.controls;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.domain.organisation.Vulnerability.Impact;
import io.ratchet.wire.DeadlinesYaml;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By when a vulnerability has to be fixed: Table 1 of CISA BOD 26-04, with the vulnerabilities that Ratchet knows by
 * itself.
 *
 * @param rows each combination once
 * @param unpublished what holds for one that is not known to be exploited and of which nothing is published
 */
record DeadlineTable(Source source, List<Row> rows, Unpublished unpublished, List<Known> vulnerabilities) {
    private static final String FILE = "deadlines.yaml";
    private static final int COMBINATIONS = 16;

    /**
     * Where something stands.
     *
     * @param confidence {@code high}, {@code medium} or {@code low}; empty where the site says it
     * @param read when it was last read; null where the site says it
     */
    record Source(String says, String confidence, @Nullable LocalDate read) {}

    /**
     * What has to be done by when.
     *
     * @param days null: with the next scheduled upgrade
     * @param triage whether its evidence is kept and looked at before it is changed
     */
    record Outcome(@Nullable Integer days, boolean triage) {
        String says() {
            String when = days == null ? "next upgrade" : days + " days";
            return triage ? when + " and forensic triage" : when;
        }
    }

    record Row(boolean exposed, boolean kev, boolean automatable, Impact impact, Outcome outcome) {
        String says() {
            return (exposed ? "exposed" : "not exposed")
                    + (kev ? ", known to be exploited" : ", not in KEV")
                    + (automatable ? ", automatable" : ", not automatable")
                    + (impact == Impact.TOTAL ? ", total impact" : ", partial impact");
        }
    }

    record Unpublished(boolean automatable, Impact impact, Source source) {}

    /** @param name what people call it; empty: nothing */
    record Known(Vulnerability vulnerability, String name, Source source) {}

    static DeadlineTable shipped() {
        try (InputStream in = DeadlineTable.class.getResourceAsStream(FILE)) {
            return read(FILE, new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws FailureException CONFIG_INVALID with the line, also where a combination is missing or stands twice */
    static DeadlineTable read(String file, String text) {
        YamlNode root = YamlNode.parse(file, text);
        Map<String, YamlNode> keys = root.mapping(Set.of("directive", "unpublished", "rows", "vulnerabilities"));
        YamlNode directive = root.required(keys, "directive");
        YamlNode unpublished = root.required(keys, "unpublished");
        Map<String, YamlNode> defaults =
                unpublished.mapping(Set.of("automatable", "impact", "source", "confidence", "read"));
        return new DeadlineTable(
                source(directive, directive.mapping(Set.of("source", "confidence", "read"))),
                rows(root.required(keys, "rows")),
                new Unpublished(
                        DeadlinesYaml.yesOrNo(unpublished.required(defaults, "automatable")),
                        DeadlinesYaml.impact(unpublished.required(defaults, "impact")),
                        source(unpublished, defaults)),
                root.required(keys, "vulnerabilities").list().stream()
                        .map(DeadlineTable::known)
                        .toList());
    }

    private static List<Row> rows(YamlNode node) {
        List<Row> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (YamlNode one : node.list()) {
            Row row = row(one);
            if (!seen.add(row.says())) throw one.refuse("the row '" + row.says() + "' stands here twice.");
            rows.add(row);
        }
        if (rows.size() != COMBINATIONS)
            throw node.refuse(
                    "there are " + COMBINATIONS + " rows, one for each combination, not " + rows.size() + ".");
        return List.copyOf(rows);
    }

    private static Row row(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("exposed", "kev", "automatable", "impact", "days", "triage"));
        YamlNode days = node.required(f, "days");
        return new Row(
                DeadlinesYaml.yesOrNo(node.required(f, "exposed")),
                DeadlinesYaml.yesOrNo(node.required(f, "kev")),
                DeadlinesYaml.yesOrNo(node.required(f, "automatable")),
                DeadlinesYaml.impact(node.required(f, "impact")),
                new Outcome(
                        days.text().equals("next-upgrade") ? null : days.as("a number of days", Integer::valueOf),
                        YamlNode.given(f.get("triage"))
                                .map(DeadlinesYaml::yesOrNo)
                                .orElse(false)));
    }

    private static Known known(YamlNode node) {
        Set<String> known = new HashSet<>(DeadlinesYaml.VULNERABILITY);
        known.addAll(Set.of("name", "source", "confidence", "read"));
        Map<String, YamlNode> keys = node.mapping(known);
        return new Known(
                DeadlinesYaml.vulnerability(node, keys),
                node.required(keys, "name").text(),
                source(node, keys));
    }

    private static Source source(YamlNode node, Map<String, YamlNode> keys) {
        return new Source(
                node.required(keys, "source").text(),
                node.required(keys, "confidence").oneOf(Map.of("high", "high", "medium", "medium", "low", "low")),
                node.required(keys, "read").as("a day", LocalDate::parse));
    }

    /**
     * The rows that may hold: one, but for one that is known to be exploited and of which not everything is published.
     * What is missing there is not guessed.
     *
     * @param kev whether it is in the catalogue by now
     */
    List<Row> rows(Vulnerability vulnerability, boolean exposed, boolean kev) {
        Optional<Boolean> automatable =
                vulnerability.automatable().or(() -> kev ? Optional.empty() : Optional.of(unpublished.automatable()));
        Optional<Impact> impact =
                vulnerability.impact().or(() -> kev ? Optional.empty() : Optional.of(unpublished.impact()));
        return rows.stream()
                .filter(row -> row.exposed() == exposed && row.kev() == kev)
                .filter(row ->
                        automatable.map(told -> told == row.automatable()).orElse(true))
                .filter(row -> impact.map(told -> told == row.impact()).orElse(true))
                .toList();
    }
}
