package io.ratchet.wire;

import static io.ratchet.wire.Examples.document;
import static io.ratchet.wire.Examples.finding;
import static io.ratchet.wire.Examples.observed;
import static io.ratchet.wire.Examples.refused;
import static io.ratchet.wire.Examples.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.RegistryData;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindingJsonTest {
    static List<Observation> observations() {
        return Examples.observations();
    }

    @ParameterizedTest
    @MethodSource("observations")
    void everyObservationComesBackAsItWasWritten(Observation observation) {
        // Given
        Finding finding = finding(observation);

        // When
        ObjectNode written = FindingJson.write(finding);

        // Then
        assertThat(FindingJson.read(sent(written))).isEqualTo(finding);
        Schemas.fits("finding-1", sent(written));
    }

    @Test
    void noTypeOfTheContractIsWithoutAnExample() {
        // When
        var written = observations().stream().map(Object::getClass).collect(Collectors.toSet());

        // Then
        assertThat(written).containsExactlyInAnyOrder(Observation.class.getPermittedSubclasses());
    }

    @Test
    void passesOverFieldsThatTheContractDoesNotName() {
        // Given
        ObjectNode document = document().put("colour", "blue");
        document.withObject("/host").put("rack", 7);
        document.withObject("/observation").putArray("notes").add("x");

        // Then
        assertThat(FindingJson.read(document)).isEqualTo(FindingJson.read(document()));
        Schemas.fits("finding-1", document);
    }

    @Test
    void takesNullForNotSaid() {
        // Given
        ObjectNode document = document().putNull("evidence");
        document.withObject("/host").putNull("site").putNull("zone").putNull("nativeIds");
        document.withObject("/report").putNull("method").putNull("run");

        // When
        Finding read = FindingJson.read(document);

        // Then
        assertThat(read.evidence()).isEqualTo(Evidence.NONE);
        assertThat(read.host().zone()).isEqualTo("default");
        assertThat(read.host().site()).isNull();
        assertThat(read.report().method()).isNull();
        Schemas.fits("finding-1", document);
    }

    @Test
    void readsAnyOffsetAsTheSameMoment() {
        assertThat(FindingJson.read(document().put("observedAt", "2018-09-01T03:12:09+02:00"))
                        .observedAt())
                .isEqualTo(Examples.AT);
    }

    @Test
    void takesMinusOneForTheDwordOfTheSameBits() {
        // Given
        ObjectNode document = registry("dword", "-1");

        // When
        Observation read = FindingJson.read(document).observation();

        // Then
        assertThat(read).isEqualTo(new RegistryValue("HKLM\\X", "V", RegistryData.dword(4294967295L)));
    }

    @ParameterizedTest
    @CsvSource({
        "dword, 4294967296",
        "dword, -2147483649",
        "dword, 1.5",
        "dword, '\"1\"'",
        "dword, null",
        "dword, 1e400",
        "qword, 9223372036854775808",
        "string, 1",
        "binary, '[0]'",
        "multi-string, '\"a\"'",
        "multi-string, '[1]'"
    })
    void refusesARegistryValueOfAnotherKind(String kind, String value) {
        // Given
        ObjectNode document = registry(kind, value);

        // Then
        refused(FailureCode.INTAKE_BAD_VALUE, "'observation.value'", () -> FindingJson.read(document));
        assertThat(Schemas.problems("finding-1", document)).isNotEmpty();
    }

    private static ObjectNode registry(String kind, String value) {
        return observed("{\"type\":\"registry-value\",\"key\":\"HKLM\\\\X\",\"name\":\"V\",\"kind\":\"" + kind
                + "\",\"value\":" + value + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'sorcery'}|'observation.type'",
                "{'type':7}|'observation.type'",
                "{}|'observation.type'",
                "{'type':'protocol-offer','port':0,'protocol':'TLSv1.2','state':'offered'}|port",
                "{'type':'protocol-offer','port':65536,'protocol':'TLSv1.2','state':'offered'}|port",
                "{'type':'protocol-offer','port':'443','protocol':'TLSv1.2','state':'offered'}|'observation.port'",
                "{'type':'protocol-offer','port':443.5,'protocol':'TLSv1.2','state':'offered'}|'observation.port'",
                "{'type':'protocol-offer','port':443,'protocol':'TLSv1.2','state':'yes'}|'observation.state'",
                "{'type':'protocol-offer','port':443,'protocol':'TLSv9','state':'offered'}|'observation.protocol'",
                "{'type':'protocol-offer','port':443,'protocol':'TLSv1.2'}|'observation.state'",
                "{'type':'protocol-use','direction':'sideways','protocol':'TLSv1.2'}|'observation.direction'",
                "{'type':'protocol-use','direction':'inbound','protocol':'TLSv1.2','count':-1}|'observation.count'",
                "{'type':'protocol-use','direction':'inbound','protocol':'TLSv1.2','test':'yes'}|'observation.test'",
                "{'type':'protocol-use','direction':'inbound','protocol':'TLSv1.2','stack':'openssl'}|'observation.stack'",
                "{'type':'operating-system','version':'6.1','productType':4}|productType",
                "{'type':'operating-system','version':' '}|'observation.version'",
                "{'type':'operating-system','version':'6.1','architecture':'vax'}|'observation.architecture'",
                "{'type':'installed-product','name':'X','installer':'wizard'}|'observation.installer'",
                "{'type':'update-installed','kb':'3140245','state':'installed'}|kb",
                "{'type':'update-installed','kb':'KB3140245','state':'maybe'}|'observation.state'",
                "{'type':'file-version','path':'C:/x','state':'running'}|'observation.state'",
                "{'type':'registry-value','key':'HKLM/X','name':'V','kind':'blob','value':1}|'observation.kind'",
                "{'type':'registry-value','name':'V','kind':'absent'}|'observation.key'",
                "{'type':'schannel-event','eventId':36880,'fields':{'a':{}}}|'observation.fields.a'",
                "{'type':'schannel-event','eventId':36880,'fields':[]}|'observation.fields'",
                "{'type':'user-agent','via':'pigeon','value':'x'}|'observation.via'",
                "{'type':'service','name':'x','state':'tired'}|'observation.state'",
                "{'type':'port-owner','port':70000,'process':'x'}|port",
                "{'type':'membership','kind':'club','name':'x'}|'observation.kind'",
                "{'type':'boot','at':'yesterday'}|'observation.at'",
                "{'type':'account','user':'x','mailbox':'cellar'}|'observation.mailbox'",
                "{'type':'policy-owner','key':'k','name':'n','by':'me'}|'observation.by'",
                "{'type':'integration','name':'x','kind':'unknown'}|'observation.kind'"
            })
    void refusesAnObservationThatDoesNotFitAndNamesTheField(String observation, String field) {
        // Given
        ObjectNode document = observed(observation.replace('\'', '"'));

        // Then
        refused(FailureCode.INTAKE_BAD_VALUE, field.replace("'", ""), () -> FindingJson.read(document));
        assertThat(Schemas.problems("finding-1", document))
                .as("the schema agrees")
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "[]", "\"text\"", "null", "{}", "{\"schema\":\"ratchet.finding/2\"}"})
    void refusesWhatIsNoFinding(String document) {
        refused(FailureCode.INTAKE_BAD_VALUE, "must be", () -> FindingJson.read(Json.own(document)));
    }

    @Test
    void refusesAReportHashThatIsNone() {
        // Given
        ObjectNode document = document();
        document.withObject("/report").put("sha256", "../../etc/passwd");

        // Then
        refused(FailureCode.INTAKE_BAD_VALUE, "report.sha256", () -> FindingJson.read(document));
    }

    @Test
    void saysWhenNoHostIsNamed() {
        // Given
        ObjectNode without = document().without("host");
        ObjectNode blind = document();
        blind.putObject("host").put("zone", "dmz").put("site", "HQ").put("domain", "CORP");

        // Then
        refused(FailureCode.INTAKE_NO_HOST, "host", () -> FindingJson.read(without));
        refused(FailureCode.INTAKE_NO_HOST, "'host' carries no identifier", () -> FindingJson.read(blind));
        assertThat(Schemas.problems("finding-1", blind)).isNotEmpty();
    }

    @Test
    void saysWhenNoTimeIsGiven() {
        refused(
                FailureCode.INTAKE_NO_TIME,
                "observedAt",
                () -> FindingJson.read(document().putNull("observedAt")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2018-09-01",
                "2018-09-01T01:12:09",
                "1535764329",
                "+99999-01-01T00:00:00Z",
                "0000-12-31T23:59:59Z",
                "2018-02-30T00:00:00Z"
            })
    void refusesATimeThatIsNoneOrThatNoDatabaseKeeps(String time) {
        refused(
                FailureCode.INTAKE_BAD_VALUE,
                "'observedAt'",
                () -> FindingJson.read(document().put("observedAt", time)));
    }

    @Test
    void showsNoMoreThanTheBeginningOfALongWrongValue() {
        // Given
        ObjectNode document = observed("{\"type\":\"" + "x".repeat(100_000) + "\"}");

        // Then
        assertThat(catchThrowable(() -> FindingJson.read(document))).message().hasSizeLessThan(300);
    }
}
