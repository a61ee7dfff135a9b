package io.ratchet.domain.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FamilyTest {
    @ParameterizedTest
    @CsvSource({
        "os-7-sp1, os-, Windows",
        "kb-3140245, kb-, Updates",
        "sv-exch2013, sv-, Servers",
        "cl-lync2013, cl-, Skype and Lync clients",
        "dv-lpe, dv-, Rooms and phones",
        "br-ie11, br-, Browsers",
        "nd-proxy, nd-, Network",
        "in-sccm, in-, Integrations",
        "mx-7, mx-, Matrix",
        "tp-hybrid, tp-, Topology"
    })
    void isKnownByTheBeginningOfASystemsId(String system, String prefix, String name) {
        assertThat(Family.prefix(system)).isEqualTo(prefix);
        assertThat(Family.name(prefix)).isEqualTo(name);
        assertThat(Family.names()).contains(name);
        assertThat(Family.named(name)).contains(prefix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Rooms and phones", "rooms AND phones", " Rooms and phones ", "dv-", "DV-", "dv", " Dv "})
    void goesByItsNameOrPrefixInWhateverCase(String given) {
        assertThat(Family.named(given)).contains("dv-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Rooms", "dv-lpe", "xx-", "-"})
    void isNotFoundByWhatIsNoNameOfIt(String given) {
        assertThat(Family.named(given)).isEmpty();
    }

    @Test
    void aSystemOfNoFamilyStandsForItself() {
        assertThat(Family.prefix("osmosis")).isEqualTo("osmosis");
        assertThat(Family.name("osmosis")).isEqualTo("osmosis");
    }

    @Test
    void standInTheOrderInWhichTheyAreShown() {
        assertThat(Family.names())
                .hasSize(10)
                .startsWith("Windows", "Updates", "Servers")
                .endsWith("Matrix", "Topology");
    }
}
