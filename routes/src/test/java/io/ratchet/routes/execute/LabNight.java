package io.ratchet.routes.execute;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planned;
import io.ratchet.playbooks.Planner;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.decide.EstateDecision;
import io.ratchet.routes.decide.Replanning;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.support.SetClock;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * One host of the lab from what is known of it to its last state: the rules decide, the planner plans, a person
 * approves and runs take their turns in the test's own thread. A process can be killed after any save.
 */
final class LabNight implements AutoCloseable {
    static final Instant OPENS = Instant.parse("2018-09-20T20:00:00Z");
    static final AssetId ASSET = new AssetId("web01.corp.example");
    static final HostRef HOST = new HostRef(
            "default",
            "HQ",
            null,
            "web01.corp.example",
            "WEB01",
            "CORP",
            null,
            "4c4c4544-0000-2010-8020-80c04f202020",
            null,
            Map.of());
    private static final String PACKAGE = "aa".repeat(32);
    private static final RuleBook RULES = RuleBook.shipped();
    private static final Duration LEASE = Duration.ofSeconds(40);

    /** What a test does to a process: it dies. */
    static final class Killed extends RuntimeException {
        Killed() {
            super("the process was killed");
        }
    }

    final SetClock clock = new SetClock(OPENS.plusSeconds(1));
    final ScriptedHost host;
    Organisation organisation = OrganisationFile.read("organisation.yaml", HostRunTest.PROFILE);
    TlsProbe probe = new HostRunTest.NothingToSee();
    HostAddress address = new HostAddress("127.0.0.1", 5985, false, "env:NOBODY");

    /** What is planned for. */
    private Goal goal = Goal.READY;

    /** The rule book in force, and its playbooks. */
    Supplier<RuleBook> rules = () -> RULES;

    /** What happens before a later leg is planned anew. */
    Runnable beforeReplanning = () -> {};

    /** What sources told of the host's listeners. */
    final List<ProtocolOffer> offers = new ArrayList<>();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger remediations = new AtomicInteger();
    private final JdbcConnectionPool pool = Databases.h2WithTables();
    final SqlStore store = Databases.opened(pool);
    private final PackageDepot depot;
    private int killAfter;
    private int saves;
    private HostRun run;

    private LabNight(Path folder, Function<SetClock, ScriptedHost> host, String depot, List<Finding> known) {
        this.host = host.apply(clock);
        this.depot = depot(folder, depot);
        this.run = process();
        know(known);
    }

    // ---- hosts

    /** Windows Server 2008 SP2 without KB4019276; nothing of it is switched on. */
    static LabNight server2008(Path folder) {
        return new LabNight(
                folder,
                clock -> new ScriptedHost(
                        clock,
                        state(
                                "6.0.6002",
                                2,
                                "\"installable\":{" + installable("KB4019276", SCHANNEL_DLL, "6.0.6002.24129") + ","
                                        + installable("KB3154517", null, null) + "},\"packages\":{}",
                                "\"" + SCHANNEL_DLL.replace("\\", "\\\\") + "\":{\"version\":\"6.0.6002.18005\"}")),
                """
                updates:
                  - {kb: KB4019276, os: "6.0.6002", architecture: x64, path: 'C:\\packages\\KB4019276.msu', sha256: %1$s, floors: {'%2$s': 6.0.6002.24129}}
                  - {kb: KB3154517, os: "6.0.6002", architecture: x64, path: 'C:\\packages\\KB3154517.msu', sha256: %1$s}
                """.formatted(PACKAGE, SCHANNEL_DLL),
                server2008Known());
    }

    static final String SCHANNEL_DLL = "C:\\Windows\\System32\\schannel.dll";
    static final String PROTOCOLS =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";

    private static List<Finding> server2008Known() {
        List<Observation> seen = new ArrayList<>();
        seen.add(new Observation.OperatingSystem("6.0.6002", null, 3, 2, null, null, "x64"));
        seen.add(new Observation.UpdateInstalled("KB4019276", Presence.ABSENT, null));
        seen.add(new Observation.UpdateInstalled("KB3154517", Presence.ABSENT, null));
        seen.add(new Observation.FileVersion(SCHANNEL_DLL, "6.0.6002.18005", Presence.PRESENT));
        for (String role : List.of("Client", "Server"))
            for (String name : List.of("Enabled", "DisabledByDefault"))
                seen.add(absent(PROTOCOLS + "TLS 1.2\\" + role, name));
        for (String view : List.of("", "WOW6432Node\\"))
            for (String name : List.of("SchUseStrongCrypto", "SystemDefaultTlsVersions"))
                seen.add(absent("HKLM\\SOFTWARE\\" + view + "Microsoft\\.NETFramework\\v2.0.50727", name));
        seen.add(absent("HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full", "Release"));
        seen.add(new Observation.Boot(Instant.parse("2018-09-01T03:00:00Z")));
        return findings("inventory", OPENS.minus(Duration.ofHours(6)), seen);
    }

    static final String SKYPE = "Skype for Business Server 2015";
    static final String SKYPE_FILE = "C:\\Program Files\\Skype for Business Server 2015\\Server\\Core\\RTCSrv.exe";

    /** Windows Server 2012 R2 with Skype for Business Server 2015 below CU6 HF2, and none of its values. */
    static LabNight skype(Path folder) {
        return new LabNight(
                folder,
                clock -> new ScriptedHost(
                        clock,
                        state(
                                "6.3.9600",
                                0,
                                """
                        "installable":{},"packages":{"C:\\\\packages\\\\cu.exe":{"product":"%s","sha256":"%s","exitCode":3010,"files":{"%s":"6.0.9319.516"},"seconds":1}}
                        """.formatted(SKYPE, PACKAGE, SKYPE_FILE.replace("\\", "\\\\")),
                                "\"" + SKYPE_FILE.replace("\\", "\\\\") + "\":{\"version\":\"6.0.9319.281\"}")),
                """
                products:
                  - {product: '%s', build: 6.0.9319.516, path: 'C:\\packages\\cu.exe', sha256: %s, arguments: silentmode, versionPath: '%s'}
                """.formatted(SKYPE, PACKAGE, SKYPE_FILE),
                skypeKnown());
    }

    private static List<Finding> skypeKnown() {
        List<Observation> seen = new ArrayList<>();
        seen.add(new Observation.OperatingSystem("6.3.9600", null, 3, 0, null, null, "x64"));
        seen.add(new Observation.InstalledProduct(SKYPE, "6.0.9319.281", "Microsoft", "msi", null, null));
        for (String role : List.of("Client", "Server"))
            for (String name : List.of("Enabled", "DisabledByDefault"))
                seen.add(absent(PROTOCOLS + "TLS 1.2\\" + role, name));
        for (String view : List.of("", "WOW6432Node\\"))
            for (String runtime : List.of("v2.0.50727", "v4.0.30319"))
                for (String name : List.of("SchUseStrongCrypto", "SystemDefaultTlsVersions"))
                    seen.add(absent("HKLM\\SOFTWARE\\" + view + "Microsoft\\.NETFramework\\" + runtime, name));
        seen.add(new Observation.Boot(Instant.parse("2018-09-01T03:00:00Z")));
        return findings("inventory", OPENS.minus(Duration.ofHours(6)), seen);
    }

    static final String AGENT_FILE = "C:\\Program Files\\Contoso\\Agent\\agent.exe";

    /**
     * Windows Server 2016 with a product of a site's own below its floor.
     *
     * @param depot which package brings it there; its hash is sixty-four times the letter a
     */
    static LabNight agent(Path folder, String depot) {
        return new LabNight(
                folder,
                clock -> new ScriptedHost(
                        clock,
                        state(
                                "10.0.14393",
                                0,
                                """
                        "installable":{},"packages":{"C:\\\\ratchet\\\\packages\\\\contoso-agent.msi":{"product":"Contoso Agent","sha256":"%s","exitCode":0,"files":{"%s":"7.1.0.0"},"seconds":1}}
                        """.formatted(PACKAGE, AGENT_FILE.replace("\\", "\\\\")),
                                "\"" + AGENT_FILE.replace("\\", "\\\\") + "\":{\"version\":\"7.0.0.12\"}")),
                depot,
                findings(
                        "inventory",
                        OPENS.minus(Duration.ofHours(6)),
                        List.of(
                                new Observation.OperatingSystem("10.0.14393", null, 3, null, null, null, "x64"),
                                new Observation.InstalledProduct(
                                        "Contoso Agent", "7.0.0.12", "Contoso", "msi", null, null))));
    }

    /** A round over all that is known, whose plans are proposed. */
    void decide() {
        new EstateDecision(
                        store,
                        () -> rules.get(),
                        () -> organisation,
                        new Proposals(new Planner(depot), () -> "r-" + remediations.incrementAndGet()),
                        clock)
                .redecide();
    }

    /** Windows Server 2012 R2, and an approved plan that refuses everything before TLS 1.2 where it listens. */
    static LabNight legacyOff(Path folder) {
        LabNight night = new LabNight(
                folder,
                clock -> new ScriptedHost(clock, state("6.3.9600", 0, "\"installable\":{},\"packages\":{}", "")),
                "products: []\n",
                findings(
                        "inventory",
                        OPENS.minus(Duration.ofHours(6)),
                        List.of(new Observation.OperatingSystem("6.3.9600", null, 3, 0, null, null, "x64"))));
        String playbook = "windows/schannel-disable-legacy-server";
        List<Change> changes = Stream.of("SSL 3.0", "TLS 1.0", "TLS 1.1")
                .<Change>map(version -> new Change.Registry(
                        PROTOCOLS + version + "\\Server", "Enabled", RegistryData.ABSENT, RegistryData.dword(0)))
                .toList();
        night.approve(new Plan(
                ASSET,
                HOST,
                Goal.ONLY,
                List.of(new PlanStep(
                        10,
                        "os-8.1-2012r2",
                        playbook,
                        PlaybookCatalogue.shipped().find(playbook).contentHash(),
                        Map.of(),
                        changes,
                        Restart.REBOOT,
                        "R087-x"))));
        return night;
    }

    private static final String READY_2016 = """
            organisation: Contoso
            goal: ONLY
            sites: [{name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}]
            proofs: [{gate: R075, scope: "asset:web01.corp.example", by: kim}]
            """;

    /** Windows Server 2016 that is READY with evidence, at a site whose goal is ONLY; it listens on 443. */
    static LabNight ready(Path folder) {
        LabNight night = new LabNight(
                folder,
                clock -> new ScriptedHost(clock, state("10.0.14393", 0, "\"installable\":{},\"packages\":{}", "")),
                "products: []\n",
                readyKnown());
        night.organisation = OrganisationFile.read("organisation.yaml", READY_2016);
        night.goal = Goal.ONLY;
        night.offers.add(new ProtocolOffer(443, "tcp", null, null, Protocol.TLS_1_2, OfferState.OFFERED));
        night.probe = (name, port, sni, opening) -> night.schannel(port);
        return night;
    }

    private static List<Finding> readyKnown() {
        Instant at = OPENS.minus(Duration.ofHours(6));
        List<Observation> seen = new ArrayList<>();
        seen.add(new Observation.OperatingSystem("10.0.14393", null, 3, null, null, null, "x64"));
        for (String role : List.of("Client", "Server"))
            for (String name : List.of("Enabled", "DisabledByDefault"))
                seen.add(absent(PROTOCOLS + "TLS 1.2\\" + role, name));
        seen.add(new Observation.RegistryValue(
                "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full",
                "Release",
                RegistryData.dword(461814)));
        for (String view : List.of("", "WOW6432Node\\"))
            for (String runtime : List.of("v2.0.50727", "v4.0.30319"))
                for (String name : List.of("SchUseStrongCrypto", "SystemDefaultTlsVersions"))
                    seen.add(new Observation.RegistryValue(
                            "HKLM\\SOFTWARE\\" + view + "Microsoft\\.NETFramework\\" + runtime,
                            name,
                            RegistryData.dword(1)));
        seen.add(new Observation.Boot(Instant.parse("2018-09-01T03:00:00Z")));
        for (Protocol version : List.of(Protocol.TLS_1_0, Protocol.TLS_1_1, Protocol.TLS_1_2))
            seen.add(new ProtocolOffer(443, "tcp", null, null, version, OfferState.OFFERED));
        seen.add(new Observation.ProtocolUse(
                Observation.Direction.OUTBOUND,
                Protocol.TLS_1_2,
                null,
                "outlook.office365.com",
                null,
                1,
                at,
                at,
                true));
        seen.add(new Observation.ProtocolUse(
                Observation.Direction.INBOUND,
                Protocol.TLS_1_2,
                null,
                null,
                443,
                1,
                at.minus(Duration.ofDays(44)),
                at,
                false));
        return findings("inventory", at, seen);
    }

    /** What its listener shows, by what its last boot computed. */
    private Map<Protocol, OfferState> schannel(int port) {
        if (port != 443) return Map.of();
        List<String> on = host.machine().booted().server();
        Map<Protocol, OfferState> seen = new EnumMap<>(Protocol.class);
        for (Protocol each : Protocol.values())
            seen.put(each, on.contains(each.wire()) ? OfferState.OFFERED : OfferState.NOT_OFFERED);
        return seen;
    }

    static Observation.RegistryValue absent(String key, String name) {
        return new Observation.RegistryValue(key, name, RegistryData.ABSENT);
    }

    private static String state(String version, int servicePack, String packages, String files) {
        return """
                {"schema":"ratchet.host/1","name":"WEB01","domain":"corp.example","smbiosUuid":"4c4c4544-0000-2010-8020-80c04f202020",
                 "os":{"version":"%s","productType":3,"servicePack":%d,"architecture":"x64","caption":"Microsoft Windows Server","powershell":"2.0"},
                 "bootTime":"2018-09-01T03:00:00Z","pendingReboot":false,
                 "registry":{"HKLM\\\\SOFTWARE\\\\Microsoft\\\\.NETFramework":{},"HKLM\\\\SOFTWARE\\\\WOW6432Node\\\\Microsoft\\\\.NETFramework":{},
                             "HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\Control\\\\SecurityProviders\\\\SCHANNEL\\\\Protocols":{}},
                 "updates":{},%s,"files":{%s},"services":{},"tasks":{},"outbound":{}}
                """.formatted(version, servicePack, packages, files);
    }

    private static String installable(String kb, String file, String version) {
        String files = file == null ? "" : "\"" + file.replace("\\", "\\\\") + "\":\"" + version + "\"";
        return "\"C:\\\\packages\\\\%s.msu\":{\"kb\":\"%s\",\"sha256\":\"%s\",\"exitCode\":3010,\"files\":{%s},\"seconds\":1}"
                .formatted(kb, kb, PACKAGE, files);
    }

    private static PackageDepot depot(Path folder, String yaml) {
        try {
            return PackageDepot.read(Files.writeString(folder.resolve("packages.yaml"), yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what is known

    /** A report of {@code source}, read live on the host. */
    static List<Finding> findings(String source, Instant at, List<Observation> seen) {
        ReportRef report = new ReportRef(Sha256.hex(source + at), "findings", source, at, Method.REGISTRY);
        List<Finding> findings = new ArrayList<>();
        for (Observation one : seen)
            findings.add(new Finding(report, "record[" + findings.size() + "]", at, HOST, one, Evidence.NONE));
        return findings;
    }

    void know(List<Finding> findings) {
        store.run(tx -> tx.findings().add(findings.get(0).report().sha256(), 0, findings));
    }

    /** What would be planned on all that is known now. */
    Planned planned() {
        return replanning().plan(ASSET, goal, UnaryOperator.identity());
    }

    private Replanning replanning() {
        Proposals proposals = new Proposals(new Planner(depot), () -> "r-1");
        return new Replanning(
                new EstateDecision(store, () -> rules.get(), () -> organisation, proposals, clock), proposals);
    }

    /** Plans, and a person approves for a week. */
    Plan approved() {
        if (!(planned() instanceof Planned.Ready ready)) throw new AssertionError("nothing is planned: " + planned());
        approve(ready.plan());
        return ready.plan();
    }

    private void approve(Plan plan) {
        Proposed proposed = new Proposed(new Remediation.Subject("r-1", plan, "HQ", OPENS.minusSeconds(3600)));
        store.run(tx -> {
            tx.remediations().propose(proposed);
            Approval approval =
                    new Approval("user:alice", OPENS.minusSeconds(1800), plan.hash(), OPENS.plus(Duration.ofDays(9)));
            tx.remediations().save(proposed.approve(approval), 1);
        });
    }

    // ---- turns

    /** The process dies right after this many more saves. */
    LabNight killedAfter(int more) {
        killAfter = saves + more;
        return this;
    }

    boolean killed() {
        return killAfter > 0 && saves >= killAfter;
    }

    /** Another process takes over from one that was killed, once it saw it give no sign of life for a whole lease. */
    void takenOver() {
        killAfter = 0;
        run = process();
        run.advance("r-1");
        nanos.addAndGet(LEASE.plusSeconds(1).toNanos());
    }

    Next turn() {
        return run.advance("r-1");
    }

    /** Takes turns at the moments they ask for; a process that is killed is followed by another. */
    Remediation toTheEnd() {
        for (int turn = 0; turn < 20_000; turn++) {
            try {
                Next next = turn();
                if (next instanceof Next.Ended) return remediation();
                Instant at = ((Next.Again) next).at();
                if (at.isAfter(clock.instant())) clock.to(at);
            } catch (Killed e) {
                takenOver();
            }
        }
        throw new AssertionError("the run never ends; it is " + remediation());
    }

    Remediation until(Predicate<Remediation> wanted) {
        for (int turn = 0; turn < 2_000 && !wanted.test(remediation()); turn++) {
            if (!(turn() instanceof Next.Again again)) break;
            if (wanted.test(remediation())) break;
            if (again.at().isAfter(clock.instant())) clock.to(again.at());
        }
        return remediation();
    }

    Remediation remediation() {
        return store.transact(tx -> tx.remediations().find("r-1")).orElseThrow().remediation();
    }

    List<String> log() {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(line -> line.event().type()).toList();
            }
        });
    }

    private HostRun process() {
        Store mortal = new Mortal();
        WindowCalendar windows = new WindowCalendar(() -> organisation);
        HostDirectory directory = new Here();
        return new HostRun(
                mortal,
                host,
                directory,
                new Witnesses(
                        (name, port, sni, opening) -> probe.probe(name, port, sni, opening), directory, this::believed),
                windows,
                new Permit(mortal, windows, () -> organisation, clock),
                new HostLeases(mortal, () -> "turn-" + ids.incrementAndGet(), nanos::get, LEASE),
                (asset, goal, judged) -> {
                    beforeReplanning.run();
                    return replanning().plan(asset, goal, judged);
                },
                () -> rules.get().playbooks(),
                clock,
                () -> "run-" + ids.incrementAndGet(),
                RunSettings.patient());
    }

    private Optional<AssetState> believed(AssetId asset) {
        List<Fact> facts = offers.stream()
                .map(offer -> new Fact(offer, OPENS, "scan", "nmap", Method.UNAUTHENTICATED, "scan#1"))
                .toList();
        return Optional.of(new AssetState(asset, new Identity.Resolved(), HOST, "HQ", facts));
    }

    @Override
    public void close() {
        pool.dispose();
    }

    private final class Here implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, String site) {
            return address;
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            return new Listener("127.0.0.1", port, "");
        }
    }

    /** The store as a process sees it that dies after a save: what it saved stands, and it never says another word. */
    private final class Mortal implements Store {
        private boolean dead;

        @Override
        public <T> T transact(Function<Tx, T> work) {
            if (dead) throw new Killed();
            long before = version();
            T result = store.transact(work);
            if (version() == before) return result;
            saves++;
            dead = killed();
            if (dead) throw new Killed();
            return result;
        }

        private long version() {
            return store.<Long>transact(
                    tx -> tx.remediations().find("r-1").map(Versioned::version).orElse(0L));
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public void close() {}
    }
}
