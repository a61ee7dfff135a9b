package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ratchet.lab.FleetSettings.Addresses;
import io.ratchet.lab.fixture.States;
import io.ratchet.lab.fixture.WsmanClient;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.lab.machine.HostState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many hosts at once: where they are found, how they are made up, what the command prints. */
class FleetTest {
    @TempDir
    private Path folder;

    @Test
    void givesEachHostAnAddressOfItsOwn() {
        // Given
        List<HostState> states = Fleet.generated(300, "2016", 1, 0);

        // When
        try (Fleet fleet =
                Fleet.start(FleetSettings.immediate().with(Addresses.ONE_EACH).withNetwork("127.60.0.0"), states)) {

            // Then
            assertThat(fleet.names().stream().map(fleet::address))
                    .doesNotHaveDuplicates()
                    .contains("127.60.0.1", "127.60.1.46");
            assertThat(fleet.address("LAB00254")).isEqualTo("127.60.0.254");
            assertThat(fleet.address("lab00255")).isEqualTo("127.60.1.1");
            assertThat(new WsmanClient(fleet, "LAB00300").run("hostname").stream("stdout"))
                    .isEqualTo("LAB00300\r\n");
        }
    }

    @Test
    void sharesOneAddressWhereNoOtherCanBeBound() {
        // When
        try (Fleet fleet =
                Fleet.start(FleetSettings.standard().with(Addresses.SHARED), Fleet.generated(3, "mixed", 1, 0))) {

            // Then
            assertThat(fleet.names().stream().map(fleet::address)).containsOnly("127.0.0.1");
            assertThat(fleet.names().stream().map(fleet::wsmanPort)).doesNotHaveDuplicates();
            for (String name : fleet.names())
                assertThat(new WsmanClient(fleet, name).run("hostname").stream("stdout"))
                        .isEqualTo(name + "\r\n");
        }
    }

    @Test
    void servesManyClientsAtOnce() {
        // Given
        try (Fleet fleet = Fleet.start(FleetSettings.immediate(), Fleet.generated(20, "mixed", 1, 0))) {

            // When
            List<CompletableFuture<String>> answers = fleet.names().stream()
                    .map(name -> CompletableFuture.supplyAsync(
                            () -> new WsmanClient(fleet, name).run("hostname").stream("stdout")))
                    .toList();

            // Then
            assertThat(answers.stream().map(CompletableFuture::join))
                    .isEqualTo(fleet.names().stream().map(name -> name + "\r\n").toList());
        }
    }

    @Test
    void saysWhichAddressItCouldNotHave() throws Exception {
        // Given
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.61.0.1"))) {
            var ports = new Ports(taken.getLocalPort(), 0, List.of(), false);
            FleetSettings settings = FleetSettings.standard()
                    .with(ports)
                    .with(Addresses.ONE_EACH)
                    .withNetwork("127.61.0.0");

            // Then
            assertThatIllegalStateException()
                    .isThrownBy(() -> Fleet.start(settings, List.of(States.server2016("WEB02"))))
                    .withMessageContaining("WEB02")
                    .withMessageContaining("127.61.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void refusesTwoHostsOfOneName() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Fleet.start(
                        FleetSettings.immediate(), List.of(States.server2016("WEB02"), States.server2016("web02"))))
                .withMessageContaining("web02");
    }

    @Test
    void listensNowhereButOnTheLoopback() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FleetSettings.standard().withNetwork("10.0.0.0"));
    }

    @Test
    void theSameSeedMakesTheSameHosts() {
        assertThat(Fleet.generated(50, "mixed", 7, 0.3)).isEqualTo(Fleet.generated(50, "mixed", 7, 0.3));
        assertThat(Fleet.generated(50, "mixed", 7, 0.3)).isNotEqualTo(Fleet.generated(50, "mixed", 8, 0.3));
    }

    @Test
    void faultsComeAtTheRateThatWasAskedFor() {
        assertThat(Fleet.generated(200, "win7", 7, 0))
                .allMatch(host -> host.faults().equals(Faults.NONE));
        assertThat(Fleet.generated(200, "win7", 7, 1))
                .noneMatch(host -> host.faults().equals(Faults.NONE));
        long some = Fleet.generated(200, "win7", 7, 0.25).stream()
                .filter(host -> !host.faults().equals(Faults.NONE))
                .count();
        assertThat(some).isBetween(25L, 75L);
    }

    @Test
    void aProfileMakesOneVersionOfWindowsAndAnUnknownOneIsRefused() {
        assertThat(Fleet.generated(5, "2012R2", 7, 0))
                .allMatch(host -> host.os().version().equals("6.3.9600"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fleet.generated(1, "nt4", 7, 0))
                .withMessageContaining("mixed");
    }

    @Test
    void theCommandSaysWhenAllListenAndWritesTheInventory() {
        // Given
        Path inventory = folder.resolve("lab.yml");
        var said = new ByteArrayOutputStream();
        var settings = new LabSettings(
                3, "mixed", 0, 1, inventory, true, true, null, List.of(), null, LabSettings.NETWORK, null);
        var command = new CompletableFuture<Integer>();
        var thread = new Thread(() -> command.complete(
                Lab.run(settings, FleetSettings.immediate(), new PrintStream(said, true, StandardCharsets.UTF_8))));

        // When
        thread.start();
        Awaitility.await()
                .until(() -> said.toString(StandardCharsets.UTF_8).endsWith("hosts" + System.lineSeparator()));
        thread.interrupt();

        // Then
        assertThat(command.join()).isEqualTo(3);
        assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("ready 3 hosts" + System.lineSeparator());
        assertThat(inventory).content().contains("ansible_winrm_scheme: https", "lab00003:", "ansible_host: 127.");
        assertThat(folder.resolve("lab.yml.ca.pem")).content().startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(Files.isReadable(inventory)).isTrue();
    }

    @Test
    void aSecondLabIsToldHowToStandBesideTheFirst() throws IOException {
        // Given
        var settings = LabSettings.of(1, "2016", "127.61.0.0");
        var free = FleetSettings.standard().with(Addresses.ONE_EACH).withNetwork("127.61.0.0");
        try (var first = new ServerSocket(5985, 1, InetAddress.getByName("127.61.0.1"))) {

            // When / Then
            assertThatIllegalStateException()
                    .isThrownBy(() -> Lab.run(settings, free, System.err))
                    .withMessageContaining("cannot listen on 127.61.0.1:" + first.getLocalPort())
                    .withMessageContaining("--network 127.71.0.0");
        }
    }

    @Test
    void twoLabsRunSideBySide() {
        // Given
        var ports = FleetSettings.standard().with(Addresses.ONE_EACH);
        try (Fleet first = Fleet.start(ports.withNetwork("127.62.0.0"), Fleet.generated(2, "2016", 1, 0));
                Fleet second = Fleet.start(ports.withNetwork("127.63.0.0"), Fleet.generated(2, "2016", 2, 0))) {

            // When
            String one = new WsmanClient(first, "LAB00001").run("echo %COMPUTERNAME%").stream("stdout");
            String other = new WsmanClient(second, "LAB00002").run("echo %COMPUTERNAME%").stream("stdout");

            // Then
            assertThat(List.of(one, other)).containsExactly("LAB00001\r\n", "LAB00002\r\n");
            assertThat(first.wsmanPort("LAB00001")).isEqualTo(second.wsmanPort("LAB00001"));
        }
    }

    @Test
    void traitsComeInTurnAndLeaveTheRestOfTheHostsAsTheyAre() {
        // Given
        List<HostState> plain = Fleet.generated(4, "2016", 7, 0);

        // When
        List<HostState> hosts = Fleet.generated(4, "2016", 7, 0, List.of("german", "workgroup", "policies"));

        // Then
        assertThat(hosts.get(0).traits().language()).isEqualTo("de-DE");
        assertThat(hosts.get(1).fqdn()).isEqualTo("lab00002");
        assertThat(hosts.get(2).traits().policies()).hasSize(2);
        assertThat(hosts.get(3)).isEqualTo(plain.get(3));
        assertThat(hosts)
                .extracting(HostState::smbiosUuid)
                .containsExactlyElementsOf(
                        plain.stream().map(HostState::smbiosUuid).toList());
        for (HostState host : hosts)
            assertThat(HostJson.read(HostJson.write(host))).isEqualTo(host);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fleet.generated(1, "2016", 1, 0, List.of("french")))
                .withMessage(
                        "there is no trait 'french'; known are german, workgroup, constrained, fips, battery, policies");
    }

    @Test
    void aLabStaysOnLoopback() {
        for (String network : List.of("10.0.0.0", "127.1.0.7", "127.300.0.0", "", "localhost"))
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LabSettings.of(1, "2016", network))
                    .withMessageContaining("--network must be a loopback network such as 127.30.0.0");
    }

    @Test
    void hostsAreNamedByNumber() {
        assertThat(Fleet.generated(3, "2016", 1, 0).stream().map(HostState::name))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 3)
                        .mapToObj("LAB%05d"::formatted)
                        .toList());
    }
}
