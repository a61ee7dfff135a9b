package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.RegistryData;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One machine of the demo estate as it really is; what reports say of it is derived, and may be wrong on purpose where {@link #says} was
 * called.
 */
final class DemoHost {
    static final String DOMAIN = "contoso.example";
    static final Instant BOOTED = Instant.parse("2018-09-01T03:00:00Z");

    final String name;
    final String site;
    final String ip;
    final @Nullable DemoWindows windows;
    final Map<String, Map<String, RegistryData>> registry = new LinkedHashMap<>();
    /** What the inventory reports instead of the truth, by key and name. */
    final Map<String, Map<String, RegistryData>> reported = new LinkedHashMap<>();

    final Map<String, String> files = new LinkedHashMap<>();
    final List<String> updates = new ArrayList<>();
    final List<String> absentUpdates = new ArrayList<>();
    final Map<String, String> services = new LinkedHashMap<>();
    final List<ObjectNode> extra = new ArrayList<>();

    /** How its last remediation must end, by goal. */
    final Map<String, String> ends = new LinkedHashMap<>();

    /** What must be decided in the end, {@code kind GOAL} by system. */
    final Map<String, String> decided = new LinkedHashMap<>();

    @Nullable
    ObjectNode faults;

    boolean listener;
    boolean inFleet = true;

    DemoHost(String name, String site, String ip, @Nullable DemoWindows windows) {
        this.name = name;
        this.site = site;
        this.ip = ip;
        this.windows = windows;
        if (windows == null) inFleet = false;
        else windows.asInstalled(this);
    }

    String fqdn() {
        return name + "." + DOMAIN;
    }

    String netbios() {
        return name.toUpperCase(Locale.ROOT);
    }

    /** Derived from the name, so that every run of the demo has the same machines. */
    String uuid() {
        return UUID.nameUUIDFromBytes(("ratchet-demo:" + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    DemoHost with(String key, String value, RegistryData data) {
        registry.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(value, data);
        return this;
    }

    /** What the inventory says of a value, whatever the truth. */
    DemoHost says(String key, String value, RegistryData data) {
        reported.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(value, data);
        return this;
    }

    DemoHost file(String path, String version) {
        files.put(path, version);
        return this;
    }

    DemoHost update(String kb) {
        updates.add(kb);
        absentUpdates.remove(kb);
        return this;
    }

    DemoHost service(String service, String state) {
        services.put(service, state);
        return this;
    }

    /** Listens with TLS on the demo's port. */
    DemoHost listens() {
        listener = true;
        return this;
    }

    DemoHost faults(ObjectNode node) {
        faults = node;
        return this;
    }

    /** An observation beyond what the operating system's inventory tells, in the words of the finding contract. */
    DemoHost seen(String type, Object... fields) {
        ObjectNode observation = DemoJson.object().put("type", type);
        for (int i = 0; i < fields.length; i += 2) DemoJson.put(observation, (String) fields[i], fields[i + 1]);
        extra.add(observation);
        return this;
    }

    DemoHost ends(String goal, String state) {
        ends.put(goal, state);
        return this;
    }

    DemoHost decided(String system, String kind) {
        decided.put(system, kind);
        return this;
    }

    RegistryData value(String key, String value) {
        return registry.getOrDefault(key, Map.of()).getOrDefault(value, RegistryData.ABSENT);
    }

    RegistryData reportedValue(String key, String value) {
        RegistryData said = reported.getOrDefault(key, Map.of()).get(value);
        return said == null ? value(key, value) : said;
    }
}
