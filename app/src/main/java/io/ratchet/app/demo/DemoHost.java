package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.RegistryData;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One machine of the demo estate as it really is; what reports say of it is derived, and may be wrong on purpose where
 * {@link #says} was called.
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

    /** What is seen of it in July 2019 instead of {@link #extra}; empty: the same. */
    final List<ObjectNode> later = new ArrayList<>();

    /** What must come of it in each act. */
    private final Map<DemoAct, Fate> fates = new EnumMap<>(DemoAct.class);

    /**
     * What must come of a host in one act.
     *
     * @param ends how its last remediation must end, by goal
     * @param decided what must be decided in the end, {@code kind GOAL} or {@code kind GOAL READINESS} by system
     * @param held the gates that must hold its ONLY, and no others
     */
    record Fate(Map<String, String> ends, Map<String, String> decided, Set<String> held) {
        Fate() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>(), new TreeSet<>());
        }
    }

    @Nullable
    ObjectNode faults;

    boolean listener;
    boolean published;
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

    /** Serves the world outside: the SIEM counts its handshakes. */
    DemoHost published() {
        published = true;
        return listens();
    }

    DemoHost faults(ObjectNode node) {
        faults = node;
        return this;
    }

    /** An observation beyond what the operating system's inventory tells, in the words of the finding contract. */
    DemoHost seen(String type, Object... fields) {
        extra.add(observation(type, fields));
        return this;
    }

    /** The same, in the reports of July 2019. */
    DemoHost seenLater(String type, Object... fields) {
        later.add(observation(type, fields));
        return this;
    }

    private static ObjectNode observation(String type, Object... fields) {
        ObjectNode observation = DemoJson.object().put("type", type);
        for (int i = 0; i < fields.length; i += 2) DemoJson.put(observation, (String) fields[i], fields[i + 1]);
        return observation;
    }

    Fate fate(DemoAct act) {
        return fates.computeIfAbsent(act, same -> new Fate());
    }

    DemoHost ends(String goal, String state) {
        return ends(DemoAct.SEPTEMBER_2018, goal, state);
    }

    DemoHost ends(DemoAct act, String goal, String state) {
        fate(act).ends().put(goal, state);
        return this;
    }

    DemoHost decided(String system, String kind) {
        return decided(DemoAct.SEPTEMBER_2018, system, kind);
    }

    DemoHost decided(DemoAct act, String system, String kind) {
        fate(act).decided().put(system, kind);
        return this;
    }

    DemoHost held(DemoAct act, String... gates) {
        fate(act).held().addAll(List.of(gates));
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
