package io.ratchet.routes.execute;

import static io.ratchet.domain.plan.Phase.APPLY;
import static io.ratchet.domain.plan.Phase.ASSESS;
import static io.ratchet.domain.plan.Phase.UNDO;
import static io.ratchet.domain.plan.Phase.VERIFY;
import static io.ratchet.routes.execute.LabNight.AGENT_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.rules.RuleBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The procedure of {@code docs/guides/add-a-rule.md} from the folder to a host of the lab, whose service runs. */
class ProcedureNightTest {
    private static final Pattern FILE =
            Pattern.compile("Save this as `([^`]+)`:\\n\\n```[a-z]*\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PROCEDURE =
            Pattern.compile("```yaml\\n(changes:\\n[^`]*\\nprocedure:\\n.*?)```", Pattern.DOTALL);
    private static final String PLAYBOOK = "site/playbooks/agent-update.yaml";
    private static final String HUB = "ContosoHub";

    @TempDir
    private Path folder;

    private final Map<String, String> files = new LinkedHashMap<>();
    private LabNight night;

    @BeforeEach
    void read() throws IOException {
        String guide = Files.readString(Path.of("../docs/guides/add-a-rule.md"));
        Matcher procedure = PROCEDURE.matcher(guide);
        assertThat(procedure.find()).isTrue();
        String depot = "";
        Matcher file = FILE.matcher(guide);
        while (file.find())
            if (file.group(1).contains("agent")) files.put(file.group(1), file.group(2));
            else if (file.group(1).equals("packages.yaml")) depot = file.group(2);
        files.computeIfPresent(
                PLAYBOOK, (name, text) -> text.substring(0, text.indexOf("changes:")) + procedure.group(1));
        night = LabNight.agent(folder, depot);
        night.host.machine().service(null, HUB, "running");
    }

    @AfterEach
    void close() {
        night.close();
    }

    @Test
    void whatHoldsBeforeAndAfterwardsIsVerifiedAndTheServiceRunsAgain() throws IOException {
        // Given
        approved();

        // When
        Remediation end = night.toTheEnd();

        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(phases()).containsExactly(ASSESS, APPLY, VERIFY);
        assertThat(build()).isEqualTo("7.1.0.0");
        assertThat(hub()).isEqualTo("running");
    }

    @Test
    void nothingIsWrittenWhereACheckDoesNotHold() throws IOException {
        // Given
        approved();
        night.host.machine().service(null, HUB, "stopped");

        // When
        Remediation end = night.toTheEnd();

        // Then
        Failure failure = ((Failed) end).failure();
        assertThat(failure.code()).isEqualTo(FailureCode.CHECK_NOT_MET);
        assertThat(failure.message())
                .isEqualTo("Check 10.before.2 does not hold: the service ContosoHub is stopped, not running. Nothing"
                        + " was changed.");
        assertThat(phases()).containsExactly(ASSESS);
        assertThat(build()).isEqualTo("7.0.0.12");
    }

    @Test
    void nothingIsWrittenWhereACheckCeasesToHoldAfterTheHostWasAssessed() throws IOException {
        // Given
        approved();
        night.host.next(ASSESS, Mishap.meanwhile(() -> night.host.machine().service(null, HUB, "stopped")));

        // When
        Remediation end = night.toTheEnd();

        // Then
        Failure failure = ((Failed) end).failure();
        assertThat(failure.code()).isEqualTo(FailureCode.CHECK_NOT_MET);
        assertThat(failure.message()).contains("Check 10.before.2 does not hold", "Nothing was written.");
        assertThat(phases()).containsExactly(ASSESS, APPLY);
        assertThat(build()).isEqualTo("7.0.0.12");
        assertThat(hub()).isEqualTo("stopped");
    }

    @Test
    void whatDoesNotHoldAfterwardsFailsTheVerificationAndIsPutBack() throws IOException {
        // Given
        files.computeIfPresent(PLAYBOOK, (name, text) -> text.replace("version: 7.1.0.0", "version: 7.2"));
        approved();

        // When
        Remediation end = night.toTheEnd();

        // Then
        assertThat(end).isInstanceOf(RolledBack.class);
        assertThat(((RolledBack) end).because().code()).isEqualTo(FailureCode.VERIFY_FAILED);
        assertThat(((RolledBack) end).because().message()).contains("Check 10.after.1 does not hold");
        assertThat(phases()).containsExactly(ASSESS, APPLY, VERIFY, UNDO, VERIFY);
        assertThat(hub()).isEqualTo("running");
    }

    @Test
    void aRunWhoseAnswerWasLostGoesOnAlthoughItsServiceIsNotAsItWasBefore() throws IOException {
        // Given an APPLY that died before it started the service again
        approved();
        night.host.next(APPLY, Mishap.after(FailureCode.HOST_NO_ANSWER));
        night.until(now -> now instanceof Running running && running.snapshot() != null && running.trouble() != null);
        night.host.machine().service(null, HUB, "stopped");

        // When
        Remediation end = night.toTheEnd();

        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(phases()).containsExactly(ASSESS, APPLY, ASSESS, APPLY, VERIFY);
        assertThat(hub()).isEqualTo("running");
    }

    private void approved() throws IOException {
        for (Map.Entry<String, String> one : files.entrySet()) {
            if (!one.getKey().startsWith("site/")) continue;
            Path file = folder.resolve(one.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, one.getValue());
        }
        RuleBook book = RuleBook.withFolder(folder.resolve("site"));
        night.rules = () -> book;
        night.decide();
        for (String by : List.of("user:alice", "user:bob"))
            if (night.remediation() instanceof Proposed)
                new ApprovalDesk(night.store, night.clock, Duration.ofDays(7), id -> {}).approve("r-1", null, by);
        assertThat(night.remediation()).isInstanceOf(Approved.class);
    }

    private List<Phase> phases() {
        return night.host.phases();
    }

    private String build() {
        return night.host.machine().fileVersion(AGENT_FILE).orElseThrow();
    }

    private String hub() {
        return night.host.machine().service(HUB).orElseThrow();
    }
}
