package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import org.junit.jupiter.api.Test;

class SaidTextTest {
    @Test
    void tellsTheEarlierWordWhatDiffersAndWhatWasSaidWithoutAnythingThatMovesTheCursor() throws Exception {
        // Given
        JsonNode remediation = Json.parse("""
                {"comments": [{"by": "user:bob", "at": "2018-09-20T20:00:00Z", "text": "red \\u001b[31m"}],
                 "previously": {"word": "approved", "by": "user:alice", "at": "2018-09-19T20:00:00Z",
                  "planHash": "0123456789abcdef", "touchesHost": true,
                  "differences": [{"what": "Restart", "before": "none", "after": "reboot", "onHost": true}]}}
                """);

        // Then
        assertThat(SaidText.of(remediation))
                .hasSize(3)
                .startsWith(
                        "Approved by user:alice on 2018-09-19T20:00:00Z as 0123456789ab; since then:",
                        "  Restart: none => reboot");
        assertThat(SaidText.of(remediation).get(2))
                .startsWith("2018-09-20T20:00:00Z user:bob: red ")
                .doesNotContain("\u001b");
    }

    @Test
    void saysWhereNothingThatIsDoneDiffers() throws Exception {
        // Given
        JsonNode before = Json.parse("""
                {"word": "rejected", "by": "user:alice", "at": "2018-09-19T20:00:00Z", "planHash": "0123456789abcdef",
                 "touchesHost": false, "differences": []}
                """);

        // Then
        assertThat(SaidText.previously(before))
                .containsExactly(
                        "Rejected by user:alice on 2018-09-19T20:00:00Z as 0123456789ab; since then:",
                        "  Nothing that is done to the host differs.");
    }
}
