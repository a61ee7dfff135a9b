package io.ratchet.routes.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import org.junit.jupiter.api.Test;

class NightHtmlTest {
    @Test
    void namesTheBlackoutsOfTheNightAndThoseToComeInTheZoneOfTheirSites() throws Exception {
        // Given
        JsonNode night = Json.parse("""
                {"schema": "ratchet.night/1", "at": "2018-09-21T05:00:00Z", "windows": [], "plan": [], "left": [],
                 "underWay": [], "brakes": [], "stops": [],
                 "blackouts": [{"from": "2018-09-21T20:00:00Z", "until": "2018-09-21T22:30:00Z", "zone": "Europe/Berlin",
                   "sites": ["HQ", "PLANT"], "reason": "<b>stocktaking</b>"}],
                 "report": {"from": "2018-09-20T05:00:00Z", "until": "2018-09-21T05:00:00Z", "outcomes": {}, "runs": [],
                   "blackouts": [{"from": "2018-09-20T23:00:00Z", "until": "2018-09-21T01:00:00Z", "zone": "Asia/Tokyo",
                     "sites": [], "reason": "the accounts are closed"}]}}
                """);

        // When
        String page = NightHtml.page(night);

        // Then
        assertThat(page)
                .contains("<caption>Blackouts of these 24 hours</caption>")
                .contains("<td>all sites</td><td>the accounts are closed</td><td>2018-09-21 08:00 Asia/Tokyo</td>"
                        + "<td>2018-09-21 10:00 Asia/Tokyo</td>")
                .contains("<caption>Blackouts that stand or begin within a day</caption>")
                .contains("<td>HQ, PLANT</td><td>&lt;b&gt;stocktaking&lt;/b&gt;</td>"
                        + "<td>2018-09-21 22:00 Europe/Berlin</td><td>2018-09-22 00:30 Europe/Berlin</td>")
                .doesNotContain("<b>stocktaking");
    }

    @Test
    void saysNothingOfBlackoutsWhereThereIsNone() throws Exception {
        assertThat(NightHtml.page(Json.parse("{\"at\": \"2018-09-21T05:00:00Z\", \"report\": {}}")))
                .doesNotContain("Blackout");
    }
}
