package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/** The inventory's own lines: what its agents read on each host and device, in the words of the finding contract. */
final class DemoInventory {
    private final FindingLines lines;
    private final Writer out;

    DemoInventory(Writer out, Instant run) {
        this.out = out;
        this.lines = new FindingLines(out, "inventory", run);
    }

    /**
     * What an agent reads on one Windows host.
     *
     * @param values a registry value as the finding contract writes it, by key and name
     */
    record Seen(
            Instant booted,
            BiFunction<String, String, ObjectNode> values,
            Map<String, String> files,
            List<String> updates,
            List<String> absentUpdates) {
        /** As the table of hosts has it, lies included. */
        static Seen of(DemoHost host) {
            return new Seen(
                    DemoHost.BOOTED,
                    (key, name) -> DemoJson.registry(host.reportedValue(key, name)),
                    host.files,
                    host.updates,
                    host.absentUpdates);
        }

        ObjectNode registry(String key, String name) {
            return values.apply(key, name);
        }
    }

    /**
     * The inventory of September 2018, with what inventories contain besides: a broken line, and two machines of one
     * name.
     */
    void of(List<DemoHost> hosts) throws IOException {
        for (DemoHost host : hosts) {
            if (host.windows != null) windows(host, Seen.of(host));
            for (ObjectNode seen : host.extra) lines.add(host, seen);
        }
        out.write("{\"schema\":\"ratchet.finding/1\",\"record\":\"row[broken]\",\"host\":{\"zone\":\"default\"\n");
        twins();
    }

    /** The inventory of July 2019: the hosts as they are by then, and the devices that changed. */
    void of(List<DemoHost> hosts, FleetTruth truth) throws IOException {
        for (DemoHost host : hosts) {
            if (host.windows != null) windows(host, truth.of(host));
            for (ObjectNode seen : host.later.isEmpty() ? host.extra : host.later)
                lines.add(host, truth.product(host, seen));
        }
    }

    private void windows(DemoHost host, Seen seen) throws IOException {
        DemoWindows windows = Objects.requireNonNull(host.windows);
        ObjectNode os = object("operating-system").put("version", windows.version);
        os.put("productType", windows.productType).put("servicePack", windows.servicePack);
        os.put("architecture", windows.architecture).put("caption", windows.caption);
        lines.add(host, os);
        lines.add(host, object("boot").put("at", seen.booted().toString()));
        for (String[] value : windows.inventoried()) {
            ObjectNode line = object("registry-value").put("key", value[0]).put("name", value[1]);
            line.setAll(seen.registry(value[0], value[1]));
            lines.add(host, line);
        }
        for (Map.Entry<String, String> file : seen.files().entrySet())
            lines.add(
                    host,
                    object("file-version")
                            .put("path", file.getKey())
                            .put("version", file.getValue())
                            .put("state", "present"));
        for (String kb : seen.updates()) lines.add(host, update(kb, "installed"));
        for (String kb : seen.absentUpdates()) lines.add(host, update(kb, "not-installed"));
    }

    private static ObjectNode update(String kb, String state) {
        return object("update-installed").put("kb", kb).put("state", state);
    }

    private static ObjectNode object(String type) {
        return DemoJson.object().put("type", type);
    }

    /** Two machines that both answer to one name: nobody may guess which of them is meant. */
    private void twins() throws IOException {
        for (String suffix : List.of("a", "b")) {
            DemoHost twin = new DemoHost(
                    "hq-twin-01", "HQ", "10.20.1." + (suffix.equals("a") ? 70 : 71), DemoWindows.WINDOWS_7);
            ObjectNode os = object("operating-system")
                    .put("version", "6.1.7601")
                    .put("productType", 1)
                    .put("architecture", "x64");
            ObjectNode line = lines.line(twin, os);
            ((ObjectNode) line.get("host")).put("smbiosUuid", "7c0a51f4-0000-4000-8000-00000000000" + suffix);
            out.write(line + "\n");
        }
    }
}
