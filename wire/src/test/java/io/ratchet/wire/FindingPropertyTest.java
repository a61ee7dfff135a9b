package io.ratchet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.RegistryData.Kind;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

class FindingPropertyTest {
    @Property(tries = 300)
    void whateverIsWrittenIsReadTheSame(Draw draw) throws Exception {
        Finding finding = finding(draw);
        assertThat(FindingJson.read(Json.parse(Json.line(FindingJson.write(finding)))))
                .isEqualTo(finding);
    }

    @Property
    void whateverIsWrittenFitsTheSchema(Draw draw) {
        Schemas.fits("finding-1", FindingJson.write(finding(draw)));
    }

    @Property(tries = 400)
    void aTimeIsWhatJavaReadsOfIt(Draw draw) {
        // Given
        String number = "%02d";
        String text = String.format(Locale.ROOT, "%04d", draw.between(0, 2400)) + "-"
                + String.format(Locale.ROOT, number, draw.between(0, 14)) + "-"
                + String.format(Locale.ROOT, number, draw.between(0, 33))
                + draw.of(List.of("T", "T", "t", " "))
                + String.format(Locale.ROOT, number, draw.between(0, 25)) + ":"
                + String.format(Locale.ROOT, number, draw.between(0, 61))
                + draw.of(List.of(":59", ":00", ":60", ""))
                + draw.of(List.of("", "", "." + draw.textOf("0129", draw.between(0, 10))))
                + draw.of(List.of("Z", "Z", "z", "", "+02:00"));
        ObjectNode written = FindingJson.write(finding(draw));
        written.put("observedAt", text);

        // When
        Instant read = null;
        try {
            read = FindingJson.read(written).observedAt();
        } catch (FailureException e) {
            assertThat(e).hasMessageContaining("'observedAt' must be a time");
        }

        // Then: years of four digits are known, from 1 on
        assertThat(read).as(text).isEqualTo(java(text));
    }

    private static @Nullable Instant java(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return instant.isBefore(Instant.parse("0001-01-01T00:00:00Z")) ? null : instant;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Finding finding(Draw draw) {
        ReportRef report = new ReportRef(
                draw.textOf("0123456789abcdef", 64),
                "nessus",
                named(draw),
                draw.orNull(30, () -> moment(draw)),
                draw.orNull(20, () -> draw.of(Method.values())));
        Evidence evidence = new Evidence(draw.orNull(30, () -> named(draw)), draw.orNull(30, () -> draw.text(20)));
        return new Finding(report, named(draw), moment(draw), host(draw), observation(draw), evidence);
    }

    private static HostRef host(Draw draw) {
        return new HostRef(
                named(draw),
                draw.orNull(50, () -> named(draw)),
                null,
                named(draw),
                draw.orNull(50, () -> named(draw)),
                draw.orNull(50, () -> named(draw)),
                null,
                null,
                null,
                texts(draw, 3));
    }

    private static Observation observation(Draw draw) {
        return draw.from(
                () -> new Observation.ProtocolOffer(
                        draw.between(1, 65535),
                        "tcp",
                        draw.orNull(50, () -> draw.text(20)),
                        null,
                        draw.of(Protocol.values()),
                        draw.of(OfferState.values())),
                () -> new Observation.RegistryValue(named(draw), draw.text(20), data(draw)),
                () -> new Observation.SchannelEvent(
                        (int) draw.anyLong(), draw.between(0, Long.MAX_VALUE), texts(draw, 4), null),
                () -> draw.of(Examples.observations()));
    }

    private static RegistryData data(Draw draw) {
        return draw.from(
                () -> RegistryData.dword(draw.between(0, 0xFFFF_FFFFL)),
                () -> new RegistryData(Kind.QWORD, draw.anyLong()),
                () -> RegistryData.string(draw.text(20)),
                () -> new RegistryData(Kind.MULTI_STRING, draw.list(4, () -> draw.text(20))),
                () -> RegistryData.ABSENT);
    }

    private static Map<String, String> texts(Draw draw, int most) {
        Map<String, String> texts = new HashMap<>();
        for (String name : draw.list(most, () -> named(draw))) texts.put(name, draw.text(20));
        return texts;
    }

    private static Instant moment(Draw draw) {
        return Instant.ofEpochSecond(draw.between(-62135596800L, 253402300799L), draw.between(0, 999_999_999));
    }

    /** A text that is not blank and has no blank at an end. */
    private static String named(Draw draw) {
        return "a" + draw.text(20).strip() + "z";
    }
}
