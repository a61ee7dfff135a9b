package io.ratchet.domain.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindingRecordsTest {
    @Test
    void readsMinusOneAndAllBitsAsTheSameDword() {
        assertThat(RegistryData.dword(-1)).isEqualTo(RegistryData.dword(4294967295L));
    }

    @Property(tries = 300)
    void keepsEveryUnsignedDword(Draw draw) {
        long value = draw.between(0, 0xFFFF_FFFFL);
        assertThat(RegistryData.dword(value).value()).isEqualTo(value);
    }

    @Test
    void tellsAnEmptyTextFromAnAbsentValue() {
        assertThat(RegistryData.string("").absent()).isFalse();
        assertThat(RegistryData.ABSENT.absent()).isTrue();
    }

    @Test
    void refusesAValueThatDoesNotFitItsKind() {
        assertThatThrownBy(() -> new RegistryData(RegistryData.Kind.DWORD, "1")).hasMessageContaining("DWORD");
        assertThatThrownBy(() -> new RegistryData(RegistryData.Kind.ABSENT, 0L)).hasMessageContaining("ABSENT");
        assertThatThrownBy(() -> new RegistryData(RegistryData.Kind.DWORD, 4294967296L))
                .hasMessageContaining("between");
        assertThatThrownBy(() -> new RegistryData(RegistryData.Kind.MULTI_STRING, List.of(1)))
                .hasMessageContaining("MULTI");
    }

    @Test
    void holdsOnlyADwordToThirtyTwoBits() {
        assertThat(RegistryData.dword(0).value()).isEqualTo(0L);
        assertThat(new RegistryData(RegistryData.Kind.QWORD, 4294967296L).value())
                .isEqualTo(4294967296L);
        assertThatThrownBy(() -> new RegistryData(RegistryData.Kind.DWORD, -1L))
                .hasMessage("a DWORD is between 0 and 4294967295, not -1");
    }

    @Test
    void holdsTheTextsOfAMultiString() {
        // Given
        List<String> texts = new ArrayList<>(List.of("TLS_A", "TLS_B"));

        // When
        RegistryData data = new RegistryData(RegistryData.Kind.MULTI_STRING, texts);
        texts.clear();

        // Then
        assertThat(data.value()).isEqualTo(List.of("TLS_A", "TLS_B"));
        assertThatThrownBy(() -> new RegistryData(RegistryData.Kind.MULTI_STRING, "TLS_A"))
                .hasMessage("a registry value of kind MULTI_STRING cannot hold TLS_A");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 9})
    void sortsTheIdsOfAHostByTheirSources(int many) {
        for (int first = 0; first < 16; first++) {
            // Given
            TreeMap<String, String> ids = new TreeMap<>(Comparator.reverseOrder());
            for (int at = 0; at < many; at++) ids.put("source-" + (char) ('a' + first) + at, "id-" + at);

            // When
            HostRef host = new HostRef("default", null, null, null, null, null, null, null, null, ids);

            // Then
            assertThat(List.copyOf(host.nativeIds().keySet())).isSorted().hasSize(many);
        }
    }

    @Test
    void writesIdentifiersInOneForm() {
        HostRef host = new HostRef(
                "default",
                null,
                "10.0.0.5",
                "WEB01.Corp.Example.",
                "web01",
                "corp",
                "00-50-56-AA-BB-CC",
                "4C4C4544-0000-2010-8020-80C04F202020",
                null,
                Map.of());
        assertThat(host.fqdn()).isEqualTo("web01.corp.example");
        assertThat(host.netbios()).isEqualTo("WEB01");
        assertThat(host.mac()).isEqualTo("00:50:56:aa:bb:cc");
        assertThat(host.smbiosUuid()).isEqualTo("4c4c4544-0000-2010-8020-80c04f202020");
    }

    @Test
    void refusesAHostThatNothingIdentifies() {
        assertThatThrownBy(() -> new HostRef("default", "HQ", null, null, null, "CORP", null, null, null, Map.of()))
                .hasMessageContaining("at least one identifier");
    }

    @Test
    void callsEverythingBeforeTls12Legacy() {
        assertThat(Protocol.values())
                .filteredOn(Protocol::legacy)
                .containsExactly(Protocol.SSL_2, Protocol.SSL_3, Protocol.TLS_1_0, Protocol.TLS_1_1);
    }

    @Test
    void keepsARejectedRecordsExcerptShort() {
        Rejected rejected = new Rejected("a.csv", "row[1]", "INTAKE-BAD-VALUE", "m", "x".repeat(5000));
        assertThat(rejected.excerpt()).hasSize(Rejected.MAX_EXCERPT);
    }

    @ParameterizedTest
    @CsvSource({"0x7f, 1", "0x80, 2", "0x7ff, 2", "0x800, 3", "0xffff, 3", "0x10000, 4", "0x10ffff, 4"})
    void cutsARejectedRecordsExcerptByItsBytesAndNeverWithinACharacter(String codePoint, int bytes) {
        // Given
        String character = Character.toString(Integer.decode(codePoint));
        int fit = Rejected.MAX_EXCERPT / bytes;

        // When
        Rejected whole = new Rejected("a.csv", "row[1]", "INTAKE-BAD-VALUE", "m", character.repeat(fit));
        Rejected cut = new Rejected("a.csv", "row[1]", "INTAKE-BAD-VALUE", "m", character.repeat(fit + 1));

        // Then
        assertThat(whole.excerpt()).isEqualTo(character.repeat(fit));
        assertThat(cut.excerpt()).isEqualTo(character.repeat(fit));
    }

    @Test
    void refusesACoverageThatLosesARecord() {
        assertThatThrownBy(() -> new Coverage("f", "nessus", "a".repeat(64), 10, 7, 9, 2, 0, true, 1))
                .hasMessageContaining("used + ignored + rejected");
    }

    @Test
    void pointsToItsRecordInItsReport() {
        ReportRef report = new ReportRef("a".repeat(64), "nessus", "nessus@hq", null, Method.UNAUTHENTICATED);
        Finding finding = new Finding(
                report,
                "ReportHost[3]",
                Instant.EPOCH,
                HostRef.named("a.b"),
                new Observation.Boot(Instant.EPOCH),
                Evidence.NONE);
        assertThat(finding.pointer()).isEqualTo("sha256:" + "a".repeat(64) + "#ReportHost[3]");
    }
}
