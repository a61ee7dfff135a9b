package io.ratchet.bench;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.credentials.CredentialReferences;
import io.ratchet.connectors.winrm.CredentialCircuit;
import io.ratchet.connectors.winrm.HostShellSettings;
import io.ratchet.connectors.winrm.HostShells;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.lab.Fleet;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.execute.HostLeases;
import io.ratchet.routes.execute.HostRun;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.Permit;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.routes.night.Turns;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.Remediations.Standing;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The night that is measured, in a process of its own: one change and one restart on each host of a lab. What it finds
 * approved another process left there, as people do by day.
 */
final class NightRun {
    static final String KEY = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    static final String NAME = "DefaultSecureProtocols";
    static final long WANTED = 2176;

    private static final Duration LEASE = Duration.ofSeconds(40);
    private static final int THREADS = 16;

    private NightRun() {}

    /**
     * What it took, the start of the process included.
     *
     * @param startSeconds of it, what the process took before its night began
     */
    record Cost(double cpuSeconds, double startSeconds, double wallSeconds, double peakMegabytes) {
        private static final Pattern LINE =
                Pattern.compile("cpu ([0-9.]+) start ([0-9.]+) wall ([0-9.]+) peak ([0-9.]+)");

        static Cost read(String out) {
            Matcher line = LINE.matcher(out);
            if (!line.find())
                throw FailureException.of(FailureCode.DEFECT, "The night said nothing of its cost: " + out);
            return new Cost(
                    Double.parseDouble(line.group(1)),
                    Double.parseDouble(line.group(2)),
                    Double.parseDouble(line.group(3)),
                    Double.parseDouble(line.group(4)));
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "cpu %.3f start %.3f wall %.3f peak %.1f",
                    cpuSeconds,
                    startSeconds,
                    wallSeconds,
                    peakMegabytes);
        }
    }

    /** @param arguments {@code approve} or {@code night}, a folder, the lab's inventory, how many hosts */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        LabInventory inventory = LabInventory.read(Path.of(arguments[2]));
        Clock clock = Clock.systemUTC();
        SqlStore store = SqlStore.h2(Files.createDirectories(folder.resolve("data")));
        Night night = night(store, new Lab(inventory), secret(folder, inventory), clock);
        if (arguments[0].equals("approve"))
            approved(store, Fleet.generated(Integer.parseInt(arguments[3]), "2008r2", 1, 0), clock.instant());
        else System.out.println(cost(night, store, clock).line());
        night.close();
        store.close();
        System.exit(0);
    }

    private static Cost cost(Night night, SqlStore store, Clock clock) throws IOException {
        double started = cpuSeconds();
        Instant begun = clock.instant();
        night.start();
        while (left(store) > 0) LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        double wall = Duration.between(begun, clock.instant()).toMillis() / 1e3;
        List<Standing> standing = store.transact(tx -> tx.remediations().standing());
        if (standing.size() != 1 || !standing.get(0).state().equals(Remediation.State.VERIFIED.wire()))
            throw FailureException.of(FailureCode.DEFECT, "Not every host was verified: " + standing);
        return new Cost(cpuSeconds(), started, wall, peakMegabytes());
    }

    private static Night night(SqlStore store, HostDirectory lab, Path secrets, Clock clock) {
        Organisation organisation = OrganisationFile.read("organisation.yaml", """
                organisation: Contoso
                sites: [{name: HQ, window: {rrule: "FREQ=MINUTELY", duration: PT12H}}]
                caps: {total: 1000, site: 1000, subnet: 1000, pool: 1000, night: 1000, wave: 1000}
                """);
        WindowCalendar windows = new WindowCalendar(() -> organisation);
        Turns turns = new Turns(
                store,
                () -> organisation,
                windows::next,
                asset -> Optional.empty(),
                settings().rebootPoll());
        HostLeases leases = new HostLeases(store, IdSource.random(), System::nanoTime, LEASE);
        HostShellSettings shells = HostShellSettings.defaults();
        HostRun run = new HostRun(
                store,
                HostShells.wsman(
                        new CredentialReferences(secrets, Map.of()),
                        shells,
                        Authentication.NTLM,
                        CredentialCircuit.withDefaults(clock),
                        clock),
                lab,
                new Witnesses((host, port, sni, opening) -> Map.of(), lab, asset -> Optional.empty()),
                windows,
                new Permit(store, windows, () -> organisation, turns, clock),
                leases,
                (asset, goal, judged) -> {
                    throw FailureException.of(FailureCode.DEFECT, "A plan of one leg was planned anew.");
                },
                PlaybookCatalogue::shipped,
                clock,
                IdSource.random(),
                settings());
        return new Night(
                store.dataSource(),
                store,
                run,
                leases,
                LEASE,
                clock,
                new Night.Settings(THREADS, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(1)));
    }

    /** As patient as for real machines, but the lab's restart in two seconds. */
    private static RunSettings settings() {
        RunSettings real = RunSettings.patient();
        return new RunSettings(
                real.attempts(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                real.windows(),
                Duration.ofSeconds(2),
                real.rebootRepeat(),
                real.rebootDeadline(),
                real.patience(),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                LEASE);
    }

    private static void approved(SqlStore store, List<HostState> hosts, Instant now) {
        store.run(tx -> hosts.forEach(host -> {
            Plan plan = plan(host);
            Proposed proposed = new Proposed(new Remediation.Subject("r-" + host.name(), plan, "HQ", now));
            Approval approval = new Approval("policy:bench", now, plan.hash(), now.plus(Duration.ofDays(1)));
            tx.remediations().propose(proposed);
            tx.remediations().save(proposed.approve(approval), 1);
        }));
    }

    private static Plan plan(HostState host) {
        String playbook = "windows/winhttp-default-protocols";
        RegistryValue there = host.registry().getOrDefault(KEY, Map.of()).get(NAME);
        HostRef ref = new HostRef(
                "default", "HQ", null, host.fqdn(), host.name(), null, null, host.smbiosUuid(), null, Map.of());
        return new Plan(
                new AssetId(host.fqdn()),
                ref,
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "os-2008-r2-sp1",
                        playbook,
                        PlaybookCatalogue.shipped().find(playbook).contentHash(),
                        Map.of(),
                        List.of(new Change.Registry(
                                KEY,
                                NAME,
                                there == null ? RegistryData.ABSENT : RegistryData.dword((Long) there.data()),
                                RegistryData.dword(WANTED))),
                        Restart.REBOOT,
                        "R025-winhttp-keeps-what-is-there")));
    }

    private static long left(SqlStore store) {
        return store.transact(tx -> tx.remediations().standing()).stream()
                .filter(standing -> !Remediation.State.ofWire(standing.state())
                        .orElseThrow()
                        .ended())
                .mapToLong(Standing::count)
                .sum();
    }

    private static Path secret(Path folder, LabInventory inventory) throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Path file = secrets.resolve("lab");
        if (Files.exists(file)) return secrets;
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, inventory.said("ansible_user") + "\n" + inventory.said("ansible_password") + "\n");
        return secrets;
    }

    static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1e9;
    }

    /** As Linux counts it; 0 where it cannot be known. */
    private static double peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return 0;
        Matcher peak = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$").matcher(Files.readString(status));
        return peak.find() ? Double.parseDouble(peak.group(1)) / 1024 : 0;
    }

    /** Where the lab's inventory says that its hosts are. */
    private static final class Lab implements HostDirectory {
        private final Map<String, HostAddress> hosts = new TreeMap<>();

        Lab(LabInventory inventory) {
            for (LabInventory.Host host : inventory.hosts())
                hosts.put(host.name(), new HostAddress(host.address(), host.port(), false, "file:lab"));
        }

        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            HostAddress address = hosts.get(String.valueOf(host.netbios()).toLowerCase(Locale.ROOT));
            if (address == null)
                throw FailureException.of(FailureCode.HOST_UNREACHABLE, asset + " is not in the inventory.");
            return address;
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            return new Listener(winrm(asset, host, null).host(), port, "");
        }
    }
}
