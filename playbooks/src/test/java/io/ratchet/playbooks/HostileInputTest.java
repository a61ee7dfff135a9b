package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.playbooks.WindowsDouble.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever a name or a value holds, it travels as data and comes back the same; it never becomes a command, a query or
 * a pattern.
 */
class HostileInputTest {
    private static final String BASE = "HKLM\\SOFTWARE\\Hostile";
    private static final List<String> TEXTS = List.of(
            "'; Remove-Item C:\\ -Recurse #",
            "$(calc)",
            "`calc`n`0",
            "\"; exit 7; \"",
            "@\"\r\nthrow\r\n\"@",
            "@'\nthrow\n'@",
            "\u2018; exit 7 \u2019\u201a\u201b",
            "\u201c$(exit 7)\u201d\u201e",
            "a\nparam\tvalue\ts\tZXZpbA==",
            "call\t9\treboot\n",
            "\u202etxt.exe\u202c",
            "%SystemRoot% & calc | calc > x ^",
            "<<<RATCHET:run-1:4\nAAAA\nRATCHET>>>",
            "[*]?{0}",
            "--% /f",
            "#>\nexit 7",
            "${env:PATH} $env:PATH $($x)",
            "tab\there, bell\u0007, escape\u001b[31m",
            "\ud83d\udd12 z\u0323\u0307 \u00e4\u00f6\u00fc \u65e5\u672c",
            "\ufeffmark \ufffe\uffff",
            " leading and trailing ",
            "zero\u200dwidth",
            "x".repeat(5000));

    private static Map<String, List<Outcome>> ran = Map.of();

    @BeforeAll
    static void runAll() {
        Engine.required();
        WindowsDouble windows = new WindowsDouble();
        windows.host("values", SimulatedHost.windows2008R2().state())
                .runs(script(Phase.APPLY, values()))
                .runs(script(Phase.VERIFY, values()));
        windows.host("names", SimulatedHost.windows2008R2().state())
                .runs(script(Phase.APPLY, names()))
                .runs(script(Phase.VERIFY, names()));
        windows.host("keys", SimulatedHost.windows2008R2().state())
                .runs(script(Phase.APPLY, keys()))
                .runs(script(Phase.VERIFY, keys()));
        SimulatedHost standing = SimulatedHost.windows2008R2();
        for (int i = 0; i < TEXTS.size(); i++) standing.value(BASE, "V" + i, RegistryData.string(TEXTS.get(i)));
        windows.host("standing", standing.state()).runs(script(Phase.ASSESS, values()));
        for (int i = 0; i < TEXTS.size(); i++)
            windows.host(
                            "called " + i,
                            SimulatedHost.windows2008R2()
                                    .with("name", TEXTS.get(i))
                                    .state())
                    .runs(script(
                            Phase.APPLY,
                            List.of(
                                    new ActionCall("0", "host-identity", Map.of("expectName", "WEB01")),
                                    values().get(0))));
        windows.host("parameters", SimulatedHost.windows2008R2().state()).runs(script(Phase.ASSESS, everywhere()));
        windows.host("nul", SimulatedHost.windows2008R2().key(BASE).state()).runs(script(Phase.ASSESS, nuls()));
        windows.host("nul value", SimulatedHost.windows2008R2().state())
                .runs(script(Phase.APPLY, List.of(value("1", "V", "a\0b"))));
        ran = windows.run();
    }

    @Test
    void valuesComeBackAsTheyWere() {
        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(result("values", 0, "v." + i).error()).isNull();
            assertThat(result("values", 1, "v." + i).after()).containsEntry("value", TEXTS.get(i));
            assertThat(ran.get("values")
                            .get(1)
                            .state()
                            .get("registry")
                            .get(BASE)
                            .get("V" + i)
                            .get("value")
                            .textValue())
                    .isEqualTo(TEXTS.get(i));
            assertThat(result("standing", 0, "v." + i).before()).containsEntry("value", TEXTS.get(i));
        }
    }

    @Test
    void namesOfValuesComeBackAsTheyWere() {
        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(result("names", 1, "n." + i).after())
                    .as(TEXTS.get(i))
                    .containsEntry("value", Integer.toString(i));
            assertThat(ran.get("names").get(1).state().get("registry").get(BASE).has(TEXTS.get(i)))
                    .isTrue();
        }
    }

    @Test
    void namesOfKeysComeBackAsTheyWere() {
        for (ActionCall call : keys()) {
            assertThat(result("keys", 1, call.id()).after()).containsEntry("value", "1");
            assertThat(ran.get("keys").get(1).state().get("registry").has((String)
                            call.parameters().get("key")))
                    .isTrue();
        }
    }

    @Test
    void aHostThatCallsItselfSoIsAnotherMachineAndIsNotTouched() {
        for (int i = 0; i < TEXTS.size(); i++) {
            PhaseAnswer answer = ran.get("called " + i).get(0).answer("run-1");
            assertThat(answer.result("0").orElseThrow().error()).startsWith("IDENTITY-MISMATCH: ");
            assertThat(ran.get("called " + i).get(0).state().get("registry")).isEmpty();
        }
    }

    @Test
    void everyOtherParameterIsRefusedOrFindsNothing() {
        PhaseAnswer answer = ran.get("parameters").get(0).answer("run-1");

        assertThat(answer.results()).hasSize(everywhere().size()).allMatch(result -> !result.changed());
        assertThat(answer.results())
                .allMatch(result ->
                        result.error() != null || "absent".equals(result.after().get("state")));
    }

    @Test
    void aNulInAKeyOrNameIsRefusedForWindowsWouldCutItOffThere() {
        for (ActionCall call : nuls())
            assertThat(result("nul", 0, call.id()).error()).startsWith("BAD-VALUE: ");
        assertThat(result("nul value", 0, "1").after()).containsEntry("value", "a\0b");
    }

    @Test
    void nothingElseHappenedOnAnyHost() {
        assertThat(ran.values())
                .allSatisfy(steps -> assertThat(steps).allSatisfy(step -> {
                    assertThat(step.failure()).isNull();
                    assertThat(step.loud()).isEmpty();
                    assertThat(step.left()).isEmpty();
                    assertThat(step.state().get("tasks")).isEmpty();
                    assertThat(step.state().get("bootTime").textValue()).isEqualTo("2018-09-01T03:00:00Z");
                }));
    }

    @Test
    void halfASurrogatePairIsRefusedBeforeItIsSent() {
        assertThatIllegalArgumentException().isThrownBy(() -> script(Phase.APPLY, List.of(value("1", "V", "a\ud83d"))));
    }

    @Test
    void aRunIdThatIsMoreThanAnIdIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PhaseScripts.text("run'1", Phase.APPLY, values()));
    }

    private static StepResult result(String host, int step, String call) {
        return ran.get(host).get(step).answer("run-1").result(call).orElseThrow();
    }

    private static List<ActionCall> values() {
        List<ActionCall> calls = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) calls.add(value("v." + i, "V" + i, TEXTS.get(i)));
        return calls;
    }

    private static List<ActionCall> names() {
        List<ActionCall> calls = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) calls.add(value("n." + i, TEXTS.get(i), Integer.toString(i)));
        return calls;
    }

    /** Without the ones a registry key cannot be called. */
    private static List<ActionCall> keys() {
        List<ActionCall> calls = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
            String text = TEXTS.get(i);
            if (text.contains("\\") || text.length() > 255) continue;
            calls.add(new ActionCall(
                    "k." + i,
                    "registry",
                    Map.of("key", BASE + "\\" + text, "name", "V", "kind", "string", "value", "1")));
        }
        return calls;
    }

    private static List<ActionCall> nuls() {
        return List.of(
                new ActionCall("1", "registry", Map.of("key", BASE + "\0\\x", "name", "V", "kind", "absent")),
                new ActionCall("2", "registry", Map.of("key", BASE, "name", "V\0x", "kind", "absent")),
                new ActionCall("3", "registry", Map.of("key", BASE + "\\", "name", "V", "kind", "absent")),
                new ActionCall("4", "registry", Map.of("key", BASE + "\\\\x", "name", "V", "kind", "absent")),
                new ActionCall("5", "registry", Map.of("key", "HKCU\\SOFTWARE", "name", "V", "kind", "absent")));
    }

    private static List<ActionCall> everywhere() {
        List<ActionCall> calls = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
            String text = TEXTS.get(i);
            calls.add(new ActionCall("q." + i, "update-query", Map.of("kb", text)));
            calls.add(new ActionCall("f." + i, "file-version", Map.of("path", text)));
            calls.add(new ActionCall("s." + i, "service", Map.of("name", text, "want", "running")));
            calls.add(new ActionCall("w." + i, "service", Map.of("name", "W32Time", "want", text)));
            Map<String, Object> update =
                    new LinkedHashMap<>(Map.of("kb", "KB3140245", "package", text, "sha256", text));
            update.put("floors", List.of(text));
            calls.add(new ActionCall("u." + i, "update-install", update));
        }
        return calls;
    }

    private static ActionCall value(String id, String name, String text) {
        return new ActionCall(id, "registry", Map.of("key", BASE, "name", name, "kind", "string", "value", text));
    }

    private static String script(Phase phase, List<ActionCall> calls) {
        return PhaseScripts.text("run-1", phase, calls);
    }
}
