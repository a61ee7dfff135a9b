package io.ratchet.playbooks;

import static io.ratchet.playbooks.Decided.PROTOCOLS;
import static io.ratchet.playbooks.Decided.WINHTTP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.playbooks.WindowsDouble.Outcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Single actions where things are not as wished, in the real engine over a double of Windows. All hosts run in one
 * start of it.
 */
class ActionScenarioTest {
    private static final String DLL = "C:\\Windows\\System32\\winhttp.dll";
    private static final String OLD = "6.1.7601.17514";
    private static final String NEW = "6.1.7601.23375";
    private static final String TLS12 = PROTOCOLS + "\\TLS 1.2\\Client";
    private static final String CORE = "C:\\Program Files\\Product\\core.exe";

    private static Map<String, List<Outcome>> ran = Map.of();

    @BeforeAll
    static void runAll() {
        Engine.required();
        WindowsDouble windows = new WindowsDouble();
        for (long code : List.of(0L, 3010L, 2359302L, 2149842967L, 5L, 1618L, 2148081668L, 2147500037L, 2359301L))
            windows.host(
                            "exit " + code,
                            host().installable("KB3140245", code, 10, DLL, NEW).state())
                    .runs(apply(update()));
        windows.host(
                        "not applicable but covered",
                        host().installable("KB3140245", 2149842967L, 10, DLL, NEW)
                                .file(DLL, "6.1.7601.24000")
                                .state())
                .runs(apply(update()));
        windows.host("listed", host().update("KB3140245").state()).runs(apply(update()));
        windows.host("missing package", host().state()).runs(apply(update()));
        windows.host(
                        "wrong hash",
                        host().installable("KB3140245", 0, 10, DLL, NEW).state())
                .runs(apply(update("sha256", SimulatedHost.sha256("another"))));
        windows.host(
                        "task denied",
                        host().denied("schtasks")
                                .installable("KB3140245", 0, 10, DLL, NEW)
                                .state())
                .runs(apply(update()));
        windows.host(
                        "cut off and resumed",
                        host().installable("KB3140245", 3010, 60, DLL, NEW).state())
                .runsAndIsCutOff(apply(update()), 3)
                .runs(apply(update()))
                .runs(apply(update()));
        windows.host(
                        "lost power",
                        host().installable("KB3140245", 0, 60, DLL, NEW).state())
                .runsAndIsCutOff(apply(update()), 3)
                .restarts()
                .runs(apply(update()))
                .runs(apply(update()));
        windows.host(
                        "too slow",
                        host().installable("KB3140245", 0, 3600, DLL, NEW).state())
                .runs(apply(update()))
                .runs(apply(update()));
        windows.host(
                        "assess update",
                        host().installable("KB3140245", 0, 10, DLL, NEW).state())
                .runs(script(Phase.ASSESS, update()))
                .runs(script(Phase.UNDO, update()));
        for (String word : List.of("quiet-norestart", "silentmode", "msi", "msp", "wusa", "whatever"))
            windows.host("word " + word, product(0).state()).runs(apply(installation("arguments", word)));
        windows.host("package after restart", product(3010).state())
                .runs(apply(installation()))
                .restarts()
                .runs(script(Phase.VERIFY, installation()));
        windows.host("denied key", host().key(PROTOCOLS).denied(PROTOCOLS).state())
                .runs(apply(
                        enable(),
                        call(
                                "2",
                                "registry",
                                "key",
                                WINHTTP,
                                "name",
                                "DefaultSecureProtocols",
                                "kind",
                                "dword",
                                "value",
                                "2176")));
        windows.host(
                        "existing key",
                        host().value(TLS12, "DisabledByDefault", RegistryData.dword(1))
                                .state())
                .runs(apply(enable()));
        windows.host(
                        "wrong type",
                        host().value(TLS12, "Enabled", RegistryData.string("1")).state())
                .runs(apply(enable()));
        windows.host(
                        "as assessed",
                        host().value(TLS12, "Enabled", RegistryData.dword(0)).state())
                .runs(apply(
                        assessed("1", "Enabled", "dword", "0"), assessed("2", "DisabledByDefault", "absent", null)));
        windows.host(
                        "already as it shall be",
                        host().value(TLS12, "Enabled", RegistryData.dword(1)).state())
                .runs(apply(assessed("1", "Enabled", "dword", "0")));
        windows.host(
                        "drifted in the second call",
                        host().value(TLS12, "DisabledByDefault", RegistryData.dword(7))
                                .state())
                .runs(apply(
                        assessed("1", "Enabled", "absent", null), assessed("2", "DisabledByDefault", "absent", null)));
        windows.host(
                        "drifted by type",
                        host().value(TLS12, "Enabled", RegistryData.string("0")).state())
                .runs(apply(assessed("1", "Enabled", "dword", "0")));
        windows.host("all kinds", host().state())
                .runs(apply(allKinds()))
                .runs(script(Phase.VERIFY, allKinds()))
                .runs(apply(allKinds()));
        windows.host("unsupported kind", withUnsupportedValue())
                .runs(script(Phase.ASSESS, enable()))
                .runs(apply(enable()));
        windows.host("delete what is not there", host().key(PROTOCOLS).state())
                .runs(apply(call("1", "registry", "key", TLS12, "name", "Enabled", "kind", "absent")));
        windows.host("foreign value below", host().key(PROTOCOLS).state())
                .runs(apply(enable()))
                .runs(apply(call("1", "registry", "key", TLS12, "name", "Somebody", "kind", "string", "value", "else")))
                .runs(script(
                        Phase.UNDO,
                        call(
                                "1",
                                "registry",
                                "key",
                                TLS12,
                                "name",
                                "Enabled",
                                "kind",
                                "absent",
                                "keepKey",
                                PROTOCOLS)));
        windows.host(
                        "keep elsewhere",
                        host().value(TLS12, "Enabled", RegistryData.dword(1)).state())
                .runs(script(
                        Phase.UNDO,
                        call(
                                "1",
                                "registry",
                                "key",
                                TLS12,
                                "name",
                                "Enabled",
                                "kind",
                                "absent",
                                "keepKey",
                                "HKLM\\SOFTWARE")));
        windows.host("another name", host().with("name", "WEB02").state())
                .runs(apply(expecting("expectName", "WEB01"), enable()));
        windows.host("long name", host().with("name", "AVERYLONGHOSTNA").state())
                .runs(apply(expecting("expectName", "averylonghostname")));
        windows.host("other byte order", host().state())
                .runs(apply(expecting("expectUuid", HostNames.bothOrders("44454c4c-0000-1020-8020-80c04f202020"))));
        windows.host("another uuid", host().state())
                .runs(apply(expecting("expectUuid", List.of("11111111-0000-1020-8020-80c04f202020"))));
        windows.host("pending", host().pendingReboot().state())
                .runs(script(Phase.ASSESS, expecting("expectName", "WEB01")));
        windows.host(
                        "services",
                        host().service("W32Time", "running")
                                .service("Spooler", "stopped")
                                .state())
                .runs(apply(
                        call("1", "service", "name", "w32time", "want", "stopped"),
                        call("2", "service", "name", "Spooler", "want", "running"),
                        call("3", "service", "name", "Spooler", "want", "running"),
                        call("4", "service", "name", "Sp*", "want", "stopped")));
        windows.host("put back", host().service("Spooler", "stopped").state())
                .runs(begin("run-1"))
                .runs(putBack("run-1"))
                .runs(begin("run-1"))
                .runs(begin("run-10"))
                .runs(begin("run-"))
                .runs(putBack("run-"))
                .runs(begin("run-1"))
                .runs(begin("run-"));
        windows.host(
                        "another came after it",
                        host().service("Spooler", "stopped").state())
                .runs(putBack("run-0"))
                .runs(begin("run-1"))
                .runs(begin("run-2"))
                .runs(putBack("run-1"))
                .runs(putBack("run-2"))
                .runs(putBack("run-2"))
                .runs(putBack("run-1"));
        windows.host("another at work", host().service("Spooler", "stopped").state())
                .runs(begin("run-1"))
                .runs(
                        "$global:Other = New-Object IO.FileStream('C:\\Windows\\Ratchet\\undone', 'Open', 'Read', 'Read')")
                .runs(putBack("run-1"))
                .runs(begin("run-1"))
                .runs("$global:Other.Close(); $global:Other = New-Object IO.FileStream("
                        + "'C:\\Windows\\Ratchet\\undone', 'Open', 'ReadWrite', 'None')")
                .runs(begin("run-2"))
                .runs("$global:Other.Close()")
                .runs(putBack("run-1"))
                .runs(begin("run-1"));
        windows.host(
                        "cut off while it was marked",
                        host().service("Spooler", "running").state())
                .runs(begin("run-1"))
                .runs("[IO.File]::AppendAllText('C:\\Windows\\Ratchet\\undone', [char]10 + 'run-')")
                .runs(putBack("run-1"))
                .runs(begin("run-1"));
        windows.host("unknown", host().state())
                .runs(script(
                        Phase.ASSESS,
                        call("1", "file-version", "path", DLL, "recurse", "yes"),
                        call("2", "file-version"),
                        call("3", "update-query", "kb", "KB1' OR '1")));
        windows.host("reboot elsewhere", host().state())
                .runs(script(Phase.APPLY, new ActionCall("1", "reboot", Map.of("delaySeconds", 5L))));
        windows.host(
                        "outbound",
                        host().outbound("new.example:443", "TLSv1.2")
                                .outbound("old.example:443", "TLSv1.0")
                                .state())
                .runs(script(
                        Phase.VERIFY,
                        outbound("1", "new.example", "schannel"),
                        outbound("2", "new.example", "dotnet"),
                        outbound("3", "old.example", "dotnet"),
                        outbound("4", "no.example", "dotnet")));
        ran = windows.run();
    }

    @ParameterizedTest
    @CsvSource({"0, true, none", "3010, true, reboot", "2359301, true, reboot", "2359302, false, none"})
    void anInstallationThatEndedWellSaysWhichRestartItNeeds(long code, boolean changed, String restart) {
        StepResult result = result("exit " + code, 0, "1");

        assertThat(result.error()).isNull();
        assertThat(result.changed()).isEqualTo(changed);
        assertThat(result.restart()).isEqualTo(restart);
        assertThat(result.after()).containsEntry("exitCode", Long.toString(code));
    }

    @ParameterizedTest
    @CsvSource({
        "2149842967, NOT-APPLICABLE",
        "5, ACCESS-DENIED",
        "1618, BUSY",
        "2148081668, NOT-TRUSTED",
        "2147500037, INSTALL-FAILED"
    })
    void anInstallationThatEndedIllIsAnErrorWithItsCode(long code, String error) {
        StepResult result = result("exit " + code, 0, "1");

        assertThat(result.error()).startsWith(error + ": ");
        assertThat(result.changed()).isFalse();
    }

    @Test
    void notApplicableIsCoveredWhenTheFilesAreNewEnough() {
        StepResult result = result("not applicable but covered", 0, "1");

        assertThat(result.error()).isNull();
        assertThat(result.changed()).isFalse();
        assertThat(result.after()).containsEntry("state", "covered").doesNotContainKey("exitCode");
    }

    @Test
    void anUpdateThatIsListedIsNotInstalledAgain() {
        assertThat(result("listed", 0, "1").changed()).isFalse();
        assertThat(ran.get("listed").get(0).left()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"missing package, NO-SUCH-PACKAGE", "wrong hash, WRONG-HASH", "task denied, ACCESS-DENIED"})
    void nothingIsInstalledWhenThePackageOrTheTaskIsNotRight(String host, String error) {
        assertThat(result(host, 0, "1").error()).startsWith(error + ": ");
        assertThat(ran.get(host).get(0).state().get("updates")).isEmpty();
        assertThat(ran.get(host).get(0).left()).allMatch(file -> file.endsWith("install.ps1"));
    }

    @Test
    void aRunThatWasCutOffFindsItsInstallationAgainAndInstallsOnce() {
        assertThat(ran.get("cut off and resumed").get(0).stdout()).doesNotContain("<<<RATCHET");
        StepResult resumed = result("cut off and resumed", 1, "1");
        StepResult again = result("cut off and resumed", 2, "1");

        assertThat(resumed.error()).isNull();
        assertThat(resumed.restart()).isEqualTo("reboot");
        assertThat(resumed.after()).containsEntry("exitCode", "3010");
        assertThat(again.after()).isEqualTo(resumed.after());
        assertThat(again.restart()).isEqualTo("reboot");
    }

    @Test
    void anInstallationThatLostPowerIsNotRepeatedByItself() {
        assertThat(result("lost power", 2, "1").error()).startsWith("INTERRUPTED: ");
        assertThat(result("lost power", 3, "1").error()).startsWith("INTERRUPTED: ");
        assertThat(ran.get("lost power").get(3).state().get("tasks")).isEmpty();
        assertThat(ran.get("lost power").get(3).state().get("updates")).isEmpty();
    }

    @Test
    void aSlowInstallationIsLeftAtWorkAndCanBeAskedForAgain() {
        assertThat(result("too slow", 0, "1").error()).startsWith("STILL-RUNNING: ");
        assertThat(ran.get("too slow").get(0).stdout()).contains("ratchet: installing");
        assertThat(result("too slow", 1, "1").error()).isNull();
        assertThat(result("too slow", 1, "1").changed()).isTrue();
    }

    @Test
    void aRunThatWasPutBackWritesNothingAnyMoreAndOthersDo() {
        assertThat(ran.get("put back").stream().map(Outcome::failure)).containsOnlyNulls();
        assertThat(said("put back", 0, "run-1")).isEqualTo("-");
        assertThat(said("put back", 1, "run-1")).isEqualTo("-");
        assertThat(said("put back", 2, "run-1")).isEqualTo("UNDONE: this run was put back");
        assertThat(said("put back", 3, "run-10")).isEqualTo("-");
        assertThat(said("put back", 4, "run-")).isEqualTo("-");
        assertThat(said("put back", 5, "run-")).isEqualTo("-");
        assertThat(said("put back", 6, "run-1")).startsWith("UNDONE: ");
        assertThat(said("put back", 7, "run-")).startsWith("UNDONE: ");
        assertThat(services("put back"))
                .containsExactly(
                        "running", "stopped", "stopped", "running", "running", "stopped", "stopped", "stopped");
        assertThat(ran.get("put back").get(7).left())
                .containsExactly("C:\\Windows\\Ratchet\\run", "C:\\Windows\\Ratchet\\undone");
    }

    @Test
    void ofARunAfterWhichAnotherCameNothingIsPutBack() {
        String host = "another came after it";
        assertThat(ran.get(host).stream().map(Outcome::failure)).containsOnlyNulls();
        assertThat(said(host, 0, "run-0")).isEqualTo("-");
        assertThat(said(host, 3, "run-1")).isEqualTo("SUPERSEDED: another run has changed this host since");
        assertThat(said(host, 4, "run-2")).isEqualTo("-");
        assertThat(said(host, 5, "run-2")).isEqualTo("-");
        assertThat(said(host, 6, "run-1")).startsWith("SUPERSEDED: ");
        assertThat(services(host))
                .containsExactly("stopped", "running", "running", "running", "stopped", "stopped", "stopped");
    }

    @Test
    void nothingIsPutBackWhileAChangeIsAtWorkAndNothingChangedWhileItIsPutBack() {
        String host = "another at work";
        assertThat(ran.get(host).stream().map(Outcome::failure)).containsOnlyNulls();
        assertThat(said(host, 2, "run-1")).startsWith("FAILED: IOException: ");
        assertThat(said(host, 3, "run-1")).isEqualTo("-");
        assertThat(said(host, 5, "run-2")).startsWith("FAILED: IOException: ");
        assertThat(said(host, 7, "run-1")).isEqualTo("-");
        assertThat(said(host, 8, "run-1")).startsWith("UNDONE: ");
        assertThat(services(host))
                .containsExactly(
                        "running", "running", "running", "running", "running", "running", "running", "stopped",
                        "stopped");
    }

    @Test
    void aMarkThatWasCutOffIsMadeWhole() {
        String host = "cut off while it was marked";
        assertThat(said(host, 2, "run-1")).isEqualTo("-");
        assertThat(said(host, 3, "run-1")).startsWith("UNDONE: ");
    }

    /** What the call that looks at the run's mark, or leaves it, says; a hyphen for nothing. */
    private static String said(String host, int step, String run) {
        String error =
                ran.get(host).get(step).answer(run).result("run").orElseThrow().error();
        return error == null ? "-" : error;
    }

    private static List<String> services(String host) {
        return ran.get(host).stream()
                .map(outcome -> outcome.state().get("services").get("Spooler").textValue())
                .toList();
    }

    @Test
    void assessAndUndoOfAnUpdateChangeNothing() {
        assertThat(result("assess update", 0, "1").before()).containsEntry("state", "not-installed");
        assertThat(result("assess update", 1, "1").after()).containsKey("note");
        assertThat(ran.get("assess update").get(1).state().get("updates")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"quiet-norestart", "silentmode", "msi", "msp"})
    void startsAnInstallerInEachOfTheKnownWays(String word) {
        assertThat(result("word " + word, 0, "1").error()).isNull();
        assertThat(result("word " + word, 0, "1").after()).containsEntry("state", "installed");
    }

    @ParameterizedTest
    @CsvSource({"wusa", "whatever"})
    void startsAnInstallerInNoOtherWay(String word) {
        assertThat(result("word " + word, 0, "1").error()).startsWith("BAD-VALUE: ");
    }

    @Test
    void aPackageThatNeedsARestartShowsItsBuildOnlyAfterIt() {
        assertThat(result("package after restart", 0, "1").after()).containsEntry("state", "not-installed");
        assertThat(result("package after restart", 0, "1").restart()).isEqualTo("reboot");
        assertThat(result("package after restart", 2, "1").after())
                .containsEntry("state", "installed")
                .containsEntry("version", "2.0.0.10");
    }

    @Test
    void aDeniedKeyStopsThePhaseAndNothingFollows() {
        assertThat(result("denied key", 0, "1").error()).startsWith("ACCESS-DENIED: ");
        assertThat(result("denied key", 0, "1").changed()).isFalse();
        assertThat(result("denied key", 0, "2").error()).isEqualTo("SKIPPED: an earlier step failed");
        assertThat(ran.get("denied key").get(0).state().get("registry")).hasSize(1);
    }

    @Test
    void aValueThatStandsAsItWasAssessedOrAsItShallBeIsWritten() {
        assertThat(result("as assessed", 0, "1").changed()).isTrue();
        assertThat(result("as assessed", 0, "2").changed()).isTrue();
        assertThat(result("already as it shall be", 0, "1").error()).isNull();
        assertThat(result("already as it shall be", 0, "1").changed()).isFalse();
    }

    @Test
    void nothingAtAllIsWrittenWhenOneValueHasDrifted() {
        // The second call drifted; the first, which has not, is not made either.
        assertThat(result("drifted in the second call", 0, "2").error()).startsWith("DRIFTED: ");
        assertThat(result("drifted in the second call", 0, "2").before()).containsEntry("value", "7");
        assertThat(result("drifted in the second call", 0, "1").error()).startsWith("SKIPPED: ");
        assertThat(ran.get("drifted in the second call")
                        .get(0)
                        .state()
                        .at("/registry")
                        .get(TLS12))
                .hasSize(1);
        assertThat(result("drifted by type", 0, "1").error()).startsWith("DRIFTED: ");
    }

    @Test
    void anExistingKeyKeepsItsOtherValues() {
        assertThat(ran.get("existing key").get(0).state().at("/registry").get(TLS12))
                .hasSize(2);
    }

    @Test
    void aValueOfTheWrongTypeIsReplacedAndRemembered() {
        assertThat(result("wrong type", 0, "1").before())
                .containsEntry("kind", "string")
                .containsEntry("value", "1");
        assertThat(result("wrong type", 0, "1").after())
                .containsEntry("kind", "dword")
                .containsEntry("value", "1");
    }

    @Test
    void everyKindOfValueIsWrittenAndReadBackAsItWas() {
        for (ActionCall call : allKinds()) {
            StepResult read = result("all kinds", 1, call.id());
            assertThat(read.error()).isNull();
            assertThat(read.after().get("kind")).isEqualTo(call.parameters().get("kind"));
            assertThat(read.after().get("value")).isEqualTo(call.parameters().get("value"));
            assertThat(result("all kinds", 2, call.id()).changed()).isFalse();
        }
    }

    @Test
    void aValueThatCouldNotBeRestoredIsNotTouched() {
        assertThat(result("unsupported kind", 0, "1").error()).startsWith("UNSUPPORTED-KIND: ");
        assertThat(result("unsupported kind", 1, "1").error()).startsWith("UNSUPPORTED-KIND: ");
        assertThat(ran.get("unsupported kind").get(1).state().get("registry"))
                .isEqualTo(withUnsupportedValue().get("registry"));
    }

    @Test
    void deletingWhatIsNotThereCreatesNothing() {
        assertThat(result("delete what is not there", 0, "1").changed()).isFalse();
        assertThat(ran.get("delete what is not there").get(0).state().get("registry"))
                .hasSize(1);
    }

    @Test
    void undoLeavesAKeyInWhichSomebodyElsePutAValue() {
        assertThat(result("foreign value below", 2, "1").error()).isNull();
        assertThat(ran.get("foreign value below").get(2).state().at("/registry").get(TLS12))
                .hasSize(1);
    }

    @Test
    void undoRemovesNoKeyThatIsNotOnTheWay() {
        assertThat(result("keep elsewhere", 0, "1").error()).startsWith("BAD-VALUE: ");
    }

    @ParameterizedTest
    @CsvSource({"another name", "another uuid"})
    void anotherMachineIsNotTouched(String host) {
        PhaseAnswer answer = ran.get(host).get(0).answer("run-1");

        assertThat(answer.result("0").orElseThrow().error()).startsWith("IDENTITY-MISMATCH: ");
        assertThat(answer.results().stream().skip(1))
                .allMatch(result -> "SKIPPED: an earlier step failed".equals(result.error()));
        assertThat(ran.get(host).get(0).state().get("registry")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"long name", "other byte order"})
    void theSameMachineIsRecognisedUnderANameCutShortOrAnotherByteOrder(String host) {
        assertThat(result(host, 0, "0").error()).isNull();
    }

    @Test
    void aPendingRestartIsReported() {
        assertThat(result("pending", 0, "0").after())
                .containsEntry("pendingReboot", "true")
                .containsEntry("architecture", "x64");
    }

    @Test
    void servicesAreFoundByTheirExactNameOnly() {
        assertThat(result("services", 0, "1").after()).containsEntry("state", "stopped");
        assertThat(result("services", 0, "2").changed()).isTrue();
        assertThat(result("services", 0, "3").changed()).isFalse();
        assertThat(result("services", 0, "4").error()).startsWith("NO-SUCH-SERVICE: ");
    }

    @Test
    void parametersThatAnActionDoesNotKnowOrLacksAreErrors() {
        assertThat(result("unknown", 0, "1").error()).startsWith("UNKNOWN-PARAMETER: ");
        assertThat(result("unknown", 0, "2").error()).startsWith("MISSING-PARAMETER: ");
        assertThat(result("unknown", 0, "3").error()).startsWith("BAD-VALUE: ");
    }

    @Test
    void aRestartHappensInItsOwnPhaseOnly() {
        assertThat(result("reboot elsewhere", 0, "1").error()).startsWith("WRONG-PHASE: ");
    }

    @Test
    void lookingOutwardTellsTheNegotiatedProtocolOfEachStack() {
        assertThat(result("outbound", 0, "1").after()).containsEntry("protocol", "TLSv1.2");
        assertThat(result("outbound", 0, "2").after()).containsEntry("failure", "AuthenticationException");
        assertThat(result("outbound", 0, "3").after()).containsEntry("protocol", "TLSv1.0");
        assertThat(result("outbound", 0, "4").after()).containsEntry("failure", "SocketException");
    }

    @Test
    void asksTheDoubleForNothingItDoesNotKnow() {
        assertThat(ran.values())
                .allSatisfy(steps -> assertThat(steps).allSatisfy(step -> {
                    assertThat(step.loud()).isEmpty();
                    assertThat(step.failure()).isNull();
                }));
    }

    private static StepResult result(String host, int step, String call) {
        return ran.get(host).get(step).answer("run-1").result(call).orElseThrow();
    }

    private static SimulatedHost host() {
        return SimulatedHost.windows2008R2().file(DLL, OLD);
    }

    private static SimulatedHost product(long exitCode) {
        return host().product("Product", "product.bin", exitCode, 10, CORE, "2.0.0.10")
                .file(CORE, "2.0.0.9");
    }

    private static ObjectNode withUnsupportedValue() {
        ObjectNode state = host().key(TLS12).state();
        ((ObjectNode) state.get("registry").get(TLS12))
                .putObject("Enabled")
                .put("kind", "none")
                .put("value", "");
        return state;
    }

    private static ActionCall[] allKinds() {
        return new ActionCall[] {
            value("1", "Zero", "dword", "0"),
            value("2", "Highest", "dword", "4294967295"),
            value("3", "Long", "qword", "18446744073709551615"),
            value("4", "Empty", "string", ""),
            value("5", "Path", "expand-string", "%SystemRoot%\\System32"),
            value("6", "Lines", "multi-string", "one\ntwo\n three "),
            value("7", "None", "multi-string", ""),
            value("8", "Bytes", "binary", "00ff10"),
            value("9", "NoBytes", "binary", "")
        };
    }

    private static ActionCall value(String id, String name, String kind, String value) {
        return call(id, "registry", "key", "HKLM\\SOFTWARE\\Test", "name", name, "kind", kind, "value", value);
    }

    private static ActionCall enable() {
        return call("1", "registry", "key", TLS12, "name", "Enabled", "kind", "dword", "value", "1");
    }

    /** One that says what was assessed; null: it was absent. */
    private static ActionCall assessed(String id, String name, String wasKind, @Nullable String wasValue) {
        ActionCall call =
                call(id, "registry", "key", TLS12, "name", name, "kind", "dword", "value", "1", "wasKind", wasKind);
        return wasValue == null ? call : new ActionCall(id, "registry", with(call.parameters(), "wasValue", wasValue));
    }

    private static ActionCall update(Object... more) {
        ActionCall call = call(
                "1",
                "update-install",
                "kb",
                "KB3140245",
                "package",
                SimulatedHost.PACKAGES + "KB3140245.msu",
                "sha256",
                SimulatedHost.sha256("KB3140245"));
        Map<String, Object> parameters = with(call.parameters(), more);
        parameters.put("floors", List.of(DLL + "|" + NEW));
        return new ActionCall(call.id(), call.action(), parameters);
    }

    private static ActionCall installation(Object... more) {
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of(
                "product",
                "Product",
                "package",
                SimulatedHost.PACKAGES + "product.bin",
                "sha256",
                SimulatedHost.sha256("product.bin"),
                "arguments",
                "silentmode",
                "versionPath",
                CORE,
                "build",
                "2.0.0.10"));
        return new ActionCall("1", "package-install", with(parameters, more));
    }

    private static ActionCall outbound(String id, String host, String stack) {
        return new ActionCall(id, "tls-outbound", Map.of("host", host, "port", 443L, "stack", stack));
    }

    private static ActionCall expecting(String name, Object value) {
        return new ActionCall("0", "host-identity", Map.of(name, value));
    }

    private static ActionCall call(String id, String action, Object... parameters) {
        return new ActionCall(id, action, with(Map.of(), parameters));
    }

    private static Map<String, Object> with(Map<String, Object> parameters, Object... more) {
        Map<String, Object> all = new HashMap<>(parameters);
        for (int i = 0; i < more.length; i += 2) all.put((String) more[i], more[i + 1]);
        return all;
    }

    private static String begin(String run) {
        return PhaseScripts.text(
                run,
                Phase.APPLY,
                List.of(call("run", "run-check"), call("1", "service", "name", "Spooler", "want", "running")));
    }

    private static String putBack(String run) {
        return PhaseScripts.text(
                run,
                Phase.UNDO,
                List.of(call("run", "run-mark"), call("1", "service", "name", "Spooler", "want", "stopped")));
    }

    private static String apply(ActionCall... calls) {
        return script(Phase.APPLY, calls);
    }

    private static String script(Phase phase, ActionCall... calls) {
        return PhaseScripts.text("run-1", phase, List.of(calls));
    }
}
