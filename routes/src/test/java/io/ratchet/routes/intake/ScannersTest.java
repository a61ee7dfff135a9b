package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scanners really say of listeners that are not as they seem, and what may be believed of it. */
class ScannersTest {
    @Test
    void whereEveryVersionCameOutAsOffNothingIsKnown() throws IOException {
        // Given: a listener that wants its name, a plain one, or one that closes at once.
        String sslscan = sslscan(protocols("000000"));
        String testssl = testssl(
                "SSLv2=not offered",
                "SSLv3=not offered",
                "TLS1=not offered",
                "TLS1_1=not offered",
                "TLS1_2=not offered",
                "TLS1_3=not offered");

        // Then
        assertThat(states(sslscan).values()).containsOnly(OfferState.UNKNOWN);
        assertThat(states(testssl).values()).containsOnly(OfferState.UNKNOWN);
    }

    @Test
    void sslscanThatSawOnlyTheFirstAnswersKnowsNothingOfTheRest() throws IOException {
        // When
        Map<Protocol, OfferState> states = states(sslscan(protocols("001000")));

        // Then
        assertThat(states)
                .containsEntry(Protocol.SSL_3, OfferState.NOT_OFFERED)
                .containsEntry(Protocol.TLS_1_0, OfferState.OFFERED)
                .containsEntry(Protocol.TLS_1_1, OfferState.UNKNOWN)
                .containsEntry(Protocol.TLS_1_2, OfferState.UNKNOWN);
    }

    @Test
    void sslscanThatCouldStillListCiphersKnowsWhatWasRefused() throws IOException {
        assertThat(states(sslscan(protocols("001000")
                        + "<cipher status='accepted' sslversion='TLSv1.0' cipher='AES128-SHA' id='0x002F'/>")))
                .containsEntry(Protocol.TLS_1_2, OfferState.NOT_OFFERED);
    }

    @Test
    void aMissingListOfCiphersSaysNothingOfAVersionThatIsOn() throws IOException {
        // Given: mutual TLS.
        assertThat(states(sslscan(protocols("000110"))))
                .containsEntry(Protocol.TLS_1_1, OfferState.OFFERED)
                .containsEntry(Protocol.TLS_1_2, OfferState.OFFERED)
                .containsEntry(Protocol.TLS_1_3, OfferState.UNKNOWN);
    }

    @Test
    void anOldSslscanThatListsCiphersAloneProvesNoRefusal() throws IOException {
        assertThat(states(sslscan("<cipher status='preferred' sslversion='TLSv1.0' cipher='x'/>")))
                .containsOnlyKeys(Protocol.TLS_1_0)
                .containsValue(OfferState.OFFERED);
    }

    @Test
    void aClosedPortIsNoResult() throws IOException {
        // When
        Reading sslscan = read(
                "<document title='SSLScan Results' version='2.0.7'><error><![CDATA[Could not open a connection]]></error></document>");
        Reading testssl = read(
                "[{\"id\":\"scanProblem\",\"ip\":\"a.corp.example/\",\"port\":\"443\",\"severity\":\"FATAL\",\"finding\":\"no connection\"}]");

        // Then
        for (Reading reading : new Reading[] {sslscan, testssl}) {
            assertThat(reading.findings()).isEmpty();
            assertThat(reading.hints()).extracting(Hint::hint).contains("nothing-used");
        }
    }

    @Test
    void aRunThatWasEndedHasNoRoot() throws IOException {
        // When
        Reading reading =
                read("<document title='SSLScan Results' version='2.0.7'><ssltest host='a.corp.example' port='443'>"
                        + protocols("001000"));

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-TRUNCATED");
    }

    @ParameterizedTest
    @CsvSource({
        "offered, LOW, OFFERED",
        "offered (deprecated), OK, OFFERED",
        "offered (NOT ok), CRITICAL, OFFERED",
        "'not offered, and downgraded to a weaker protocol', CRITICAL, NOT_OFFERED",
        "'TLSv1.1 is not offered, and downgraded to a weaker protocol', CRITICAL, NOT_OFFERED",
        "likely not offered, OK, UNKNOWN",
        "not offered, OK, UNKNOWN",
        "test failed, WARN, UNKNOWN",
    })
    void testsslIsReadByItsWordsAndNeverByItsSeverity(String finding, String severity, OfferState state)
            throws IOException {
        // When
        Map<Protocol, OfferState> states =
                states("[" + item("TLS1", "offered", "LOW") + "," + item("TLS1_1", finding, severity) + "]");

        // Then
        assertThat(states).containsEntry(Protocol.TLS_1_0, OfferState.OFFERED).containsEntry(Protocol.TLS_1_1, state);
    }

    @Test
    void aTestsslThatWasInterruptedKeepsWhatItWrote() throws IOException {
        // When
        Reading reading = read("[" + item("SSLv3", "not offered", "OK") + "," + item("TLS1", "offered", "LOW") + ","
                + item("TLS1_1", "not off", "OK").substring(0, 30));

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::protocol, ProtocolOffer::state)
                .containsExactly(
                        tuple(Protocol.SSL_3, OfferState.NOT_OFFERED), tuple(Protocol.TLS_1_0, OfferState.OFFERED));
        assertThat(reading.coverage().complete()).isFalse();
    }

    @Test
    void aNullOfSslyzeIsNoRefusal() throws IOException {
        // When
        Map<Protocol, OfferState> states = states(
                sslyze(
                        "\"tls_1_0_cipher_suites\":{\"status\":\"COMPLETED\",\"result\":{\"accepted_cipher_suites\":[]}},\"tls_1_1_cipher_suites\":{\"status\":\"ERROR\",\"result\":null},"
                                + "\"tls_1_2_cipher_suites\":{\"status\":\"COMPLETED\",\"result\":{\"accepted_cipher_suites\":[{},{}]}}"));

        // Then
        assertThat(states)
                .containsEntry(Protocol.TLS_1_0, OfferState.NOT_OFFERED)
                .containsEntry(Protocol.TLS_1_1, OfferState.UNKNOWN)
                .containsEntry(Protocol.TLS_1_2, OfferState.OFFERED);
    }

    @Test
    void oneSuiteOfSslyzeMayBeTheLastAnswerOfAListener() throws IOException {
        assertThat(
                        states(
                                sslyze(
                                        "\"tls_1_0_cipher_suites\":{\"status\":\"COMPLETED\",\"result\":{\"accepted_cipher_suites\":[]}},"
                                                + "\"tls_1_2_cipher_suites\":{\"status\":\"COMPLETED\",\"result\":{\"accepted_cipher_suites\":[{}]}}")))
                .containsEntry(Protocol.TLS_1_0, OfferState.UNKNOWN);
    }

    @Test
    void aReportWithoutATimeAsksForOne() throws IOException {
        assertThat(Reading.ofText(sslscan(protocols("001010"))).rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("--observed-at"));
    }

    private static Reading read(String report) throws IOException {
        return Reading.of(report.getBytes(StandardCharsets.UTF_8), FormatsTest.TOLD);
    }

    private static Map<Protocol, OfferState> states(String report) throws IOException {
        Map<Protocol, OfferState> states = new TreeMap<>();
        read(report).seen(ProtocolOffer.class).forEach(offer -> states.put(offer.protocol(), offer.state()));
        return states;
    }

    private static String sslscan(String elements) {
        return "<document title='SSLScan Results' version='2.0.7'><ssltest host='a.corp.example' sniname='a.corp.example' port='443'>"
                + elements + "</ssltest></document>";
    }

    private static String protocols(String enabled) {
        StringBuilder elements = new StringBuilder();
        String[] names = {"ssl 2", "ssl 3", "tls 1.0", "tls 1.1", "tls 1.2", "tls 1.3"};
        for (int i = 0; i < names.length; i++)
            elements.append("<protocol type='")
                    .append(names[i], 0, 3)
                    .append("' version='")
                    .append(names[i].substring(4))
                    .append("' enabled='")
                    .append(enabled.charAt(i))
                    .append("'/>");
        return elements.toString();
    }

    private static String testssl(String... items) {
        StringBuilder list = new StringBuilder("[");
        for (String item : items)
            list.append(list.length() > 1 ? "," : "").append(item(item.split("=")[0], item.split("=")[1], "OK"));
        return list.append("]").toString();
    }

    private static String item(String id, String finding, String severity) {
        return "{\"id\":\"" + id + "\",\"ip\":\"a.corp.example/10.1.0.1\",\"port\":\"443\",\"severity\":\"" + severity
                + "\",\"finding\":\"" + finding + "\"}";
    }

    private static String sslyze(String results) {
        return "{\"date_scans_completed\":\"2018-09-20T01:00:00Z\",\"server_scan_results\":[{\"server_location\":{\"hostname\":\"a.corp.example\",\"ip_address\":\"10.1.0.1\",\"port\":443},\"scan_result\":{"
                + results + "}}],\"sslyze_version\":\"6.3.1\"}";
    }
}
