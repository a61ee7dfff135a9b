package io.ratchet.app.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.console.ConsolePorts;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.routes.exceptions.ExceptionDesk;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Exceptions;
import io.ratchet.store.sql.Databases;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exception that people allow in the console is decided by like one of the profile's file. */
class ExceptedProfileTest {
    private static final RuleBook RULES = RuleBook.shipped();
    private static final String ASSET = "web01.corp.example";

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private final Organisation organisation =
            OrganisationFile.read("organisation.yaml", "organisation: Contoso\ngoal: ONLY\n");

    @Test
    void whatIsAllowedKeepsTheAssetFromItsGoalUntilItEnds() throws IOException {
        try (Flow flow = flow()) {
            // Given
            flow.take(finding(), "user:alice");
            flow.decision().redecide();
            assertThat(only(flow)).isNotEmpty().doesNotContain(Readiness.EXCEPTION);
            ConsolePorts ports = flow.ports();
            ExceptionDesk desk = ports.books().exceptions();
            LocalDate until = LocalDate.now(clock.withZone(ZoneOffset.UTC)).plusDays(30);

            // When
            Exceptions.Entry asked = desk.ask(
                    new ExceptionEntry(
                            ASSET,
                            Goal.ONLY,
                            "uc",
                            "old phones",
                            until,
                            "a network of its own",
                            new Clearing.Words("")),
                    "user:alice");
            assertThat(ports.outlook().organisation().exceptions()).isEmpty();
            desk.approve(asked.id(), "user:bob", "for now");

            // Then
            assertThat(ports.outlook().organisation().exceptions())
                    .extracting(ExceptionEntry::asset)
                    .containsExactly(ASSET);
            await().untilAsserted(() -> assertThat(only(flow)).contains(Readiness.EXCEPTION));

            // When
            desk.end(asked.id(), "user:bob", "the phones are gone");

            // Then
            await().untilAsserted(() -> assertThat(only(flow)).doesNotContain(Readiness.EXCEPTION));
        }
    }

    private static List<Readiness> only(Flow flow) {
        return flow.store().<List<Decision>>transact(tx -> tx.decisions().current()).stream()
                .map(Decision::about)
                .filter(about -> about.goal() == Goal.ONLY)
                .map(Decision.About::readiness)
                .toList();
    }

    private Path finding() throws IOException {
        return Files.writeString(
                folder.resolve("system.ndjson"), """
                {"schema":"ratchet.finding/1","report":{"sha256":"%s","format":"inventory","source":"inventory","method":"agent"},\
                "record":"1","observedAt":"%s","host":{"zone":"default","fqdn":"%s"},\
                "observation":{"type":"operating-system","version":"10.0.14393","productType":3,"caption":"Windows Server 2016"},"evidence":{"check":"inventory"}}
                """.formatted("0".repeat(64), clock.instant(), ASSET));
    }

    private Flow flow() throws IOException {
        return Flow.open(FlowParts.plain(
                new FlowParts.Ground(
                        Databases.h2(Files.createDirectories(folder.resolve("data"))),
                        folder,
                        () -> organisation,
                        () -> RULES,
                        clock,
                        IdSource.random()),
                new FlowParts.Hosts(
                        new NoHosts(),
                        (host, script) -> {
                            throw new AssertionError("nobody asks a host");
                        },
                        (host, port, sni, starttls) -> {
                            throw new AssertionError("nobody probes");
                        },
                        PackageDepot.none()),
                FlowParts.Changing.plain(RunSettings.patient(), Night.Settings.calm(), Duration.ofDays(1)),
                FlowParts.Observers.none()));
    }

    /** An estate of which nobody is reached. */
    private static final class NoHosts implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            throw new AssertionError("nobody asks a host");
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            throw new AssertionError("nobody looks at a listener");
        }
    }
}
