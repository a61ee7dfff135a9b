package io.ratchet.routes.controls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.domain.organisation.Vulnerability.Impact;
import io.ratchet.domain.organisation.Vulnerability.Sign;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of CISA BOD 26-04, as it is shipped. */
class DeadlineTableTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 2);

    @ParameterizedTest(name = "exposed {0}, kev {1}, automatable {2}, {3}: {4}")
    @CsvSource({
        "no,  no,  no,  partial, next upgrade",
        "no,  no,  no,  total,   next upgrade",
        "no,  no,  yes, partial, 60 days",
        "no,  no,  yes, total,   60 days",
        "yes, no,  no,  partial, 60 days",
        "yes, no,  no,  total,   14 days",
        "yes, no,  yes, partial, 14 days",
        "yes, no,  yes, total,   3 days",
        "no,  yes, no,  partial, 14 days",
        "no,  yes, no,  total,   14 days",
        "no,  yes, yes, partial, 14 days",
        "no,  yes, yes, total,   3 days and forensic triage",
        "yes, yes, no,  partial, 14 days",
        "yes, yes, no,  total,   3 days and forensic triage",
        "yes, yes, yes, partial, 3 days",
        "yes, yes, yes, total,   3 days and forensic triage"
    })
    void givesEachCombinationItsDays(String exposed, String kev, String automatable, String impact, String outcome) {
        // Given
        boolean added = kev.equals("yes");
        Vulnerability vulnerability =
                vulnerability(added, automatable.equals("yes"), Impact.valueOf(impact.toUpperCase(Locale.ROOT)));

        // Then
        assertThat(DeadlineTable.shipped().rows(vulnerability, exposed.equals("yes"), added))
                .singleElement()
                .satisfies(row -> assertThat(row.outcome().says()).isEqualTo(outcome));
    }

    @Test
    void takesTheDirectivesOwnWordsForWhatIsNotPublishedAndGuessesNothingOfWhatIsKnownToBeExploited() {
        // Given
        DeadlineTable table = DeadlineTable.shipped();

        // Then
        assertThat(table.rows(vulnerability(false, null, null), true, false))
                .extracting(DeadlineTable.Row::says)
                .containsExactly("exposed, not in KEV, not automatable, total impact");
        assertThat(table.rows(vulnerability(false, true, null), true, false))
                .extracting(DeadlineTable.Row::says)
                .containsExactly("exposed, not in KEV, automatable, total impact");
        assertThat(table.rows(vulnerability(true, null, null), true, true)).hasSize(4);
        assertThat(table.rows(vulnerability(true, null, Impact.PARTIAL), false, true))
                .extracting(row -> row.outcome().says())
                .containsExactly("14 days", "14 days");
    }

    @Test
    void saysOfEveryFigureWhereItStandsHowWellItIsGroundedAndWhenItWasRead() {
        // Given
        DeadlineTable table = DeadlineTable.shipped();

        // Then
        assertThat(table.source().says()).contains("cisa:DT_BOD2604:1.0.0");
        assertThat(table.source().confidence()).isEqualTo("medium");
        assertThat(table.vulnerabilities())
                .extracting(known -> known.vulnerability().cve() + " "
                        + known.vulnerability().sign().says() + ", "
                        + known.source().confidence())
                .containsExactly(
                        "CVE-2016-0800 SSLv2 is offered, low",
                        "CVE-2014-3566 SSLv3 is offered, medium",
                        "CVE-2011-3389 TLSv1.0 is offered, medium");
        assertThat(table.vulnerabilities())
                .allSatisfy(known -> assertThat(known.source().says()).isNotBlank())
                .allSatisfy(known -> assertThat(known.source().read()).isEqualTo(LocalDate.of(2026, 11, 30)))
                .allSatisfy(known -> assertThat(known.vulnerability().kev()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{exposed: yes, kev: yes, automatable: yes, impact: partial, days: 3}|{exposed: yes, kev: yes, automatable: yes, impact: total, days: 3}|stands here twice",
                "- {exposed: no, kev: no, automatable: no, impact: partial, days: next-upgrade}||there are 16 rows, one for each combination, not 15",
                "days: 60|days: soon|must be a number of days, not 'soon'"
            })
    void refusesATableWithoutEachCombinationOnce(String what, @Nullable String by, String sentence) throws IOException {
        // Given
        String broken = text().replace(what, by == null ? "" : by);

        // Then
        assertThatThrownBy(() -> DeadlineTable.read("deadlines.yaml", broken))
                .hasMessageContaining("deadlines.yaml, line ")
                .hasMessageContaining(sentence);
    }

    private static String text() throws IOException {
        try (InputStream in = DeadlineTable.class.getResourceAsStream("deadlines.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Vulnerability vulnerability(boolean added, @Nullable Boolean automatable, @Nullable Impact impact) {
        return new Vulnerability(
                "CVE-2014-3566",
                added ? Optional.of(DAY) : Optional.empty(),
                Optional.ofNullable(automatable),
                Optional.ofNullable(impact),
                new Sign.Offered(Protocol.SSL_3));
    }
}
