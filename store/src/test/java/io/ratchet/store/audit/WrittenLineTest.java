package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.store.Examples;
import io.ratchet.wire.AuditEventJson;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenLineTest {
    private static final AuditEvent RICH = new AuditEvent(
            Instant.parse("2018-09-20T22:00:00.120Z"),
            "decision.made",
            "policy:night",
            new AssetId("web01.corp.example"),
            "plan-1",
            Map.of(
                    "because",
                    "\"quoted\" \\ back\nslash",
                    "facts",
                    List.of(Map.of("finding", "a", "says", "b"), List.of(), Map.of()),
                    "attempts",
                    -17L,
                    "changed",
                    true,
                    "none",
                    false));

    @Test
    void readsWhatIsWrittenWithoutTheLibrary() {
        for (long i = 0; i < 12; i++) {
            // Given
            AuditEvent event = i == 0 ? RICH : Examples.event((int) i);
            byte[] line = AuditEventJson.canonical(i, event);

            // When
            LineHead head = WrittenLine.head(line);

            // Then
            assertThat(head)
                    .isEqualTo(new LineHead(
                            i,
                            event.at(),
                            event.type(),
                            event.asset() == null ? null : event.asset().value(),
                            event.remediation() != null,
                            true));
            assertThat(WrittenLine.event(line)).isEqualTo(event);
        }
    }

    @Test
    void saysWhatTheLibrarySaysOfLinesThatWereChanged() throws Exception {
        Random random = new Random(17);
        List<byte[]> lines =
                List.of(AuditEventJson.canonical(0, RICH), AuditEventJson.canonical(1234567, Examples.event(3)));
        int read = 0;
        for (int i = 0; i < 40_000; i++) {
            byte[] line = changed(lines.get(i % 2), random);
            LineHead head = WrittenLine.head(line);
            AuditEvent event = WrittenLine.event(line);
            String shown = new String(line, StandardCharsets.ISO_8859_1);
            if (head != null) {
                read++;
                LineHead parsed = LineHead.parsed(line);
                assertThat(new LineHead(
                                head.sequence(), head.at(), head.type(), head.asset(), head.ofRemediation(), false))
                        .as(shown)
                        .isEqualTo(parsed);
                if (head.event()) assertThatCode(() -> parsed(line)).as(shown).doesNotThrowAnyException();
            }
            if (event != null) assertThat(event).as(shown).isEqualTo(parsed(line));
        }
        assertThat(read).isBetween(1_000, 39_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1,\"a\":1}",
                "{\"b\":1,\"a\":1}",
                "{\"a\":1} ",
                "{\"a\":1.0}",
                "{\"a\":1e3}",
                "{\"a\":01}",
                "{\"a\":-0}",
                "{\"a\":null}",
                "{\"a\":\"\\u0041\"}",
                "{\"a\":\"ä\"}",
                "{\"a\\n\":1}",
                "{\"a\":tru}",
                "{\"a\":{\"b\":[1,]}}",
                "{\"a\":1234567890123456789}",
                "{\"at\":\"2018-02-30T00:00:00Z\"}",
                "{\"at\":\"2018-02-03T24:00:00Z\"}",
                "{\"at\":\"2018-02-03T00:00:00.Z\"}",
                "{\"at\":7}",
                "{\"sequence\":\"7\"}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"data\":",
                "[1]",
                ""
            })
    void leavesToTheLibraryWhatIsNotWrittenSo(String line) {
        assertThat(WrittenLine.head(line.getBytes(StandardCharsets.UTF_8))).isNull();
        assertThat(WrittenLine.event(line.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    private static AuditEvent parsed(byte[] line) throws JsonProcessingException {
        return AuditEventJson.read(Json.parse(new String(line, StandardCharsets.UTF_8)));
    }

    private static byte[] changed(byte[] line, Random random) {
        byte[] changed = line.clone();
        for (int edits = random.nextInt(3); edits >= 0; edits--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(5)) {
                case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> changed[at] = (byte) "\"\\{}[],:0-.eZ t".charAt(random.nextInt(15));
                case 2 -> changed[at] = (byte) ('a' + random.nextInt(26));
                case 3 -> {
                    int to = Math.min(changed.length, at + 1 + random.nextInt(8));
                    byte[] shorter = Arrays.copyOf(changed, changed.length - (to - at));
                    System.arraycopy(changed, to, shorter, at, changed.length - to);
                    if (shorter.length > 0) changed = shorter;
                }
                default -> {
                    int to = Math.min(changed.length, at + 1 + random.nextInt(8));
                    byte[] longer = Arrays.copyOf(changed, changed.length + (to - at));
                    System.arraycopy(changed, at, longer, to, changed.length - at);
                    changed = longer;
                }
            }
        }
        return changed;
    }
}
