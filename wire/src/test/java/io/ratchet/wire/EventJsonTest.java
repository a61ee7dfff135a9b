package io.ratchet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.event.Event;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/events.ndjson");

    /** Others read these lines: a field may be added, none may change. {@code -Dgolden=update} writes them anew. */
    @Test
    void everyEventIsWrittenAsItWasPromised() throws IOException {
        // Given
        List<Event> events = events();
        assertThat(events.stream().map(event -> event.getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Event.class.getDeclaredClasses())
                        .filter(Class::isRecord)
                        .map(Class::getName)
                        .toList());

        // When
        List<String> lines = IntStream.range(0, events.size())
                .mapToObj(i -> EventJson.message(i + 1L, Examples.AT, events.get(i)))
                .toList();

        // Then
        if ("update".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN.getParent());
            Files.write(GOLDEN, lines);
        }
        assertThat(lines).containsExactlyElementsOf(Files.readAllLines(GOLDEN));
        lines.forEach(line -> Schemas.fits("event-1", Json.own(line)));
    }

    @Test
    void theGuideNamesEveryTypeAndOnlyThose() throws IOException {
        // Given
        String guide = Files.readString(Schemas.root().resolve("docs/guides/events.md"));

        // Then
        assertThat(guide.lines().filter(line -> line.matches("\\| `[a-z]+\\.[a-z-]+` \\|.*")))
                .extracting(line -> line.substring(3, line.indexOf('`', 3)))
                .containsExactlyInAnyOrderElementsOf(
                        events().stream().map(Event::type).toList());
    }

    @Test
    void theIdIsTheSameForTheSameAndAnotherForAnythingElse() {
        // Given
        Event event = events().get(0);

        // Then
        assertThat(id(EventJson.message(1, Examples.AT, event)))
                .isEqualTo(id(EventJson.message(1, Examples.AT, event)));
        assertThat(id(EventJson.message(1, Examples.AT, event)))
                .isNotEqualTo(id(EventJson.message(2, Examples.AT, event)))
                .isNotEqualTo(id(EventJson.message(1, Examples.AT.plusSeconds(1), event)))
                .isNotEqualTo(id(EventJson.message(1, Examples.AT, events().get(1))));
    }

    @Test
    void whatNoTopicWouldTakeIsToldWithoutItsDocument() {
        // Given
        Event huge = new Event.AuditHeadKept("log", 1, "00", "x".repeat(400_000));

        // When
        JsonNode message = Json.own(EventJson.message(1, Examples.AT, huge));

        // Then
        assertThat(message.path("cut").booleanValue()).isTrue();
        assertThat(message.has("head")).isFalse();
        assertThat(message.path("about").asText()).isEqualTo("log");
        Schemas.fits("event-1", message);
    }

    private static String id(String message) {
        return Json.own(message).path("id").asText();
    }

    private static List<Event> events() {
        Decision decision = Examples.decisions().get(0);
        Remediation.Subject subject = new Remediation.Subject("r-1", Examples.plan(), "HQ", Examples.AT);
        Approval approval =
                new Approval("user:alice", Examples.AT, subject.plan().hash(), Examples.AT.plus(Duration.ofDays(7)));
        Remediation remediation = new Remediation.Proposed(subject).approve(approval);
        return List.of(
                new Event.AssetIdentified(decision.about()),
                new Event.AssetChanged(decision.about()),
                new Event.AssetGone(decision.about()),
                new Event.DecisionMade(decision),
                new Event.DecisionWithdrawn(decision),
                new Event.RemediationReached(remediation),
                new Event.AuditHeadKept(
                        "ratchet-audit/0123456789abcdef",
                        7,
                        Examples.SHA,
                        "ratchet-audit/0123456789abcdef\n7\nASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8=\n"));
    }
}
