package io.ratchet.lab.contract;

import static io.ratchet.domain.plan.Phase.APPLY;
import static io.ratchet.domain.plan.Phase.ASSESS;
import static io.ratchet.domain.plan.Phase.REBOOT;
import static io.ratchet.domain.plan.Phase.UNDO;
import static io.ratchet.domain.plan.Phase.VERIFY;
import static io.ratchet.lab.fixture.Calls.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The scenarios of the contract: every action, where things are as wished and where they are not. */
final class Scenarios {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROTOCOLS = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";
    private static final String CLIENT = PROTOCOLS + "\\TLS 1.2\\Client";
    private static final String DLL = "C:\\Windows\\System32\\winhttp.dll";
    private static final String CORE = "C:\\Program Files\\Product\\core.exe";
    private static final String PACKAGES = "C:\\ratchet\\packages\\";
    private static final String UPDATE = PACKAGES + "KB3140245.msu";
    private static final List<Long> EXIT_CODES = List.of(0L, 3010L, 2359302L, 2149842967L, 5L, 1618L, 2148081668L, 2147500037L, 2359301L);
    private static final List<String> WORDS = List.of("quiet-norestart", "silentmode", "msi", "msp", "wusa", "whatever");
    private static final List<String> HOSTILE = List.of(
            "'; Remove-Item C:\\ -Recurse #", "$(calc)", "\"; exit 7; \"", "a\nparam\tvalue\ts\tZXZpbA==", "%SystemRoot% & calc | calc > x ^",
            "<<<RATCHET:run-1:4\nAAAA\nRATCHET>>>", "[*]?{0}", "\ud83d\udd12 \u00e4\u00f6\u00fc \u65e5\u672c", " leading and trailing ");

    private final List<Scenario> all = new ArrayList<>();

    static List<Scenario> all() {
        var scenarios = new Scenarios();
        scenarios.identity();
        scenarios.registry();
        scenarios.undo();
        scenarios.installing();
        scenarios.products();
        scenarios.rest();
        return scenarios.all;
    }

    private void identity() {
        add("reads who it is", state(host -> host.put("pendingReboot", true))).then(ASSESS, expecting("expectName", "web01")).done();
        add("is another machine", state(host -> host.put("name", "WEB02"))).then(APPLY, expecting("expectName", "WEB01"), enable()).done();
        add("has its name cut short", state(host -> host.put("name", "AVERYLONGHOSTNA"))).then(APPLY, expecting("expectName", "averylonghostname")).done();
        add("has another uuid", state(host -> {})).then(APPLY, expecting("expectUuid", List.of("11111111-0000-1020-8020-80c04f202020"))).done();
        add("has one of the uuids", state(host -> {}))
                .then(APPLY, expecting("expectUuid", List.of("44454C4C-0000-1020-8020-80C04F202020", "4C4C4544-0000-2010-8020-80C04F202020")))
                .done();
        add("is in a workgroup", state(host -> host.putNull("domain").putNull("smbiosUuid"))).then(ASSESS, expecting("expectName", "WEB01")).done();
        add("restarts", state(host -> host.put("pendingReboot", true)))
                .then(REBOOT, call("0", "host-identity"), call("reboot", "reboot", "delaySeconds", 5L))
                .then(VERIFY, call("0", "host-identity"))
                .done();
        add("restarts elsewhere", state(host -> {})).then(APPLY, call("1", "reboot", "delaySeconds", 5L)).done();
        add("restarts in a year", state(host -> {})).then(REBOOT, call("1", "reboot", "delaySeconds", 601L)).done();
    }

    private void registry() {
        add("writes and reads every kind", state(host -> {})).then(APPLY, kinds()).then(VERIFY, kinds()).then(APPLY, kinds()).done();
        add("writes below a key that is there", state(host -> key(host, PROTOCOLS))).then(ASSESS, enable()).then(APPLY, enable()).then(VERIFY, enable()).done();
        add("keeps the first spelling", state(host -> value(host, CLIENT, "enabled", "dword", 0)))
                .then(APPLY, call("1", "registry", "key", CLIENT.toUpperCase(), "name", "ENABLED", "kind", "dword", "value", "1"))
                .done();
        add("corrects a wrong type", state(host -> value(host, CLIENT, "Enabled", "string", "1"))).then(APPLY, enable()).done();
        add("leaves what is as wished", state(host -> value(host, CLIENT, "Enabled", "dword", 1))).then(APPLY, enable()).done();
        add("deletes what is not there", state(host -> key(host, PROTOCOLS))).then(APPLY, absent("1", CLIENT, "Enabled")).done();
        add("deletes what is there", state(host -> value(host, CLIENT, "Enabled", "dword", 1))).then(APPLY, absent("1", CLIENT, "Enabled")).done();
        add("is denied", state(host -> {
                    key(host, PROTOCOLS);
                    host.putArray("denied").add(PROTOCOLS);
                }))
                .then(APPLY, enable(), value("2", "Later", "dword", "1"))
                .done();
        add("is denied a deletion", state(host -> {
                    value(host, CLIENT, "Enabled", "dword", 1);
                    host.putArray("denied").add(CLIENT);
                }))
                .then(APPLY, absent("1", CLIENT, "Enabled"))
                .done();
        add("meets a kind it cannot restore", state(host -> value(host, CLIENT, "Enabled", "none", ""))).then(ASSESS, enable()).then(APPLY, enable()).done();
        add("meets a multi-string it cannot restore", state(host -> {
                    key(host, CLIENT);
                    ((ObjectNode) host.get("registry").get(CLIENT)).putObject("Enabled").put("kind", "multi-string").putArray("value").add("a").add("");
                }))
                .then(ASSESS, enable())
                .done();
        for (String key : List.of("HKCU\\SOFTWARE\\x", "HKLM\\", "HKLM\\SOFTWARE\\\\x", "HKLM\\SOFTWARE\\" + "x".repeat(256), "HKLM\\NOWHERE\\x", "HKLM\\SOFTWARE\\a\0b"))
            add("is asked for the key " + key.replace('\0', '0').substring(0, Math.min(24, key.length())), state(host -> {}))
                    .then(APPLY, call("1", "registry", "key", key, "name", "V", "kind", "dword", "value", "1"))
                    .done();
        add("is given what no value is", state(host -> {}))
                .then(
                        ASSESS,
                        call("1", "registry", "key", CLIENT, "name", "", "kind", "dword", "value", "1"),
                        call("2", "registry", "key", CLIENT, "name", "V", "kind", "dword"),
                        call("3", "registry", "key", CLIENT, "name", "V", "kind", "absent", "value", "1"))
                .done();
        for (String[] bad : new String[][] {{"binary", "0G"}, {"dword", "x"}, {"dword", "4294967296"}, {"qword", "18446744073709551616"}, {"strange", "x"}})
            add("is given " + bad[1] + " as " + bad[0], state(host -> {})).then(APPLY, value("1", "V", bad[0], bad[1])).done();
        add("is given hostile text", state(host -> {})).then(APPLY, hostile()).then(VERIFY, hostile()).done();
    }

    private void undo() {
        add("takes back what it made", state(host -> key(host, PROTOCOLS)))
                .then(APPLY, enable())
                .then(UNDO, keeping(absent("1", CLIENT, "Enabled"), PROTOCOLS))
                .done();
        add("leaves what others put there", state(host -> key(host, PROTOCOLS)))
                .then(APPLY, enable(), call("2", "registry", "key", CLIENT, "name", "Somebody", "kind", "string", "value", "else"))
                .then(UNDO, keeping(absent("1", CLIENT, "Enabled"), PROTOCOLS))
                .done();
        add("keeps a key elsewhere", state(host -> value(host, CLIENT, "Enabled", "dword", 1)))
                .then(UNDO, keeping(absent("1", CLIENT, "Enabled"), "HKLM\\SOFTWARE"))
                .done();
        add("is denied the key above", state(host -> {
                    value(host, CLIENT, "Enabled", "dword", 1);
                    host.putArray("denied").add(PROTOCOLS + "\\TLS 1.2");
                }))
                .then(UNDO, keeping(absent("1", CLIENT, "Enabled"), PROTOCOLS))
                .done();
    }

    private void installing() {
        for (long code : EXIT_CODES)
            add("installs and ends with " + code, update(code, 10)).then(APPLY, install()).then(VERIFY, install()).restarts().then(VERIFY, install()).done();
        add("installs for long", update(0, 47)).then(APPLY, install()).done();
        add("has it already", update(0, 10, host -> ((ObjectNode) host.get("updates")).put("KB3140245", "2018-01-01T00:00:00Z"))).then(APPLY, install()).done();
        add("has a later one", update(0, 10, host -> file(host, DLL, "6.1.7601.24000"))).then(ASSESS, install()).then(APPLY, install()).done();
        add("has no package", state(host -> file(host, DLL, "6.1.7601.17514"))).then(APPLY, install()).done();
        add("has another package", update(0, 10)).then(APPLY, with(install(), "sha256", sha256("another"))).done();
        add("may not make a task", update(0, 10, host -> host.putArray("denied").add("schtasks"))).then(APPLY, install()).done();
        add("is asked again under the same run", update(3010, 10)).then(APPLY, install()).then(APPLY, install()).done();
        add("undoes an update", update(0, 10)).then(ASSESS, install()).then(UNDO, install()).done();
        add("is given a path elsewhere", update(0, 10)).then(APPLY, with(install(), "package", "\\\\server\\share\\x.msu")).done();
        add("asks for updates", update(0, 10, host -> ((ObjectNode) host.get("updates")).put("KB2533552", "2018-01-01T00:00:00Z")))
                .then(ASSESS, call("1", "update-query", "kb", "KB2533552"), call("2", "update-query", "kb", "KB9999999"), call("3", "update-query", "kb", "KB1' OR '1"))
                .done();
    }

    private void products() {
        for (String word : WORDS) add("is started with " + word, product(0)).then(APPLY, with(installProduct(), "arguments", word)).done();
        add("needs a restart", product(3010)).then(APPLY, installProduct()).restarts().then(VERIFY, installProduct()).then(UNDO, installProduct()).done();
        add("is there already", product(0, host -> file(host, CORE, "2.0.0.11"))).then(APPLY, installProduct()).done();
        add("is not there", product(0, host -> ((ObjectNode) host.get("files")).removeAll())).then(ASSESS, installProduct()).then(APPLY, installProduct()).done();
    }

    private void rest() {
        add("reads versions", state(host -> file(host, DLL, "6.1.7601.17514")))
                .then(
                        ASSESS,
                        call("1", "file-version", "path", DLL.toUpperCase()),
                        call("2", "file-version", "path", "C:\\no.dll"),
                        call("3", "file-version", "path", "C:\\*.dll"),
                        call("4", "file-version", "path", DLL, "recurse", "yes"),
                        call("5", "file-version"))
                .done();
        add("runs services", state(host -> ((ObjectNode) host.get("services")).put("W32Time", "running").put("Spooler", "stopped").put("Slow", "startpending")))
                .then(ASSESS, call("1", "service", "name", "w32time", "want", "stopped"))
                .then(
                        APPLY,
                        call("1", "service", "name", "w32time", "want", "stopped"),
                        call("2", "service", "name", "Spooler", "want", "running"),
                        call("3", "service", "name", "Spooler", "want", "running"),
                        call("4", "service", "name", "Spooler", "want", "restarted"),
                        call("5", "service", "name", "Sp*", "want", "stopped"),
                        call("6", "service", "name", "Spooler", "want", "stopped"))
                .then(APPLY, call("1", "service", "name", "Spooler", "want", "gone"))
                .done();
        add("looks outward", state(host -> {
                    value(host, PROTOCOLS + "\\TLS 1.0\\Client", "Enabled", "dword", 1);
                    ObjectNode outbound = (ObjectNode) host.get("outbound");
                    outbound.putArray("new.example:443").add("TLSv1.2");
                    outbound.putArray("old.example:443").add("TLSv1.0");
                }))
                .then(VERIFY, outward("1", "new", "schannel"), outward("2", "new", "dotnet"), outward("3", "old", "dotnet"), outward("4", "no", "dotnet"), outward("5", "old", "other"))
                .then(APPLY, value("1", "SchUseStrongCrypto", "dword", "1", "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v2.0.50727"))
                .then(VERIFY, outward("1", "new", "dotnet"))
                .restarts()
                .then(VERIFY, outward("1", "new", "dotnet"))
                .then(APPLY, outward("1", "new", "dotnet"))
                .done();
    }

    private Building add(String name, String state) {
        return new Building(Scenario.of(name, state));
    }

    /** A scenario until it is {@link #done}. */
    private final class Building {
        private Scenario scenario;

        private Building(Scenario scenario) {
            this.scenario = scenario;
        }

        Building then(Phase phase, ActionCall... calls) {
            scenario = scenario.then(phase, calls);
            return this;
        }

        Building restarts() {
            scenario = scenario.restarts();
            return this;
        }

        void done() {
            all.add(scenario);
        }
    }

    private static ActionCall[] kinds() {
        return new ActionCall[] {
            value("1", "Zero", "dword", "0"), value("2", "Highest", "dword", "4294967295"), value("3", "Long", "qword", "18446744073709551615"),
            value("4", "Empty", "string", ""), value("5", "Path", "expand-string", "%SystemRoot%\\System32"),
            value("6", "Lines", "multi-string", "one\ntwo\n three "), value("7", "None", "multi-string", ""), value("8", "Bytes", "binary", "00ff10"),
            value("9", "NoBytes", "binary", "")
        };
    }

    private static ActionCall[] hostile() {
        List<ActionCall> calls = new ArrayList<>();
        for (int at = 0; at < HOSTILE.size(); at++) {
            calls.add(value("v." + at, "V" + at, "string", HOSTILE.get(at)));
            calls.add(value("n." + at, HOSTILE.get(at), "string", "x"));
        }
        return calls.toArray(ActionCall[]::new);
    }

    private static ActionCall value(String id, String name, String kind, String value) {
        return value(id, name, kind, value, "HKLM\\SOFTWARE\\Test");
    }

    private static ActionCall value(String id, String name, String kind, String value, String key) {
        return call(id, "registry", "key", key, "name", name, "kind", kind, "value", value);
    }

    private static ActionCall enable() {
        return value("1", "Enabled", "dword", "1", CLIENT);
    }

    private static ActionCall absent(String id, String key, String name) {
        return call(id, "registry", "key", key, "name", name, "kind", "absent");
    }

    private static ActionCall keeping(ActionCall call, String key) {
        return with(call, "keepKey", key);
    }

    private static ActionCall expecting(String name, Object value) {
        return call("0", "host-identity", name, value);
    }

    private static ActionCall outward(String id, String peer, String stack) {
        return call(id, "tls-outbound", "host", peer + ".example", "port", 443L, "stack", stack);
    }

    private static ActionCall install() {
        return call("1", "update-install", "kb", "KB3140245", "package", UPDATE, "sha256", sha256("KB3140245"), "floors", List.of(DLL + "|6.1.7601.23375"));
    }

    private static ActionCall installProduct() {
        return call(
                "1", "package-install", "product", "Product", "package", PACKAGES + "product.bin", "sha256", sha256("product.bin"), "arguments",
                "silentmode", "versionPath", CORE, "build", "2.0.0.10");
    }

    private static ActionCall with(ActionCall call, String name, Object value) {
        Map<String, Object> parameters = new HashMap<>(call.parameters());
        parameters.put(name, value);
        return new ActionCall(call.id(), call.action(), parameters);
    }

    private static String update(long exitCode, int seconds) {
        return update(exitCode, seconds, host -> {});
    }

    private static String update(long exitCode, int seconds, Consumer<ObjectNode> more) {
        return state(host -> {
            file(host, DLL, "6.1.7601.17514");
            ObjectNode installer = ((ObjectNode) host.get("installable")).putObject(UPDATE);
            installer.put("kb", "KB3140245").put("content", "KB3140245").put("sha256", sha256("KB3140245")).put("exitCode", exitCode).put("seconds", seconds);
            installer.putObject("files").put(DLL, "6.1.7601.23375");
            more.accept(host);
        });
    }

    private static String product(long exitCode) {
        return product(exitCode, host -> {});
    }

    private static String product(long exitCode, Consumer<ObjectNode> more) {
        return state(host -> {
            file(host, CORE, "2.0.0.9");
            ObjectNode installer = ((ObjectNode) host.get("packages")).putObject(PACKAGES + "product.bin");
            installer.put("product", "Product").put("content", "product.bin").put("sha256", sha256("product.bin")).put("exitCode", exitCode).put("seconds", 10);
            installer.putObject("files").put(CORE, "2.0.0.10");
            more.accept(host);
        });
    }

    private static String state(Consumer<ObjectNode> more) {
        ObjectNode host = JSON.createObjectNode();
        host.put("schema", "ratchet.host/1").put("name", "WEB01").put("domain", "Corp.Example").put("smbiosUuid", "4C4C4544-0000-2010-8020-80C04F202020");
        host.putObject("os").put("version", "6.1.7601").put("productType", 3).put("servicePack", 1).put("architecture", "x64").put("powershell", "2.0");
        host.put("bootTime", "2018-09-01T03:00:00Z").put("pendingReboot", false);
        for (String table : List.of("registry", "updates", "installable", "packages", "files", "services", "tasks", "outbound")) host.putObject(table);
        more.accept(host);
        try {
            return JSON.writeValueAsString(host);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void key(ObjectNode host, String key) {
        ((ObjectNode) host.get("registry")).putIfAbsent(key, JSON.createObjectNode());
    }

    private static void value(ObjectNode host, String key, String name, String kind, Object value) {
        key(host, key);
        ((ObjectNode) host.get("registry").get(key)).putObject(name).put("kind", kind).putPOJO("value", value);
    }

    private static void file(ObjectNode host, String path, String version) {
        ((ObjectNode) host.get("files")).putObject(path).put("version", version);
    }

    private static String sha256(String content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
