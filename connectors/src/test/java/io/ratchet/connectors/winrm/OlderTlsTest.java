package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.fixture.Failures;
import io.ratchet.connectors.fixture.LabHosts;
import io.ratchet.connectors.fixture.Peer;
import io.ratchet.connectors.fixture.PhaseTexts;
import io.ratchet.connectors.fixture.TestCertificate;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.lab.tls.LabAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts whose WinRM speaks TLS 1.0 and nothing newer, on 5986. */
class OlderTlsTest {
    private static final String PASSWORD = "Gans&Ente 4711";
    private static final Duration AMPLE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static LabHosts lab;
    private static LabHosts newer;
    private static Path trust;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startHosts() throws IOException {
        lab = LabHosts.followingSchannel(
                PASSWORD,
                "127.48.0.0",
                List.of(
                        LabHosts.server2008R2("OLD01", ""),
                        LabHosts.server2008R2("OLD02", "\"silent\":true"),
                        LabHosts.server2008R2("OLD03", "\"silent\":true"),
                        LabHosts.server2008R2("OLD04", "\"silent\":true")));
        newer = LabHosts.start(PASSWORD, "127.49.0.0", List.of(LabHosts.server2008R2("NEW01", "")));
        trust = Files.writeString(
                folder.resolve("lab.pem"), LabAuthority.ofThisProcess().pem());
    }

    @AfterAll
    static void stopHosts() {
        lab.close();
        newer.close();
    }

    @Test
    void runsAScriptOnAHostThatSpeaksNothingNewerAndSaysSoBefore() {
        // Given
        HostShell shell = allowing(trust);
        for (String run : List.of("run-1", "run-2")) {
            // When
            HostOutput output = shell.run(lab.https("OLD01"), script(run));
            // Then
            assertThat(output.exitCode()).isZero();
            assertThat(output.stdout()).contains("<<<RATCHET:" + run + ":");
            assertThat(told).as("over a kept connection too").contains(run);
        }
        assertThat(told).containsExactly("run-1", "run-2");
    }

    @Test
    void bringsALongScriptInPieces() {
        HostOutput output =
                allowing(trust).run(lab.https("OLD01"), PhaseTexts.longAssess("run-long", Duration.ofSeconds(60)));
        assertThat(output.stdout()).contains("<<<RATCHET:run-long:");
        assertThat(told).containsOnly("run-long");
    }

    @Test
    void isRefusedAsEverWhereNobodyAllowedIt() {
        // Given another shell of the same process that has just used it
        allowing(trust).run(lab.https("OLD01"), script("run-1"));
        String before = Security.getProperty("jdk.tls.disabledAlgorithms");
        // When / Then
        assertFailure(FailureCode.HOST_TLS_LEGACY, shell(settings(trust)), lab.https("OLD01"));
        assertThat(Security.getProperty("jdk.tls.disabledAlgorithms")).isEqualTo(before);
    }

    @Test
    void usesNoOtherProcessForAHostThatSpeaksTls12() {
        allowing(trust).run(newer.https("NEW01"), script("run-1"));
        assertThat(told).isEmpty();
    }

    @Test
    void doesNotTrustACertificateOfAnotherAuthority() throws IOException {
        // Given
        Path others = Files.writeString(folder.resolve("other.pem"), TestCertificate.pem());
        // When / Then
        assertFailure(FailureCode.HOST_TLS_TRUST, allowing(others), lab.https("OLD01"));
    }

    @Test
    void doesNotTrustACertificateWithTheTrustOfJava() {
        assertFailure(
                FailureCode.HOST_TLS_TRUST,
                shell(settings().allowingOlderTls((host, run) -> told.add(run))),
                lab.https("OLD01"));
    }

    @Test
    void trustsAPinnedCertificateUnderItsOwnNameOnly() throws IOException {
        // Given a host that shows the certificate that is pinned, and hangs up once it is spoken to
        Path pinned = Files.writeString(folder.resolve("pinned.pem"), TestCertificate.pem());
        try (Peer host = Peer.speaking("TLSv1")) {
            // When / Then
            FailureException byName = assertFailure(
                    FailureCode.HOST_UNREACHABLE,
                    allowing(pinned),
                    new HostAddress(host.host(), host.port(), true, "file:lab"));
            assertThat(byName).hasMessageContaining("did not answer as WinRM does");
            assertFailure(
                    FailureCode.HOST_TLS_TRUST,
                    allowing(pinned),
                    new HostAddress("localhost", host.port(), true, "file:lab"));
        }
    }

    @Test
    void sendsNothingWhenItCannotBeSaidBefore() {
        // Given
        HostShell shell = shell(settings(trust).allowingOlderTls((host, run) -> {
            throw new IllegalStateException("the log is full");
        }));
        // When / Then
        assertThatThrownBy(() -> shell.run(lab.https("OLD01"), script("run-1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the log is full");
    }

    @Test
    void knowsNothingOfAScriptWhoseProcessWasKilledUnderIt() {
        // Given a host that has taken the command and says nothing
        HostShell shell = allowing(trust);
        var run = CompletableFuture.supplyAsync(
                () -> Failures.of(FailureCode.HOST_CONNECTION_LOST, () -> shell.run(lab.https("OLD02"), script("k"))));
        await().atMost(AMPLE).until(() -> commandsOn("OLD02") == 1);
        // When
        workers().forEach(ProcessHandle::destroyForcibly);
        // Then
        FailureException failure = run.join();
        assertThat(failure.failure().code().kind()).isEqualTo(FailureCode.Kind.UNCERTAIN);
        assertThat(commandsOn("OLD02")).as("it was given the command once").isEqualTo(1);
    }

    @Test
    void leavesNoProcessBehindWhenItIsStopped() throws InterruptedException {
        // Given
        HostShell shell = allowing(trust);
        Thread runs = new Thread(() -> {
            try {
                shell.run(lab.https("OLD03"), script("s"));
            } catch (FailureException stopped) {
                told.add(stopped.failure().code().name());
            }
        });
        runs.start();
        await().atMost(AMPLE).until(() -> commandsOn("OLD03") == 1);
        List<ProcessHandle> workers = workers();
        // When
        runs.interrupt();
        runs.join(AMPLE.toMillis());
        // Then
        assertThat(told).contains("HOST_CONNECTION_LOST");
        await().atMost(AMPLE).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void itsProcessKnowsNothingAndEndsWithTheServerWhoseOwnTlsStaysAsItIs() throws IOException {
        // Given a server that was not told to speak anything old
        Process server = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherServer.class.getName(),
                        trust.toString(),
                        PASSWORD,
                        lab.https("OLD01").host(),
                        "" + lab.https("OLD01").port(),
                        lab.https("OLD04").host(),
                        "" + lab.https("OLD04").port()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader says = server.inputReader()) {
            assertThat(says.readLine()).isEqualTo("older TLS for run-1");
            assertThat(says.readLine()).isEqualTo("exit code 0");
            assertThat(says.readLine()).isEqualTo("own TLS 1.0 refused");
            await().atMost(AMPLE).until(() -> commandsOn("OLD04") == 1);
            List<ProcessHandle> workers =
                    server.descendants().filter(OlderTlsTest::isWorker).toList();
            assertThat(workers)
                    .isNotEmpty()
                    .allSatisfy(worker -> assertThat(worker.info().commandLine().orElseThrow())
                            .doesNotContain(PASSWORD, lab.https("OLD04").host(), trust.toString()));
            // When
            server.destroyForcibly();
            // Then
            await().atMost(AMPLE).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            server.destroyForcibly();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BASIC", "CERTIFICATE"})
    void showsNeitherAPasswordNorACertificate(Authentication authentication) {
        HostShellSettings settings = settings(trust).allowingOlderTls((host, run) -> {});
        Clock clock = Clock.systemUTC();
        Failures.of(
                FailureCode.CONFIG_INVALID,
                () -> HostShells.wsman(
                        reference -> lab.account(),
                        settings,
                        authentication,
                        CredentialCircuit.withDefaults(clock),
                        clock));
    }

    private FailureException assertFailure(FailureCode code, HostShell shell, HostAddress host) {
        FailureException failure = Failures.of(code, () -> shell.run(host, script("run-refused")));
        assertThat(Failures.printed(failure)).doesNotContain(PASSWORD);
        return failure;
    }

    private static int commandsOn(String name) {
        return lab.fleet().commandsTaken(name);
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current().children().filter(OlderTlsTest::isWorker).toList();
    }

    private static boolean isWorker(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("OldTlsWorker");
    }

    private HostShell allowing(Path trust) {
        return shell(settings(trust).allowingOlderTls((host, run) -> told.add(run)));
    }

    private static HostShellSettings settings(Path trust) {
        return settings().trusting(trust, "");
    }

    private static HostShellSettings settings() {
        return HostShellSettings.defaults().withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(20));
    }

    private static HostShell shell(HostShellSettings settings) {
        Clock clock = Clock.systemUTC();
        return HostShells.wsman(
                reference -> lab.account(),
                settings,
                Authentication.NTLM,
                CredentialCircuit.withDefaults(clock),
                clock);
    }

    private static PhaseScript script(String run) {
        return PhaseTexts.assess(run, AMPLE);
    }
}
