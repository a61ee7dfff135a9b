package io.ratchet.domain.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Risk;
import io.ratchet.domain.organisation.Organisation.Blackout;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.Federation;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.organisation.Organisation.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrganisationTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOON = Instant.parse("2018-09-20T12:00:00Z");

    private final Site hq = new Site("HQ", Goal.ONLY, List.of(), BERLIN, null);
    private final Site branch = new Site("Branch", null, List.of(), null, null);
    private final Organisation contoso = new Organisation(
            "Contoso",
            Goal.READY,
            ZoneOffset.UTC,
            Federation.NONE,
            List.of(),
            List.of(),
            List.of(hq, branch),
            List.of(),
            List.of(),
            List.of());

    @Test
    void aSiteSpeaksForItselfAndElseTheOrganisation() {
        assertThat(contoso.goalAt("HQ")).isEqualTo(Goal.ONLY);
        assertThat(contoso.goalAt("Branch")).isEqualTo(Goal.READY);
        assertThat(contoso.goalAt(null)).isEqualTo(Goal.READY);
        assertThat(contoso.timezoneAt("HQ")).isEqualTo(BERLIN);
        assertThat(contoso.timezoneAt("Branch")).isEqualTo(ZoneOffset.UTC);
        assertThat(contoso.timezoneAt(" hq ")).as("ruling 136").isEqualTo(BERLIN);
    }

    @Test
    void moreExceptionsChangeNothingElseOfTheProfile() {
        // Given
        Organisation strict = new Organisation(
                "Contoso",
                Goal.ONLY,
                BERLIN,
                Federation.NOW,
                List.of(new Organisation.Partner("Fabrikam", "unknown", null)),
                List.of("none"),
                List.of(hq),
                List.of(exception("web01")),
                List.of(new Organisation.ProofEntry("gate", "scope", "user:alice", null, null)),
                List.of(new Organisation.Waiver("gate", "scope", "owner", LocalDate.of(2018, 12, 31), "reason")),
                List.of(new Blackout(Instant.EPOCH, NOON, List.of(), "year's end")),
                Caution.careful(),
                Ticketing.unsaid(),
                new Approving(Risk.LOW, true, Map.of(Risk.HIGH, 3)));

        // When
        Organisation excepting = strict.excepting(List.of(exception("web02")));

        // Then
        assertThat(excepting.exceptions()).containsExactly(exception("web01"), exception("web02"));
        assertThat(excepting)
                .usingRecursiveComparison()
                .ignoringFields("exceptions")
                .isEqualTo(strict);
    }

    private static Organisation.ExceptionEntry exception(String asset) {
        return new Organisation.ExceptionEntry(
                asset,
                Goal.ONLY,
                "uc",
                "old phones",
                LocalDate.of(2018, 11, 30),
                "a network of its own",
                new Clearing.Words(""));
    }

    @Test
    void findsASiteByItsName() {
        assertThat(contoso.site("Branch")).contains(branch);
        assertThat(contoso.site("Nowhere")).isEmpty();
    }

    @Test
    void assumesTheCarefulThingWhereNobodySaysAnything() {
        assertThat(Organisation.careful().goal()).isEqualTo(Goal.READY);
        assertThat(Organisation.careful().federation()).isEqualTo(Federation.PLANNED);
        assertThat(Organisation.careful().sites()).isEmpty();
    }

    @Test
    void asksOnlyWhenTheOrganisationOrOneOfItsSitesDoes() {
        assertThat(contoso.asksOnly()).isTrue();
        assertThat(organisation(Goal.ONLY, List.of(branch), List.of()).asksOnly())
                .isTrue();
        assertThat(organisation(Goal.READY, List.of(branch), List.of()).asksOnly())
                .isFalse();
        assertThat(Organisation.careful().asksOnly()).isFalse();
    }

    @Test
    void countsADayAsOverWhenItIsOverInTheProfilesZone() {
        LocalDate day = LocalDate.of(2018, 9, 20);
        assertThat(contoso.over(day, Instant.parse("2018-09-20T23:59:59Z"))).isFalse();
        assertThat(contoso.over(day, Instant.parse("2018-09-21T00:00:00Z"))).isTrue();
    }

    @Test
    void holdsABlackoutFromItsFirstMomentUntilItsLastAtTheSitesItNames() {
        // Given
        Blackout quarter = new Blackout(NOON, NOON.plusSeconds(3600), List.of("HQ"), "quarter's end");
        Blackout everywhere = new Blackout(NOON.plusSeconds(1800), NOON.plusSeconds(7200), List.of(), "move");
        Organisation held = organisation(Goal.READY, List.of(hq, branch), List.of(quarter, everywhere));

        // When, Then
        assertThat(held.blackout("HQ", NOON.minusSeconds(1))).isEmpty();
        assertThat(held.blackout("hq", NOON)).contains(quarter);
        assertThat(held.blackout("Branch", NOON)).isEmpty();
        assertThat(held.blackout(null, NOON))
                .as("an unknown site may be the one named")
                .contains(quarter);
        assertThat(held.blackout("HQ", NOON.plusSeconds(1800)))
                .as("the one that lasts longest")
                .contains(everywhere);
        assertThat(held.blackout("Branch", NOON.plusSeconds(7200))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HQ, ' hq '", "' Hq', HQ", "'HQ ', 'HQ '"})
    void holdsABlackoutAtASiteThatIsWrittenWithOtherBlanksOrCase(String named, String site) {
        // Given
        Blackout quarter = new Blackout(NOON, NOON.plusSeconds(3600), List.of("Branch", named), "quarter's end");

        // Then
        assertThat(organisation(Goal.READY, List.of(hq), List.of(quarter)).blackout(site, NOON))
                .as("ruling 136")
                .contains(quarter);
    }

    @Test
    void refusesABlackoutThatEndsBeforeItBeginsOrGivesNoReason() {
        assertThatThrownBy(() -> new Blackout(NOON, NOON, List.of(), "move")).hasMessageContaining("ends after");
        assertThatThrownBy(() -> new Blackout(NOON, NOON.plusSeconds(1), List.of(), " "))
                .hasMessageContaining("reason");
    }

    @Test
    void saysWhatClearsAnException() {
        assertThat(new Clearing.Build("lync-2013", "5.0", List.of("A", "B"), null).says())
                .isEqualTo("lync-2013 at 5.0 or later on A, B");
        assertThat(new Clearing.Build("lync-2013", "5.0", List.of(), "HQ").says())
                .isEqualTo("lync-2013 at 5.0 or later on every asset of site HQ");
        assertThat(new Clearing.Proven("R075").says()).isEqualTo("a proof of R075");
        assertThatThrownBy(() -> new Clearing.Build("lync-2013", "5.0", List.of(), null))
                .hasMessageContaining("on assets or at a site");
        assertThatThrownBy(() -> new Clearing.Build("lync-2013", "5.0", List.of("A"), "HQ"))
                .hasMessageContaining("on assets or at a site");
    }

    @Test
    void triesAHostInOneWindowAtLeast() {
        Duration fourHours = Duration.ofHours(4);
        assertThat(new Window("FREQ=DAILY", fourHours, 1).tries()).isEqualTo(1);
        assertThat(new Window("FREQ=DAILY", fourHours).tries()).isNull();
        assertThatThrownBy(() -> new Window("FREQ=DAILY", fourHours, 0)).hasMessageContaining("at least one window");
    }

    @Test
    void findsTheFirstBlackoutThatBeginsBetweenTwoMoments() {
        // Given
        Blackout quarter = new Blackout(NOON, NOON.plusSeconds(3600), List.of("HQ"), "quarter's end");
        Blackout move = new Blackout(NOON.plusSeconds(1800), NOON.plusSeconds(7200), List.of(), "move");
        Organisation held = organisation(Goal.READY, List.of(hq, branch), List.of(move, quarter));

        // When, Then
        assertThat(held.blackoutBetween("HQ", NOON.minusSeconds(1), NOON.plusSeconds(3600)))
                .contains(quarter);
        assertThat(held.blackoutBetween("Branch", NOON.minusSeconds(1), NOON.plusSeconds(3600)))
                .contains(move);
        assertThat(held.blackoutBetween("HQ", NOON, NOON.plusSeconds(1801)))
                .as("what holds already does not begin")
                .contains(move);
        assertThat(held.blackoutBetween("HQ", NOON, NOON.plusSeconds(1800)))
                .as("one that begins with the last moment is not before it")
                .isEmpty();
    }

    private static Organisation organisation(Goal goal, List<Site> sites, List<Blackout> blackouts) {
        return new Organisation(
                "Contoso",
                goal,
                ZoneOffset.UTC,
                Federation.NONE,
                List.of(),
                List.of(),
                sites,
                List.of(),
                List.of(),
                List.of(),
                blackouts,
                Caution.careful());
    }
}
