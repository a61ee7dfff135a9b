package io.ratchet.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.wire.Json;
import org.junit.jupiter.api.Test;

class NightTextTest {
    @Test
    void namesTheBlackoutsOfTheNightAndThoseToComeInTheZoneOfTheirSites() throws Exception {
        // When
        String text = NightText.of(Json.parse("""
                {"schema": "ratchet.night/1", "at": "2018-09-21T05:00:00Z", "plan": [],
                 "blackouts": [{"from": "2018-09-21T20:00:00Z", "until": "2018-09-21T22:30:00Z", "zone": "Europe/Berlin",
                   "sites": ["HQ", "PLANT"], "reason": "stock \\u001b[31mtaking"}],
                 "report": {"outcomes": {}, "runs": [],
                   "blackouts": [{"from": "2018-09-20T23:00:00Z", "until": "2018-09-21T01:00:00Z", "zone": "Asia/Tokyo",
                     "sites": [], "reason": "the accounts are closed"}]}}
                """));

        // Then
        assertThat(text)
                .contains("Blackouts, in which nothing is changed:", "Blackouts of the last 24 hours:")
                .containsPattern("HQ, PLANT +2018-09-21 22:00 Europe/Berlin +2018-09-22 00:30 Europe/Berlin +stock ")
                .containsPattern(
                        "all sites +2018-09-21 08:00 Asia/Tokyo +2018-09-21 10:00 Asia/Tokyo +the accounts are closed")
                .doesNotContain("\u001b");
    }
}
