package io.ratchet.app.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.credentials.CredentialReferences;
import io.ratchet.connectors.winrm.CredentialCircuit;
import io.ratchet.connectors.winrm.HostShellSettings;
import io.ratchet.connectors.winrm.HostShells;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.lab.Fleet;
import io.ratchet.lab.FleetSettings;
import io.ratchet.lab.Ports;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.routes.queue.Approvers;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.AuditLog;
import io.ratchet.store.audit.AuditSelection;
import io.ratchet.store.audit.AuditVerify;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site that wants evidence, from the settings to the file in an auditor's hands, over sealed WinRM. */
class EvidenceNightTest {
    private static final RuleBook RULES = RuleBook.shipped();
    private static final String KEY = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    private static final String HOST = """
            {"schema":"ratchet.host/1","name":"WEB01","domain":"corp.example","smbiosUuid":"4c4c4544-0000-2010-8020-80c04f202020",
             "os":{"version":"6.1.7601","productType":3,"servicePack":1,"architecture":"x64",
                   "caption":"Microsoft Windows Server 2008 R2 Standard","powershell":"2.0"},
             "bootTime":"2018-09-01T03:00:00Z","pendingReboot":false,
             "registry":{"HKLM\\\\SOFTWARE\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Internet Settings\\\\WinHttp":{"DefaultSecureProtocols":{"kind":"dword","value":160}}},
             "updates":{},"installable":{},"packages":{},"files":{},"services":{"W3SVC":"running"},"tasks":{},"outbound":{}}
            """;

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    /** A window that is open whenever somebody looks. */
    private final Organisation organisation = OrganisationFile.read("organisation.yaml", """
            organisation: Contoso
            sites: [{name: HQ, window: {rrule: "FREQ=HOURLY;BYMINUTE=0;BYSECOND=0", duration: PT4H}}]
            """);

    @Test
    void whatAHostSaidBeforeItWasChangedIsInTheExportAndIsThatOfTheLog() throws Exception {
        // Given
        try (Fleet fleet = Fleet.start(
                        FleetSettings.standard()
                                .with(Ports.FREE)
                                .withNetwork("127.96.0.0")
                                .withDirectory(folder.resolve("fleet")),
                        List.of(HostJson.read(HOST)));
                Flow flow = flow(fleet)) {
            approve(flow.store());

            // When
            flow.startNight();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> state(flow.store()).ended());
            Path export = flow.export(folder.resolve("audit.zip"), AuditSelection.all())
                    .file();

            // Then
            assertThat(state(flow.store())).isInstanceOf(Verified.class);
            assertThat(types(flow.store())).containsSubsequence("run.started", "evidence.kept", "step.applied");
            assertThat(AuditVerify.verify(export, AuditVerify.Against.nothing(clock.instant()))
                            .holds())
                    .isTrue();
            assertThat(evidence(export))
                    .singleElement()
                    .satisfies(part ->
                            assertThat(part).contains("\"phase\":\"EVIDENCE\"", "W3SVC", "\"hostName\":\"WEB01\""));
        }
    }

    /** Each under the name of its hash. */
    private static List<String> evidence(Path export) throws IOException {
        try (ZipFile zip = new ZipFile(export.toFile())) {
            return zip.stream()
                    .filter(entry -> entry.getName().startsWith("evidence-"))
                    .map(entry -> {
                        try (InputStream in = zip.getInputStream(entry)) {
                            byte[] content = in.readAllBytes();
                            assertThat(entry.getName()).isEqualTo("evidence-" + Sha256.hex(content) + ".json");
                            return new String(content, StandardCharsets.UTF_8);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    private static Remediation state(SqlStore store) {
        return store.transact(tx -> tx.remediations().find("r-1")).orElseThrow().remediation();
    }

    private static List<String> types(SqlStore store) {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(line -> line.event().type()).toList();
            }
        });
    }

    private void approve(SqlStore store) {
        Instant now = clock.instant();
        String playbook = "windows/winhttp-default-protocols";
        HostRef host = new HostRef(
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
        Plan plan = new Plan(
                new AssetId("web01.corp.example"),
                host,
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "os-7-sp1",
                        playbook,
                        PlaybookCatalogue.shipped().find(playbook).contentHash(),
                        Map.of(),
                        List.of(new Change.Registry(
                                KEY, "DefaultSecureProtocols", RegistryData.dword(160), RegistryData.dword(2176))),
                        Restart.NONE,
                        "R025-x")));
        Proposed proposed = new Proposed(new Remediation.Subject("r-1", plan, "HQ", now));
        Approval approval = new Approval("user:alice", now, plan.hash(), now.plus(Duration.ofDays(1)));
        store.run(tx -> {
            tx.remediations().propose(proposed);
            tx.remediations().save(proposed.approve(approval), 1);
        });
    }

    private Flow flow(Fleet fleet) throws IOException {
        return Flow.open(new FlowParts(
                new FlowParts.Ground(
                        Databases.h2(Files.createDirectories(folder.resolve("data"))),
                        folder,
                        () -> organisation,
                        () -> RULES,
                        clock,
                        IdSource.random()),
                new FlowParts.Hosts(
                        new OneHost(fleet), shell(fleet), (host, port, sni, starttls) -> Map.of(), PackageDepot.none()),
                new FlowParts.Changing(
                        RunSettings.patient(),
                        new Night.Settings(2, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(1)),
                        Duration.ofDays(1),
                        new EvidenceBeforeChange.Wanted(false, Set.of("HQ")),
                        Approvers.onePerson()),
                FlowParts.Observers.none(),
                FlowParts.Sources.none(),
                FlowParts.Ticketing.none(),
                FlowParts.Noticing.none(),
                FlowParts.Collecting.onRequest(),
                new FlowParts.Proving(Optional.empty(), List.of()),
                FlowParts.Telling.none()));
    }

    private HostShell shell(Fleet fleet) throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Path file = Files.createFile(
                secrets.resolve("fleet"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                fleet.settings().account().user() + "\n"
                        + fleet.settings().account().password() + "\n");
        return HostShells.wsman(
                new CredentialReferences(secrets, Map.of()),
                HostShellSettings.defaults().allowingPlainHttp(),
                Authentication.NTLM,
                CredentialCircuit.withDefaults(clock),
                clock);
    }

    /** Where WEB01 is. */
    private record OneHost(Fleet fleet) implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            return new HostAddress(fleet.address("WEB01"), fleet.wsmanPort("WEB01"), false, "file:fleet");
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            return new Listener(fleet.address("WEB01"), port, "");
        }
    }
}
