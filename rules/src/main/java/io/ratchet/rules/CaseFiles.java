package io.ratchet.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of cases, which say what must be decided of a few hosts; readable without Java. The rule book's own and a
 * site's are one format.
 */
class CaseFiles {
    private static final Instant USUALLY =
            Known.day("cases-are-decided").atStartOfDay(ZoneOffset.UTC).toInstant();
    private static final String DAY = Known.said("cases-are-decided");
    private static final Set<String> KEYS =
            Set.of("case", "at", "organisation", "hosts", "fires", "not", "expect", "forbid");
    private static final Set<String> HOST_KEYS = Set.of("base", "without", "facts", "site", "identity", "fqdn");

    /**
     * One case.
     *
     * @param file in which it stands
     * @param line at which it begins
     * @param fires numbers of rules that must shape a decision or a gate
     * @param not numbers of rules that must not
     * @param expectation what its author wrote, to be met by the decisions
     */
    record Case(
            String file,
            int line,
            String name,
            Estate estate,
            List<String> fires,
            List<String> not,
            JsonNode expectation) {
        Case {
            fires = List.copyOf(fires);
            not = List.copyOf(not);
        }
    }

    private final Map<String, List<YamlNode>> bases = new LinkedHashMap<>();

    /** Knows the bases that are shipped. */
    CaseFiles() {
        try (InputStream in = CaseFiles.class.getResourceAsStream("/cases/bases.yaml")) {
            if (in == null) throw new IllegalStateException("the bases of the cases are not packaged");
            readBases("bases.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds facts to begin with; a name that is taken is refused. */
    final void readBases(String file, String yaml) {
        YamlNode.parse(file, yaml).entries().forEach((name, facts) -> {
            if (bases.putIfAbsent(name, facts.list()) != null)
                throw facts.refuse("there is a base '" + name + "' already.");
        });
    }

    /** Every case that can be read; what stands against the others is told, each with file and line. */
    final List<Case> read(String file, String yaml, Consumer<String> problem) {
        List<Case> cases = new ArrayList<>();
        List<YamlNode> nodes;
        try {
            YamlNode given = YamlNode.parse(file, yaml).mapping(Set.of("cases")).get("cases");
            if (given == null) throw YamlNode.parse(file, yaml).refuse("'cases', a list, must be given.");
            nodes = given.list();
        } catch (FailureException e) {
            problem.accept(e.failure().message());
            return cases;
        }
        for (YamlNode node : nodes) {
            try {
                cases.add(read(file, node));
            } catch (FailureException e) {
                problem.accept(e.failure().message());
            }
        }
        return cases;
    }

    private Case read(String file, YamlNode node) {
        Map<String, YamlNode> keys = node.mapping(KEYS);
        if (!keys.containsKey("case")) throw node.refuse("'case', a sentence that names it, must be given.");
        if (!keys.containsKey("hosts")) throw node.refuse("'hosts' must be given: at least one with its facts.");
        if (List.of("fires", "not", "expect", "forbid").stream()
                .allMatch(key -> items(keys.get(key)).isEmpty()))
            throw node.refuse("the case cannot fail: say at least one of expect, forbid, fires, not.");
        for (String lines : List.of("expect", "forbid")) {
            YamlNode given = keys.get(lines);
            for (YamlNode line : items(given)) {
                if (given == null || !given.isList())
                    throw line.refuse("'" + lines + "' is a list: begin each line with a hyphen.");
                line.mapping(Expectation.keys());
            }
        }
        Instant at = keys.containsKey("at") ? moment(keys.get("at")) : USUALLY;
        List<AssetState> assets = new ArrayList<>();
        keys.get("hosts").entries().forEach((name, host) -> assets.add(host(name, host, at)));
        return new Case(
                file,
                node.line(),
                keys.get("case").text(),
                new Estate(at, organisation(keys.get("organisation")), assets),
                numbers(keys.get("fires")),
                numbers(keys.get("not")),
                Json.mapper().valueToTree(node.value()));
    }

    private static Organisation organisation(@Nullable YamlNode node) {
        return node == null ? Organisation.careful() : OrganisationFile.read(node, "Contoso");
    }

    private AssetState host(String name, YamlNode node, Instant at) {
        Map<String, YamlNode> host = node.mapping(HOST_KEYS);
        Facts reader = new Facts(at);
        Map<String, Fact> facts = new LinkedHashMap<>();
        List<Fact> several = new ArrayList<>();
        for (YamlNode base : items(host.get("base"))) {
            List<YamlNode> entries = bases.get(base.text());
            if (entries == null)
                throw base.refuse(
                        "there is no base '" + base.text() + "'; there are " + String.join(", ", bases.keySet()) + ".");
            for (YamlNode entry : entries)
                facts(reader, entry).forEach(fact -> facts.put(Facts.identity(fact.observation()), fact));
        }
        List<String> without =
                items(host.get("without")).stream().map(YamlNode::text).toList();
        facts.keySet().removeIf(key -> without.stream().anyMatch(key::contains));
        for (YamlNode entry : items(host.get("facts")))
            for (Fact fact : facts(reader, entry)) {
                if (entry.entries().containsKey("also")) several.add(fact);
                else facts.put(Facts.identity(fact.observation()), fact);
            }
        several.addAll(facts.values());
        String site = host.containsKey("site") ? host.get("site").text() : null;
        String fqdn = host.containsKey("fqdn") ? host.get("fqdn").text() : name + ".corp.example";
        HostRef ref = new HostRef(HostRef.DEFAULT_ZONE, site, null, fqdn, null, null, null, null, null, Map.of());
        Identity identity = host.containsKey("identity")
                ? new Identity.Provisional("only an address is known")
                : new Identity.Resolved();
        return new AssetState(new AssetId(fqdn), identity, ref, site, several);
    }

    private static List<Fact> facts(Facts reader, YamlNode node) {
        CaseEntry entry = new CaseEntry(values(node));
        entry.allow("also");
        try {
            List<Fact> facts = reader.read(entry);
            if (entry.unasked().isEmpty()) return facts;
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw node.refuse("this fact cannot be read: " + e.getMessage()
                    + "; docs/guides/add-a-rule.md shows the short forms.");
        }
        throw node.refuse("this fact has no use for " + String.join(", ", entry.unasked()) + ".");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> values(YamlNode node) {
        node.entries();
        return (Map<String, Object>) Objects.requireNonNull(node.value(), "a mapping has a value");
    }

    private static Instant moment(YamlNode node) {
        return node.as(
                "a day such as " + DAY + " or a time such as " + DAY + "T12:00:00Z",
                text -> Instant.parse(text.length() == 10 ? text + "T00:00:00Z" : text));
    }

    private static List<String> numbers(@Nullable YamlNode node) {
        return items(node).stream()
                .map(item -> item.as("the number of a rule such as R900", text -> {
                    if (!text.matches("R\\d{3}")) throw new IllegalArgumentException(text);
                    return text;
                }))
                .toList();
    }

    private static List<YamlNode> items(@Nullable YamlNode node) {
        return node == null || node.empty() ? List.of() : node.list();
    }
}
