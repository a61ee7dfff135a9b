package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of docs/guides/prepare-hosts.md in a real engine, where what would change the host only notes itself. */
class PrepareHostTest {
    private static final Pattern SCRIPT =
            Pattern.compile("Save this as `prepare-host.ps1`:\\n\\n```powershell\\n(.*?)```", Pattern.DOTALL);

    private static final String PARAMETERS = "param([string]$Servers, [string]$Account)\n";

    @TempDir
    private Path folder;

    private Path noted;

    @BeforeEach
    void needsAnEngine() {
        Engine.required();
        noted = folder.resolve("noted.txt");
    }

    @Test
    void letsADomainAccountInFromTheServersAlone() throws IOException {
        // When
        run("", "10.20.30.40,10.20.30.41", "CORP\\svc-ratchet");
        // Then
        assertThat(Files.readAllLines(noted))
                .containsExactly(
                        "Set-Service -Name WinRM -StartupType Automatic",
                        "Start-Service -Name WinRM",
                        "New-WSManInstance winrm/config/Listener Address=* Transport=HTTP",
                        "Set-WSManInstance winrm/config/service AllowUnencrypted=false",
                        "Set-WSManInstance winrm/config/service/auth Basic=false Negotiate=true",
                        "netsh.exe advfirewall firewall add rule name=Ratchet (WinRM) dir=in action=allow protocol=TCP"
                                + " localport=5985 remoteip=10.20.30.40,10.20.30.41",
                        "net.exe localgroup Administratoren CORP\\svc-ratchet /add");
    }

    @Test
    void makesALocalAccountAnAdministratorOverTheNetworkToo() throws IOException {
        // When
        run("", "10.20.30.40", "ratchet");
        // Then
        assertThat(Files.readAllLines(noted))
                .endsWith(
                        "net.exe localgroup Administratoren ratchet /add",
                        "reg.exe add HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System /v"
                                + " LocalAccountTokenFilterPolicy /t REG_DWORD /d 1 /f");
    }

    @Test
    void leavesAListenerThatIsThereAsItIs() throws IOException {
        // When
        run("HTTP", "10.20.30.40", "ratchet");
        // Then
        assertThat(Files.readAllLines(noted)).noneMatch(line -> line.startsWith("New-WSManInstance"));
    }

    @Test
    void changesNothingWithoutServersAndAnAccount() {
        for (List<String> wrong :
                List.of(List.of("any", "ratchet"), List.of("", "ratchet"), List.of("10.20.30.40", "")))
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> run("", wrong.get(0), wrong.get(1)))
                    .withMessageContaining("failed");
        assertThat(noted).doesNotExist();
    }

    /** @param listens the transport of the listener that is there; empty: there is none */
    private void run(String listens, String servers, String account) throws IOException {
        Matcher script = SCRIPT.matcher(Files.readString(Engine.root().resolve("docs/guides/prepare-hosts.md")));
        assertThat(script.find()).isTrue();
        String text = script.group(1);
        assertThat(text).contains(PARAMETERS);
        Path file = Files.writeString(
                folder.resolve("prepare-host.ps1"), text.replace(PARAMETERS, PARAMETERS + noting(listens)));
        List<Object> words = new ArrayList<>(List.of("-Servers", servers, "-Account", account));
        Engine.run(file, words.toArray());
    }

    private String noting(String listens) {
        return """
                function Note([string]$What) { [IO.File]::AppendAllText('NOTED', $What + [char]10) }
                function Words($Table) { [String]::Join(' ', @($Table.Keys | Sort-Object | ForEach-Object { $_ + '=' + $Table[$_] })) }
                function Set-Service($Name, $StartupType) { Note ('Set-Service -Name ' + $Name + ' -StartupType ' + $StartupType) }
                function Start-Service($Name) { Note ('Start-Service -Name ' + $Name) }
                function Get-WSManInstance($ResourceURI, [switch]$Enumerate) { if ('LISTENS') { @{ Transport = 'LISTENS' } } }
                function New-WSManInstance($ResourceURI, $SelectorSet) { Note ('New-WSManInstance ' + $ResourceURI + ' ' + (Words $SelectorSet)) }
                function Set-WSManInstance($ResourceURI, $ValueSet) { Note ('Set-WSManInstance ' + $ResourceURI + ' ' + (Words $ValueSet)) }
                function Get-WmiObject($Class, $Filter) { @{ Name = 'Administratoren' } }
                function netsh.exe { Note ('netsh.exe ' + [String]::Join(' ', $args)); $global:LASTEXITCODE = 0 }
                function net.exe { Note ('net.exe ' + [String]::Join(' ', $args)); $global:LASTEXITCODE = 2 }
                function reg.exe { Note ('reg.exe ' + [String]::Join(' ', $args)); $global:LASTEXITCODE = 0 }
                """.replace("NOTED", noted.toString()).replace("LISTENS", listens);
    }
}
