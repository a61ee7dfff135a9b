package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.store.Rounds;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one database: what one has heard and decided is no secret of its process. */
class SharedEstateTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2019-07-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private SqlStore store;
    private EstateDecision one;
    private EstateDecision other;

    @BeforeEach
    void open() {
        store = Databases.h2(folder);
        one = server();
        other = server();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aServerKnowsAnAssetThatOnlyAnotherOneDecided() throws IOException {
        // Given
        take("sys-os-7");
        one.redecide();
        other.redecide();

        // When
        take("id-ip-only");
        one.redecide();

        // Then
        AssetId fresh = new AssetId("10.21.51.10@default");
        assertThat(other.asset(fresh)).isPresent();
        assertThat(other.assets().ids()).contains(fresh);
    }

    @Test
    void whatOneServerDecidedTheOtherDoesNotDecideAgain() throws IOException {
        // Given
        take("sys-os-7");
        one.redecide();
        other.redecide();
        take("id-ip-only");
        one.redecide();
        long rounds = last();

        // When
        var difference = other.redecide();

        // Then
        assertThat(difference.added()).isEmpty();
        assertThat(difference.withdrawn()).isEmpty();
        assertThat(last()).isEqualTo(rounds);
    }

    private long last() {
        return store.transact(tx -> tx.rounds().last().map(Rounds.Round::number).orElse(0L));
    }

    private void take(String example) throws IOException {
        List<Finding> findings = DecidedEstate.findings(example);
        store.run(tx -> tx.findings().add(findings.get(0).report().sha256(), 0, findings));
    }

    private EstateDecision server() {
        Planner planner = new Planner(PackageDepot.none());
        return new EstateDecision(
                new Shared(store),
                () -> DecidedEstate.SHIPPED,
                Organisation::careful,
                new Proposals(planner, () -> "r"),
                CLOCK);
    }

    /** The embedded database as if it were one that others may have open too. */
    private record Shared(Store store) implements Store {
        @Override
        public <T> T transact(Function<Tx, T> work) {
            return store.transact(work);
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public void close() {}
    }
}
