package io.ratchet.playbooks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.RegistryData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Builds a host state as of {@code docs/host-state.md}. */
final class SimulatedHost {
    static final String PACKAGES = "C:\\ratchet\\packages\\";
    static final String UUID = "4c4c4544-0000-2010-8020-80c04f202020";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode state = JSON.createObjectNode();

    private SimulatedHost() {
        state.put("schema", "ratchet.host/1")
                .put("name", "WEB01")
                .put("domain", "corp.example")
                .put("smbiosUuid", UUID);
        state.putObject("os")
                .put("version", "6.1.7601")
                .put("productType", 3)
                .put("servicePack", 1)
                .put("architecture", "x64")
                .put("powershell", "2.0");
        state.put("bootTime", "2018-09-01T03:00:00Z").put("pendingReboot", false);
        for (String table :
                List.of("registry", "updates", "installable", "packages", "files", "services", "tasks", "outbound"))
            state.putObject(table);
    }

    static SimulatedHost windows2008R2() {
        return new SimulatedHost();
    }

    SimulatedHost with(String name, String value) {
        state.put(name, value);
        return this;
    }

    SimulatedHost pendingReboot() {
        state.put("pendingReboot", true);
        return this;
    }

    SimulatedHost key(String key) {
        state.withObject("/registry").putIfAbsent(key, JSON.createObjectNode());
        return this;
    }

    SimulatedHost value(String key, String name, RegistryData data) {
        key(key);
        ObjectNode value = ((ObjectNode) state.get("registry").get(key)).putObject(name);
        value.put("kind", RegistryText.word(data.kind())).putPOJO("value", data.value());
        return this;
    }

    SimulatedHost file(String path, String version) {
        ((ObjectNode) state.get("files")).putObject(path).put("version", version);
        return this;
    }

    SimulatedHost service(String name, String word) {
        ((ObjectNode) state.get("services")).put(name, word);
        return this;
    }

    SimulatedHost update(String kb) {
        ((ObjectNode) state.get("updates")).put(kb, "2018-01-01T00:00:00Z");
        return this;
    }

    SimulatedHost denied(String what) {
        state.withArray("/denied").add(what);
        return this;
    }

    SimulatedHost outbound(String peer, String... protocols) {
        var list = ((ObjectNode) state.get("outbound")).putArray(peer);
        for (String protocol : protocols) list.add(protocol);
        return this;
    }

    /** An update whose package lies at {@code packages\<kb>.msu}; its bytes are its name. */
    SimulatedHost installable(String kb, long exitCode, int seconds, String file, String version) {
        ObjectNode update = ((ObjectNode) state.get("installable")).putObject(PACKAGES + kb + ".msu");
        update.put("kb", kb)
                .put("content", kb)
                .put("sha256", sha256(kb))
                .put("exitCode", exitCode)
                .put("seconds", seconds);
        update.putObject("files").put(file, version);
        return this;
    }

    SimulatedHost product(String product, String name, long exitCode, int seconds, String file, String version) {
        ObjectNode update = ((ObjectNode) state.get("packages")).putObject(PACKAGES + name);
        update.put("product", product)
                .put("content", name)
                .put("sha256", sha256(name))
                .put("exitCode", exitCode)
                .put("seconds", seconds);
        update.putObject("files").put(file, version);
        return this;
    }

    ObjectNode state() {
        try {
            return (ObjectNode) JSON.readTree(JSON.writeValueAsString(state));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static String sha256(String content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
