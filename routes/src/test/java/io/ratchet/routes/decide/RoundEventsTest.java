package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.store.AuditLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rounds leave in the audit log beside the decisions themselves. */
class RoundEventsTest {
    private static final String HUB = "seed-surface-hub";

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
    void saysOnceFromWhenOnOnlyTheVendorCanMoveIt() throws IOException {
        // Given
        estate.hear(HUB);

        // When the same is decided again, and once more for another goal beside it
        estate.decide();
        estate.organisation = DecidedEstate.organisationOf("only-r064-fe");
        estate.decide();
        estate.decide();

        // Then
        assertThat(said("vendor.awaited"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.data())
                        .containsEntry("system", "dv-surfacehub")
                        .containsKey("because"))
                .extracting(event -> event.asset() + " " + event.data().get("goal"))
                .doesNotHaveDuplicates();
    }

    @Test
    void saysWhenAnAssetHasComeFurtherButNotWhereItBegan() throws IOException {
        // Given
        estate.hear(HUB);
        assertThat(said("readiness.changed")).isEmpty();

        // When the vendor has released what was waited for
        estate.wait(Duration.ofDays(400));
        estate.decide();

        // Then
        assertThat(said("readiness.changed"))
                .anySatisfy(event -> assertThat(event.data())
                        .containsEntry("system", "dv-surfacehub")
                        .containsEntry("before", "AWAITING_VENDOR"));
        assertThat(said("readiness.changed"))
                .allSatisfy(event -> assertThat(event.data().get("after"))
                        .isNotEqualTo(event.data().get("before")));
    }

    @Test
    void saysThatAPersonWasAskedWithoutANumberNobodyGave() throws IOException {
        // Given a moment at which what it says was seen already
        estate.wait(Duration.ofDays(285));

        // When
        estate.hear("net-code-fix");
        estate.decide();

        // Then
        assertThat(said("ticket.opened"))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(event ->
                        assertThat(event.data()).containsKeys("rule", "because").doesNotContainKey("ticket"));
    }

    private List<AuditEvent> said(String type) {
        return estate.store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event)
                        .filter(event -> event.type().equals(type))
                        .toList();
            }
        });
    }
}
