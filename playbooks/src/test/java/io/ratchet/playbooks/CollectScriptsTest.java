package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.plan.Questions;
import io.ratchet.playbooks.WindowsDouble.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The script that asks a host about itself. That it parses and only reads, {@link PowerShellTwoTest} asks the engine.
 */
class CollectScriptsTest {
    private static final Set<String> READING = Set.of(
            "ForEach-Object", "Get-Item", "Get-Service", "Get-WmiObject", "New-Object", "Set-StrictMode", "Test-Path");
    private static final Set<String> PROGRAMS = Set.of("netstat.exe", "tasklist.exe", "wevtutil.exe");

    static Questions questions() {
        return new Questions(
                List.of(
                        new Questions.Place("HKLM\\SOFTWARE\\Contoso", "There"),
                        new Questions.Place("HKLM\\SOFTWARE\\Contoso", "NotThere")),
                List.of(new Questions.Tree("HKLM\\SOFTWARE\\Contoso\\Whole", 1)),
                List.of("W3SVC", "TermService"),
                List.of("%SystemRoot%\\System32\\winhttp.dll", "%HKLM\\SOFTWARE\\Contoso|Folder%\\contoso.exe"),
                List.of("KB3140245", "KB4019276"),
                List.of("HKLM\\SOFTWARE\\Contoso"),
                30);
    }

    @Test
    void usesNothingButCommandsThatRead() {
        // When
        String text = CollectScripts.file(questions());

        // Then
        Set<String> own = found(text, "function ([A-Za-z]+-[A-Za-z]+)");
        Set<String> used = found(text, "(?<![\\w-])([A-Z][a-z]+-[A-Z][A-Za-z]+)");
        used.removeAll(own);
        assertThat(used).isSubsetOf(READING);
        assertThat(found(text, "([\\w-]+\\.exe)")).isEqualTo(PROGRAMS);
        assertThat(text)
                .doesNotContain(
                        "SetValue",
                        "DeleteValue",
                        "CreateSubKey",
                        "DeleteSubKey",
                        "IO.File",
                        "WriteAll",
                        "InvokeMethod")
                .doesNotContainPattern("(?i)\\.(Put|Delete|Create|Change|StartService|StopService|Win32Shutdown)\\(")
                .doesNotContainPattern("(?m)[^2]>[^>&]*[A-Za-z$]:\\\\");
    }

    @Test
    void sendsWhatIsAskedAsDataOnly() {
        Questions others =
                new Questions(List.of(), List.of(), List.of("'; Stop-Service x"), List.of(), List.of(), List.of(), 30);

        String one = CollectScripts.file(questions());
        String other = CollectScripts.file(others);

        assertThat(other).doesNotContain("Stop-Service");
        assertThat(withoutData(one)).isEqualTo(withoutData(other));
    }

    @Test
    void expectsTheHostThatIsKnownAndAnybodyWhereNoneIs() {
        PhaseScript known = CollectScripts.render(questions(), HostRef.named("web01.corp.example"), "run-1");

        assertThat(known.phase()).isEqualTo(Phase.COLLECT);
        assertThat(known.phase().changesTheHost()).isFalse();
        assertThat(CollectScripts.calls(questions(), HostRef.named("web01.corp.example"))
                        .get(0)
                        .parameters())
                .containsEntry("expectName", "WEB01");
        assertThat(CollectScripts.calls(questions(), null).get(0).parameters()).isEmpty();
    }

    @Test
    void tellsOfListenersPoliciesAndEventsWhatTheRealEngineFinds() throws JsonProcessingException {
        Engine.required();
        WindowsDouble windows = new WindowsDouble();
        windows.host("rich", new ObjectMapper().readTree(RICH))
                .runs(CollectScripts.render(questions(), null, "run-1").text());

        // When
        Outcome outcome = windows.run().get("rich").get(0);

        // Then
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.loud()).isEmpty();
        PhaseAnswer answer = outcome.answer("run-1");
        assertThat(answer.results())
                .allSatisfy(result -> assertThat(result.error()).isNull());
        assertThat(facts(answer, "facts-listeners"))
                .containsExactly("443\tSystem\thttp.sys", "1433\tsqlservr.exe\tschannel.dll", "8443\tjava.exe\t");
        assertThat(facts(answer, "facts-policies"))
                .containsExactly("HKLM\\SOFTWARE\\Contoso\\Sub\tThere\tgpo\t{31B2F340-016D-11D2-945F-00C04FB984F9}");
        assertThat(facts(answer, "facts-events"))
                .containsExactlyInAnyOrder(
                        "2\t2018-09-01T03:00:00.000Z\t2018-09-02T03:00:00.000Z\t36887\tAlertDesc=70",
                        "1\t2018-09-01T01:00:00.000Z\t2018-09-01T01:00:00.000Z\t36880\tType=client\tProtocol=TLS 1.2\tTargetName=a<b'\"; rm");
        assertThat(answer.result("1").orElseThrow().after())
                .containsEntry("address", "10.0.0.5")
                .containsEntry("mac", "00:11:22:33:44:55")
                .containsEntry("fullName", "web01.corp.example")
                .containsEntry("revision", "24564");
    }

    private static final String RICH = """
            {"schema":"ratchet.host/1","name":"WEB01","domain":"corp.example","smbiosUuid":"4c4c4544-0000-2010-8020-80c04f202020",
             "os":{"version":"6.1.7601","productType":3,"servicePack":1,"architecture":"x64","caption":"Microsoft Windows Server 2008 R2 Standard ","powershell":"2.0"},
             "bootTime":"2018-09-01T03:00:00Z","pendingReboot":false,
             "registry":{"HKLM\\\\SOFTWARE\\\\Microsoft\\\\Windows NT\\\\CurrentVersion":{"UBR":{"kind":"dword","value":24564}}},
             "adapters":[{"IPEnabled":false,"IPAddress":null,"MACAddress":"ff:ff"},{"IPEnabled":true,"IPAddress":["fe80::1","10.0.0.5"],"MACAddress":"00:11:22:33:44:55"}],
             "processes":[{"ProcessId":4,"Name":"System"},{"ProcessId":1200,"Name":"sqlservr.exe"},{"ProcessId":1300,"Name":"java.exe"}],
             "netstat":["","Aktive Verbindungen","  Proto  Lokale Adresse         Remoteadresse          Status           PID",
               "  TCP    0.0.0.0:443            0.0.0.0:0              ABHOEREN         4","  TCP    10.0.0.5:49200         10.0.0.9:443           HERGESTELLT      1300"],
             "netstat6":["  TCP    [::]:1433              [::]:0                 ABHOEREN         1200","  TCP    [::1]:8443             [::]:0                 ABHOEREN         1300"],
             "tasklist":["\\"sqlservr.exe\\",\\"1200\\",\\"schannel.dll\\""],
             "policies":[{"registryKey":"SOFTWARE\\\\Contoso\\\\Sub","valueName":"There","GPOID":"{31B2F340-016D-11D2-945F-00C04FB984F9}","precedence":1,"deleted":false},
               {"registryKey":"SOFTWARE\\\\Contoso\\\\Sub","valueName":"There","GPOID":"{other}","precedence":2,"deleted":false},
               {"registryKey":"SOFTWARE\\\\Contosoft","valueName":"There","GPOID":"{other}","precedence":1,"deleted":false}],
             "events":["<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>36887</EventID><TimeCreated SystemTime='2018-09-02T03:00:00.000Z'/></System><EventData><Data Name='AlertDesc'>70</Data><Data Name='Other'>1</Data></EventData></Event>",
               "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>36887</EventID><TimeCreated SystemTime='2018-09-01T03:00:00.000Z'/></System><EventData><Data Name='AlertDesc'>70</Data><Data Name='Other'>2</Data></EventData></Event>",
               "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>36880</EventID><TimeCreated SystemTime='2018-09-01T01:00:00.000Z'/></System><EventData><Data Name='Type'>client</Data><Data Name='Protocol'>TLS 1.2</Data><Data Name='TargetName'>a&lt;b'\\";\\trm</Data></EventData></Event>",
               "<!DOCTYPE x><Event />"]}
            """;

    private static List<String> facts(PhaseAnswer answer, String action) {
        StepResult result = answer.results().stream()
                .filter(one -> one.action().equals(action))
                .findFirst()
                .orElseThrow();
        Map<String, String> after = result.after();
        return after.keySet().stream()
                .sorted((one, other) -> Integer.compare(Integer.parseInt(one), Integer.parseInt(other)))
                .map(after::get)
                .toList();
    }

    private static Set<String> found(String text, String regex) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String withoutData(String script) {
        return script.replaceAll("RatchetData = '.*'", "");
    }
}
