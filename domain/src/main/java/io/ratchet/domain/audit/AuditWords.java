package io.ratchet.domain.audit;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Verification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records of the language in the plain values that an event's data may hold. */
final class AuditWords {
    private AuditWords() {}

    /** An enum as the contract spells it: lower case, hyphenated. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Map<String, Object> host(HostRef host) {
        Map<String, Object> said = new TreeMap<>();
        said.put("zone", host.zone());
        put(said, "ip", host.ip());
        put(said, "fqdn", host.fqdn());
        put(said, "netbios", host.netbios());
        put(said, "domain", host.domain());
        put(said, "mac", host.mac());
        put(said, "smbiosUuid", host.smbiosUuid());
        put(said, "sid", host.sid());
        if (!host.nativeIds().isEmpty()) said.put("nativeIds", host.nativeIds());
        return said;
    }

    static Map<String, Object> fact(Explanation.FactCited fact) {
        return Map.of("finding", fact.finding(), "says", fact.says());
    }

    static Map<String, Object> gate(Gate gate) {
        return Map.of(
                "id", gate.id(),
                "rule", gate.rule(),
                "scope", gate.scope(),
                "because", gate.because(),
                "heldBy", gate.heldBy().stream().map(AssetId::value).toList(),
                "liftedBy", gate.liftedBy());
    }

    static Map<String, Object> step(PlanStep step) {
        Map<String, Object> words = new TreeMap<>(Map.of(
                "order", (long) step.order(),
                "system", step.system(),
                "playbook", step.playbook(),
                "playbookHash", step.playbookHash(),
                "parameters", step.parameters(),
                "rule", step.rule(),
                "restart", word(step.restart()),
                "changes", changes(step.changes())));
        if (step.leg() > 1) words.put("leg", (long) step.leg());
        return words;
    }

    static Map<String, Object> witness(Verification.Witness witness) {
        return Map.of("who", witness.who(), "verdict", word(witness.verdict()), "says", witness.says());
    }

    static List<Map<String, Object>> changes(List<Change> changes) {
        return changes.stream().map(AuditWords::change).toList();
    }

    private static Map<String, Object> change(Change change) {
        if (change instanceof Change.Registry registry) return registry(registry);
        if (change instanceof Change.Update update) return Map.of("kind", "update", "kb", update.kb());
        if (change instanceof Change.Product product)
            return Map.of("kind", "package", "product", product.product(), "build", product.build());
        if (change instanceof Change.Service service)
            return Map.of("kind", "service", "name", service.name(), "action", service.action());
        if (change instanceof Change.Reboot) return Map.of("kind", "restart");
        if (change instanceof Change.Command command) return Map.of("kind", "command", "name", command.name());
        throw new AssertionError("a kind of change that the audit does not know: " + change);
    }

    private static Map<String, Object> registry(Change.Registry registry) {
        Map<String, Object> said = new TreeMap<>();
        said.put("kind", "registry");
        said.put("key", registry.key());
        said.put("name", registry.name());
        if (registry.before() != null) said.put("before", data(registry.before()));
        said.put("after", data(registry.after()));
        return said;
    }

    private static Map<String, Object> data(RegistryData data) {
        Map<String, Object> said = new TreeMap<>();
        said.put("kind", word(data.kind()));
        put(said, "value", data.value());
        return said;
    }

    private static void put(Map<String, Object> said, String name, @Nullable Object value) {
        if (value != null) said.put(name, value);
    }
}
