package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a playbook has done around its changes. */
class ProcedureTest {
    private static final String NAME = "playbooks/agent-update.yaml";
    private static final String YAML = """
            schema: ratchet.playbook/1
            title: Bring Contoso Agent to a build
            supports: []
            risk: medium
            restart: service
            order: 90
            breaks: [The agent does not report while it is installed.]
            prerequisites: []
            citations: [contoso-agent-statement]
            changes:
              products: [Contoso Agent]
              services: [AgentHub, AgentFeed]
            procedure:
              minutes: 25
              before:
                - {action: disk-free, volume: 'C:', mebibytes: 2048}
                - {action: pending-restart}
              stop: [AgentFeed, AgentHub]
              after:
                - {action: service-state, name: AgentHub, want: running}
            """;

    private final List<String> problems = new ArrayList<>();

    @Test
    void standsInThePlanThatIsApprovedAndIsReadFromThere() {
        Procedure procedure = playbook(YAML).procedure();

        assertThat(Procedure.of(plan().steps().get(0))).isEqualTo(procedure);
        assertThat(procedure.stop()).containsExactly("AgentFeed", "AgentHub");
        assertThat(Procedure.least(plan())).isEqualTo(Duration.ofMinutes(25));
        assertThat(plan().steps().get(0).parameters())
                .containsEntry("procedure.before.1", "disk-free")
                .containsEntry("procedure.before.1.mebibytes", "2048");
    }

    @Test
    void onlyAPlaybookSaysWhatItsProcedureIs() {
        Map<String, String> parameters = new HashMap<>(Map.of("procedure.stop.1", "Winmgmt", "why", "so"));

        Procedure.NONE.putInto(parameters);

        assertThat(parameters).containsOnlyKeys("why");
    }

    @Test
    void shippedPlaybooksWithoutOneMakeThePlansTheyMadeBefore() {
        assertThat(Samples.all().get("windows/update-kb").plan().steps())
                .allSatisfy(step ->
                        assertThat(step.parameters().keySet()).noneMatch(name -> name.startsWith("procedure.")));
    }

    @Test
    void checksComeFirstAndServicesStopAroundTheChanges() {
        assertThat(calls(Phase.ASSESS, null, false))
                .containsExactly(
                        "0 host-identity",
                        "10.before.1 disk-free",
                        "10.before.2 pending-restart",
                        "10.stop.1 service",
                        "10.stop.2 service",
                        "10.1 package-install");
        assertThat(calls(Phase.APPLY, ran("running", "running"), false))
                .containsExactly(
                        "0 host-identity",
                        "run run-check",
                        "10.before.1 disk-free",
                        "10.before.2 pending-restart",
                        "10.stop.1 service AgentFeed stopped",
                        "10.stop.2 service AgentHub stopped",
                        "10.1 package-install",
                        "10.start.2 service AgentHub running",
                        "10.start.1 service AgentFeed running");
        assertThat(calls(Phase.VERIFY, ran("running", "running"), false)).endsWith("10.after.1 service-state");
    }

    @Test
    void aRunThatMayHaveBegunToWriteIsNotHeldByWhatHadToHoldBefore() {
        assertThat(calls(Phase.APPLY, ran("running", "running"), true)).noneMatch(call -> call.contains(".before."));
    }

    @Test
    void aServiceThatDidNotRunIsNeitherStoppedNorStarted() {
        assertThat(calls(Phase.APPLY, ran("absent", "stopped"), false)).noneMatch(call -> call.contains(" service "));
    }

    @Test
    void puttingBackStartsWhatRanAfterAllElseIsPutBack() {
        assertThat(calls(Phase.UNDO, ran("running", "running"), false))
                .containsExactly(
                        "0 host-identity",
                        "run run-mark",
                        "10.1 package-install",
                        "10.stop.2 service AgentHub running",
                        "10.stop.1 service AgentFeed running");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "action: pending-restart | action: make-coffee           | line 17: there is no action 'make-coffee'",
                "action: pending-restart | action: ../prelude            | line 17: there is no action '../prelude'",
                "action: pending-restart | action: facts                 | line 17: there is no action 'facts'",
                "action: pending-restart | action: reboot                | line 17: the action 'reboot' is no check",
                "action: pending-restart | action: service, name: a, want: stopped | line 17: the action 'service' is no check",
                "action: pending-restart | action: pending-restart, at: 1 | line 17: the check 'pending-restart' takes no 'at'; it takes nothing.",
                "mebibytes: 2048         | megabytes: 2048               | line 16: the check 'disk-free' takes no 'megabytes'; it takes volume, mebibytes.",
                "mebibytes: 2048         | mebibytes: much               | line 16: 'procedure.before[0].mebibytes' must be a whole number, not 'much'",
                ", mebibytes: 2048       | ``                            | line 16: the check 'disk-free' needs 'mebibytes', a whole number.",
                "want: running           | want: happy                   | line 20: 'procedure.after[0].want' must be one of running, stopped, paused, absent, not 'happy'",
                "[AgentFeed, AgentHub]   | [Winmgmt]                     | line 18: the service 'Winmgmt' is stopped here but is nothing that the playbook changes",
                "[AgentFeed, AgentHub]   | [AgentFeed, agentfeed]        | line 18: the service 'agentfeed' stands here twice",
                "[AgentFeed, AgentHub]   | [AgentFeed]                   | line 12: a site's playbook changes 'products' and nothing else, not 'services'",
                "minutes: 25             | minutes: 0                    | line 14: 'procedure.minutes' must be a whole number from 1 to 1440, not '0'",
                "minutes: 25             | hours: 1                      | line 14: there is no key 'hours' here; known are after, before, minutes, stop."
            })
    void whatIsNotInOrderIsRefusedWithItsLine(String right, String wrong, String sentence) {
        String yaml = YAML.replace(right, wrong);
        assertThat(yaml).isNotEqualTo(YAML);

        PlaybookCatalogue catalogue = PlaybookCatalogue.withSite(Map.of(NAME, yaml), problems::add);

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith(NAME).contains(sentence));
        assertThat(catalogue.knows("site/agent-update")).isFalse();
    }

    private Playbook playbook(String yaml) {
        PlaybookCatalogue catalogue = PlaybookCatalogue.withSite(Map.of(NAME, yaml), problems::add);
        assertThat(problems).isEmpty();
        return catalogue.find("site/agent-update");
    }

    private Plan plan() {
        Playbook playbook = playbook(YAML);
        Map<String, String> parameters = new HashMap<>(Map.of(
                "1.package", "C:\\packages\\agent.msi",
                "1.sha256", "aa".repeat(32),
                "1.arguments", "msi",
                "1.versionPath", "C:\\Contoso\\agent.exe"));
        playbook.procedure().putInto(parameters);
        return new Plan(
                Decided.ASSET,
                Decided.HOST,
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "sv-contoso-agent",
                        playbook.id(),
                        playbook.contentHash(),
                        parameters,
                        List.of(new Change.Product("Contoso Agent", "7.1.0.0")),
                        playbook.restart(),
                        "R902-contoso-agent")));
    }

    private static Snapshot ran(String feed, String hub) {
        return new Snapshot(
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(
                        "10.1", Map.of("state", "not-installed"),
                        "10.stop.1", Map.of("state", feed),
                        "10.stop.2", Map.of("state", hub)));
    }

    private List<String> calls(Phase phase, @Nullable Snapshot snapshot, boolean begun) {
        return PhaseCalls.of(plan(), phase, snapshot, null, begun).stream()
                .map(call -> call.id() + " " + call.action() + (phase.changesTheHost() ? service(call) : ""))
                .toList();
    }

    private static String service(ActionCall call) {
        if (!call.action().equals("service")) return "";
        return " " + call.parameters().get("name") + " " + call.parameters().get("want");
    }
}
