package io.ratchet.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The case files of {@code src/test/resources/cases}: one for each family, readable without Java. */
final class Cases {
    static final Path FOLDER = Path.of("src/test/resources/cases");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One case.
     *
     * @param fires numbers of rules that must shape a decision or a gate
     * @param not numbers of rules that must not
     */
    record Case(String file, String name, Estate estate, List<String> fires, List<String> not, JsonNode expectation) {}

    private final Map<String, List<Map<String, Object>>> bases = new LinkedHashMap<>();

    static List<Case> all() {
        Cases cases = new Cases();
        List<Case> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            cases.readBases();
            for (Path file : files.sorted().toList())
                if (!file.getFileName().toString().equals("bases.yaml")) all.addAll(cases.read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private void readBases() throws IOException {
        Map<String, Object> root = new Yaml().load(Files.readString(FOLDER.resolve("bases.yaml")));
        root.forEach((name, facts) -> bases.put(name, maps(facts)));
    }

    private List<Case> read(Path file) throws IOException {
        Map<String, Object> root = new Yaml().load(Files.readString(file));
        List<Case> cases = new ArrayList<>();
        for (Map<String, Object> one : maps(root.get("cases"))) cases.add(read(file.getFileName().toString(), one));
        return cases;
    }

    private Case read(String file, Map<String, Object> one) {
        Instant at = one.containsKey("at") ? Instant.parse(text(one.get("at"))) : Instant.parse("2019-07-01T00:00:00Z");
        Organisation organisation =
                one.containsKey("organisation") ? OrganisationFile.read("case", new Yaml().dump(organisation(one))) : Organisation.careful();
        List<AssetState> assets = new ArrayList<>();
        map(one.get("hosts")).forEach((name, host) -> assets.add(host(name, map(host), at)));
        return new Case(
                file,
                String.valueOf(one.get("case")),
                new Estate(at, organisation, assets),
                words(one.get("fires")),
                words(one.get("not")),
                JSON.valueToTree(one));
    }

    private static Map<String, Object> organisation(Map<String, Object> one) {
        Map<String, Object> profile = new LinkedHashMap<>(map(one.get("organisation")));
        profile.putIfAbsent("organisation", "Contoso");
        return profile;
    }

    private AssetState host(String name, Map<String, Object> host, Instant at) {
        Facts reader = new Facts(at);
        Map<String, Fact> facts = new LinkedHashMap<>();
        List<Fact> several = new ArrayList<>();
        for (String base : words(host.get("base"))) {
            if (!bases.containsKey(base)) throw new IllegalArgumentException("no base '" + base + "'");
            for (Map<String, Object> entry : bases.get(base))
                reader.read(entry).forEach(fact -> facts.put(Facts.identity(fact.observation()), fact));
        }
        List<String> without = words(host.get("without"));
        facts.keySet().removeIf(key -> without.stream().anyMatch(key::contains));
        for (Map<String, Object> entry : maps(host.get("facts")))
            for (Fact fact : reader.read(entry)) {
                if (entry.containsKey("also")) several.add(fact);
                else facts.put(Facts.identity(fact.observation()), fact);
            }
        several.addAll(facts.values());
        String site = host.get("site") == null ? null : String.valueOf(host.get("site"));
        String fqdn = host.containsKey("fqdn") ? String.valueOf(host.get("fqdn")) : name + ".corp.example";
        HostRef ref = new HostRef(
                HostRef.DEFAULT_ZONE, site, null, fqdn, null, null, null, null, null, Map.of());
        Identity identity = host.containsKey("identity")
                ? new Identity.Provisional("only an address is known")
                : new Identity.Resolved();
        return new AssetState(new AssetId(fqdn), identity, ref, site, several);
    }

    private static String text(Object value) {
        if (value instanceof Date date) return date.toInstant().toString();
        String text = String.valueOf(value);
        return text.length() == 10 ? text + "T00:00:00Z" : text;
    }

    private static List<String> words(Object value) {
        if (value == null) return List.of();
        return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of(String.valueOf(value));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object value) {
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
