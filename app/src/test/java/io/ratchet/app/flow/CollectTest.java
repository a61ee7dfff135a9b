package io.ratchet.app.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.credentials.CredentialReferences;
import io.ratchet.connectors.winrm.CredentialCircuit;
import io.ratchet.connectors.winrm.HostShellSettings;
import io.ratchet.connectors.winrm.HostShells;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.lab.Fleet;
import io.ratchet.lab.FleetSettings;
import io.ratchet.lab.Ports;
import io.ratchet.lab.machine.HostState;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.routes.collect.CollectDesk.Ordered;
import io.ratchet.routes.collect.CollectDesk.Request;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.sql.Databases;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From operating systems alone to decided hosts, over sealed WinRM, on hosts of the lab. */
class CollectTest {
    private static final RuleBook RULES = RuleBook.shipped();
    private static final int HOSTS = 20;

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private Organisation organisation = Organisation.careful();

    @Test
    void withOperatingSystemsAloneTheQueueIsEmptyAndAfterOneCollectEveryHostIsDecided() throws IOException {
        // Given
        List<HostState> hosts = Fleet.generated(HOSTS, "mixed", 7, 0);
        try (Fleet fleet = fleet(hosts);
                Flow flow = flow(fleet)) {
            flow.take(operatingSystems(hosts), "user:alice");
            flow.decision().redecide();
            assertThat(proposed(flow)).isZero();
            assertThat(undecided(flow)).hasSize(HOSTS);

            // When
            Ordered ordered =
                    flow.collectDesk().order(Request.of(List.of(), null, true, ""), "user:alice", site -> true);
            int answered = flow.collectNow();
            flow.decision().redecide();

            // Then
            assertThat(ordered.refused()).isEmpty();
            assertThat(answered).isEqualTo(HOSTS);
            assertThat(undecided(flow)).isEmpty();
            assertThat(proposed(flow)).isPositive();
            assertThat(flow.decision().assets().ids()).hasSize(HOSTS);
            assertThat(flow.collectDesk()
                            .byNeed(null, 1000)
                            .at("/standing/done")
                            .asInt())
                    .isEqualTo(HOSTS);
            for (HostState host : hosts)
                assertThat(fleet.host(host.name()).state().registry()).isEqualTo(host.registry());
        }
    }

    @Test
    void showsItsAccountToNobodyOutsideTheNetworksOfTheProfile() throws IOException {
        List<HostState> hosts = Fleet.generated(2, "2016", 8, 0);
        try (Fleet fleet = fleet(hosts);
                Flow flow = flow(fleet)) {
            String inside = fleet.address(hosts.get(0).name());
            String outside = fleet.address(hosts.get(1).name());
            organisation = OrganisationFile.read(
                    "organisation.yaml",
                    "organisation: Contoso\nsites:\n  - {name: HQ, networks: [" + inside + "/32]}\n");

            // When
            Ordered ordered = flow.collectDesk()
                    .order(Request.of(List.of(inside, outside), null, false, ""), "user:alice", site -> true);
            int answered = flow.collectNow();
            flow.decision().redecide();

            // Then
            assertThat(ordered.orders()).extracting(order -> order.subject()).containsExactly(inside);
            assertThat(ordered.refused())
                    .singleElement()
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo("HOST-NOT-OURS"));
            assertThat(answered).isEqualTo(1);
            assertThat(flow.decision().assets().ids())
                    .containsExactly(new AssetId(hosts.get(0).fqdn()));
        }
    }

    @Test
    void asksNobodyWhileEverythingIsStoppedAndGoesOnOnceItIsLifted() throws IOException {
        List<HostState> hosts = Fleet.generated(1, "2016", 9, 0);
        try (Fleet fleet = fleet(hosts);
                Flow flow = flow(fleet)) {
            flow.take(operatingSystems(hosts), "user:alice");
            flow.decision().redecide();
            flow.runDesk().stop("all", "user:bob", "the network is worked on");
            Request all = Request.of(List.of(hosts.get(0).fqdn()), null, false, "");

            flow.collectDesk().order(all, "user:alice", site -> true);
            int whileStopped = flow.collectNow();
            JsonNode waits = flow.collectDesk().byNeed(null, 1).at("/orders/0");
            flow.runDesk().lift("all", "user:bob", "done");
            flow.collectDesk().order(all, "user:alice", site -> true);
            int afterwards = flow.collectNow();

            assertThat(whileStopped).isZero();
            assertThat(waits.path("code").asText()).isEqualTo("STOPPED");
            assertThat(waits.path("message").asText()).contains("user:bob", "the network is worked on");
            assertThat(afterwards).isEqualTo(1);
        }
    }

    private static long proposed(Flow flow) {
        return flow.store()
                .<Integer>transact(
                        tx -> tx.remediations().list(Remediation.State.PROPOSED).size());
    }

    /** The assets of which a fact is missing. */
    private static Map<AssetId, String> undecided(Flow flow) {
        return flow.store().<List<Decision>>transact(tx -> tx.decisions().current()).stream()
                .filter(Decision.Hold.class::isInstance)
                .map(Decision.Hold.class::cast)
                .filter(hold -> hold.gates().stream().anyMatch(gate -> gate.id().equals(Gate.EVIDENCE)))
                .collect(Collectors.toMap(
                        hold -> hold.about().asset(), hold -> hold.why().because(), (one, other) -> one + " " + other));
    }

    private Path operatingSystems(List<HostState> hosts) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String lines = hosts.stream()
                .map(host -> """
                        {"schema":"ratchet.finding/1","report":{"sha256":"%s","format":"inventory","source":"inventory","method":"agent"},\
                        "record":"%s","observedAt":"%s","host":{"zone":"default","fqdn":"%s"},\
                        "observation":{"type":"operating-system","version":"%s","productType":%d,"caption":"%s"},"evidence":{"check":"inventory"}}
                        """.formatted(
                                "0".repeat(64),
                                host.name(),
                                now,
                                host.fqdn(),
                                host.os().version(),
                                host.os().productType(),
                                host.os().caption()))
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("systems.ndjson"), lines);
    }

    private Fleet fleet(List<HostState> hosts) {
        return Fleet.start(
                FleetSettings.standard()
                        .with(Ports.FREE)
                        .withNetwork("127.96.0.0")
                        .withDirectory(folder.resolve("fleet")),
                hosts);
    }

    private Flow flow(Fleet fleet) throws IOException {
        return Flow.open(FlowParts.plain(
                new FlowParts.Ground(
                        Databases.h2(Files.createDirectories(folder.resolve("data"))),
                        folder,
                        () -> organisation,
                        () -> RULES,
                        clock,
                        IdSource.random()),
                new FlowParts.Hosts(
                        new Names(fleet),
                        shell(fleet),
                        (host, port, sni, starttls) -> {
                            throw new AssertionError("a collect probes nothing");
                        },
                        PackageDepot.none()),
                FlowParts.Changing.plain(RunSettings.patient(), Night.Settings.calm(), Duration.ofDays(1)),
                FlowParts.Observers.none()));
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

    /** Hosts by their names and addresses, as a DNS server would have them. */
    private static final class Names implements HostDirectory {
        private final Fleet fleet;
        private final Map<String, String> byName = new HashMap<>();

        Names(Fleet fleet) {
            this.fleet = fleet;
            for (String name : fleet.names()) {
                byName.put(name.toLowerCase(Locale.ROOT), name);
                byName.put(fleet.address(name), name);
            }
        }

        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            String by = host.fqdn() == null
                    ? String.valueOf(host.ip())
                    : host.fqdn().replaceAll("\\..*", "");
            String name = byName.get(by);
            return new HostAddress(fleet.address(name), fleet.wsmanPort(name), false, "file:fleet");
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            throw new AssertionError("a collect looks at no listener");
        }
    }
}
