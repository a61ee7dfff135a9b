package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.lab.Fleet;
import io.ratchet.lab.FleetSettings;
import io.ratchet.lab.FleetSettings.Addresses;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * nmap, sslscan, testssl.sh and sslyze themselves, against listeners of old Windows in the lab: what is read of one
 * never contradicts what is read of another. ./ratchet test --all installs them where it may; one that is not there is
 * named.
 */
@Tag("slow")
class GenuineScannersTest {
    private static final List<String> TOOLS = List.of("nmap", "sslscan", "testssl", "sslyze");

    /** Of SSL 2.0 the lab says the hello alone: sslscan takes it for an offer, sslyze wants a whole handshake. */
    private static final Set<Protocol> SPOKEN = EnumSet.complementOf(EnumSet.of(Protocol.SSL_2));

    @TempDir
    Path folder;

    @Test
    void fourScannersAgreeOnListenersOfOldWindows() throws Exception {
        for (String tool : TOOLS) assumeTrue(found(tool), tool + " is not installed");
        for (String profile : List.of("win7", "2012r2"))
            try (Listener old = Listener.of(profile)) {
                // Given
                String listener = "127.0.0.1:" + old.port();

                // When
                Map<String, Map<Protocol, OfferState>> seen = new LinkedHashMap<>();
                for (String tool : TOOLS) seen.put(tool, states(tool, listener, profile));

                // Then
                assertThat(seen.values())
                        .as("%s %s", profile, seen)
                        .allSatisfy(states -> assertThat(states).containsValue(OfferState.OFFERED));
                for (Protocol protocol : SPOKEN)
                    assertThat(seen.values().stream()
                                    .map(states -> states.getOrDefault(protocol, OfferState.UNKNOWN))
                                    .filter(state -> state != OfferState.UNKNOWN)
                                    .distinct())
                            .as("%s on %s: %s", protocol, profile, seen)
                            .hasSizeLessThanOrEqualTo(1);
            }
    }

    /**
     * The listener of one old Windows, in a process of its own: a Java that used TLS before, as other tests do, has no
     * old protocols left to offer.
     */
    private record Listener(Process process, int port) implements AutoCloseable {
        static Listener of(String profile) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Listener.class.getName(),
                            profile)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String port = process.inputReader().readLine();
            assertThat(port).as("the listener of %s", profile).isNotNull();
            return new Listener(process, Integer.parseInt(port));
        }

        public static void main(String[] args) throws IOException {
            try (Fleet fleet =
                    Fleet.start(FleetSettings.standard().with(Addresses.SHARED), Fleet.generated(1, args[0], 1, 0))) {
                System.out.println(fleet.tlsPort(fleet.names().get(0)));
                // Until whoever started it closes this, or is gone.
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
        }
    }

    private Map<Protocol, OfferState> states(String tool, String listener, String name)
            throws IOException, InterruptedException {
        Path report = folder.resolve(name + "-" + tool);
        String port = listener.substring(listener.indexOf(':') + 1);
        List<String> command = switch (tool) {
            case "nmap" ->
                List.of(
                        "nmap",
                        "-Pn",
                        "-n",
                        "-p",
                        port,
                        "--script",
                        "+ssl-enum-ciphers",
                        "-oX",
                        report.toString(),
                        "127.0.0.1");
            case "sslscan" -> List.of("sslscan", "--no-colour", "--xml=" + report, listener);
            case "testssl" ->
                List.of(
                        "testssl",
                        "--quiet",
                        "--color",
                        "0",
                        "--warnings",
                        "off",
                        "-p",
                        "-P",
                        "--jsonfile",
                        report.toString(),
                        listener);
            default ->
                List.of(
                        "sslyze",
                        "--sslv2",
                        "--sslv3",
                        "--tlsv1",
                        "--tlsv1_1",
                        "--tlsv1_2",
                        "--tlsv1_3",
                        "--json_out=" + report,
                        listener);
        };
        run(command, report.resolveSibling(report.getFileName() + ".log"));
        Reading reading = Reading.of(report, new ReadOptions(null, Instant.parse("2018-09-20T00:00:00Z"), "default"));
        assertThat(reading.coverage().format()).isEqualTo(tool);
        Map<Protocol, OfferState> states = new TreeMap<>();
        reading.seen(ProtocolOffer.class).forEach(offer -> states.put(offer.protocol(), offer.state()));
        return states;
    }

    /** Its exit code tells what it thinks of the listener, and is not asked. */
    private static void run(List<String> command, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES))
                    .as("%s ends; %s", command, Files.readString(log))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean found(String tool) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            if (Files.isExecutable(Path.of(folder, tool))) return true;
        return false;
    }
}
