package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.RegistryData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Lays out the demo's data folder: reports in {@code inbox}, hosts in {@code fleet}, the profile and the depot beside
 * them.
 */
public final class DemoEstate {
    private DemoEstate() {}

    /** Writes what is not there yet; a host's state is the fleet's own from the moment it first exists. */
    public static void write(Path folder) {
        List<DemoHost> hosts = DemoHosts.all();
        try {
            Path fleet = Files.createDirectories(folder.resolve("fleet"));
            for (DemoHost host : hosts) {
                Path file = fleet.resolve(host.netbios() + ".json");
                if (host.inFleet && Files.notExists(file))
                    Files.writeString(file, state(host).toPrettyString());
            }
            if (Files.notExists(folder.resolve("inbox"))) new DemoReports(hosts).write(folder.resolve("inbox"));
            copy("organisation.yaml", folder.resolve("organisation.yaml"));
            Files.writeString(folder.resolve("packages.yaml"), DemoPackages.depot());
        } catch (IOException e) {
            throw new UncheckedIOException("the demo estate cannot be written under " + folder, e);
        }
    }

    private static void copy(String resource, Path target) throws IOException {
        if (Files.exists(target)) return;
        try (InputStream in = DemoEstate.class.getResourceAsStream("/demo/" + resource)) {
            Files.write(target, Objects.requireNonNull(in, resource).readAllBytes());
        }
    }

    /** The host as {@code docs/host-state.md} describes it. */
    static ObjectNode state(DemoHost host) {
        DemoWindows windows = Objects.requireNonNull(host.windows);
        ObjectNode state = DemoJson.object().put("schema", "ratchet.host/1");
        state.put("name", host.netbios()).put("domain", DemoHost.DOMAIN).put("smbiosUuid", host.uuid());
        ObjectNode os = state.putObject("os").put("version", windows.version).put("productType", windows.productType);
        os.put("servicePack", windows.servicePack).put("architecture", windows.architecture);
        os.put("caption", windows.caption).put("powershell", windows.powershell);
        state.put("bootTime", DemoHost.BOOTED.toString()).put("pendingReboot", false);
        ObjectNode registry = state.putObject("registry");
        for (Map.Entry<String, Map<String, RegistryData>> key : host.registry.entrySet()) {
            ObjectNode values = registry.putObject(key.getKey());
            key.getValue().forEach((name, data) -> values.set(name, DemoJson.registry(data)));
        }
        ObjectNode updates = state.putObject("updates");
        host.updates.forEach(kb -> updates.put(kb, "2018-06-12T02:00:00Z"));
        DemoPackages.onHost(host, state);
        ObjectNode files = state.putObject("files");
        host.files.forEach((path, version) -> files.putObject(path).put("version", version));
        ObjectNode services = state.putObject("services");
        host.services.forEach(services::put);
        state.putObject("tasks");
        state.putObject("outbound");
        if (host.faults != null) state.set("faults", host.faults);
        return state;
    }
}
