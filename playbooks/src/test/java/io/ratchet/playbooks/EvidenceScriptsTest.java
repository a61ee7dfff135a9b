package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.playbooks.WindowsDouble.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The script that keeps what a change would wipe out. That it parses, {@link PowerShellTwoTest} asks the engine. */
class EvidenceScriptsTest {
    private static final HostRef WEB = HostRef.named("web01.corp.example");
    private static final Set<String> READING =
            Set.of("ForEach-Object", "Get-Item", "Get-WmiObject", "New-Object", "Set-StrictMode");

    private static final Supplier<Map<String, List<Outcome>>> OUTCOMES = once(EvidenceScriptsTest::run);

    @Test
    void theScriptIsTheOneThatWasReviewed() {
        Golden.same(
                Engine.root().resolve("playbooks/src/test/resources/golden/evidence.ps1"),
                EvidenceScripts.render(WEB, "run-1").text());
    }

    @Test
    void isOfThePhaseThatChangesNothingAndEndsWithinAMinute() {
        PhaseScript script = EvidenceScripts.render(WEB, "run-1");

        assertThat(script.phase()).isEqualTo(Phase.EVIDENCE);
        assertThat(script.phase().changesTheHost()).isFalse();
        assertThat(script.timeout()).isLessThanOrEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void usesNothingButCommandsThatReadAndAsksForNoCommandLine() {
        String text = EvidenceScripts.render(WEB, "run-1").text();

        Set<String> used = found(text, "(?<![\\w-])([A-Z][a-z]+-[A-Z][A-Za-z]+)");
        used.removeAll(found(text, "function ([A-Za-z]+-[A-Za-z]+)"));
        assertThat(used).isSubsetOf(READING);
        assertThat(found(text, "([\\w-]+\\.exe)")).containsExactly("netstat.exe", "wevtutil.exe");
        assertThat(text).doesNotContain("CommandLine", "PathName", "IO.File", "SetValue", "InvokeMethod");
    }

    @Test
    void tellsWhatTheRealEngineFinds() throws JsonProcessingException {
        Engine.required();

        // When
        Outcome outcome = OUTCOMES.get().get("rich").get(0);

        // Then
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.loud()).isEmpty();
        PhaseAnswer answer = outcome.answer("run-1");
        assertThat(answer.phase()).isEqualTo(Phase.EVIDENCE);
        assertThat(answer.results())
                .allSatisfy(result -> assertThat(result.error()).isNull());
        assertThat(answer.results().get(1).after())
                .containsEntry("booted", "2018-09-01T03:00:00Z")
                .containsEntry("offset", "120")
                .containsEntry("zone", "Mitteleurop\u00e4ische Zeit")
                .containsKeys("at", "local");
        assertThat(facts(answer, "evidence-processes"))
                .containsExactly(
                        "4\t0\t0\tSystem\t\t",
                        "1300\t4\t1\tjava.exe\t2018-09-01T04:00:00Z\tC:\\Program Files\\Java\\java.exe");
        assertThat(facts(answer, "evidence-connections"))
                .containsExactly(
                        "connection\t10.0.0.5:443\t10.0.0.9\t4\t49200\t2",
                        "connection\t10.0.0.5:49300\t10.0.0.7\t1300\t1433\t1",
                        "listener\t0.0.0.0:443\t0.0.0.0\t4\t0\t1",
                        "listener\t[::]:1433\t[::]\t1300\t0\t1");
        assertThat(facts(answer, "evidence-sessions"))
                .containsExactly(
                        "999\t0\tCORP\\WEB01$\t\tNegotiate", "77\t10\tCORP\\o'neil\t2018-09-01T04:00:00Z\tKerberos");
        assertThat(facts(answer, "evidence-services"))
                .containsExactly("W3SVC\tRunning\tAuto\t1300\tLocalSystem", "odd name\tStopped\tManual\t0\t");
        assertThat(facts(answer, "evidence-log-ons"))
                .containsExactly(
                        "1\t2018-09-01T01:00:00.000Z\t2018-09-01T01:00:00.000Z\t1102",
                        "2\t2018-09-01T03:00:00.000Z\t2018-09-02T03:00:00.000Z\t4624\tTargetUserName=o'neil\tTargetDomainName=CORP\tLogonType=10\tIpAddress=10.0.0.9",
                        "1\t2018-08-31T01:00:00.000Z\t2018-08-31T01:00:00.000Z\t4625\tTargetDomainName=CORP\tStatus=0xc000006d\tLogonType=2",
                        "1\t2018-08-30T01:00:00.000Z\t2018-08-30T01:00:00.000Z\t4625\tTargetUserName=alice\tStatus=0xc000006d");
        // Neither in a command line nor where somebody typed it for a name.
        assertThat(outcome.stdout()).doesNotContain("hunter2");
    }

    @Test
    void tellsTensOfThousandsOfConnectionsOfOneOtherInOneLine() {
        Engine.required();

        PhaseAnswer answer = OUTCOMES.get().get("busy").get(0).answer("run-1");

        assertThat(facts(answer, "evidence-connections"))
                .contains("connection\t10.0.0.5:443\t10.0.0.9\t0\t10000\t20000");
    }

    @Test
    void saysSoWhereAnotherMachineAnswers() {
        Engine.required();

        PhaseAnswer answer = OUTCOMES.get().get("other").get(0).answer("run-1");

        assertThat(answer.result("0").orElseThrow().error()).startsWith("IDENTITY-MISMATCH:");
    }

    @Test
    void isReadByteForByteAsTheHostPrintedIt() throws JsonProcessingException {
        Engine.required();
        String stdout = OUTCOMES.get().get("rich").get(0).stdout();

        byte[] content = PhaseAnswers.content(new HostOutput(0, stdout, ""), "run-1");

        JsonNode said = new ObjectMapper().readTree(new String(content, StandardCharsets.UTF_8));
        assertThat(said.path("runId").asText()).isEqualTo("run-1");
        assertThat(said.path("results")).hasSize(7);
        assertThatThrownBy(() -> PhaseAnswers.content(new HostOutput(0, stdout, ""), "run-2"))
                .isInstanceOf(FailureException.class);
    }

    /** One start of the engine is enough for all. */
    private static Map<String, List<Outcome>> run() {
        try {
            JsonNode rich = new ObjectMapper().readTree(RICH);
            ObjectNode busy = rich.deepCopy();
            ArrayNode netstat = busy.putArray("netstat");
            for (int port = 10_000; port < 30_000; port++)
                netstat.add("  TCP    10.0.0.5:443           10.0.0.9:" + port + "         WARTEND          0");
            String script = EvidenceScripts.render(WEB, "run-1").text();
            WindowsDouble windows = new WindowsDouble();
            windows.host("rich", rich).runs(script);
            windows.host("busy", busy).runs(script);
            windows.host("other", rich)
                    .runs(EvidenceScripts.render(HostRef.named("db77.corp.example"), "run-1")
                            .text());
            return windows.run();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static final String RICH = """
            {"schema":"ratchet.host/1","name":"WEB01","domain":"corp.example","smbiosUuid":"4c4c4544-0000-2010-8020-80c04f202020",
             "os":{"version":"6.1.7601","productType":3,"servicePack":1,"architecture":"x64","caption":"Microsoft Windows Server 2008 R2 Standard ","powershell":"2.0"},
             "bootTime":"2018-09-01T03:00:00Z","pendingReboot":false,"registry":{},
             "processes":[{"ProcessId":4,"ParentProcessId":0,"SessionId":0,"Name":"System","CreationDate":null,"ExecutablePath":null,"CommandLine":null},
               {"ProcessId":1300,"ParentProcessId":4,"SessionId":1,"Name":"java.exe","CreationDate":"20180901060000.123456+120","ExecutablePath":"C:\\\\Program Files\\\\Java\\\\java.exe","CommandLine":"java -Dpassword=hunter2"}],
             "netstat":["","Aktive Verbindungen","  Proto  Lokale Adresse         Remoteadresse          Status           PID",
               "  TCP    0.0.0.0:443            0.0.0.0:0              ABHOEREN         4","  TCP    10.0.0.5:443           10.0.0.9:49200         HERGESTELLT      4",
               "  TCP    10.0.0.5:443           10.0.0.9:49201         HERGESTELLT      4","  TCP    10.0.0.5:49300         10.0.0.7:1433          HERGESTELLT      1300",
               "  UDP    0.0.0.0:123            *:*                                     900"],
             "netstat6":["  TCP    [::]:1433              [::]:0                 ABHOEREN         1300"],
             "sessions":[{"LogonId":"999","LogonType":0,"StartTime":null,"AuthenticationPackage":"Negotiate"},
               {"LogonId":"77","LogonType":10,"StartTime":"20180901060000.123456+120","AuthenticationPackage":"Kerberos"}],
             "loggedOn":[{"Antecedent":"\\\\\\\\.\\\\root\\\\cimv2:Win32_Account.Domain=\\"CORP\\",Name=\\"WEB01$\\"","Dependent":"\\\\\\\\.\\\\root\\\\cimv2:Win32_LogonSession.LogonId=\\"999\\""},
               {"Antecedent":"\\\\\\\\.\\\\root\\\\cimv2:Win32_Account.Domain=\\"CORP\\",Name=\\"o'neil\\"","Dependent":"\\\\\\\\.\\\\root\\\\cimv2:Win32_LogonSession.LogonId=\\"77\\""}],
             "winServices":[{"Name":"W3SVC","State":"Running","StartMode":"Auto","ProcessId":1300,"StartName":"LocalSystem","PathName":"svc.exe -p hunter2"},
               {"Name":"odd\\tname","State":"Stopped","StartMode":"Manual","ProcessId":0,"StartName":null,"PathName":null}],
             "securityEvents":["<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>4624</EventID><TimeCreated SystemTime='2018-09-02T03:00:00.000Z'/></System><EventData><Data Name='SubjectUserName'>x</Data><Data Name='TargetUserName'>o'neil</Data><Data Name='TargetDomainName'>CORP</Data><Data Name='LogonType'>10</Data><Data Name='IpAddress'>10.0.0.9</Data></EventData></Event>",
               "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>4624</EventID><TimeCreated SystemTime='2018-09-01T03:00:00.000Z'/></System><EventData><Data Name='TargetUserName'>o'neil</Data><Data Name='TargetDomainName'>CORP</Data><Data Name='LogonType'>10</Data><Data Name='IpAddress'>10.0.0.9</Data></EventData></Event>",
               "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>1102</EventID><TimeCreated SystemTime='2018-09-01T01:00:00.000Z'/></System><EventData><Data Name='CommandLine'>x hunter2</Data></EventData></Event>",
               "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>4625</EventID><TimeCreated SystemTime='2018-08-31T01:00:00.000Z'/></System><EventData><Data Name='TargetUserName'>hunter2</Data><Data Name='TargetDomainName'>CORP</Data><Data Name='Status'>0xc000006d</Data><Data Name='SubStatus'>0xC0000064</Data><Data Name='LogonType'>2</Data></EventData></Event>",
               "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>4625</EventID><TimeCreated SystemTime='2018-08-30T01:00:00.000Z'/></System><EventData><Data Name='TargetUserName'>alice</Data><Data Name='Status'>0xc000006d</Data><Data Name='SubStatus'>0xc000006a</Data></EventData></Event>",
               "<!DOCTYPE x><Event />"]}
            """;

    private static <T> Supplier<T> once(Supplier<T> work) {
        AtomicReference<T> made = new AtomicReference<>();
        return () -> made.updateAndGet(before -> before == null ? work.get() : before);
    }

    private static List<String> facts(PhaseAnswer answer, String action) {
        Map<String, String> after = answer.results().stream()
                .filter(one -> one.action().equals(action))
                .findFirst()
                .orElseThrow()
                .after();
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
}
