package io.ratchet.routes.execute;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Federation;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.organisation.Organisation.Window;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.sql.SqlStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run put together for a row of the table: one host, one site whose window opens at 22:00 for four hours. */
final class TestedRun {
    static final RunSettings SETTINGS = RunSettings.patient();

    private TestedRun() {}

    /** Puts the row's remediation into the store, in the state in which a turn finds it. */
    static void found(SqlStore store, RunRow row) {
        store.run(tx -> {
            tx.remediations().propose(row.proposed());
            row.way()
                    .forEach(state -> tx.remediations()
                            .save(
                                    state,
                                    tx.remediations()
                                            .find(row.id())
                                            .orElseThrow()
                                            .version()));
        });
    }

    /** A run of {@code row} that reaches its host by {@code shell}. */
    static HostRun of(SqlStore store, RunRow row, HostShell shell, Clock clock) {
        HostDirectory directory = new HostDirectory() {
            @Override
            public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
                return new HostAddress("web01.corp.example", 5986, true, "env:RATCHET_WINRM");
            }

            @Override
            public Listener listener(AssetId asset, HostRef host, int port) {
                return new Listener("web01.corp.example", port, "web01.corp.example");
            }
        };
        OfferState offers = row.offers() == null ? OfferState.UNKNOWN : row.offers();
        Witnesses witnesses = new Witnesses(
                (host, port, sni) -> Map.of(Protocol.TLS_1_2, offers),
                directory,
                asset -> row.offers() == null ? Optional.empty() : Optional.of(listening(asset)));
        return new HostRun(
                store,
                shell,
                directory,
                witnesses,
                new WindowCalendar(TestedRun::organisation),
                clock,
                row::runId,
                SETTINGS);
    }

    private static AssetState listening(AssetId asset) {
        Fact offer = new Fact(
                new ProtocolOffer(443, "tcp", null, null, Protocol.TLS_1_0, OfferState.OFFERED),
                RunRow.APPROVED_AT,
                "nmap@hq",
                "nmap",
                null,
                "sha256:" + "a".repeat(64) + "#host[1]");
        return new AssetState(
                asset, new Identity.Resolved(), HostRef.named("web01.corp.example"), "HQ", List.of(offer));
    }

    private static Organisation organisation() {
        return new Organisation(
                "Contoso",
                Goal.READY,
                ZoneOffset.UTC,
                Federation.NONE,
                List.of(),
                List.of(),
                List.of(
                        new Site("HQ", null, List.of(), null, new Window("FREQ=DAILY;BYHOUR=22", Duration.ofHours(4))),
                        new Site("Branch", null, List.of(), null, null)),
                List.of(),
                List.of(),
                List.of());
    }
}
