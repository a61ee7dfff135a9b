package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.wire.OrganisationFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A name in a report never decides where an account goes. */
class OwnNetworksTest {
    private static final Map<String, List<String>> DNS = Map.of(
            "web01.corp.example", List.of("10.0.3.4"),
            "evil.attacker.example", List.of("203.0.113.9"),
            "both.attacker.example", List.of("10.0.3.4", "203.0.113.9"),
            "10.0.3.5", List.of("10.0.3.5"),
            "203.0.113.7", List.of("203.0.113.7"));
    private static final Organisation PROFILE = OrganisationFile.read(
            "organisation.yaml", "organisation: Contoso\nsites:\n  - {name: HQ, networks: [10.0.0.0/16]}\n");

    @Test
    void reachesAHostWhoseNameLeadsIntoANetworkOfTheProfile() {
        assertThat(reached("web01.corp.example", PROFILE)).isEqualTo("web01.corp.example");
        assertThat(reached("10.0.3.5", PROFILE)).isEqualTo("10.0.3.5");
    }

    @Test
    void showsNoAccountToANameOfAReportThatLeadsElsewhereEvenInPart() {
        for (String name : List.of("evil.attacker.example", "both.attacker.example", "203.0.113.7"))
            refused(name, FailureCode.HOST_NOT_OURS);
    }

    @Test
    void showsNoAccountToANameWithoutAnAddress() {
        refused("gone.corp.example", FailureCode.HOST_UNREACHABLE);
    }

    @Test
    void cannotTellWhereTheProfileNamesNoNetwork() {
        assertThat(reached("evil.attacker.example", Organisation.careful())).isEqualTo("evil.attacker.example");
    }

    private static void refused(String name, FailureCode code) {
        assertThatThrownBy(() -> reached(name, PROFILE)).isInstanceOfSatisfying(FailureException.class, refused -> {
            assertThat(refused.failure().code()).isEqualTo(code);
            assertThat(refused.failure().message()).contains(name, "no account was shown to it");
        });
    }

    private static String reached(String name, Organisation profile) {
        HostDirectory hosts =
                new OwnNetworks(new AsNamed(), () -> profile, wanted -> DNS.getOrDefault(wanted, List.of()));
        return hosts.winrm(new AssetId(name), HostRef.named(name), "HQ").host();
    }

    private record AsNamed() implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            return new HostAddress(asset.value(), 5985, false, "file:winrm", "");
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            throw new AssertionError("nobody asked for a listener");
        }
    }
}
