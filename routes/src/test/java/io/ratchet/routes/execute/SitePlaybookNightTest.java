package io.ratchet.routes.execute;

import static io.ratchet.domain.failure.FailureCode.HOST_NO_ANSWER;
import static io.ratchet.domain.plan.Phase.APPLY;
import static io.ratchet.domain.plan.Phase.ASSESS;
import static io.ratchet.domain.plan.Phase.VERIFY;
import static io.ratchet.routes.execute.LabNight.AGENT_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.domain.remediation.Remediation.Withdrawn;
import io.ratchet.playbooks.Playbook;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.PlanNotes;
import io.ratchet.rules.RuleBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The playbook of {@code docs/guides/add-a-rule.md} from the folder to a host of the lab: decided, proposed, approved,
 * run at night and verified, while the folder changes in between.
 */
class SitePlaybookNightTest {
    private static final Pattern FILE =
            Pattern.compile("Save this as `([^`]+)`:\\n\\n```[a-z]*\\n(.*?)```", Pattern.DOTALL);
    private static final String PLAYBOOK = "site/playbooks/agent-update.yaml";

    /** The folder as the guide has it, with a corrected playbook, and with another file changed. */
    private static RuleBook guide;

    private static RuleBook corrected;
    private static RuleBook elsewhere;
    private static String depot;

    @TempDir
    private Path folder;

    private LabNight night;
    private Supplier<RuleBook> shipped;

    @BeforeAll
    static void read(@TempDir Path folder) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        Matcher file = FILE.matcher(Files.readString(Path.of("../docs/guides/add-a-rule.md")));
        while (file.find())
            if (file.group(1).contains("agent")) files.put(file.group(1), file.group(2));
            else if (file.group(1).equals("packages.yaml")) depot = file.group(2);
        assertThat(files).containsKey(PLAYBOOK);
        guide = book(folder.resolve("guide"), files);
        Map<String, String> changed = new LinkedHashMap<>(files);
        changed.merge(PLAYBOOK, "risk: high", (text, risk) -> text.replace("risk: medium", risk));
        corrected = book(folder.resolve("corrected"), changed);
        Map<String, String> beside = new LinkedHashMap<>(files);
        beside.merge("site/catalogue/agent.yaml", "# Read again today.\n", String::concat);
        elsewhere = book(folder.resolve("elsewhere"), beside);
    }

    private static RuleBook book(Path folder, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> one : files.entrySet()) {
            if (!one.getKey().startsWith("site/")) continue;
            Path file = folder.resolve(one.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, one.getValue());
        }
        return RuleBook.withFolder(folder.resolve("site"));
    }

    @BeforeEach
    void decideAndApprove() {
        night = LabNight.agent(folder, depot);
        shipped = night.rules;
        night.rules = () -> guide;
        night.decide();
        assertThat(night.remediation()).isInstanceOf(Proposed.class);
        approve("user:alice");
        if (night.remediation() instanceof Proposed) approve("user:bob");
        assertThat(night.remediation()).isInstanceOf(Approved.class);
    }

    private void approve(String by) {
        new ApprovalDesk(night.store, night.clock, Duration.ofDays(7), id -> {}).approve("r-1", null, by);
    }

    @AfterEach
    void close() {
        night.close();
    }

    @Test
    void aProductOfTheSiteIsBroughtToItsBuildAndVerified() {
        // When
        Remediation end = night.toTheEnd();

        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(step().playbook()).isEqualTo("site/agent-update");
        assertThat(step().playbookHash()).isEqualTo(playbook(guide).contentHash());
        assertThat(step().parameters()).containsEntry("1.sha256", "aa".repeat(32));
        assertThat(phases()).containsExactly(ASSESS, APPLY, VERIFY);
        assertThat(build()).isEqualTo("7.1.0.0");
    }

    @Test
    void anotherFileOfTheFolderMayChangeBetweenApprovalAndNight() {
        // Given
        assertThat(elsewhere.hash()).isNotEqualTo(guide.hash());
        night.rules = () -> elsewhere;
        night.decide();

        // When
        Remediation end = night.toTheEnd();

        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(build()).isEqualTo("7.1.0.0");
    }

    @Test
    void aPlaybookThatChangedAfterTheApprovalIsNotRun() {
        // Given no round since
        night.rules = () -> corrected;

        // When
        Remediation end = night.toTheEnd();

        // Then
        Failure failure = ((Failed) end).failure();
        assertThat(failure.code()).isEqualTo(FailureCode.PLAN_CHANGED);
        assertThat(failure.message()).contains("The playbook site/agent-update is no longer the one that was approved");
        assertThat(phases()).isEmpty();
        assertThat(build()).isEqualTo("7.0.0.12");
    }

    @Test
    void aPlaybookThatIsGoneIsNotRun() {
        // Given
        night.rules = shipped;

        // When
        Remediation end = night.toTheEnd();

        // Then
        assertThat(((Failed) end).failure().message()).contains("The playbook site/agent-update is not there any more");
        assertThat(phases()).isEmpty();
        assertThat(build()).isEqualTo("7.0.0.12");
    }

    @Test
    void theNextRoundVoidsTheApprovalAndBothPlansSayWhatTheyWereMadeWith() {
        // When
        night.rules = () -> corrected;
        night.decide();

        // Then
        List<Remediation> all = night.store.transact(tx -> tx.remediations().list().stream()
                .map(seen -> seen.remediation())
                .toList());
        assertThat(all).hasSize(2);
        assertThat(notes(of(all, Withdrawn.class)).risk()).isEqualTo("medium");
        PlanNotes fresh = notes(of(all, Proposed.class));
        assertThat(fresh.risk()).isEqualTo("high");
        assertThat(fresh.titles()).containsExactly("Bring Contoso Agent to a build");
        assertThat(fresh.breaks()).containsExactly("The agent does not report while it is installed.");
        assertThat(night.store.transact(tx -> tx.playbooks().all()).keySet())
                .containsExactlyInAnyOrder(
                        playbook(guide).contentHash(), playbook(corrected).contentHash());
    }

    @Test
    void aRunThatHasBegunToChangeItsHostGoesOnWithWhatWasApproved() {
        // Given another playbook from the installation on, whose answer is lost
        night.host.next(APPLY, Mishap.after(HOST_NO_ANSWER));
        night.until(now -> now instanceof Running running && running.snapshot() != null && running.trouble() != null);
        night.rules = () -> corrected;

        // When
        Remediation end = night.toTheEnd();

        // Then
        assertThat(end).isInstanceOf(Verified.class);
        assertThat(phases()).containsExactly(ASSESS, APPLY, ASSESS, APPLY, VERIFY);
        assertThat(build()).isEqualTo("7.1.0.0");
    }

    @Test
    void theRiskOfAPlaybookThatNobodyHasAnyMoreIsTheHighest() {
        // Given a plan whose playbook was never kept
        Remediation.Subject subject = night.remediation().subject();
        PlanStep step = step();
        PlanStep unknown = new PlanStep(
                step.order(),
                step.system(),
                step.playbook(),
                "0".repeat(64),
                step.parameters(),
                step.changes(),
                step.restart(),
                step.rule());

        // When
        PlanNotes notes = night.store.transact(tx -> PlanNotes.of(
                tx,
                new Plan(subject.asset(), subject.plan().host(), subject.plan().goal(), List.of(unknown))));

        // Then
        assertThat(notes.risk()).isEqualTo("critical");
        assertThat(notes.titles()).containsExactly("site/agent-update");
    }

    private static Remediation of(List<Remediation> all, Class<? extends Remediation> kind) {
        return all.stream().filter(kind::isInstance).findFirst().orElseThrow();
    }

    private PlanNotes notes(Remediation remediation) {
        return night.store.transact(tx -> PlanNotes.of(tx, remediation.subject().plan()));
    }

    private static Playbook playbook(RuleBook book) {
        return book.playbooks().find("site/agent-update");
    }

    private PlanStep step() {
        return night.remediation().subject().plan().steps().get(0);
    }

    private List<Phase> phases() {
        return night.host.phases();
    }

    private String build() {
        return night.host.machine().fileVersion(AGENT_FILE).orElseThrow();
    }
}
