package io.ratchet.wire;

import static io.ratchet.wire.Examples.sent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.audit.AuditEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditEventJsonTest {
    private final AuditEvent event = new AuditEvent(
            Examples.AT,
            "step.applied",
            "user:zoë",
            Examples.WEB,
            "r-1",
            Map.of(
                    "runId",
                    "run-1",
                    "changed",
                    true,
                    "restart",
                    "reboot",
                    "number",
                    4294967295L,
                    "before",
                    Map.of("value", "160", "kind", "dword"),
                    "list",
                    List.of("b", "a", 1L, false, List.of(), Map.of())));

    /** Exports of every earlier version must still verify, so these bytes never change. */
    @Test
    void theCanonicalLineIsFixedForEver() {
        assertThat(new String(AuditEventJson.canonical(7, event), UTF_8))
                .isEqualTo(
                        "{\"actor\":\"user:zoë\",\"asset\":\"web01.corp.example\",\"at\":\"2018-09-01T01:12:09Z\","
                                + "\"data\":{\"before\":{\"kind\":\"dword\",\"value\":\"160\"},\"changed\":true,"
                                + "\"list\":[\"b\",\"a\",1,false,[],{}],\"number\":4294967295,\"restart\":\"reboot\",\"runId\":\"run-1\"},"
                                + "\"remediation\":\"r-1\",\"schema\":\"ratchet.audit-event/1\",\"sequence\":7,\"type\":\"step.applied\"}");
    }

    @Test
    void comesBackWithTheSameBytes() {
        // Given
        byte[] line = AuditEventJson.canonical(7, event);

        // When
        AuditEvent read = AuditEventJson.read(Json.own(new String(line, UTF_8)));

        // Then
        assertThat(read).isEqualTo(event);
        assertThat(AuditEventJson.canonical(7, read)).isEqualTo(line);
        Schemas.fits("audit-event-1", sent(AuditEventJson.write(7, event)));
    }

    @Test
    void aSealedLineSaysWhatIsSealedAndComesBackAsTheSameEvent() {
        // Given
        String salt = "00112233445566778899aabbccddeeff";

        // When
        String line = new String(AuditEventJson.sealed(7, event, List.of("actor", "data.list"), salt), UTF_8);
        String open = new String(AuditEventJson.sealed(7, event, List.of(), salt), UTF_8);

        // Then
        assertThat(line)
                .endsWith("\"remediation\":\"r-1\",\"salt\":\"" + salt + "\",\"schema\":\"ratchet.audit-event/2\","
                        + "\"sealed\":[\"actor\",\"data.list\"],\"sequence\":7,\"type\":\"step.applied\"}");
        assertThat(open).contains("\"sealed\":[]").doesNotContain("salt");
        assertThat(AuditEventJson.read(Json.own(line))).isEqualTo(event);
        Schemas.fits("audit-event-2", Json.own(line));
        Schemas.fits("audit-event-2", Json.own(open));
    }

    @Test
    void theOrderInWhichDataWasGatheredDoesNotMatter() {
        // Given
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("z", "1");
        inner.put("a", "2");
        Map<String, Object> turned = new LinkedHashMap<>();
        turned.put("a", "2");
        turned.put("z", "1");

        // Then
        assertThat(AuditEventJson.canonical(0, with(inner))).isEqualTo(AuditEventJson.canonical(0, with(turned)));
    }

    private static AuditEvent with(Map<String, Object> inner) {
        return new AuditEvent(Examples.AT, "step.applied", "ratchet", null, null, Map.of("before", inner));
    }

    @Test
    void aLineWithoutAnAssetNamesNone() {
        assertThat(new String(AuditEventJson.canonical(0, with(Map.of())), UTF_8))
                .isEqualTo("{\"actor\":\"ratchet\",\"at\":\"2018-09-01T01:12:09Z\",\"data\":{\"before\":{}},"
                        + "\"schema\":\"ratchet.audit-event/1\",\"sequence\":0,\"type\":\"step.applied\"}");
    }
}
