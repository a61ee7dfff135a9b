package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans that were appended, broken off or not answered, and words of scanners that only look like a handshake. */
class FinishedLooksTest {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n"
            + "<?xml-stylesheet href=\"file:///usr/bin/../share/nmap/nmap.xsl\" type=\"text/xsl\"?>\n<!-- Nmap 7.93 scan initiated -->\n";

    private static Reading told(String text) throws IOException {
        return Reading.of(text.getBytes(StandardCharsets.UTF_8), FormatsTest.TOLD);
    }

    private static Map<Protocol, OfferState> states(Reading reading) {
        Map<Protocol, OfferState> states = new TreeMap<>();
        reading.seen(ProtocolOffer.class).forEach(offer -> states.put(offer.protocol(), offer.state()));
        return states;
    }

    private static void addUp(Reading reading) {
        assertThat(reading.coverage().records())
                .isEqualTo(reading.coverage().used()
                        + reading.coverage().ignored()
                        + reading.coverage().rejected());
    }

    // Several documents in a file.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<NexposeReport version=\"2.0\"/>",
                "<nmaprun scanner=\"nmap\"/>",
                "<NessusClientData_v2/>",
                "<document title=\"SSLScan Results\" version=\"2.0.7\"/>"
            })
    void anEmptyReportWithTextBehindItIsReadOnce(String report) throws IOException {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            // When
            Reading reading = Reading.ofText(report + "\nDone.\n");

            // Then
            assertThat(reading.coverage().complete()).isFalse();
            assertThat(reading.rejected())
                    .singleElement()
                    .satisfies(one -> assertThat(one.message()).contains("goes on behind its end"));
            addUp(reading);
        });
    }

    @Test
    void readsEveryRunThatNmapAppended() throws IOException {
        // Given
        String first = nmap("7.93", 1537405200, host("10.1.0.1", "", accepting("TLSv1.2")));
        String second = nmap("7.70", 1537491600, host("10.1.0.2", "", accepting("TLSv1.0")));

        // When
        Reading reading = Reading.ofText(first + second + "\n<!-- done -->\n" + first.replace("10.1.0.1", "10.1.0.3"));

        // Then
        assertThat(reading.coverage().complete()).isTrue();
        assertThat(reading.findings())
                .extracting(
                        finding -> finding.host().ip(),
                        finding -> ((ProtocolOffer) finding.observation()).protocol(),
                        finding -> ((ProtocolOffer) finding.observation()).state(),
                        Finding::observedAt)
                .contains(
                        tuple("10.1.0.1", Protocol.TLS_1_2, OfferState.OFFERED, Instant.parse("2018-09-20T01:00:00Z")),
                        tuple(
                                "10.1.0.2",
                                Protocol.TLS_1_2,
                                OfferState.NOT_OFFERED,
                                Instant.parse("2018-09-21T01:00:00Z")),
                        tuple(
                                "10.1.0.3",
                                Protocol.TLS_1_0,
                                OfferState.NOT_OFFERED,
                                Instant.parse("2018-09-20T01:00:00Z")));
        addUp(reading);
    }

    @Test
    void aRunThatWasCutOffBeforeAnotherWasAppendedIsPartialAndTheOtherRead() throws IOException {
        // Given
        String first = nmap("7.93", 1537405200, host("10.1.0.1", "", accepting("TLSv1.2")));

        // When
        Reading reading = Reading.ofText(first.replaceAll("(?s)<runstats>.*", "")
                + nmap("7.93", 1537491600, host("10.1.0.2", "", accepting("TLSv1.0"))));

        // Then
        assertThat(reading.findings())
                .extracting(finding -> finding.host().ip())
                .contains("10.1.0.1", "10.1.0.2");
        assertThat(reading.coverage().complete()).isFalse();
        addUp(reading);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Starting Nmap 7.93",
                "<document title='SSLScan Results'><ssltest/></document>",
                "<!DOCTYPE nmaprun [<!ENTITY x 'y'>]>",
            })
    void whatElseStandsBehindTheEndOfAReportIsSaidAndNotReadOver(String behind) throws IOException {
        // Given
        String run = nmap("7.93", 1537405200, host("10.1.0.1", "", accepting("TLSv1.2")));

        // When
        Reading reading = Reading.ofText(run + behind + run.substring(run.indexOf("<nmaprun ")));

        // Then
        assertThat(reading.findings()).hasSize(5);
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("behind its end"));
    }

    @Test
    void readsReportsOfSslscanAndGreenboneThatWereJoined() throws IOException {
        // Given
        String sslscan = "<?xml version='1.0' encoding='UTF-8'?>\n<document title='SSLScan Results'>" + test("a")
                + "</document>\n";
        String greenbone = greenbone("105782", "443/tcp", "protocol version(s):\n\nTLSv1.0\nTLSv1.2\n");

        // When
        Reading two = told(sslscan + sslscan.replace("a.corp", "b.corp"));
        Reading others = told(greenbone + "\n" + greenbone.replace("10.6.0.1", "10.6.0.2"));

        // Then
        assertThat(two.findings())
                .extracting(finding -> finding.host().fqdn())
                .contains("a.corp.example", "b.corp.example");
        assertThat(others.findings()).extracting(finding -> finding.host().ip()).contains("10.6.0.1", "10.6.0.2");
        for (Reading reading : List.of(two, others))
            assertThat(reading.coverage().complete()).isTrue();
    }

    @Test
    void eachOfSeveralDocumentsHasItsOwnDate() throws IOException {
        // Given
        String sslyze = sslyze("2018-09-19T01:00:00Z", "[]", server("a.corp.example", "COMPLETED", ""));
        String scan = "<SCAN value='scan/1'><HEADER><KEY value='DATE'>2018-09-19T01:00:00Z</KEY></HEADER>"
                + "<IP value='10.4.0.1'><CAT port='443' protocol='tcp'><VULN number='38628'><RESULT>TLSv1.0 is supported"
                + "</RESULT></VULN></CAT></IP></SCAN>\n";
        String nexpose =
                "<NexposeReport version='2.0'><scans><scan id='7' startTime='20180919T000000000' endTime='20180919T010000000'/>"
                        + "</scans><nodes><node address='10.5.0.1'><endpoint protocol='tcp' port='443'><test id='tlsv1_0-enabled'"
                        + " status='vulnerable-exploited' scan-id='7'/></endpoint></node></nodes></NexposeReport>\n";

        for (String report : List.of(sslyze, scan, nexpose)) {
            // When
            Reading reading =
                    told(report + report.replace("2018-09-19", "2018-09-17").replace("20180919", "20180917"));

            // Then
            assertThat(reading.coverage().complete()).isTrue();
            assertThat(reading.findings())
                    .extracting(Finding::observedAt)
                    .contains(Instant.parse("2018-09-19T01:00:00Z"), Instant.parse("2018-09-17T01:00:00Z"))
                    .doesNotContain(Instant.parse("2018-09-20T12:00:00Z"));
        }
    }

    // testssl.sh

    @ParameterizedTest
    @CsvSource({
        "PFS, No ciphers supporting (P)FS offered",
        "FS, No ciphers supporting Forward Secrecy (FS) offered",
        "PFS, offered",
        "PFS_ciphers, ''",
        "BEAST, 'not vulnerable, no SSL3 or TLS1'",
        "cipherlist_NULL, not offered",
        "ALPN, not offered",
        "HTTP_status_code, No HTTP status code",
        "cipherorder-tls1, No connection",
    })
    void whatTestsslAlsoSaysOfAMuteListenerIsNoAnswer(String id, String finding) throws IOException {
        // When
        Map<Protocol, OfferState> states =
                states(told(testssl(item("TLS1", "offered"), item("TLS1_1", "not offered"), item(id, finding))));

        // Then
        assertThat(states).containsEntry(Protocol.TLS_1_0, OfferState.OFFERED);
        assertThat(states).containsEntry(Protocol.TLS_1_1, OfferState.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "cert_keySize, RSA 2048 bits (exponent is 65537)",
        "cipherlist_AVERAGE, offered",
        "HTTP_status_code, 200 OK ('/')",
        "cipher_negotiated, 'ECDHE-RSA-AES256-SHA, 256 bit ECDH'",
    })
    void whatTestsslHadAnsweredAfterTheVersionsMakesARefusalBelievable(String id, String finding) throws IOException {
        assertThat(states(told(testssl(item("TLS1", "offered"), item("TLS1_1", "not offered"), item(id, finding)))))
                .containsEntry(Protocol.TLS_1_1, OfferState.NOT_OFFERED);
    }

    @Test
    void whatTestsslKnewBeforeItTriedTheVersionsIsNoAnswerAfterwards() throws IOException {
        // Given: of a listener that offers all and fell silent behind its eighth connection, as 3.0.8 wrote it.
        String[] mute = {
            item("SSLv3", "not offered"),
            item("TLS1", "not offered"),
            item("TLS1_1", "not offered"),
            item("TLS1_2", "offered"),
            item("TLS1_3", "offered with final"),
            item("NPN", "not offered"),
            item("ALPN", "not offered"),
            item("PFS", "offered"),
            item("PFS_ciphers", ""),
            item("cert_numbers", "0"),
            item("HTTP_status_code", "HTTP header reply empty"),
        };
        String[] heard = mute.clone();
        heard[1] = item("TLS1", "offered");

        // Then
        assertThat(states(told(testssl(mute))))
                .containsEntry(Protocol.SSL_3, OfferState.UNKNOWN)
                .containsEntry(Protocol.TLS_1_0, OfferState.UNKNOWN)
                .containsEntry(Protocol.TLS_1_1, OfferState.UNKNOWN)
                .containsEntry(Protocol.TLS_1_2, OfferState.OFFERED);
        assertThat(states(told(testssl(heard))))
                .containsEntry(Protocol.SSL_3, OfferState.NOT_OFFERED)
                .containsEntry(Protocol.TLS_1_0, OfferState.OFFERED)
                .containsEntry(Protocol.TLS_1_1, OfferState.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "TLS1_3, 'offered with draft 28, draft 27, draft 26', UNKNOWN",
        "TLS1_3, 'offered with draft 28, final', OFFERED",
        "TLS1_3, offered with final, OFFERED",
        "SSLv2, vulnerable with 5 ciphers, OFFERED",
        "TLS1, not tested due to lack of local support, UNKNOWN",
        "TLS1, received 4xx/5xx after STARTTLS handshake, UNKNOWN",
        "TLS1, server responded with version number 03.00, UNKNOWN",
        "TLS1, couldn't be tested, UNKNOWN",
    })
    void aVersionOfTestsslIsOfferedWhereItWasSpoken(String id, String finding, OfferState state) throws IOException {
        assertThat(states(told(testssl(item(id, finding), item("cert_keySize", "RSA 2048 bits")))))
                .containsValue(state)
                .hasSize(1);
    }

    @Test
    void twoLooksOfTestsslAtOneListenerStayTwo() throws IOException {
        // When
        Reading reading = told(testssl(item("TLS1", "offered"), item("TLS1_2", "offered"))
                + testssl(item("TLS1", "not offered"), item("TLS1_2", "offered")));

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::protocol, ProtocolOffer::state)
                .containsExactly(
                        tuple(Protocol.TLS_1_0, OfferState.OFFERED),
                        tuple(Protocol.TLS_1_2, OfferState.OFFERED),
                        tuple(Protocol.TLS_1_0, OfferState.NOT_OFFERED),
                        tuple(Protocol.TLS_1_2, OfferState.OFFERED));
    }

    @Test
    void aTestsslThatSaysItWasInterruptedIsPartial() throws IOException {
        // When
        Reading reading = told(testssl(item("TLS1", "offered"), item("scanTime", "Scan interrupted")));

        // Then
        assertThat(reading.findings()).hasSize(1);
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-TRUNCATED");
        addUp(reading);
    }

    @Test
    void aListOfTargetsEndsInTheWordsOfAnInterruptionAndIsWhole() throws IOException {
        // Given
        String flat = testssl(
                item("TLS1", "offered"), item("scanTime", "Scan interrupted").replace("a.corp.example/10.1.0.1", "/"));
        String pretty =
                "{\"Invocation\":\"testssl.sh %s\",\"startTime\":\"1537405200\",\"scanResult\":[{\"targetHost\":\"a\","
                        + "\"ip\":\"10.1.0.1\",\"port\":\"443\",\"protocols\":[{\"id\":\"TLS1\",\"severity\":\"LOW\",\"finding\":\"offered\"}]}],"
                        + "\"scanTime\":\"Scan interrupted\"}";

        // Then
        assertThat(told(flat).coverage().complete()).isTrue();
        assertThat(told(pretty.formatted("-p --file list")).coverage().complete())
                .isTrue();
        assertThat(told(pretty.formatted("-p 10.1.0.1")).coverage().complete()).isFalse();
    }

    @Test
    void aTargetThatThePrettyFormNamesInWordsAloneIsNamed() throws IOException {
        // When
        Reading reading = told(
                "{\"Invocation\":\"x\",\"startTime\":\"1537405200\",\"scanResult\":[{\"id\":\"scanProblem\","
                        + "\"severity\":\"FATAL\",\"finding\":\"Can't connect to '10.1.0.9:443' Make sure a firewall is not between\"}]}");

        // Then
        assertThat(reading.hints())
                .first()
                .satisfies(hint -> assertThat(hint.message()).contains(" 10.1.0.9:443:"));
    }

    // What gave no answer.

    @Test
    void saysOfWhichListenersAReportHasNoResult() throws IOException {
        // Given
        String testssl = testssl(
                item("TLS1", "offered"),
                item("scanProblem", "Can't connect to '10.1.0.9:443'")
                        .replace("\"OK\"", "\"FATAL\"")
                        .replace("a.corp.example/10.1.0.1", "b.corp.example/10.1.0.9"));
        String sslscan = "<document title='SSLScan Results'><error>Could not open a connection to host b.corp.example"
                + " (10.1.0.9) on port 443 (connect: Connection refused).</error><error>Targets file l does not exist.</error>"
                + test("a") + "</document>";
        String sslyze = sslyze(
                "2018-09-19T01:00:00Z",
                "[]",
                server("a.corp.example", "COMPLETED", "") + "," + server("b.corp.example", "ERROR", "null"));
        String labs = labs(
                "READY",
                endpoint("192.0.2.1", "Ready", "{\"name\":\"TLS\",\"version\":\"1.2\"}")
                        + ",{\"ipAddress\":\"192.0.2.2\",\"statusMessage\":\"Unable to connect to the server\"}");
        String nmap = nmap(
                "7.93",
                1537405200,
                host(
                        "10.1.0.1",
                        "",
                        accepting("TLSv1.2") + "<port protocol='tcp' portid='3389'><state state='open'/></port>"
                                + "<port protocol='tcp' portid='22'><state state='open'/></port>"
                                + "<port protocol='tcp' portid='636'><state state='filtered'/></port>"));

        // Then
        for (Map.Entry<String, String> report : Map.of(
                        testssl, "b.corp.example:443",
                        sslscan, "b.corp.example:443",
                        sslyze, "b.corp.example:443",
                        labs, "192.0.2.2",
                        nmap, "10.1.0.1:3389")
                .entrySet()) {
            Reading reading = told(report.getKey());
            assertThat(reading.findings()).isNotEmpty();
            assertThat(reading.hints()).singleElement().satisfies(hint -> {
                assertThat(hint.hint()).isEqualTo("no-answer");
                assertThat(hint.count()).isEqualTo(1);
                assertThat(hint.message()).contains(report.getValue());
            });
        }
    }

    @Test
    void anAssessmentThatFailedAsAWholeIsKnownForWhatItIs() throws IOException {
        // When
        Reading reading = told("{\"host\":\"nx.corp.example\",\"port\":443,\"status\":\"ERROR\",\"statusMessage\":"
                + "\"Unable to resolve domain name\",\"engineVersion\":\"2.1.8\",\"criteriaVersion\":\"2009q\"}");

        // Then
        assertThat(reading.coverage().format()).isEqualTo("ssl-labs");
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.hints()).extracting(Hint::hint).contains("no-answer", "nothing-used");
    }

    @Test
    void aHostThatNmapGaveUpIsNamed() throws IOException {
        // When
        Reading reading = Reading.ofText(nmap("7.93", 1537405200, host("10.1.0.1", "timedout='true'", "")));

        // Then
        assertThat(reading.hints())
                .first()
                .satisfies(hint -> assertThat(hint.message()).contains("10.1.0.1", "gave up"));
    }

    // What only looks like a handshake.

    @Test
    void anOldVersionOfGreenboneWithAPlusIsSomeVersionFromThereOn() throws IOException {
        assertThat(
                        states(
                                told(
                                        greenbone(
                                                "111012",
                                                "443/tcp",
                                                "In addition to TLSv1.0+ the service is also providing the deprecated SSLv3 protocol and supports one or more ciphers."))))
                .containsOnlyKeys(Protocol.SSL_3)
                .containsValue(OfferState.OFFERED);
    }

    @Test
    void readsAPortOfGreenboneWithItsName() throws IOException {
        assertThat(told(greenbone("105782", "https (443/tcp)", "protocol version(s):\nTLSv1.0\n"))
                        .seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::port, ProtocolOffer::transport)
                .containsExactly(tuple(443, "tcp"));
    }

    @ParameterizedTest
    @CsvSource({
        "vulnerable-exploited, OFFERED",
        "exception-vulnerable-exploited, OFFERED",
        "vulnerable-exploited-with-exception-applied, OFFERED",
        "vulnerable-version, UNKNOWN",
        "vulnerable-potential, UNKNOWN",
        "not-vulnerable, NOT_OFFERED",
        "not-vulnerable-version, UNKNOWN",
        "skipped-user, UNKNOWN",
        "error, UNKNOWN",
    })
    void onlyATestOfNexposeThatSpokeTheVersionProvesIt(String status, OfferState state) throws IOException {
        assertThat(states(told("<NexposeReport version='2.0'><nodes><node address='10.5.0.1'><endpoint protocol='tcp'"
                        + " port='443'><config name='tlsv1_2'>true</config><test id='tlsv1_0-enabled' status='" + status
                        + "'/></endpoint></node></nodes></NexposeReport>")))
                .containsEntry(Protocol.TLS_1_0, state);
    }

    @Test
    void sslLabsThatFoundSsl2WithoutSuitesSawNoHandshake() throws IOException {
        // When
        Map<Protocol, OfferState> states = states(
                told(
                        labs(
                                "READY",
                                endpoint(
                                        "192.0.2.1",
                                        "Ready",
                                        "{\"name\":\"SSL\",\"version\":\"2.0\",\"v2SuitesDisabled\":true,\"q\":0},{\"name\":\"TLS\",\"version\":\"1.2\"}"))));

        // Then
        assertThat(states)
                .containsEntry(Protocol.SSL_2, OfferState.UNKNOWN)
                .containsEntry(Protocol.TLS_1_0, OfferState.NOT_OFFERED);
    }

    @Test
    void whatAnOldNmapOnlyPrintedIsOfferedAndNothingElseKnown() throws IOException {
        // When
        Reading reading = Reading.ofText(
                nmap(
                        "6.00",
                        1537405200,
                        host(
                                "10.1.0.1",
                                "",
                                "<port protocol='tcp' portid='443'><script id='ssl-enum-ciphers' output=\"&#xa;"
                                        + "  SSLv3&#xa;    Ciphers (2)&#xa;      TLS_RSA_WITH_RC4_128_SHA - strong&#xa;"
                                        + "      TLS_RSA_WITH_3DES_EDE_CBC_SHA - strong&#xa;    Compressors (1)&#xa;      uncompressed&#xa;"
                                        + "  TLSv1.0&#xa;    Ciphers (0)&#xa;  TLSv1.1: No supported ciphers found\"/></port>")));

        // Then
        assertThat(states(reading))
                .containsEntry(Protocol.SSL_3, OfferState.OFFERED)
                .containsEntry(Protocol.TLS_1_0, OfferState.UNKNOWN)
                .containsEntry(Protocol.TLS_1_1, OfferState.UNKNOWN)
                .containsEntry(Protocol.TLS_1_2, OfferState.UNKNOWN);
    }

    // Who, and how it was reached.

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.1.1", "::1", "fe80::215:5dff:fe00:1", "169.254.7.7"})
    void anAddressThatEveryMachineMayHaveIsNoneWhereANameIsTold(String own) throws IOException {
        // Given
        String nessus = NessusReaderTest.scan(
                "<tag name='host-ip'>" + own + "</tag><tag name='netbios-name'>WEB01</tag>"
                        + "<tag name='HOST_END_TIMESTAMP'>1537405200</tag>",
                NessusReaderTest.tls10(443));
        String named = nmap("7.93", 1537405200, host(own, "", accepting("TLSv1.2")))
                .replace("<hostnames>", "<hostnames><hostname name='web01' type='user'/>");
        String testssl = testssl(item("TLS1", "offered").replace("a.corp.example/10.1.0.1", "web01/" + own));
        String nameless = testssl.replace("web01/", own + "/");

        // Then
        for (String report : List.of(nessus.replace("10.1.0.5", "web01"), named, testssl))
            assertThat(told(report).findings()).isNotEmpty().allSatisfy(finding -> {
                assertThat(finding.host().ip()).isNull();
                assertThat(finding.host().netbios()).isEqualTo("WEB01");
            });
        assertThat(told(nameless).findings().get(0).host().ip()).isEqualTo(own);
    }

    @Test
    void sslyzeOfVersion3TellsNameAndOpeningBesideTheLocation() throws IOException {
        // When
        Reading reading =
                told("{\"server_scan_results\":[{\"server_info\":{\"server_location\":{\"hostname\":\"10.2.0.3\","
                        + "\"ip_address\":\"10.2.0.3\",\"port\":25},\"network_configuration\":{\"tls_server_name_indication\":"
                        + "\"mx.corp.example\",\"tls_opportunistic_encryption\":\"SMTP\"}},\"scan_commands_errors\":{},"
                        + "\"scan_commands_results\":{\"tls_1_0_cipher_suites\":{\"accepted_cipher_suites\":[{},{}]}}}],"
                        + "\"server_connectivity_errors\":[],\"sslyze_version\":\"3.0.8\"}");

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::sni, ProtocolOffer::starttls)
                .containsExactly(tuple("mx.corp.example", "smtp"));
    }

    @Test
    void aHostOfQualysIsKnownByItsFullNameItsAddressOfEitherKindAndItsLastScan() throws IOException {
        // When
        Reading reading = Reading.ofText(detections(
                "<HOST><ID>7</ID><IPV6>2001:db8::9</IPV6><DNS>web01</DNS><DNS_DATA><HOSTNAME>web01</HOSTNAME><FQDN>"
                        + "web01.corp.example</FQDN></DNS_DATA><LAST_VM_SCANNED_DATE>2018-09-19T01:00:00Z</LAST_VM_SCANNED_DATE>"
                        + "<DETECTION><QID>38628</QID><PORT>443</PORT><PROTOCOL>tcp</PROTOCOL><RESULTS>TLSv1.0 is supported"
                        + "</RESULTS><STATUS>Active</STATUS></DETECTION></HOST>"));

        // Then
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.host().ip()).isEqualTo("2001:db8::9");
            assertThat(finding.host().fqdn()).isEqualTo("web01.corp.example");
            assertThat(finding.observedAt()).isEqualTo("2018-09-19T01:00:00Z");
        });
    }

    @Test
    void aListThatQualysCutOffIsPartial() throws IOException {
        // When
        Reading reading = Reading.ofText(detections("<WARNING><CODE>1980</CODE><TEXT>1000 record limit exceeded.</TEXT>"
                + "<URL>https://qualys.example/?id_min=8</URL></WARNING>"));

        // Then
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("further pages"));
    }

    @Test
    void readsTheTableThatTheApiOfQualysAnswers() throws IOException {
        // When
        Reading reading = Reading.ofText(
                "----BEGIN_RESPONSE_BODY_CSV\nHost ID,IP Address,DNS Name,Netbios Name,QID,Type,Port,Protocol,FQDN,SSL,"
                        + "Status,Last Found Datetime,Results\n\"7\",\"10.4.0.7\",\"web07.corp.example\",\"WEB07\",\"38628\","
                        + "\"Confirmed\",\"443\",\"tcp\",\"\",\"1\",\"Active\",\"2018-09-20T01:00:00Z\",\"TLSv1.0 is supported\"\n");

        // Then
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.host().ip()).isEqualTo("10.4.0.7");
            assertThat(finding.host().fqdn()).isEqualTo("web07.corp.example");
            assertThat(finding.observedAt()).isEqualTo("2018-09-20T01:00:00Z");
        });
    }

    // What stays unread.

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[deprecated-tls:tls_1.0] [ssl] [info] 10.7.0.1:443 [\"tls10\"];nuclei's text",
                "{\"host\":\"a\",\"port\":\"443\",\"probe_status\":true,\"tls_version\":\"tls12\"};tlsx",
                "{\"ip\":\"10.7.0.3\",\"data\":{\"tls\":{\"result\":{\"handshake_log\":{}}}}};zgrab",
                "{\"ip_str\":\"10.7.0.4\",\"ssl\":{\"versions\":[\"TLSv1\",\"-SSLv2\"]}};Shodan",
                "{\"target\":\"a:443\",\"serverside\":\"True\",\"ciphersuite\":[]};cipherscan",
                "<?xml version='1.0'?><document SSLyzeVersion='SSLyze v1.4.3'><results/></document>;sslyze 3 or later",
                "timestamps|||scan_start|Thu Sep 20 01:00:00 2018|;NBE",
                "{\"hosts\":[],\"vulnerabilities\":[{\"plugin_id\":56984}]};Export > Nessus",
                "Asset IP Address,Service Port,Vulnerability ID,Vulnerability Title;XML Export 2.0",
                "HostName: www.corp.example;ssllabs-scan",
                "[ { \"ip\": \"10.1.0.1\", \"timestamp\": \"1\", \"ports\": [] } ];masscan",
                "<?xml version='1.0'?><SIMPLE_RETURN><RESPONSE><CODE>2000</CODE></RESPONSE></SIMPLE_RETURN>;something went wrong",
                "<?xml version='1.0'?><ScanGroup ExportedOn='x'><Scan/></ScanGroup>;Acunetix",
            })
    void aRefusalNamesTheScannerWhoseFileItIs(String text, String named) {
        assertThatThrownBy(() -> Reading.ofText(text + "\n"))
                .hasMessageContaining("looks like")
                .hasMessageContaining(named);
    }

    @Test
    void theSentenceOfABrokenJsonShowsNothingOfTheParser() throws IOException {
        assertThat(told("[" + item("TLS1", "offered") + ",{\"id\":\"TLS1_1\",\"cve\":{\"a\":1")
                        .rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).doesNotContain("Source", "REDACTED"));
    }

    private static String nmap(String version, long start, String hosts) {
        return DECLARATION + "<nmaprun scanner='nmap' args='nmap --script ssl-enum-ciphers' start='" + start
                + "' version='" + version + "'>" + hosts
                + "<runstats><finished exit='success'/></runstats></nmaprun>\n";
    }

    private static String host(String address, String attributes, String ports) {
        return "<host " + attributes + "><address addr='" + address
                + "' addrtype='ipv4'/><hostnames></hostnames><ports>" + ports + "</ports></host>";
    }

    private static String accepting(String version) {
        return "<port protocol='tcp' portid='443'><state state='open'/><script id='ssl-enum-ciphers' output='x'><table key='"
                + version + "'><table key='ciphers'><table/><table/></table></table></script></port>";
    }

    private static String test(String name) {
        return "<ssltest host='" + name + ".corp.example' port='443'><protocol type='tls' version='1.0' enabled='0'/>"
                + "<protocol type='tls' version='1.2' enabled='1'/></ssltest>";
    }

    private static String testssl(String... items) {
        return "[" + String.join(",\n", items) + "]\n";
    }

    private static String item(String id, String finding) {
        return "{\"id\":\"" + id
                + "\",\"ip\":\"a.corp.example/10.1.0.1\",\"port\":\"443\",\"severity\":\"OK\",\"finding\":\"" + finding
                + "\"}";
    }

    private static String sslyze(String completed, String invalid, String servers) {
        return "{\"invalid_server_strings\":" + invalid + ",\"server_scan_results\":[" + servers
                + "],\"date_scans_started\":\"2018-09-16T00:00:00Z\",\"date_scans_completed\":\"" + completed
                + "\",\"sslyze_version\":\"6.3.1\"}\n";
    }

    private static String server(String name, String connectivity, String result) {
        return "{\"server_location\":{\"hostname\":\"" + name
                + "\",\"port\":443,\"ip_address\":\"10.1.0.1\"},\"connectivity_status\":\""
                + connectivity + "\",\"scan_result\":"
                + (result.isEmpty()
                        ? "{\"tls_1_2_cipher_suites\":{\"status\":\"COMPLETED\",\"result\":{\"accepted_cipher_suites\":[{},{}]}}}"
                        : result)
                + "}";
    }

    private static String labs(String status, String endpoints) {
        return "{\"host\":\"www.corp.example\",\"port\":443,\"status\":\"" + status
                + "\",\"testTime\":1537405200000,\"engineVersion\":\"2.1.8\",\"criteriaVersion\":\"2009q\",\"endpoints\":["
                + endpoints + "]}";
    }

    private static String endpoint(String address, String message, String protocols) {
        return "{\"ipAddress\":\"" + address + "\",\"statusMessage\":\"" + message + "\",\"details\":{\"protocols\":["
                + protocols + "]}}";
    }

    private static String greenbone(String oid, String port, String description) {
        return "<report id='1'><gmp><version>22.4</version></gmp><results><result id='r'><modification_time>2018-09-20T01:00:00Z"
                + "</modification_time><host>10.6.0.1</host><port>" + port + "</port><nvt oid='1.3.6.1.4.1.25623.1.0."
                + oid
                + "'/><description>" + (description.startsWith("protocol") ? "supports the following SSL/TLS " : "")
                + description + "</description></result></results></report>";
    }

    private static String detections(String hosts) {
        return "<HOST_LIST_VM_DETECTION_OUTPUT><RESPONSE><HOST_LIST>" + hosts
                + "</HOST_LIST></RESPONSE></HOST_LIST_VM_DETECTION_OUTPUT>";
    }
}
