package io.ratchet.lab.machine;

import io.ratchet.domain.Checks;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A simulated host at one moment: the JSON of {@code docs/host-state.md} as records. Names of keys, values, files,
 * updates and services compare ignoring case and keep the spelling they were first given.
 *
 * @param name NetBIOS name
 * @param domain DNS domain; null for a workgroup
 * @param registry values by name, by key ({@code HKLM\...})
 * @param updates when each listed KB was installed
 * @param installable update packages by their path on the host
 * @param packages other installers by their path on the host
 * @param files version by path
 * @param services {@code running}, {@code stopped} or another state by name
 * @param outbound protocols that each peer ({@code host:port}) speaks
 * @param denied keys that may not be written, and the word {@code schtasks}
 * @param waiting file versions that take effect at the next boot
 * @param faults what goes wrong on this host
 * @param traits what is particular about it
 * @param memory what the simulation itself must not forget; not part of the contract
 */
public record HostState(
        String name,
        @Nullable String domain,
        @Nullable String smbiosUuid,
        @Nullable String sid,
        OperatingSystem os,
        Instant bootTime,
        boolean pendingReboot,
        Map<String, Map<String, RegistryValue>> registry,
        Map<String, Instant> updates,
        Map<String, Installer> installable,
        Map<String, Installer> packages,
        Map<String, String> files,
        Map<String, String> services,
        Map<String, Task> tasks,
        Map<String, List<String>> outbound,
        List<String> denied,
        Map<String, String> waiting,
        Faults faults,
        Traits traits,
        Memory memory) {
    /**
     * @param version such as {@code 6.1.7601}
     * @param productType 1 workstation, 2 domain controller, 3 server
     */
    public record OperatingSystem(
            String version, int productType, int servicePack, String architecture, String caption, String powershell) {
        public OperatingSystem {
            Checks.text(version, "os.version");
            Checks.that(productType >= 1 && productType <= 3, "os.productType is 1, 2 or 3, not " + productType);
        }

        /** Major and minor version as one number that compares, such as 601 for 6.1; 10.0 is 1000. */
        public int release() {
            String[] part = version.split("\\.");
            return Integer.parseInt(part[0]) * 100 + Integer.parseInt(part[1]);
        }

        /** The build, such as 7601. */
        public int build() {
            String[] part = version.split("\\.");
            return part.length < 3 ? 0 : Integer.parseInt(part[2]);
        }
    }

    /**
     * A file that installs something when a SYSTEM task runs it.
     *
     * @param kb the update it brings; null for a product
     * @param product its name; null for an update
     * @param exitCode what it ends with, unsigned
     * @param files versions of the files it brings
     * @param seconds how long it takes
     * @param content the file's bytes as text, for hosts that compute hashes of real bytes
     */
    public record Installer(
            @Nullable String kb,
            @Nullable String product,
            String sha256,
            long exitCode,
            Map<String, String> files,
            int seconds,
            @Nullable String content) {
        public Installer {
            files = sorted(files);
        }
    }

    /** A scheduled task; {@code status} is {@code ready} or {@code running}. */
    public record Task(String command, String status) {}

    public HostState {
        Checks.text(name, "the host's name");
        var keys = new TreeMap<String, Map<String, RegistryValue>>(String.CASE_INSENSITIVE_ORDER);
        registry.forEach((key, values) -> keys.put(key, sorted(values)));
        registry = Collections.unmodifiableSortedMap(keys);
        updates = sorted(updates);
        installable = sorted(installable);
        packages = sorted(packages);
        files = sorted(files);
        services = sorted(services);
        tasks = sorted(tasks);
        outbound = sorted(outbound);
        denied = List.copyOf(denied);
        waiting = sorted(waiting);
    }

    /** The same host with other faults. */
    public HostState with(Faults others) {
        return but(domain, registry, others, traits);
    }

    /** The same host with other traits. */
    public HostState with(Traits others) {
        return but(domain, registry, faults, others);
    }

    /** The same host in another domain; null for a workgroup. */
    public HostState inDomain(@Nullable String other) {
        return but(other, registry, faults, traits);
    }

    /** The same host with more keys. */
    public HostState withRegistry(Map<String, Map<String, RegistryValue>> more) {
        var all = new TreeMap<String, Map<String, RegistryValue>>(registry);
        all.putAll(more);
        return but(domain, all, faults, traits);
    }

    private HostState but(
            @Nullable String inDomain,
            Map<String, Map<String, RegistryValue>> keys,
            Faults failing,
            Traits particular) {
        return new HostState(
                name,
                inDomain,
                smbiosUuid,
                sid,
                os,
                bootTime,
                pendingReboot,
                keys,
                updates,
                installable,
                packages,
                files,
                services,
                tasks,
                outbound,
                denied,
                waiting,
                failing,
                particular,
                memory);
    }

    /** The fully qualified name in lower case, or the bare one in a workgroup. */
    public String fqdn() {
        String host = name.toLowerCase(Locale.ROOT);
        return domain == null ? host : host + "." + domain.toLowerCase(Locale.ROOT);
    }

    static <T> SortedMap<String, T> sorted(Map<String, T> map) {
        var copy = new TreeMap<String, T>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(map);
        return Collections.unmodifiableSortedMap(copy);
    }
}
