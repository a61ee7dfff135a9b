package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.SchannelEvent;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WinlogbeatReaderTest {
    @Test
    void aHandshakeTellsWhatWasSpokenAndByWhichEnd() throws IOException {
        // When
        Reading reading =
                Reading.ofText(event(36880, "'Type':'client','Protocol':'TLS 1.0','TargetName':'exch01.corp.example'")
                        + event(36880, "'Type':'server','Protocol':'TLS 1.2','TargetName':'ignored'"));

        // Then
        assertThat(reading.seen(ProtocolUse.class))
                .extracting(ProtocolUse::direction, ProtocolUse::protocol, ProtocolUse::peer)
                .containsExactly(
                        tuple(Direction.OUTBOUND, Protocol.TLS_1_0, "exch01.corp.example"),
                        tuple(Direction.INBOUND, Protocol.TLS_1_2, null));
        assertThat(reading.seen(SchannelEvent.class)).hasSize(2);
    }

    @Test
    void guessesNeitherTheEndNorTheProtocol() throws IOException {
        // When
        Reading reading = Reading.ofText(
                event(36880, "'Protocol':'TLS 1.0'") + event(36880, "'Type':'server','Protocol':'TLS 1.9'"));

        // Then
        assertThat(reading.seen(ProtocolUse.class)).isEmpty();
        assertThat(reading.seen(SchannelEvent.class)).hasSize(2);
    }

    @Test
    void tellsWhoRefusedWhom() throws IOException {
        // When
        Reading reading = Reading.ofText(event(36887, "'AlertDesc':'70'")
                + event(36887, "'AlertDesc':'46'")
                + event(36888, "'AlertDesc':'40'")
                + event(36888, "'AlertDesc':'10'")
                + event(36874, "'Protocol':'TLS 1.0'")
                + event(36871, "'Type':'client','ErrorState':'10013'"));

        // Then
        assertThat(reading.seen(ProtocolFailure.class))
                .extracting(ProtocolFailure::direction, ProtocolFailure::alert, ProtocolFailure::protocol)
                .containsExactly(
                        tuple(Direction.OUTBOUND, 70, null),
                        tuple(Direction.INBOUND, 40, null),
                        tuple(Direction.INBOUND, null, Protocol.TLS_1_0));
        assertThat(reading.seen(SchannelEvent.class))
                .extracting(SchannelEvent::eventId)
                .containsExactly(36887, 36887, 36888, 36888, 36874, 36871);
        assertThat(reading.coverage().used()).isEqualTo(6);
    }

    @Test
    void namesTheProgramThatAskedForADisabledProtocol() throws IOException {
        assertThat(Reading.ofText(event(
                                36871,
                                "'Type':'client','ErrorState':'10013','CallerProcessImageName':'C:\\\\app\\\\old.exe'"))
                        .seen(SchannelEvent.class))
                .singleElement()
                .satisfies(event -> assertThat(event.process()).isEqualTo("C:\\app\\old.exe"));
    }

    @Test
    void anAgentThatForwardsOthersEventsLendsThemNoId() throws IOException {
        // Given
        String own = event(36880, "'Type':'server','Protocol':'TLS 1.0'");
        String forwarded = own.replace("\"web01.corp.example\"},\"agent\"", "\"wef-collector01\"},\"agent\"");

        // When
        HostRef first = Reading.ofText(own).findings().get(0).host();
        HostRef second = Reading.ofText(forwarded).findings().get(0).host();

        // Then
        assertThat(first.nativeIds()).containsEntry("winlogbeat", "ag-1");
        assertThat(second.nativeIds()).isEmpty();
        assertThat(second.fqdn()).isEqualTo("web01.corp.example");
    }

    @Test
    void readsEventsAsElasticsearchExportsThem() throws IOException {
        assertThat(Reading.ofText("{\"_index\":\"winlogbeat\",\"_source\":"
                                + event(36880, "'Type':'server','Protocol':'TLS 1.0'")
                                        .strip() + "}\n")
                        .seen(ProtocolUse.class))
                .hasSize(1);
    }

    @Test
    void rejectsWhatIsNoEventAndGoesOn() throws IOException {
        // Given
        String good = event(36880, "'Type':'server','Protocol':'TLS 1.0'");

        // When
        Reading reading = Reading.ofText(good + "[]\n" + "\n" + good.replace("web01.corp.example", "")
                + good.replace("36880", "many") + good.replace("2018-09-18T10:15:00Z", "+999999999-01-01T00:00:00Z")
                + good + "{\"@timestamp\":");

        // Then
        assertThat(reading.rejected())
                .extracting(Rejected::record, Rejected::reason)
                .containsExactly(
                        tuple("line[2]", "INTAKE-BAD-VALUE"),
                        tuple("line[4]", "INTAKE-NO-HOST"),
                        tuple("line[5]", "INTAKE-BAD-VALUE"),
                        tuple("line[6]", "INTAKE-BAD-VALUE"),
                        tuple("line[8]", "INTAKE-TRUNCATED"));
        assertThat(reading.coverage().used()).isEqualTo(2);
        assertThat(reading.coverage().complete()).isFalse();
    }

    @Test
    void aLineOverTheLimitIsRejectedWithItsBeginning() throws IOException {
        // Given
        String good = event(36880, "'Type':'server','Protocol':'TLS 1.0'");

        // When
        Reading reading = Reading.ofText(good + "{\"winlog\":\"" + "x".repeat(JsonLines.LONGEST) + "\"}\n" + good);

        // Then
        assertThat(reading.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.reason()).isEqualTo("INTAKE-TOO-LARGE");
            assertThat(rejected.excerpt()).hasSize(Rejected.MAX_EXCERPT).startsWith("{\"winlog\"");
        });
        assertThat(reading.coverage().used()).isEqualTo(2);
    }

    private static String event(int id, String data) {
        return ("{'@timestamp':'2018-09-18T10:15:00Z','host':{'name':'web01.corp.example'},'agent':{'id':'ag-1'},'winlog':{'provider_name':'Schannel','event_id':'"
                        + id + "','computer_name':'web01.corp.example','" + (id == 36880 ? "user_data" : "event_data")
                        + "':{" + data + "}}}\n")
                .replace('\'', '"');
    }
}
