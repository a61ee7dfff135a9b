package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NmapReaderTest {
    private static final String ADDRESS = "<address addr='10.1.0.6' addrtype='ipv4'/>";

    @Test
    void aVersionWithoutAnyCipherWasTriedAndRefused() throws IOException {
        assertThat(states(accepted("TLSv1.2") + "<table key='TLSv1.0'><table key='ciphers'></table></table>", "7.93"))
                .containsEntry(Protocol.TLS_1_0, OfferState.NOT_OFFERED)
                .containsEntry(Protocol.TLS_1_2, OfferState.OFFERED)
                .doesNotContainKey(Protocol.SSL_2);
    }

    @Test
    void whereTheScriptFailedNothingIsKnown() throws IOException {
        assertThat(states("", "7.93"))
                .hasSize(5)
                .containsValue(OfferState.UNKNOWN)
                .doesNotContainValue(OfferState.NOT_OFFERED);
        assertThat(states("<table key='TLSv1.0'><table key='ciphers'></table></table>", "7.93"))
                .doesNotContainValue(OfferState.NOT_OFFERED);
    }

    @Test
    void anOldNmapSaysNothingOfTls13() throws IOException {
        assertThat(states(accepted("TLSv1.2"), "7.70")).doesNotContainKey(Protocol.TLS_1_3);
        assertThat(states(accepted("TLSv1.3"), "7.70")).containsEntry(Protocol.TLS_1_3, OfferState.OFFERED);
        assertThat(states(accepted("TLSv1.2"), "later")).doesNotContainKey(Protocol.TLS_1_3);
    }

    @Test
    void tellsWhoTheHostIsAndWhenItWasSeen() throws IOException {
        // When
        Finding finding = Reading.ofText(run(
                        "7.93",
                        ADDRESS + "<address addr='00:50:56:AA:01:0C' addrtype='mac'/>"
                                + "<hostnames><hostname name='web' type='user'/><hostname name='Web02.corp.example' type='PTR'/></hostnames>",
                        accepted("TLSv1.2")))
                .findings()
                .get(0);

        // Then
        HostRef host = finding.host();
        assertThat(host.ip()).isEqualTo("10.1.0.6");
        assertThat(host.fqdn()).isEqualTo("web02.corp.example");
        assertThat(host.mac()).isEqualTo("00:50:56:aa:01:0c");
        assertThat(finding.observedAt()).isEqualTo("2018-09-19T00:00:30Z");
        assertThat(finding.report().run()).isEqualTo("2018-09-19T00:00:00Z");
        assertThat(finding.evidence().text()).isEqualTo("accepted TLSv1.2");
    }

    @Test
    void rejectsAPortOfAHostThatNobodyCanName() throws IOException {
        // When
        Reading reading =
                Reading.ofText(run("7.93", "<address addr='10.1.0.600' addrtype='ipv4'/>", accepted("TLSv1.2")));

        // Then
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-NO-HOST");
    }

    @Test
    void passesOverThePlainDocumentTypeThatNmapWritesAndNoOther() throws IOException {
        // Given
        String run = run("7.93", ADDRESS, accepted("TLSv1.2"));

        // Then
        assertThat(Reading.ofText("<!DOCTYPE nmaprun>" + run).findings()).isNotEmpty();
        for (String type : new String[] {
            "<!DOCTYPE nmaprun [<!ENTITY x 'y'>]>",
            "<!DOCTYPE nmaprun SYSTEM 'nmap.dtd'>",
            "<!DOCTYPE nmaprun PUBLIC 'a' 'nmap.dtd'>"
        }) {
            Reading reading = Reading.ofText(type + run);
            assertThat(reading.findings()).as(type).isEmpty();
            assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-FORBIDDEN");
        }
    }

    @Test
    void anAbortedRunIsNotComplete() throws IOException {
        // Given
        String run = run("7.93", ADDRESS, accepted("TLSv1.2"));

        // When
        Reading cut = Reading.ofText(run.replace("</nmaprun>", ""));
        Reading failed = Reading.ofText(run.replace("exit='success'", "exit='error'"));

        // Then
        for (Reading reading : new Reading[] {cut, failed}) {
            assertThat(reading.findings()).isNotEmpty();
            assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-TRUNCATED");
            assertThat(reading.coverage().complete()).isFalse();
        }
    }

    private static Map<Protocol, OfferState> states(String tables, String version) throws IOException {
        Map<Protocol, OfferState> states = new TreeMap<>();
        Reading.ofText(run(version, ADDRESS, tables))
                .seen(ProtocolOffer.class)
                .forEach(offer -> states.put(offer.protocol(), offer.state()));
        return states;
    }

    private static String accepted(String protocol) {
        return "<table key='" + protocol
                + "'><table key='ciphers'><table><elem key='name'>TLS_RSA_WITH_AES_128_CBC_SHA</elem></table>"
                + "<table><elem key='name'>TLS_RSA_WITH_AES_256_CBC_SHA</elem></table></table></table>";
    }

    private static String run(String version, String names, String tables) {
        return "<nmaprun scanner='nmap' start='1537315200' version='" + version
                + "'><host starttime='1537315201' endtime='1537315230'>" + names
                + "<ports><port protocol='tcp' portid='443'><state state='open'/><service name='https'/><script id='ssl-enum-ciphers' output='x'>"
                + tables
                + "<elem key='least strength'>A</elem></script></port><port protocol='tcp' portid='80'/></ports></host>"
                + "<runstats><finished time='1537315260' exit='success'/></runstats></nmaprun>";
    }
}
