package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NessusReaderTest {
    private static final String TIMES =
            "<tag name='HOST_START_TIMESTAMP'>1537318800</tag><tag name='HOST_END_TIMESTAMP'>1537319100</tag>";

    @ParameterizedTest
    @CsvSource({
        "104743, TLS Version 1.0 Protocol Detection, TLSv1 is enabled, TLSv1.0",
        "121010, TLS Version 1.1 Protocol Detection, TLSv1.1 is enabled, TLSv1.1",
        "157288, TLS Version 1.1 Deprecated Protocol, TLSv1.1 is enabled, TLSv1.1",
        "136318, TLS Version 1.2 Protocol Detection, TLSv1.2 is enabled, TLSv1.2",
        "138330, TLS Version 1.3 Protocol Detection, TLSv1.3 is enabled, TLSv1.3",
        "20007, SSL Version 2 and 3 Protocol Detection, - SSLv3 is enabled, SSLv3",
    })
    void aSingleCheckProvesWhatIsOfferedAndNothingElse(String plugin, String name, String output, String protocol)
            throws IOException {
        // When
        Reading reading = Reading.ofText(
                scan(TIMES, item(plugin, 443, name, output + " and the server supports at least one cipher.")));

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::port, offer -> offer.protocol().wire(), ProtocolOffer::state)
                .containsExactly(tuple(443, protocol, OfferState.OFFERED));
        assertThat(reading.findings().get(0).evidence().check()).isEqualTo("nessus:" + plugin);
        assertThat(reading.findings().get(0).evidence().text()).contains("is enabled");
    }

    @Test
    void aWholeListProvesWhatIsRefusedToo() throws IOException {
        // When
        Reading reading = Reading.ofText(scan(
                TIMES, item("56984", 443, "SSL / TLS Versions Supported", "\nThis port supports TLSv1.3/TLSv1.2.\n")));

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::protocol, ProtocolOffer::state)
                .containsExactly(
                        tuple(Protocol.SSL_3, OfferState.NOT_OFFERED),
                        tuple(Protocol.TLS_1_0, OfferState.NOT_OFFERED),
                        tuple(Protocol.TLS_1_1, OfferState.NOT_OFFERED),
                        tuple(Protocol.TLS_1_2, OfferState.OFFERED),
                        tuple(Protocol.TLS_1_3, OfferState.OFFERED));
    }

    @Test
    void aListWithAWordThatIsNotUnderstoodProvesNoRefusal() throws IOException {
        // When
        Reading reading = Reading.ofText(
                scan(TIMES, item("56984", 443, "SSL / TLS Versions Supported", "This port supports TLSv1.2/GTLSv7.")));

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::protocol)
                .containsExactly(Protocol.TLS_1_2);
    }

    @ParameterizedTest
    @CsvSource({
        "56984, SSL / TLS Versions Supported, This port supports nothing.",
        "56984, SSL / TLS Versions Supported, Diese Verbindung nutzt TLSv1.2.",
        "20007, SSL Version 2 and 3 Protocol Detection, Something is enabled.",
        "104743, TLS Version 1.1 Deprecated Protocol, TLSv1.1 is enabled.",
        "104743, TLS Version 1.0 Protocol Detection, TLSv1.1 is enabled.",
        "104743, OpenSSL 1.0.2 detection, An old library.",
    })
    void rejectsARowThatContradictsItselfOrSaysNothing(String plugin, String name, String output) throws IOException {
        // When
        Reading reading =
                Reading.ofText(scan(TIMES, item(plugin, 443, name, output), item("10107", 443, "HTTP Server", "x")));

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.reason()).isEqualTo("INTAKE-BAD-VALUE");
            assertThat(rejected.record()).isEqualTo("ReportHost[1]/ReportItem[1]");
            assertThat(rejected.excerpt()).contains(name);
        });
        assertThat(reading.coverage().ignored()).isEqualTo(1);
    }

    @Test
    void rejectsACheckOnNoPortAndGoesOn() throws IOException {
        // When
        Reading reading = Reading.ofText(scan(TIMES, tls10(0), tls10(99999), tls10(443)));

        // Then
        assertThat(reading.rejected())
                .extracting(Rejected::record)
                .containsExactly("ReportHost[1]/ReportItem[1]", "ReportHost[1]/ReportItem[2]");
        assertThat(reading.findings()).hasSize(1);
    }

    @Test
    void tellsWhoTheHostIs() throws IOException {
        // When
        HostRef host = host(TIMES
                + "<tag name='host-ip'>10.1.0.5</tag><tag name='host-fqdn'>web01</tag><tag name='host-rdns'>Web01.Corp.Example.</tag>"
                + "<tag name='netbios-name'>CORP\\WEB01</tag><tag name='mac-address'>00:50:56:81:01:E3\n00:50:56:81:01:E4</tag>"
                + "<tag name='bios-uuid'>775C1E42-110A-3322-4455-66778899AA01</tag><tag name='host-uuid'>ab-1</tag>");

        // Then
        assertThat(host.ip()).isEqualTo("10.1.0.5");
        assertThat(host.fqdn()).isEqualTo("web01.corp.example");
        assertThat(host.netbios()).isEqualTo("WEB01");
        assertThat(host.domain()).isEqualTo("CORP");
        assertThat(host.mac()).isEqualTo("00:50:56:81:01:e3");
        assertThat(host.smbiosUuid()).isEqualTo("775c1e42-110a-3322-4455-66778899aa01");
        assertThat(host.nativeIds()).containsEntry("nessus", "ab-1");
    }

    @Test
    void takesNoAddressAndNoWorkgroupForAName() throws IOException {
        // When
        HostRef host =
                host(TIMES + "<tag name='host-rdns'>10.1.0.5</tag><tag name='host-fqdn'>5.0.1.10.in-addr.arpa</tag>"
                        + "<tag name='netbios-name'>WORKGROUP\\WEB01</tag>");

        // Then
        assertThat(host.fqdn()).isNull();
        assertThat(host.domain()).isNull();
        assertThat(host.netbios()).isEqualTo("WEB01");
        assertThat(host.ip()).as("by which it was scanned").isEqualTo("10.1.0.5");
    }

    @Test
    void findsTheFullNameAmongSeveral() throws IOException {
        assertThat(host(TIMES + "<tag name='host-fqdns'>[{\"FQDN\":\"web01\"},{\"FQDN\":\"web01.corp.example\"}]</tag>")
                        .fqdn())
                .isEqualTo("web01.corp.example");
    }

    @Test
    void prefersTheEpochAndTakesAClockWithoutZoneForUtc() throws IOException {
        // Given
        String clock =
                "<tag name='HOST_START'>Tue Sep  1 02:00:00 2026</tag><tag name='HOST_END'>Tue Sep  1 02:09:00 2026</tag>";

        // When
        Finding epoch =
                Reading.ofText(scan(TIMES + clock, tls10(443))).findings().get(0);
        Finding local = Reading.ofText(scan(clock, tls10(443))).findings().get(0);

        // Then
        assertThat(epoch.observedAt()).isEqualTo("2018-09-19T01:05:00Z");
        assertThat(epoch.report().run()).isEqualTo("2018-09-19T01:00:00Z");
        assertThat(local.observedAt()).isEqualTo("2026-09-01T02:09:00Z");
    }

    @Test
    void allHostsOfAFileBelongToOneRun() throws IOException {
        // Given
        String later = TIMES.replace("1537318800", "1537329999").replace("1537319100", "1537330100");

        // When
        Reading reading =
                Reading.ofText(report(host("10.1.0.5", TIMES, tls10(443)) + host("10.1.0.6", later, tls10(443))));

        // Then
        assertThat(reading.findings())
                .extracting(finding -> finding.report().run())
                .hasSize(2)
                .containsOnly(Instant.parse("2018-09-19T01:00:00Z"));
        assertThat(reading.coverage().hosts()).isEqualTo(2);
    }

    @Test
    void namesTheSourceByItsPolicyElseByTheReport() throws IOException {
        // Given
        String named = report(host("10.1.0.5", TIMES, tls10(443)));
        String policy =
                "<Policy><policyName>TLS Audit (HQ)</policyName><Preferences><x><y>secret</y></x></Preferences></Policy>";

        // Then
        assertThat(source(named)).isEqualTo("nessus@weekly-hq");
        assertThat(source(named.replace("<Report ", policy + "<Report "))).isEqualTo("nessus@tls-audit-hq");
        assertThat(source(named.replace("Weekly HQ", ""))).isEqualTo("nessus");
    }

    @Test
    void tellsALoggedOnScanAndAnAgentFromALookFromOutside() throws IOException {
        // Then
        assertThat(method(TIMES, "")).isEqualTo(Method.UNAUTHENTICATED);
        assertThat(method(TIMES + "<tag name='Credentialed_Scan'>true</tag>", ""))
                .isEqualTo(Method.AUTHENTICATED);
        assertThat(method(TIMES + "<tag name='Credentialed_Scan'>false</tag>", ""))
                .isEqualTo(Method.UNAUTHENTICATED);
        assertThat(method(TIMES, "Information about this scan :\nCredentialed checks : yes, as 'CORP\\svc' via smb\n"))
                .isEqualTo(Method.AUTHENTICATED);
        assertThat(method(TIMES, "Information about this scan :\nScan type : Windows Agent\n"))
                .isEqualTo(Method.AGENT);
    }

    @Test
    void readsTheVersionThatTheNameOfASystemFixes() throws IOException {
        // When
        Reading reading = Reading.ofText(scan(
                TIMES + "<tag name='operating-system'>Microsoft Windows Server 2008 R2 Standard Service Pack 1</tag>",
                tls10(443)));

        // Then
        assertThat(reading.seen(OperatingSystem.class)).singleElement().satisfies(os -> {
            assertThat(os.version()).isEqualTo("6.1");
            assertThat(os.servicePack()).isEqualTo(1);
            assertThat(os.productType()).isEqualTo(3);
        });
        assertThat(reading.findings()).extracting(Finding::record).contains("ReportHost[1]/HostProperties");
    }

    @Test
    void makesNothingOfASystemThatIsGuessedInSeveralWays() throws IOException {
        // When
        Reading reading = Reading.ofText(scan(
                TIMES + "<tag name='operating-system'>Microsoft Windows 7\nMicrosoft Windows Server 2008 R2</tag>",
                tls10(443)));

        // Then
        assertThat(reading.seen(OperatingSystem.class)).isEmpty();
        assertThat(reading.coverage().ignored()).isEqualTo(1);
    }

    @Test
    void keepsWhatStoodBeforeTheBreak() throws IOException {
        // Given
        String whole = report(host("10.1.0.5", TIMES, tls10(443)) + host("10.1.0.6", TIMES, tls10(443), tls10(8443)));

        // When
        Reading reading = Reading.ofText(whole.substring(0, whole.lastIndexOf("<plugin_output>") + 20));

        // Then
        assertThat(reading.findings()).hasSize(2);
        assertThat(reading.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.reason()).isEqualTo("INTAKE-TRUNCATED");
            assertThat(rejected.record()).isEqualTo("ReportHost[2]");
        });
        assertThat(reading.coverage().complete()).isFalse();
    }

    @Test
    void readsASecondDocumentInTheFileAsARunOfItsOwn() throws IOException {
        // Given
        String one = scan(TIMES, tls10(443));
        String later = scan("<tag name='HOST_START_TIMESTAMP'>1537491600</tag>", tls10(443));

        // When
        Reading reading = Reading.ofText(one + later);

        // Then
        assertThat(reading.findings()).hasSize(2);
        assertThat(reading.findings().get(0).report().run())
                .isNotEqualTo(reading.findings().get(1).report().run());
        assertThat(reading.findings().get(1).report().run()).isEqualTo("2018-09-21T01:00:00Z");
        assertThat(reading.coverage().complete()).isTrue();
    }

    @Test
    void doesNotPassOverWhatStandsBehindItsEnd() throws IOException {
        // When
        Reading reading = Reading.ofText(scan(TIMES, tls10(443)) + "and more" + scan(TIMES, tls10(443)));

        // Then
        assertThat(reading.findings()).hasSize(1);
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("behind its end"));
    }

    private static String source(String report) throws IOException {
        return Reading.ofText(report).findings().get(0).report().source();
    }

    private static Method method(String tags, String information) throws IOException {
        String told = item("19506", 0, "Nessus Scan Information", information);
        return Reading.ofText(scan(tags, told, tls10(443)))
                .findings()
                .get(0)
                .report()
                .method();
    }

    private static HostRef host(String tags) throws IOException {
        return Reading.ofText(scan(tags, tls10(443))).findings().get(0).host();
    }

    static String tls10(int port) {
        return item(
                "104743",
                port,
                "TLS Version 1.0 Protocol Detection",
                "TLSv1 is enabled and the server supports at least one cipher.");
    }

    static String item(String plugin, int port, String name, String output) {
        return "<ReportItem port='" + port + "' svc_name='www' protocol='tcp' severity='2' pluginID='" + plugin
                + "' pluginName='" + name + "' pluginFamily='General'><description>d</description><plugin_output>"
                + output + "</plugin_output></ReportItem>\n";
    }

    static String scan(String tags, String... items) {
        return report(host("10.1.0.5", tags, items));
    }

    private static String host(String name, String tags, String... items) {
        return "<ReportHost name='" + name + "'><HostProperties>" + tags + "</HostProperties>\n"
                + String.join("", items) + "</ReportHost>\n";
    }

    private static String report(String hosts) {
        return "<?xml version='1.0' ?>\n<NessusClientData_v2>\n<Report name='Weekly HQ' xmlns:cm='http://www.nessus.org/cm'>\n"
                + hosts + "</Report>\n</NessusClientData_v2>\n";
    }
}
