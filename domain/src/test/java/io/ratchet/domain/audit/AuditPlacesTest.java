package io.ratchet.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditPlacesTest {
    private static final Instant AT = Instant.parse("2018-09-20T22:00:00Z");

    @Test
    void whatNobodyClassedIsHiddenWithEveryRedaction() {
        // Given a field that a later release adds, a type that it adds, and a part of a host that a source adds
        AuditEvent field = event("readiness.changed", "ratchet", Map.of("goal", "READY", "nickname", "web01"));
        AuditEvent type = event("door.opened", "ratchet", Map.of("goal", "READY"));
        AuditEvent part = event("asset.identified", "ratchet", Map.of("host", Map.of("rack", "web01 above")));

        // Then
        assertThat(AuditPlaces.of(field)).containsExactly("data.nickname");
        assertThat(AuditPlaces.of(type)).containsExactly("data.goal");
        assertThat(AuditPlaces.of(part)).containsExactly("data.host.rack");
        for (Redaction each : Redaction.values()) {
            assertThat(AuditPlaces.hiddenBy("readiness.changed", "data.nickname"))
                    .contains(each);
            assertThat(AuditPlaces.hiddenBy("door.opened", "data.goal")).contains(each);
            assertThat(AuditPlaces.hiddenBy("asset.identified", "data.host.rack"))
                    .contains(each);
            assertThat(AuditPlaces.hiddenBy("asset.identified", "somewhere")).contains(each);
        }
    }

    @Test
    void whoActedAndOnWhatIsSealedUnlessItWasRatchetItself() {
        // Given
        AuditEvent event = new AuditEvent(
                AT, "remediation.approved", "user:alice", new AssetId("web01"), "rem-1", Map.of("statedAt", "earlier"));

        // Then
        assertThat(AuditPlaces.of(event)).containsExactly("actor", "asset");
        assertThat(AuditPlaces.hiddenBy(event.type(), "actor")).containsExactly(Redaction.USERS);
        assertThat(AuditPlaces.hiddenBy(event.type(), "asset"))
                .containsExactlyInAnyOrder(Redaction.HOSTS, Redaction.ADDRESSES);
    }

    @Test
    void aHostIsSealedPartByPart() {
        // Given
        AuditEvent event = event(
                "asset.identified",
                "ratchet",
                Map.of("host", Map.of("fqdn", "web01.corp.example", "ip", "10.0.0.5"), "identity", "resolved"));

        // Then
        assertThat(AuditPlaces.of(event)).containsExactly("data.host.fqdn", "data.host.ip");
        assertThat(AuditPlaces.hiddenBy(event.type(), "data.host.fqdn")).isEqualTo(Set.of(Redaction.HOSTS));
        assertThat(AuditPlaces.hiddenBy(event.type(), "data.host.ip")).isEqualTo(Set.of(Redaction.ADDRESSES));
    }

    @Test
    void aFieldWhoseNameCouldBeSpelledInTwoWaysIsRefused() {
        assertThatThrownBy(() -> AuditPlaces.of(event("door.opened", "ratchet", Map.of("a.b", "c"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a.b'");
    }

    @Test
    void wordsOfRedactionsAreReadAndOthersRefused() {
        assertThat(Redaction.read("users, hosts")).containsExactlyInAnyOrder(Redaction.HOSTS, Redaction.USERS);
        assertThat(Redaction.words(Redaction.read("addresses,hosts"))).isEqualTo("hosts,addresses");
        for (String words : new String[] {"", "names", "hosts,", "HOSTS"})
            assertThatThrownBy(() -> Redaction.read(words)).hasMessageContaining("cannot be redacted");
    }

    private static AuditEvent event(String type, String actor, Map<String, Object> data) {
        return new AuditEvent(AT, type, actor, null, null, data);
    }
}
