package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.store.Remediations.Versioned;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and runs do to remediations while a round is under way. */
class StepsOfOthersTest {
    private static final Instant BEGIN = Instant.parse("2018-09-20T00:00:00Z");
    private static final String CLIENT =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client";

    @TempDir
    private Path folder;

    private DecidedEstate estate;

    @BeforeEach
    void open() {
        estate = new DecidedEstate(folder);
    }

    @AfterEach
    void close() {
        estate.close();
    }

    @Test
    void whatComesBetweenTheLookOfARoundAndItsCommitIsSeenByTheNextOne() throws IOException {
        // Given a plan that ends while a round about another asset is under way
        estate.hear(List.of(
                seen(new Observation.OperatingSystem("10.0.14393", null, 3, null, null, null, "x64")),
                seen(new Observation.RegistryValue(CLIENT, "Enabled", RegistryData.dword(0)))));
        Versioned<Remediation> plan = remediations().get(0);
        assertThat(plan.remediation().state()).isEqualTo(State.PROPOSED);
        estate.meanwhile = () -> estate.store.run(tx -> tx.remediations()
                .save(
                        new Remediation.Withdrawn(
                                plan.remediation().subject(),
                                "Somebody took it back.",
                                plan.remediation().subject().proposedAt()),
                        plan.version()));
        estate.hear("id-ip-only");

        // When
        estate.decide();

        // Then it is needed all the same, and proposed again
        assertThat(remediations())
                .filteredOn(one -> one.remediation()
                        .subject()
                        .plan()
                        .asset()
                        .equals(plan.remediation().subject().plan().asset()))
                .extracting(one -> one.remediation().state())
                .containsExactly(State.WITHDRAWN, State.PROPOSED);
    }

    private static Finding seen(Observation seen) {
        return new Finding(
                new ReportRef("a".repeat(64), "findings", "test", null, Method.REGISTRY),
                "row[" + seen.hashCode() + "]",
                BEGIN,
                HostRef.named("web01.corp.example"),
                seen,
                Evidence.NONE);
    }

    private List<Versioned<Remediation>> remediations() {
        return estate.store.transact(tx -> tx.remediations().list());
    }
}
