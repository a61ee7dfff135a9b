package io.ratchet.wire;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FindingPropertyTest {
    @Property(tries = 300)
    void whateverIsWrittenIsReadTheSame(@ForAll("findings") Finding finding) throws Exception {
        assertThat(FindingJson.read(Json.parse(Json.line(FindingJson.write(finding)))))
                .isEqualTo(finding);
    }

    @Property(tries = 100)
    void whateverIsWrittenFitsTheSchema(@ForAll("findings") Finding finding) {
        Schemas.fits("finding-1", FindingJson.write(finding));
    }

    @Provide
    Arbitrary<Finding> findings() {
        Arbitrary<ReportRef> reports = Combinators.combine(
                        Arbitraries.strings().withChars("0123456789abcdef").ofLength(64),
                        texts(),
                        moments().injectNull(0.3),
                        Arbitraries.of(Method.class).injectNull(0.2))
                .as((sha256, source, run, method) -> new ReportRef(sha256, "nessus", source, run, method));
        Arbitrary<Evidence> evidence = Combinators.combine(
                        texts().injectNull(0.3), anything().injectNull(0.3))
                .as(Evidence::new);
        return Combinators.combine(reports, texts(), moments(), hosts(), observations(), evidence)
                .as(Finding::new);
    }

    private static Arbitrary<HostRef> hosts() {
        return Combinators.combine(
                        texts(),
                        texts().injectNull(0.5),
                        texts(),
                        texts().injectNull(0.5),
                        texts().injectNull(0.5),
                        Arbitraries.maps(texts(), anything()).ofMaxSize(3))
                .as((zone, site, fqdn, netbios, domain, ids) ->
                        new HostRef(zone, site, null, fqdn, netbios, domain, null, null, null, ids));
    }

    private static Arbitrary<Observation> observations() {
        Arbitrary<Observation> offers = Combinators.combine(
                        Arbitraries.integers().between(1, 65535),
                        anything().injectNull(0.5),
                        Arbitraries.of(Protocol.class),
                        Arbitraries.of(OfferState.class))
                .as((port, sni, protocol, state) ->
                        new Observation.ProtocolOffer(port, "tcp", sni, null, protocol, state));
        Arbitrary<Observation> values =
                Combinators.combine(texts(), anything(), data()).as(Observation.RegistryValue::new);
        Arbitrary<Observation> events = Combinators.combine(
                        Arbitraries.integers(),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.maps(texts(), anything()).ofMaxSize(4))
                .as((id, count, fields) -> new Observation.SchannelEvent(id, count, fields, null));
        return Arbitraries.oneOf(offers, values, events, Arbitraries.of(Examples.observations()));
    }

    private static Arbitrary<RegistryData> data() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 0xFFFF_FFFFL).map(RegistryData::dword),
                Arbitraries.longs().map(number -> new RegistryData(Kind.QWORD, number)),
                anything().map(RegistryData::string),
                anything().list().ofMaxSize(4).map(list -> new RegistryData(Kind.MULTI_STRING, list)),
                Arbitraries.just(RegistryData.ABSENT));
    }

    private static Arbitrary<Instant> moments() {
        return Combinators.combine(
                        Arbitraries.longs().between(-62135596800L, 253402300799L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }

    private static Arbitrary<String> anything() {
        return Arbitraries.strings().ofMaxLength(20);
    }

    private static Arbitrary<String> texts() {
        return anything().map(text -> "a" + text.strip() + "z");
    }
}
