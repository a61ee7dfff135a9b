package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.AuditLog;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What besides a report has the estate decided anew. */
class RoundTriggersTest {
    private static final String WINDOWS_7 = "sys-os-7";

    @TempDir
    private Path folder;

    private DecidedEstate estate;
    private RoundTriggers triggers;
    private int rounds;

    @BeforeEach
    void open() throws IOException {
        estate = new DecidedEstate(folder.resolve("data"));
        estate.hear(WINDOWS_7);
        triggers = triggers();
    }

    @AfterEach
    void close() {
        triggers.close();
        estate.close();
    }

    @Test
    void decidesNothingWithoutAReason() {
        // Given / When
        List<String> first = triggers.look();
        List<String> second = triggers.look();
        // Then
        assertThat(first).isEmpty();
        assertThat(second).isEmpty();
        assertThat(rounds).isZero();
        assertThat(begun()).isZero();
    }

    @Test
    void decidesOnceForEverythingThatAskedForItAndSaysWhy() {
        // Given
        estate.store.run(tx -> tx.rounds().want("The run on web01 ended: Verified.", estate.instant()));
        estate.store.run(tx -> tx.rounds().want("The run on web02 ended: Failed.", estate.instant()));
        // When
        List<String> reasons = triggers.look();
        // Then
        assertThat(reasons).containsExactly("The run on web01 ended: Verified.", "The run on web02 ended: Failed.");
        assertThat(rounds).isEqualTo(1);
        assertThat(begun()).isEqualTo(1);
        assertThat(triggers.look()).isEmpty();
    }

    @Test
    void forgetsNothingWhenTheRoundFails() {
        // Given
        RoundTriggers failing = new RoundTriggers(
                estate.store, () -> estate.rules, () -> estate.organisation, estate, RoundTriggersTest::fail);
        estate.store.run(tx -> tx.rounds().want("The run on web01 ended: Verified.", estate.instant()));
        assertThatThrownBy(failing::look).hasMessage("the database is away");
        // When / Then
        assertThat(triggers().look()).containsExactly("The run on web01 ended: Verified.");
        assertThat(rounds).isEqualTo(1);
    }

    @Test
    void decidesWhenTheProfileChanges() {
        // Given
        triggers.look();
        // When
        estate.organisation = profile("goal: ONLY");
        // Then
        assertThat(triggers.look()).containsExactly("The organisation profile is another one.");
        assertThat(triggers.look()).isEmpty();
    }

    @Test
    void decidesWhenTheRuleBookChanges() throws IOException {
        // Given
        triggers.look();
        // When
        estate.rules = RuleBook.withFolder(Site.scheduler(folder.resolve("rules")));
        // Then
        assertThat(triggers.look()).containsExactly("The rule book is another one.");
        assertThat(triggers.look()).isEmpty();
    }

    @Test
    void seesAtItsFirstLookWhatChangedWhileItWasDown() throws IOException {
        // Given a profile that was edited and a report whose round was cut off
        estate.organisation = profile("goal: ONLY");
        estate.store.run(tx -> {
            try {
                var more = DecidedEstate.findings("id-ip-only");
                tx.findings().add(more.get(0).report().sha256(), 0, more);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        // When
        List<String> reasons = triggers.look();
        // Then
        assertThat(reasons)
                .containsExactly(
                        "Something was found that no round has seen.", "The organisation profile is another one.");
        assertThat(triggers().look()).isEmpty();
    }

    @Test
    void leavesAnotherProcessWithAnotherRuleBookAlone() {
        // Given two processes that were started with different profiles
        RoundTriggers other = new RoundTriggers(
                estate.store, () -> estate.rules, () -> profile("goal: ONLY"), estate, () -> rounds++);
        triggers.look();
        other.look();
        int before = rounds;
        // When / Then
        for (int look = 0; look < 3; look++) {
            assertThat(triggers.look()).isEmpty();
            assertThat(other.look()).isEmpty();
        }
        assertThat(rounds).isEqualTo(before);
    }

    @Test
    void decidesOnTheDayAfterTheLastOfAnExceptionOrWaiver() {
        // Given 2018-09-20, in a zone that is two hours ahead
        estate.organisation = profile("""
                timezone: Europe/Berlin
                exceptions:
                  - {asset: pc-7.corp.example, goal: ONLY, owner: x, reason: x, until: 2018-10-10, compensatingControl: x, clearedBy: x}
                waivers: [{gate: R071, scope: topology, owner: x, until: 2018-10-11, reason: x}]
                """);
        triggers.look();
        // When it is 2018-10-10, 20:00 UTC
        estate.wait(Duration.ofDays(20).plusHours(19));
        assertThat(triggers.look()).isEmpty();
        estate.wait(Duration.ofHours(3));
        // Then
        assertThat(triggers.look()).containsExactly("The exception of pc-7.corp.example ended with 2018-10-10.");
        estate.wait(Duration.ofDays(1));
        assertThat(triggers.look()).containsExactly("The waiver of R071 for topology ended with 2018-10-11.");
        assertThat(triggers.look()).isEmpty();
    }

    @Test
    void decidesOnTheDayOfAVendorsRelease() {
        // Given
        triggers.look();
        // When it is 2018-12-15
        estate.wait(Duration.ofDays(86));
        // Then
        assertThat(triggers.look())
                .containsExactly("The vendor's day of "
                        + estate.rules.catalogue().row("dv-srsv2").name() + " came.");
        assertThat(triggers.look()).isEmpty();
    }

    @Test
    void decidesOnADayThatPassedWhileItWasDown() {
        // Given
        estate.wait(Duration.ofDays(86));
        // When / Then
        assertThat(triggers.look()).hasSize(1);
        assertThat(triggers.look()).isEmpty();
    }

    private RoundTriggers triggers() {
        return new RoundTriggers(estate.store, () -> estate.rules, () -> estate.organisation, estate, () -> {
            rounds++;
            estate.decide();
        });
    }

    private static Organisation profile(String more) {
        return OrganisationFile.read("organisation.yaml", "organisation: Contoso\n" + more + "\n");
    }

    private static void fail() {
        throw new IllegalStateException("the database is away");
    }

    private long begun() {
        return estate.store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.filter(line -> line.event().type().equals("round.begun"))
                        .count();
            }
        });
    }
}
