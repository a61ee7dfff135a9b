package io.ratchet.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.Yaml;

/** Reads findings as the contract has them into an estate, one asset for each FQDN (else address): just enough identity for tests of rules. */
final class EstateFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EstateFile() {}

    static List<AssetState> assets(String ndjson) throws IOException {
        Map<String, List<Fact>> facts = new TreeMap<>();
        Map<String, JsonNode> hosts = new HashMap<>();
        for (String line : ndjson.split("\n")) {
            if (line.isBlank()) continue;
            JsonNode finding = JSON.readTree(line);
            JsonNode host = finding.get("host");
            String id = host.hasNonNull("fqdn")
                    ? host.get("fqdn").asText().toLowerCase(Locale.ROOT)
                    : host.path("ip").asText() + "@" + host.path("zone").asText("default");
            hosts.merge(id, host, (one, other) -> other.size() > one.size() ? other : one);
            facts.computeIfAbsent(id, key -> new ArrayList<>()).add(fact(finding));
        }
        List<AssetState> assets = new ArrayList<>();
        facts.forEach((id, list) -> assets.add(asset(id, hosts.get(id), list)));
        return assets;
    }

    private static AssetState asset(String id, JsonNode host, List<Fact> facts) {
        HostRef ref = new HostRef(
                host.path("zone").asText("default"), text(host, "site"), text(host, "ip"), text(host, "fqdn"),
                text(host, "netbios"), text(host, "domain"), text(host, "mac"), text(host, "smbiosUuid"), text(host, "sid"),
                Map.of());
        Identity identity = ref.fqdn() == null
                ? new Identity.Provisional("only an address is known")
                : new Identity.Resolved();
        return new AssetState(new AssetId(id), identity, ref, ref.site(), facts);
    }

    static Fact fact(JsonNode finding) {
        JsonNode report = finding.get("report");
        String method = text(report, "method");
        return new Fact(
                observation(finding.get("observation")),
                Instant.parse(finding.get("observedAt").asText()),
                report.get("source").asText(),
                report.get("format").asText(),
                method == null ? null : Method.valueOf(method.toUpperCase(Locale.ROOT)),
                "sha256:" + report.get("sha256").asText() + "#" + finding.get("record").asText());
    }

    static Observation observation(JsonNode seen) {
        return switch (seen.get("type").asText()) {
            case "protocol-offer" -> new Observation.ProtocolOffer(
                    seen.get("port").asInt(), seen.path("transport").asText("tcp"), text(seen, "sni"), text(seen, "starttls"),
                    Protocol.of(seen.get("protocol").asText()).orElseThrow(), constant(OfferState.class, seen, "state"));
            case "protocol-use" -> new Observation.ProtocolUse(
                    constant(Observation.Direction.class, seen, "direction"),
                    Protocol.of(seen.get("protocol").asText()).orElseThrow(),
                    seen.hasNonNull("stack") ? constant(Observation.Stack.class, seen, "stack") : null,
                    text(seen, "peer"), seen.hasNonNull("port") ? seen.get("port").asInt() : null,
                    seen.path("count").asLong(1), instant(seen, "from"), instant(seen, "to"), seen.path("test").asBoolean());
            case "protocol-failure" -> new Observation.ProtocolFailure(
                    constant(Observation.Direction.class, seen, "direction"),
                    seen.hasNonNull("stack") ? constant(Observation.Stack.class, seen, "stack") : null,
                    seen.hasNonNull("protocol") ? Protocol.of(seen.get("protocol").asText()).orElseThrow() : null,
                    seen.hasNonNull("alert") ? seen.get("alert").asInt() : null, text(seen, "peer"), seen.path("count").asLong(1));
            case "operating-system" -> new Observation.OperatingSystem(
                    seen.get("version").asText(), integer(seen, "revision"), integer(seen, "productType"),
                    integer(seen, "servicePack"), text(seen, "caption"), text(seen, "sku"), text(seen, "architecture"));
            case "installed-product" -> new Observation.InstalledProduct(
                    seen.get("name").asText(), text(seen, "version"), text(seen, "publisher"),
                    seen.path("installer").asText("unknown"), text(seen, "channel"), instant(seen, "at"));
            case "update-installed" -> new Observation.UpdateInstalled(
                    seen.get("kb").asText(), presence(seen.get("state").asText()), instant(seen, "at"));
            case "file-version" -> new Observation.FileVersion(
                    seen.get("path").asText(), text(seen, "version"), presence(seen.get("state").asText()));
            case "registry-value" -> new Observation.RegistryValue(
                    seen.get("key").asText(), seen.get("name").asText(), data(seen));
            case "device-model" -> new Observation.DeviceModel(
                    seen.get("vendor").asText(), seen.get("model").asText(), text(seen, "firmware"), text(seen, "app"),
                    text(seen, "appVersion"));
            case "user-agent" -> new Observation.UserAgent(
                    seen.get("via").asText(), seen.get("value").asText(), seen.hasNonNull("count") ? seen.get("count").asLong() : null);
            case "server-role" -> new Observation.ServerRole(seen.get("role").asText(), text(seen, "version"));
            case "service" -> new Observation.Service(seen.get("name").asText(), seen.get("state").asText());
            case "port-owner" -> new Observation.PortOwner(
                    seen.get("port").asInt(), seen.get("process").asText(), text(seen, "module"));
            case "membership" -> new Observation.Membership(seen.get("kind").asText(), seen.get("name").asText());
            case "boot" -> new Observation.Boot(Instant.parse(seen.get("at").asText()));
            case "account" -> new Observation.Account(
                    seen.get("user").asText(), text(seen, "mailbox"), text(seen, "sip"), text(seen, "device"));
            case "policy-owner" -> new Observation.PolicyOwner(
                    seen.get("key").asText(), seen.get("name").asText(), seen.get("by").asText(), text(seen, "policy"));
            case "proof" -> new Observation.Proof(
                    seen.get("gate").asText(), seen.get("scope").asText(), seen.path("by").asText("somebody"), text(seen, "detail"));
            case "integration" -> new Observation.Integration(
                    seen.get("name").asText(), seen.get("kind").asText(), text(seen, "detail"));
            default -> throw new IllegalArgumentException("an observation of type " + seen.get("type"));
        };
    }

    private static RegistryData data(JsonNode seen) {
        String kind = seen.get("kind").asText();
        return switch (kind) {
            case "absent" -> RegistryData.ABSENT;
            case "dword" -> RegistryData.dword(seen.get("value").asLong());
            case "qword" -> new RegistryData(RegistryData.Kind.QWORD, seen.get("value").asLong());
            case "multi-string" -> {
                List<String> values = new ArrayList<>();
                seen.get("value").forEach(value -> values.add(value.asText()));
                yield new RegistryData(RegistryData.Kind.MULTI_STRING, values);
            }
            default -> new RegistryData(
                    RegistryData.Kind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_')), seen.get("value").asText());
        };
    }

    static Organisation organisation(String yaml) {
        Map<String, Object> map = new Yaml().load(yaml);
        Organisation careful = Organisation.careful();
        return new Organisation(
                String.valueOf(map.get("organisation")),
                map.containsKey("goal") ? Goal.valueOf(String.valueOf(map.get("goal"))) : careful.goal(),
                map.containsKey("timezone") ? ZoneId.of(String.valueOf(map.get("timezone"))) : ZoneOffset.UTC,
                map.containsKey("federation")
                        ? Organisation.Federation.valueOf(String.valueOf(map.get("federation")).toUpperCase(Locale.ROOT))
                        : careful.federation(),
                list(map, "federatedPartners").stream()
                        .map(one -> new Organisation.Partner(word(one, "name"), word(one, "server"), word(one, "build")))
                        .toList(),
                map.get("topology") instanceof List<?> many
                        ? many.stream().map(String::valueOf).toList()
                        : map.containsKey("topology") ? List.of(String.valueOf(map.get("topology"))) : List.of(),
                list(map, "sites").stream()
                        .map(one -> new Organisation.Site(
                                word(one, "name"), one.containsKey("goal") ? Goal.valueOf(word(one, "goal")) : null, List.of(), null, null))
                        .toList(),
                list(map, "exceptions").stream()
                        .map(one -> new Organisation.ExceptionEntry(
                                word(one, "asset"), Goal.valueOf(word(one, "goal")), word(one, "owner"), word(one, "reason"),
                                LocalDate.parse(word(one, "until")), word(one, "compensatingControl"), word(one, "clearedBy")))
                        .toList(),
                list(map, "proofs").stream()
                        .map(one -> new Organisation.ProofEntry(
                                word(one, "gate"), word(one, "scope"), word(one, "by"),
                                one.containsKey("at") ? Instant.parse(word(one, "at")) : null, word(one, "detail")))
                        .toList(),
                list(map, "waivers").stream()
                        .map(one -> new Organisation.Waiver(
                                word(one, "gate"), word(one, "scope"), word(one, "owner"), LocalDate.parse(word(one, "until")), word(one, "reason")))
                        .toList());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> map, String key) {
        return map.get(key) == null ? List.of() : (List<Map<String, Object>>) map.get(key);
    }

    private static String word(Map<String, Object> map, String key) {
        Object value = map.get(key);
        if (value instanceof java.util.Date date) return date.toInstant().atZone(ZoneOffset.UTC).toLocalDate().toString();
        return value == null ? null : String.valueOf(value);
    }

    private static Observation.Presence presence(String state) {
        return switch (state) {
            case "installed", "present" -> Observation.Presence.PRESENT;
            case "not-installed", "absent" -> Observation.Presence.ABSENT;
            default -> Observation.Presence.UNKNOWN;
        };
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String key) {
        return Enum.valueOf(type, node.get(key).asText().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Integer integer(JsonNode node, String key) {
        return node.hasNonNull(key) ? node.get(key).asInt() : null;
    }

    private static Instant instant(JsonNode node, String key) {
        return node.hasNonNull(key) ? Instant.parse(node.get(key).asText()) : null;
    }

    private static String text(JsonNode node, String key) {
        return node.hasNonNull(key) ? node.get(key).asText() : null;
    }
}
