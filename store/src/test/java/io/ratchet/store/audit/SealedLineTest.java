package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditPlaces;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import io.ratchet.store.Examples;
import io.ratchet.wire.AuditEventJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedLineTest {
    private static final String SALT = "00112233445566778899aabbccddeeff";

    /** Exports of this version must verify with every later one, so these bytes never change. */
    @Test
    void theFormOfALineIsFixedForEver() {
        // Given
        AuditEvent event =
                new AuditEvent(Examples.AT, "session.begun", "user:alice", null, null, Map.of("address", "10.0.0.5"));
        byte[] line = AuditEventJson.sealed(7, event, AuditPlaces.of(event), SALT);

        // Then
        assertThat(text(line))
                .isEqualTo(
                        "{\"actor\":\"user:alice\",\"at\":\"2018-09-20T22:00:00Z\",\"data\":{\"address\":\"10.0.0.5\"},"
                                + "\"salt\":\"" + SALT
                                + "\",\"schema\":\"ratchet.audit-event/2\",\"sealed\":[\"actor\",\"data.address\"],"
                                + "\"sequence\":7,\"type\":\"session.begun\"}");
        assertThat(text(SealedLine.hashed(line)))
                .isEqualTo("{\"actor\":\"hidden:" + hidden("actor", "\"user:alice\"")
                        + "\",\"at\":\"2018-09-20T22:00:00Z\",\"data\":{\"address\":\"hidden:"
                        + hidden("data.address", "\"10.0.0.5\"")
                        + "\"},\"schema\":\"ratchet.audit-event/2\",\"sealed\":[\"actor\",\"data.address\"],"
                        + "\"sequence\":7,\"type\":\"session.begun\"}");
    }

    private static String hidden(String place, String value) {
        byte[] salt = Arrays.copyOf(
                new Sha256().add(HexFormat.of().parseHex(SALT)).add(place).bytes(), 16);
        return new Sha256().add(salt).add(value).hex();
    }

    @Property(tries = 400)
    void whateverIsHiddenIsTheSameLeafAndOpensToTheSameLine(Draw draw) throws Exception {
        // Given
        AuditEvent event = event(draw);
        List<String> places = AuditPlaces.of(event);
        byte[] line = AuditEventJson.sealed(draw.between(0, 1000), event, places, SealedLine.newSalt());
        Set<String> hidden = new TreeSet<>();
        for (String place : places) if (draw.between(0, 1) == 1) hidden.add(place);

        // When
        byte[] without = SealedLine.read(line).without(hidden::contains);
        SealedLine redacted = SealedLine.read(without);
        Map<String, SealedLine.Opening> openings =
                new TreeMap<>(SealedLine.read(line).openings());
        openings.keySet().retainAll(hidden);
        byte[] opened = redacted.opened(openings);

        // Then
        assertThat(SealedLine.hashed(without)).isEqualTo(SealedLine.hashed(line));
        assertThat(redacted.hidden()).containsExactlyElementsOf(hidden);
        assertThat(SealedLine.hashed(opened)).isEqualTo(SealedLine.hashed(line));
        assertThat(SealedLine.hashed(SealedLine.hashed(line))).isEqualTo(SealedLine.hashed(line));
        assertThat(SealedLine.read(opened).hides()).isFalse();
        assertThat(unsalted(opened)).isEqualTo(unsalted(line));
        assertThat(TableCheck.event(without).type()).isEqualTo(event.type());
        for (String place : hidden) {
            SealedLine.Opening right = openings.get(place);
            for (SealedLine.Opening wrong : List.of(
                    new SealedLine.Opening(SealedLine.newSalt(), right.json()),
                    new SealedLine.Opening(right.salt(), right.json() + " "),
                    new SealedLine.Opening("", right.json()),
                    new SealedLine.Opening(right.salt() + "0", right.json())))
                assertThatThrownBy(() -> redacted.opened(Map.of(place, wrong)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("does not open it");
        }
        assertThatThrownBy(() -> redacted.opened(Map.of("data.nothing", new SealedLine.Opening(SALT, "1"))))
                .hasMessageContaining("nothing is hidden at 'data.nothing'");
    }

    private static String unsalted(byte[] line) {
        return text(line).replaceAll("\"salts?\":(\"[0-9a-f]*\"|\\{[^}]*\\}),\"schema\"", "\"schema\"");
    }

    private static AuditEvent event(Draw draw) {
        AuditType type = draw.of(AuditType.values());
        Map<String, Object> data = new TreeMap<>();
        for (AuditType.Field field : type.defined()) data.put(field.name(), value(draw, 2));
        if (draw.between(0, 3) == 0)
            data.put("host", Map.of("fqdn", value(draw, 0), "ip", value(draw, 0), "zone", value(draw, 1)));
        return new AuditEvent(
                Examples.AT,
                type.wire(),
                draw.of(List.of("ratchet", "user:alice", "user:\"b\\", "policy:ü")),
                draw.orNull(50, () -> new AssetId("a" + draw.text(8))),
                draw.orNull(50, () -> "rem-1"),
                data);
    }

    private static Object value(Draw draw, int deep) {
        return switch (draw.between(0, deep > 0 ? 4 : 2)) {
            case 0 -> draw.text(20);
            case 1 -> draw.anyLong();
            case 2 -> draw.between(0, 1) == 1;
            case 3 -> new ArrayList<>(draw.list(3, () -> value(draw, deep - 1)));
            default -> Map.of("a" + draw.between(0, 9), value(draw, deep - 1));
        };
    }

    @Test
    void equalValuesInOtherLinesHaveOtherCommitments() {
        // Given
        AuditEvent event =
                new AuditEvent(Examples.AT, "session.begun", "user:alice", null, null, Map.of("address", "10.0.0.5"));

        // When
        String one =
                text(SealedLine.hashed(AuditEventJson.sealed(0, event, AuditPlaces.of(event), SealedLine.newSalt())));
        String other =
                text(SealedLine.hashed(AuditEventJson.sealed(1, event, AuditPlaces.of(event), SealedLine.newSalt())));

        // Then
        assertThat(one).contains("hidden:").doesNotContain("alice");
        assertThat(other).contains("hidden:").doesNotContain(one.substring(10, 60));
    }

    @Test
    void aLineOfTheSchemaBeforeIsHashedAsItStands() {
        // Given
        byte[] line = AuditEventJson.canonical(3, Examples.event(3));

        // Then
        assertThat(SealedLine.hashed(line)).isSameAs(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // no value at a place, no place for a salt, a salt for nothing
                "{'data':{},'schema':'ratchet.audit-event/2','sealed':['asset']}",
                "{'data':{},'salt':'00112233445566778899aabbccddeeff','schema':'ratchet.audit-event/2','sealed':['data.a']}",
                "{'data':{},'salt':'00112233445566778899aabbccddeeff','schema':'ratchet.audit-event/2','sealed':[]}",
                "{'asset':'x','salts':{},'schema':'ratchet.audit-event/2','sealed':['asset']}",
                "{'asset':'x','salts':{'actor':'00112233445566778899aabbccddeeff'},'schema':'ratchet.audit-event/2','sealed':['asset']}",
                // neither shown nor hidden
                "{'asset':'x','schema':'ratchet.audit-event/2','sealed':['asset']}",
                // both, in upper case, too short, not in order, twice, elsewhere
                "{'asset':'x','salt':'00112233445566778899aabbccddeeff','salts':{'asset':'00112233445566778899aabbccddeeff'},'schema':'ratchet.audit-event/2','sealed':['asset']}",
                "{'asset':'x','salt':'00112233445566778899AABBCCDDEEFF','schema':'ratchet.audit-event/2','sealed':['asset']}",
                "{'asset':'x','salt':'0011','schema':'ratchet.audit-event/2','sealed':['asset']}",
                "{'actor':'y','asset':'x','salt':'00112233445566778899aabbccddeeff','schema':'ratchet.audit-event/2','sealed':['asset','actor']}",
                "{'asset':'x','salt':'00112233445566778899aabbccddeeff','schema':'ratchet.audit-event/2','sealed':['asset','asset']}",
                "{'at':'x','salt':'00112233445566778899aabbccddeeff','schema':'ratchet.audit-event/2','sealed':['at']}",
                // overlapping, and no list
                "{'data':{'a':{'b':'x'}},'salt':'00112233445566778899aabbccddeeff','schema':'ratchet.audit-event/2','sealed':['data.a','data.a.b']}",
                "{'asset':'x','salt':'00112233445566778899aabbccddeeff','schema':'ratchet.audit-event/2','sealed':'asset'}",
                "{'asset':'x','salt':'00112233445566778899aabbccddeeff','schema':'ratchet.audit-event/2'}",
                // something between the salt and the schema
                "{'asset':'x','salt':'00112233445566778899aabbccddeeff','saltz':1,'schema':'ratchet.audit-event/2','sealed':['asset']}"
            })
    void aLineThatIsNotAsItMustBeHasNoLeaf(String line) {
        assertThatThrownBy(() -> SealedLine.hashed(line.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }
}
