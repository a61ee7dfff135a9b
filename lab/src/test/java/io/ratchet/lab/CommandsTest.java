package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.fixture.Calls;
import io.ratchet.lab.fixture.Delivered;
import io.ratchet.lab.fixture.States;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.playbooks.AnyCalls;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines as people, tools and Ratchet send them. */
class CommandsTest {
    private final SimulatedHost host = SimulatedHost.alone(States.server2008R2("WEB01"), Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostname",
                "HOSTNAME.EXE",
                "C:\\Windows\\System32\\hostname.exe",
                "cmd /c hostname",
                "cmd.exe /C \"hostname\"",
                "powershell hostname",
                "powershell -Command hostname",
                "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Unrestricted -Command \"hostname\"",
                "powershell $env:COMPUTERNAME"
            })
    void saysItsName(String line) {
        assertThat(host.run(line)).isEqualTo(new CommandResult(0, "WEB01\r\n", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "powershell -encodedcommand ",
                "PowerShell -NoProfile -NonInteractive -ExecutionPolicy Unrestricted -EncodedCommand ",
                "powershell -enc "
            })
    void takesEncodedCommandsAsPywinrmAndAnsibleSendThem(String line) {
        // Given
        String encoded = Base64.getEncoder().encodeToString("hostname".getBytes(StandardCharsets.UTF_16LE));

        // Then
        assertThat(host.run(line + encoded).stdout()).isEqualTo("WEB01\r\n");
    }

    @Test
    void knowsWhatPeopleTryFirst() {
        assertThat(host.run("whoami").stdout()).isEqualTo("corp\\ratchet-lab\r\n");
        assertThat(host.run("ver").stdout()).contains("[Version 6.1.7601]");
        assertThat(host.run("echo hello  there").stdout()).isEqualTo("hello  there\r\n");
        assertThat(host.run("ipconfig /all").stdout())
                .contains("Windows IP Configuration")
                .contains("WEB01");
    }

    @Test
    void queriesTheRegistryAsRegExeDoes() {
        // Given
        Calls.answer(
                host,
                "run-1",
                Phase.APPLY,
                Calls.dword("1", States.SCHANNEL + "TLS 1.2\\Server", "Enabled", 4294967295L));

        // Then
        assertThat(host.run("reg query \"hklm\\" + States.WINHTTP.toLowerCase() + "\" /v defaultsecureprotocols")
                        .stdout())
                .isEqualTo("\r\nHKEY_LOCAL_MACHINE\\" + States.WINHTTP
                        + "\r\n    DefaultSecureProtocols    REG_DWORD    0xa0\r\n\r\n");
        assertThat(host.run("reg query \"HKLM\\" + States.SCHANNEL + "TLS 1.2\\Server\"")
                        .stdout())
                .contains("Enabled    REG_DWORD    0xffffffff");
        assertThat(host.run("reg query \"HKLM\\" + States.SCHANNEL + "TLS 1.2\"")
                        .stdout())
                .contains("TLS 1.2\\Server");
        assertThat(host.run("reg query HKLM\\SOFTWARE\\Nothing"))
                .isEqualTo(new CommandResult(
                        1, "", "ERROR: The system was unable to find the specified registry key or value.\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "systeminfo",
                "format c:",
                "hostname & format c:",
                "echo x > C:\\file",
                "echo x | more",
                "hostname | findstr WEB",
                "powershell hostname | more",
                "reg add HKLM\\SOFTWARE\\x",
                "reg add HKLM\\SOFTWARE\\x /v y /t REG_SZ /d z /f",
                "powershell Get-Process",
                "powershell hostname; Remove-Item C:\\",
                "powershell -EncodedCommand not-base64",
                "powershell -File C:\\x.ps1",
                ""
            })
    void failsLoudlyAtWhatItDoesNotKnow(String line) {
        // When
        CommandResult result = host.run(line);

        // Then
        assertThat(result.exitCode()).isEqualTo(9009);
        assertThat(result.stderr()).isNotBlank();
        assertThat(host.state().registry())
                .isEqualTo(States.server2008R2("WEB01").registry());
    }

    @Test
    void writesANumberAsRegDoes() {
        // When
        CommandResult added =
                host.run("reg add \"HKLM\\" + States.SCHANNEL + "TLS 1.2\\Client\" /v Enabled /t REG_DWORD /d 1 /f");
        // Then
        assertThat(added.exitCode()).isZero();
        assertThat(host.run("reg query \"HKLM\\" + States.SCHANNEL + "TLS 1.2\\Client\" /v Enabled")
                        .stdout())
                .contains("REG_DWORD    0x1");
        assertThat(host.run("reg add HKLM\\SOFTWARE\\X /v Y /t REG_DWORD /d 4294967296 /f")
                        .exitCode())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "echo %COMPUTERNAME% = WEB01",
                "echo %computername%-%NoSuchThing% = WEB01-%NoSuchThing%",
                "cmd /c echo %windir%\\x = C:\\Windows\\x",
                "hostname&&echo there = WEB01,there",
                "systeminfo 2>nul && echo there || echo instead = instead",
                "hostname || echo never && echo never = WEB01",
                "systeminfo >nul 2>&1 & echo after = after",
                "hostname > nul & echo after = after",
                "echo one^&two = one&two",
                "echo \"one & two\" = \"one & two\"",
                "cmd /c \"hostname && echo there\" = WEB01 ,there",
                "echo one & exit 7 & echo never = one",
                "powershell hostname & echo two = WEB01,two"
            })
    void readsALineAsCmdDoes(String line, String printed) {
        assertThat(host.run(line).stdout().lines().map(String::strip))
                .containsExactlyElementsOf(
                        Stream.of(printed.split(",")).map(String::strip).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "exit 2149842967, 2149842967",
        "exit /b -1, 4294967295",
        "cmd /c exit 3010, 3010",
        "cmd /c \"exit 5\" || exit 6, 6",
        "powershell exit -2147024891, 2147942405",
        "hostname & systeminfo, 9009",
        "systeminfo & hostname, 0"
    })
    void endsWithAllThirtyTwoBitsOfTheLastCommand(String line, long code) {
        assertThat(Integer.toUnsignedLong(host.run(line).exitCode())).isEqualTo(code);
    }

    @Test
    void namesTheCommandItDoesNotKnow() {
        assertThat(host.run("systeminfo /s x").stderr()).startsWith("'systeminfo' is not recognized");
        assertThat(host.run("powershell Get-Process -Name x").stderr()).contains("Get-Process");
    }

    @Test
    void cutsNoLineThatIsTooLong() {
        assertThat(host.run("echo " + "x".repeat(8187)).exitCode()).isEqualTo(1);
    }

    @Test
    void answersTheLengthOfAnUploadAndRefusesOneThatWasChanged() {
        // Given
        String base64 =
                Delivered.base64(AnyCalls.script("run-1", Phase.ASSESS, List.of(Calls.call("0", "host-identity"))));

        // When
        CommandResult first = host.run(Delivered.piece("run-1", base64.substring(0, 100)));
        CommandResult second = host.run(Delivered.piece("run-1", base64.substring(100)));
        CommandResult changed = host.run(Delivered.uploaded("run-1", "0".repeat(64)));
        CommandResult gone = host.run(Delivered.uploaded("run-1", Delivered.sha256(base64)));

        // Then
        assertThat(first.stdout()).isEqualTo("100\r\n");
        assertThat(second.stdout()).isEqualTo(base64.length() + "\r\n");
        assertThat(changed).isEqualTo(new CommandResult(17, "", ""));
        assertThat(gone.exitCode()).isEqualTo(1);
    }

    @Test
    void runsWhatWasUploaded() {
        // Given
        String base64 =
                Delivered.base64(AnyCalls.script("run-1", Phase.ASSESS, List.of(Calls.call("0", "host-identity"))));
        host.run(Delivered.piece("run-1", base64));

        // When
        CommandResult result = host.run(Delivered.uploaded("run-1", Delivered.sha256(base64)));

        // Then
        assertThat(Calls.answer(result, "run-1").hostName()).isEqualTo("WEB01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Get-Process",
                "# ratchet-phase/2\n$RatchetData = ''\nInvoke-RatchetPhase $RatchetData\n",
                "# ratchet-phase/1\nInvoke-RatchetPhase $RatchetData\n"
            })
    void runsNoScriptThatIsNotOneOfOurs(String script) {
        assertThat(host.run(Delivered.direct(Delivered.base64(script))).exitCode())
                .isEqualTo(9009);
    }

    @Test
    void takesNoDataThatIsDamaged() {
        // Given
        String script = AnyCalls.script("run-1", Phase.APPLY, List.of(Calls.call("0", "host-identity")));
        String damaged = script.replaceFirst("RatchetData = '[^']*'", "RatchetData = 'cGFyYW0JeAk='");

        // Then
        assertThat(host.run(Delivered.direct(Delivered.base64(damaged))).exitCode())
                .isEqualTo(1);
        assertThat(host.run(Delivered.direct("bm90IGRlZmxhdGVk")).exitCode()).isEqualTo(1);
    }

    @Test
    void makesOnlyCallsThatTheScriptCarries() {
        // Given
        String carrying =
                AnyCalls.script("run-1", Phase.ASSESS, List.of(Calls.call("1", "file-version", "path", "C:\\x.dll")));
        String asking = AnyCalls.script(
                "run-1", Phase.ASSESS, List.of(Calls.call("1", "service", "name", "W32Time", "want", "running")));
        String data = asking.substring(asking.indexOf("$RatchetData = '"));
        String mixed = carrying.substring(0, carrying.indexOf("$RatchetData = '")) + data;

        // When
        CommandResult result = host.run(Delivered.direct(Delivered.base64(mixed)));

        // Then
        assertThat(Calls.answer(result, "run-1").result("1").orElseThrow().error())
                .isEqualTo("UNKNOWN-ACTION: this script does not carry service");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "{}", "{\"schema\":\"ratchet.host/2\"}"})
    void refusesAStateThatIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostJson.read(text))
                .withMessageContaining("host state");
    }
}
