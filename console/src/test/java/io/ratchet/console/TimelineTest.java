package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.console.Timeline.Kind;
import io.ratchet.console.Timeline.Part;
import io.ratchet.console.Timeline.Row;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The course of a night as it is drawn, with every stretch as a line to be read. */
class TimelineTest {
    private static final String AT = "2018-09-20T20:00:00Z";

    private final Moments moments = new Moments(Organisation.careful(), Instant.parse(AT), false);
    private final ObjectNode night =
            Json.object().put("schema", "ratchet.night/1").put("at", AT);
    private final ArrayNode windows = night.putArray("windows");
    private final ArrayNode plan = night.putArray("plan");
    private final ArrayNode blackouts = night.putArray("blackouts");
    private final ArrayNode runs = night.putObject("report").putArray("runs");

    @Test
    void aSitesWindowWavesAndBlackoutLieOverOneSpanOfTime() {
        // Given a night of ten hours
        window("HQ", "2018-09-20T20:00:00Z", "2018-09-21T06:00:00Z");
        step("HQ", 1, "2018-09-20T20:00:00Z", "2018-09-20T21:00:00Z");
        step("HQ", 1, "2018-09-20T20:00:00Z", "2018-09-20T22:00:00Z");
        step("HQ", 2, "2018-09-20T22:00:00Z", "2018-09-20T23:00:00Z");
        blackout("2018-09-21T04:00:00Z", "2018-09-22T00:00:00Z", "hq ");
        night.put("ends", "2018-09-20T23:00:00Z");

        // When
        Timeline course = Timeline.of(night, moments);

        // Then
        assertThat(course.from().iso()).isEqualTo("2018-09-20T20:00:00Z");
        assertThat(course.until().iso()).isEqualTo("2018-09-21T06:00:00Z");
        assertThat(course.now()).isZero();
        assertThat(course.ends()).isEqualTo(300);
        assertThat(course.rows()).singleElement().satisfies(row -> {
            assertThat(row.site()).isEqualTo("HQ");
            assertThat(row.parts())
                    .extracting(Part::kind, Part::what, Part::hosts, Part::x, Part::width)
                    .containsExactly(
                            tuple(Kind.WINDOW, "Window", "", 0L, 1000L),
                            tuple(Kind.BLACKOUT, "Blackout: the books are closed", "", 800L, 200L),
                            tuple(Kind.WAVE, "Wave 1", "2", 0L, 200L),
                            tuple(Kind.WAVE, "Wave 2", "1", 200L, 100L));
            assertThat(row.parts().get(1).until().text()).isEqualTo("22 Sep 00:00 UTC");
        });
    }

    @Test
    void aBlackoutIsDrawnWhereItHoldsAndWhereTheSiteIsNotKnown() {
        // Given
        window("HQ", "2018-09-20T20:00:00Z", "2018-09-21T06:00:00Z");
        window("null", "2018-09-20T20:00:00Z", "2018-09-21T06:00:00Z");
        blackout("2018-09-20T21:00:00Z", "2018-09-20T22:00:00Z", "London");
        blackout("2018-09-25T21:00:00Z", "2018-09-25T22:00:00Z");

        // When
        Timeline course = Timeline.of(night, moments);

        // Then
        assertThat(course.rows())
                .extracting(Row::site, row -> row.parts().size())
                .containsExactly(tuple("HQ", 1), tuple("unknown site", 2));
        assertThat(course.ends()).isNegative();
    }

    @Test
    void aNightAcrossMidnightHoldsWindowsBlackoutsAndWavesOfEachSite() {
        // Given at 01:00 in Berlin a window of 22:00 to 06:00 there, one of London that is an hour later, a blackout
        // that
        // has ended, one that goes on for days, and waves on either side of now
        Moments there = new Moments(
                OrganisationFile.read("organisation.yaml", """
                        organisation: Contoso
                        timezone: Europe/Berlin
                        sites: [{name: HQ}, {name: LONDON, timezone: Europe/London}]
                        """), Instant.parse("2018-09-20T23:00:00Z"), false);
        night.put("at", "2018-09-20T23:00:00Z");
        window("HQ", "2018-09-20T20:00:00Z", "2018-09-21T04:00:00Z");
        window("LONDON", "2018-09-20T21:00:00Z", "2018-09-21T06:00:00Z");
        run("hq", "2018-09-20T22:30:00Z", "");
        step("HQ ", 1, "2018-09-20T23:00:00Z", "2018-09-21T00:00:00Z");
        step("LONDON", 1, "2018-09-20T23:00:00Z", "2018-09-20T23:30:00Z");
        step("HQ", 2, "2018-09-21T00:00:00Z", "2018-09-21T01:00:00Z");
        ended("2018-09-20T20:00:00Z", "2018-09-20T22:00:00Z", "HQ");
        blackout("2018-09-21T05:00:00Z", "2018-09-24T05:00:00Z");
        ended("2018-09-21T05:00:00Z", "2018-09-24T05:00:00Z");
        night.put("ends", "2018-09-21T01:00:00Z");

        // When
        Timeline course = Timeline.of(night, there);

        // Then ten hours are drawn, 100 to an hour
        assertThat(course.from().text()).isEqualTo("yesterday 22:00 Berlin");
        assertThat(course.until().text()).isEqualTo("today 08:00 Berlin");
        assertThat(course.now()).isEqualTo(300);
        assertThat(course.ends()).isEqualTo(500);
        assertThat(course.rows()).extracting(Row::site).containsExactly("HQ", "LONDON");
        assertThat(course.rows().get(0).parts())
                .extracting(Part::what, Part::hosts, Part::x, Part::width)
                .containsExactly(
                        tuple("Window", "", 0L, 800L),
                        tuple("Blackout: the books are closed", "", 0L, 200L),
                        tuple("Blackout: the books are closed", "", 900L, 100L),
                        tuple("In change", "1", 250L, 50L),
                        tuple("Wave 1", "1", 300L, 100L),
                        tuple("Wave 2", "1", 400L, 100L));
        assertThat(course.rows().get(1).parts())
                .extracting(Part::what, Part::x, Part::width)
                .containsExactly(
                        tuple("Window", 100L, 900L),
                        tuple("Blackout: the books are closed", 900L, 100L),
                        tuple("Wave 1", 300L, 50L));
        assertThat(course.rows().get(1).parts().get(0).from().text()).isEqualTo("yesterday 22:00 London");
        assertThat(course.rows().get(0).parts().get(2).until().text()).isEqualTo("24 Sep 07:00 Berlin");
    }

    @Test
    void whatTakesNoTimeAtTheVeryEndIsSeen() {
        // Given
        window("HQ", "2018-09-20T20:00:00Z", "2018-09-21T06:00:00Z");
        step("HQ", 1, "2018-09-21T06:00:00Z", "2018-09-21T06:00:00Z");

        // Then
        assertThat(Timeline.of(night, moments).rows().get(0).parts().get(1))
                .extracting(Part::x, Part::width)
                .containsExactly(999L, 1L);
    }

    @Test
    void whatIsInChangeReachesFromItsBeginningToNow() {
        // Given
        window("HQ", "2018-09-20T19:00:00Z", "2018-09-21T00:00:00Z");
        run("HQ", "2018-09-20T19:30:00Z", "");
        run("HQ", "2018-09-20T19:45:00Z", "");
        run("HQ", "2018-09-20T19:00:00Z", "2018-09-20T19:10:00Z");

        // When
        Timeline course = Timeline.of(night, moments);

        // Then
        assertThat(course.now()).isEqualTo(200);
        assertThat(course.rows().get(0).parts())
                .extracting(Part::what, Part::hosts, Part::x, Part::width)
                .containsExactly(tuple("Window", "", 0L, 1000L), tuple("In change", "2", 100L, 100L));
    }

    @Test
    void aNightInWhichNothingOpensIsNotDrawn() {
        // Given
        blackout("2018-09-20T21:00:00Z", "2018-09-20T22:00:00Z");

        // When
        Timeline course = Timeline.of(night, moments);

        // Then
        assertThat(course).isNull();
    }

    @Test
    void ofMoreSitesThanArePlainToSeeTheRestIsCounted() {
        // Given
        for (int site = 0; site < 50; site++) window("site " + site, "2018-09-20T20:00:00Z", "2018-09-21T06:00:00Z");

        // When
        Timeline course = Timeline.of(night, moments);

        // Then
        assertThat(course.rows()).hasSize(40);
        assertThat(course.more()).isEqualTo(10);
    }

    private void window(String site, String opens, String closes) {
        windows.addObject().put("site", site).put("opens", opens).put("closes", closes);
    }

    private void step(String site, int wave, String begins, String ends) {
        plan.addObject()
                .put("site", site)
                .put("wave", wave)
                .put("begins", begins)
                .put("ends", ends);
    }

    private void run(String site, String begun, String ended) {
        ObjectNode run = runs.addObject().put("site", site).put("begun", begun);
        if (!ended.isEmpty()) run.put("ended", ended);
    }

    private void blackout(String from, String until, String... sites) {
        forbid(blackouts, from, until, sites);
    }

    /** One of the last 24 hours. */
    private void ended(String from, String until, String... sites) {
        forbid(((ObjectNode) night.path("report")).withArray("blackouts"), from, until, sites);
    }

    private static void forbid(ArrayNode list, String from, String until, String... sites) {
        ArrayNode named = list.addObject()
                .put("from", from)
                .put("until", until)
                .put("reason", "the books are closed")
                .putArray("sites");
        for (String site : sites) named.add(site);
    }
}
