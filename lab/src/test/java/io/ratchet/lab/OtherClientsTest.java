package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.lab.tls.LabAuthority;
import io.ratchet.lab.wsman.Admission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that are not ours work against the fleet as it is. */
class OtherClientsTest {
    private static final String RUN_TWO_COMMANDS = """
            import sys, winrm
            url, user, password = sys.argv[1:]
            session = winrm.Session(url, auth=(user, password), transport='basic')
            plain = session.run_cmd('ipconfig', ['/all'])
            script = session.run_ps('hostname')
            unknown = session.run_cmd('systeminfo')
            print(plain.status_code, 'Windows IP Configuration' in plain.std_out.decode(), script.std_out.decode().strip(), unknown.status_code)
            """;

    private static final String TRUST_BY_PYWINRM = """
            import sys, winrm
            url, user, password, authority = sys.argv[1:]
            session = winrm.Session(url, auth=(user, password), transport='ssl', ca_trust_path=authority)
            ran = session.run_cmd('hostname')
            print(ran.std_out.decode().strip(), ran.status_code)
            """;

    private static final String SEAL_BY_PYPSRP = """
            import sys
            from pypsrp.client import Client
            host, port, user, password, auth = sys.argv[1:]
            client = Client(host, port=int(port), ssl=False, username=user, password=password, auth=auth, encryption='always')
            for line in ('hostname', 'systeminfo'):
                out, err, code = client.execute_cmd(line)
                print(out.strip(), code)
            """;

    private static final String SEND_BY_PYPSRP = """
            import sys
            from pypsrp.shell import Process, WinRS
            from pypsrp.wsman import WSMan
            host, port, user, password = sys.argv[1:]
            with WSMan(host, port=int(port), ssl=False, username=user, password=password, auth='ntlm', encryption='always') as wsman:
                with WinRS(wsman) as shell:
                    process = Process(shell, 'more')
                    process.begin_invoke()
                    process.send(b'one ', end=False)
                    process.send(b'two', end=True)
                    process.end_invoke()
                    print(process.stdout.decode(), process.rc)
            """;

    private static final String SEAL_BY_PYWINRM = """
            import sys, winrm
            host, port, user, password, auth = sys.argv[1:]
            session = winrm.Session('http://%s:%s/wsman' % (host, port), auth=(user, password), transport=auth, message_encryption='always')
            for line in ('hostname', 'systeminfo'):
                ran = session.run_cmd(line)
                print(ran.std_out.decode().strip(), ran.status_code)
            """;

    @TempDir
    private Path folder;

    /** NTLM as it is, and inside SPNEGO where that is how the client begins. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"pypsrp, ntlm, false", "pypsrp, negotiate, false", "pypsrp, negotiate, true", "winrm, ntlm, false"})
    void sealTheirMessages(String client, String auth, boolean spnegoOnly) throws Exception {
        // Given
        String python = System.getProperty("ratchet.judge", "../.ratchet/judge/bin/python");
        Assumptions.assumeTrue(
                run(python, "-c", "import " + client).exit() == 0, "skipped: " + client + " is not installed");
        FleetSettings settings = FleetSettings.immediate()
                .with(new Admission(true, spnegoOnly, Optional.empty(), false, false, Optional.empty()));
        try (Fleet fleet = Fleet.start(settings, Fleet.generated(1, "2016", 1, 0))) {
            String name = fleet.names().get(0);
            Path script = Files.writeString(
                    folder.resolve("run.py"), client.equals("pypsrp") ? SEAL_BY_PYPSRP : SEAL_BY_PYWINRM);

            // When
            Ran ran = run(
                    python,
                    script.toString(),
                    fleet.address(name),
                    Integer.toString(fleet.wsmanPort(name)),
                    fleet.settings().account().user(),
                    fleet.settings().account().password(),
                    auth);

            // Then
            assertThat(ran.output()).isEqualTo(name + " 0\n 9009\n");
        }
    }

    /** As Windows is installed nothing is taken over HTTP that is not sealed. */
    @Tag("slow")
    @Test
    void areRefusedWhereTheyDoNotSealAndTheHostWantsIt() throws Exception {
        // Given
        String python = judge("winrm");
        FleetSettings settings = FleetSettings.immediate().with(Admission.asInstalled());
        try (Fleet fleet = Fleet.start(settings, Fleet.generated(1, "2016", 1, 0))) {
            Path script = Files.writeString(
                    folder.resolve("run.py"), SEAL_BY_PYWINRM.replace("encryption='always'", "encryption='never'"));

            // When
            Ran ran = run(asked(fleet, python, script.toString(), "ntlm"));

            // Then
            assertThat(ran.exit()).isNotZero();
            assertThat(ran.output()).contains("Code 500");
        }
    }

    @Tag("slow")
    @Test
    void pywinrmComesByHttpsAndChecksTheCertificate() throws Exception {
        // Given
        String python = judge("winrm");
        try (Fleet fleet = Fleet.start(FleetSettings.immediate(), Fleet.generated(1, "2016", 1, 0))) {
            String name = fleet.names().get(0);
            Path authority = Files.writeString(
                    folder.resolve("ca.pem"), LabAuthority.ofThisProcess().pem());
            Path script = Files.writeString(folder.resolve("run.py"), TRUST_BY_PYWINRM);

            // When
            Ran ran = run(
                    python,
                    script.toString(),
                    "https://" + fleet.address(name) + ":" + fleet.httpsPort(name) + "/wsman",
                    fleet.settings().account().user(),
                    fleet.settings().account().password(),
                    authority.toString());

            // Then
            assertThat(ran.output()).isEqualTo(name + " 0\n");
        }
    }

    /** By Basic, and by NTLM with sealed messages where nothing else is taken. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"basic, true", "ntlm, false"})
    void masterzenRunsCommandsAndIsToldWhatTheyEndWith(String auth, boolean passwords) {
        // Given
        Path program = Path.of("../.ratchet/masterzen").toAbsolutePath().normalize();
        Assumptions.assumeTrue(
                Files.isExecutable(program), "skipped: masterzen/winrm is not built (it needs Go and its modules)");
        Admission admission = passwords ? Admission.standard() : Admission.asInstalled();
        try (Fleet fleet = Fleet.start(FleetSettings.immediate().with(admission), Fleet.generated(1, "2016", 1, 0))) {
            String name = fleet.names().get(0);

            // When
            Ran ran = run(asked(fleet, program.toString(), auth, "hostname && exit 2149842967"));

            // Then
            assertThat(ran.output()).isEqualTo(name + "  2149842967\n");
        }
    }

    @Tag("slow")
    @Test
    void theClientOfNodeReadsWhatCommandsPrint() {
        // Given
        Path modules = Path.of("../.ratchet/winrm-client/node_modules")
                .toAbsolutePath()
                .normalize();
        Assumptions.assumeTrue(
                Files.isDirectory(modules), "skipped: the npm package winrm-client is not installed (it needs npm)");
        try (Fleet fleet = Fleet.start(FleetSettings.immediate(), Fleet.generated(1, "2016", 1, 0))) {
            String name = fleet.names().get(0);

            // When
            Ran ran = run(
                    "env",
                    "NODE_PATH=" + modules,
                    "node",
                    "src/test/judges/winrm-client.js",
                    fleet.address(name),
                    Integer.toString(fleet.wsmanPort(name)),
                    fleet.settings().account().user(),
                    fleet.settings().account().password(),
                    "echo %COMPUTERNAME% & ver");

            // Then
            assertThat(ran.output()).contains(name, "Microsoft Windows [Version 10.0.14393]");
        }
    }

    private String judge(String module) {
        String python = System.getProperty("ratchet.judge", "../.ratchet/judge/bin/python");
        Assumptions.assumeTrue(
                run(python, "-c", "import " + module).exit() == 0, "skipped: " + module + " is not installed");
        return python;
    }

    /** The program, where the first host is and who may log on, and more. */
    private static String[] asked(Fleet fleet, String program, String... more) {
        String name = fleet.names().get(0);
        var words = new ArrayList<>(List.of(program));
        boolean script = more.length > 0 && more[0].endsWith(".py");
        if (script) words.add(more[0]);
        words.addAll(List.of(
                fleet.address(name),
                Integer.toString(fleet.wsmanPort(name)),
                fleet.settings().account().user(),
                fleet.settings().account().password()));
        words.addAll(List.of(more).subList(script ? 1 : 0, more.length));
        return words.toArray(String[]::new);
    }

    @Test
    void pywinrmRunsCommandsAndScripts() throws Exception {
        // Given
        Optional<String> python = List.of("python3", "/usr/bin/python3").stream()
                .filter(each -> run(each, "-c", "import winrm").exit() == 0)
                .findFirst();
        Assumptions.assumeTrue(python.isPresent(), "skipped: pywinrm is not installed (Debian package python3-winrm)");
        try (Fleet fleet =
                Fleet.start(FleetSettings.immediate().closingOnRefusal(), Fleet.generated(1, "2008r2", 1, 0))) {
            String name = fleet.names().get(0);
            Path script = Files.writeString(folder.resolve("run.py"), RUN_TWO_COMMANDS);

            // When
            Ran ran = run(
                    python.orElseThrow(),
                    script.toString(),
                    "http://" + fleet.address(name) + ":" + fleet.wsmanPort(name) + "/wsman",
                    fleet.settings().account().user(),
                    fleet.settings().account().password());

            // Then
            assertThat(ran.output()).isEqualTo("0 True " + name + " 9009\n");
        }
    }

    @Test
    void ansibleReachesEveryHostOfTheInventory() {
        // Given
        Assumptions.assumeTrue(
                run("ansible", "--version").exit() == 0
                        && run("/usr/bin/python3", "-c", "import winrm").exit() == 0,
                "skipped: ansible or pywinrm is not installed (Debian packages ansible, python3-winrm)");
        try (Fleet fleet = Fleet.start(FleetSettings.immediate(), Fleet.generated(2, "mixed", 1, 0))) {
            Path inventory = folder.resolve("lab.yml");
            Inventory.write(inventory, fleet);

            // When
            Ran ran = run("ansible", "-i", inventory.toString(), "all", "-m", "raw", "-a", "hostname");

            // Then
            assertThat(ran.output())
                    .contains("lab00001 | CHANGED | rc=0", "LAB00001", "lab00002 | CHANGED | rc=0", "LAB00002");
            assertThat(ran.exit()).isZero();
        }
    }

    @Tag("slow")
    @Test
    void giveACommandWhatItReads() throws Exception {
        // Given
        String python = System.getProperty("ratchet.judge", "../.ratchet/judge/bin/python");
        Assumptions.assumeTrue(run(python, "-c", "import pypsrp").exit() == 0, "skipped: pypsrp is not installed");
        try (Fleet fleet = Fleet.start(FleetSettings.immediate(), Fleet.generated(1, "2016", 1, 0))) {
            String name = fleet.names().get(0);
            Path script = Files.writeString(folder.resolve("run.py"), SEND_BY_PYPSRP);

            // When
            Ran ran = run(
                    python,
                    script.toString(),
                    fleet.address(name),
                    Integer.toString(fleet.wsmanPort(name)),
                    fleet.settings().account().user(),
                    fleet.settings().account().password());

            // Then
            assertThat(ran.output()).isEqualTo("one two 0\n");
        }
    }

    private record Ran(int exit, String output) {}

    private Ran run(String... command) {
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command[0] + " did not end: " + Files.readString(output));
            }
            return new Ran(process.exitValue(), Files.readString(output));
        } catch (IOException notInstalled) {
            return new Ran(127, String.valueOf(notInstalled.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
