package io.ratchet.routes.execute;

import static io.ratchet.domain.plan.Phase.APPLY;
import static io.ratchet.domain.plan.Phase.ASSESS;
import static io.ratchet.domain.plan.Phase.REBOOT;
import static io.ratchet.domain.plan.Phase.UNDO;
import static io.ratchet.domain.plan.Phase.VERIFY;
import static io.ratchet.routes.execute.RunRow.CLOSES;
import static io.ratchet.routes.execute.RunRow.EXPIRES;
import static io.ratchet.routes.execute.RunRow.Found.APPROVED;
import static io.ratchet.routes.execute.RunRow.Found.ASSESSED;
import static io.ratchet.routes.execute.RunRow.Found.AWAITING_REBOOT;
import static io.ratchet.routes.execute.RunRow.Found.BEGUN;
import static io.ratchet.routes.execute.RunRow.Found.SCHEDULED;
import static io.ratchet.routes.execute.RunRow.Found.VERIFYING;
import static io.ratchet.routes.execute.RunRow.Found.WITHDRAWN;
import static io.ratchet.routes.execute.RunRow.OPENS;
import static io.ratchet.routes.execute.RunRow.SINCE;
import static io.ratchet.routes.execute.RunRow.row;
import static io.ratchet.routes.execute.ScriptedShell.BOOTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.routes.execute.ScriptedShell.Reply;
import io.ratchet.store.AuditLog;
import io.ratchet.store.sql.SqlStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One turn of a run for each state and answer: which phases the host is sent, which state is saved, which lines are
 * written, when the next turn comes. On the real store, with a host that answers as it is told and a clock that stands.
 */
class HostRunTest {
    private static final RunSettings SETTINGS = TestedRun.SETTINGS;
    private static final Instant NOW = OPENS.plusSeconds(1800);
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final StepResult IDENTITY =
            new StepResult("0", "host-identity", false, Map.of(), Map.of(), "none", null);
    private static final StepResult FOUND_ABSENT = step(false, null, null, "none");
    private static final StepResult FOUND_AS_PLANNED = step(false, "1", "1", "none");
    private static final StepResult FOUND_OTHER = step(false, "0", "0", "none");
    private static final StepResult SET = step(true, null, "1", "none");
    private static final StepResult SET_WANTS_RESTART = step(true, null, "1", "reboot");
    private static final StepResult BROKE = broke("FAILED: the key is locked");

    private static JdbcConnectionPool database;
    private static SqlStore store;

    @BeforeAll
    static void openStore() {
        database = JdbcConnectionPool.create("jdbc:h2:mem:host-run;DB_CLOSE_DELAY=-1", "test", "");
        store = SqlStore.open(database);
    }

    @AfterAll
    static void closeStore() {
        store.close();
        database.dispose();
    }

    // spotless:off
    static Stream<RunRow> table() {
        return Stream.of(
            // ---- before the host is touched
            row("runs at once in an open window", APPROVED)
                .host(assess(FOUND_ABSENT), apply(SET), verify(FOUND_AS_PLANNED))
                .ends("Verified", "remediation.scheduled", "run.started", "step.assessed", "step.assessed",
                    "step.applied", "step.applied", "verification.done", "remediation.verified"),
            row("waits for the next window", APPROVED).at(OPENS.minusSeconds(3600))
                .again(OPENS, 0, "Scheduled", "remediation.scheduled"),
            row("expires at the last moment of its approval", APPROVED).at(EXPIRES)
                .ends("Expired", "remediation.expired"),
            row("is taken back where its site has no window", APPROVED).site("Branch")
                .ends("Withdrawn", "remediation.withdrawn"),
            row("is taken back where nobody knows its site", APPROVED).site(null)
                .ends("Withdrawn", "remediation.withdrawn"),
            row("sends nothing before its window opens", SCHEDULED).at(OPENS.minusSeconds(1))
                .again(OPENS, 0, "Scheduled"),
            row("begins at the very opening", SCHEDULED).at(OPENS)
                .host(assess(FOUND_ABSENT), apply(SET), verify(FOUND_AS_PLANNED))
                .ends("Verified", "run.started", "step.assessed", "step.assessed",
                    "step.applied", "step.applied", "verification.done", "remediation.verified"),
            row("expires before its window comes", SCHEDULED).at(EXPIRES)
                .ends("Expired", "remediation.expired"),
            row("waits for another window when this one closed", SCHEDULED).at(CLOSES.plusSeconds(60))
                .again(CLOSES, 0, "Approved"),
            row("does not begin without room in its window", SCHEDULED).at(CLOSES.minus(SETTINGS.room()).plusSeconds(1))
                .again(CLOSES, 0, "Approved"),
            row("begins with just enough room", SCHEDULED).at(CLOSES.minus(SETTINGS.room()))
                .host(assess(FOUND_ABSENT), apply(SET), verify(FOUND_AS_PLANNED))
                .ends("Verified", "run.started", "step.assessed", "step.assessed",
                    "step.applied", "step.applied", "verification.done", "remediation.verified"),
            row("has nothing left to do", WITHDRAWN)
                .ends("Withdrawn"),

            // ---- assess
            row("changes nothing on a host that drifted", BEGUN)
                .host(assess(FOUND_OTHER))
                .ends("Failed", "remediation.failed").because(FailureCode.PLAN_DRIFTED),
            row("changes nothing on another machine", BEGUN)
                .host(assess(FOUND_ABSENT).from("WEB02"))
                .ends("Failed", "remediation.failed").because(FailureCode.IDENTITY_MISMATCH),
            row("changes nothing where a step cannot be assessed", BEGUN)
                .host(assess(broke("ACCESS-DENIED: no")))
                .ends("Failed", "remediation.failed").because(FailureCode.HOST_ACCESS_DENIED),
            row("changes nothing where the answer lacks a step", BEGUN)
                .host(Reply.of(ASSESS, IDENTITY))
                .ends("Failed", "remediation.failed").because(FailureCode.HOST_NO_ANSWER),
            row("tries again a host that is away", BEGUN)
                .host(Reply.fails(ASSESS, FailureCode.HOST_UNREACHABLE))
                .again(NOW.plusSeconds(20), 1, "Running", "step.postponed"),
            row("waits longer each time", BEGUN).attempt(2)
                .host(Reply.fails(ASSESS, FailureCode.HOST_NO_ANSWER))
                .again(NOW.plusSeconds(80), 3, "Running", "step.postponed"),
            row("gives up at once where it is refused", BEGUN)
                .host(Reply.fails(ASSESS, FailureCode.HOST_AUTH_REJECTED))
                .ends("Failed", "remediation.failed").because(FailureCode.HOST_AUTH_REJECTED),
            row("needs no restart for a value that stood already", BEGUN).restarts()
                .host(assess(FOUND_AS_PLANNED), apply(FOUND_AS_PLANNED), verify(FOUND_AS_PLANNED))
                .ends("Verified", "step.assessed", "step.assessed", "step.applied", "step.applied",
                    "verification.done", "remediation.verified"),

            // ---- apply, first or after the run broke off
            row("goes on with what was not done yet", ASSESSED)
                .host(assess(FOUND_ABSENT), apply(SET), verify(FOUND_AS_PLANNED))
                .ends("Verified", "step.applied", "step.applied", "verification.done", "remediation.verified"),
            row("restarts for what an earlier attempt did", ASSESSED).restarts()
                .host(assess(FOUND_AS_PLANNED), apply(FOUND_AS_PLANNED), verify(FOUND_AS_PLANNED), reboot())
                .again(NOW.plusSeconds(15), 1, "AwaitingReboot", "step.applied", "step.applied"),
            row("restarts when an action asks for it", ASSESSED)
                .host(assess(FOUND_ABSENT), apply(SET_WANTS_RESTART), verify(FOUND_AS_PLANNED), reboot())
                .again(NOW.plusSeconds(15), 1, "AwaitingReboot", "step.applied", "step.applied"),
            row("does not go on over a third value", ASSESSED)
                .host(assess(FOUND_OTHER))
                .ends("Failed", "remediation.failed").because(FailureCode.PLAN_DRIFTED),
            row("does not go on with another machine", ASSESSED)
                .host(assess(FOUND_AS_PLANNED).from("WEB02"))
                .ends("Failed", "remediation.failed").because(FailureCode.IDENTITY_MISMATCH),
            row("asks again before it goes on", ASSESSED)
                .host(Reply.fails(ASSESS, FailureCode.HOST_CONNECTION_LOST))
                .again(NOW.plusSeconds(20), 1, "Running", "step.postponed"),
            row("asks again after an answer that was lost", ASSESSED).attempt(1)
                .host(assess(FOUND_ABSENT), Reply.fails(APPLY, FailureCode.HOST_CONNECTION_LOST))
                .again(NOW.plusSeconds(40), 2, "Running", "step.postponed"),
            row("undoes what failed half-way", ASSESSED)
                .host(assess(FOUND_ABSENT), apply(BROKE), undo(FOUND_ABSENT))
                .ends("RolledBack", "step.applied", "step.applied", "step.undone", "step.undone", "remediation.rolled-back")
                .because(FailureCode.SCRIPT_FAILED),
            row("says so when even the undo failed", ASSESSED)
                .host(assess(FOUND_ABSENT), apply(BROKE), undo(BROKE))
                .ends("Failed", "step.applied", "step.applied", "step.undone", "step.undone", "remediation.failed")
                .because(FailureCode.UNDO_FAILED),

            // ---- the restart
            row("asks for the restart", AWAITING_REBOOT).restarts().at(SINCE)
                .host(verify(FOUND_AS_PLANNED), reboot())
                .again(SINCE.plusSeconds(15), 1, "AwaitingReboot"),
            row("does not ask for it twice", AWAITING_REBOOT).restarts().at(SINCE).attempt(1)
                .host(verify(FOUND_AS_PLANNED))
                .again(SINCE.plusSeconds(15), 2, "AwaitingReboot"),
            row("waits while the host is away", AWAITING_REBOOT).restarts().at(SINCE).attempt(4)
                .host(Reply.fails(VERIFY, FailureCode.HOST_UNREACHABLE))
                .again(SINCE.plusSeconds(15), 5, "AwaitingReboot"),
            row("waits while the host's answers are lost", AWAITING_REBOOT).restarts().at(SINCE).attempt(4)
                .host(Reply.fails(VERIFY, FailureCode.HOST_NO_ANSWER))
                .again(SINCE.plusSeconds(15), 5, "AwaitingReboot"),
            row("waits to the very deadline", AWAITING_REBOOT).restarts().at(SINCE.plus(SETTINGS.rebootDeadline())).attempt(9)
                .host(verify(FOUND_AS_PLANNED))
                .again(SINCE.plus(SETTINGS.rebootDeadline()).plusSeconds(15), 10, "AwaitingReboot"),
            row("verifies after a later boot", AWAITING_REBOOT).restarts().attempt(7)
                .host(verify(FOUND_AS_PLANNED).booted(LATER), verify(FOUND_AS_PLANNED).booted(LATER))
                .ends("Verified", "host.rebooted", "verification.done", "remediation.verified"),

            // ---- verify
            row("ends when everything reads back", VERIFYING)
                .host(verify(FOUND_AS_PLANNED))
                .ends("Verified", "verification.done", "remediation.verified"),
            row("undoes what does not read back", VERIFYING)
                .host(verify(FOUND_OTHER), undo(FOUND_ABSENT))
                .ends("RolledBack", "verification.done", "step.undone", "step.undone", "remediation.rolled-back")
                .because(FailureCode.VERIFY_FAILED),
            row("says so when that cannot be undone", VERIFYING)
                .host(verify(FOUND_OTHER), undo(BROKE))
                .ends("Failed", "verification.done", "step.undone", "step.undone", "remediation.failed")
                .because(FailureCode.UNDO_FAILED),
            row("looks again at what it could not see", VERIFYING).attempt(1)
                .host(verify(BROKE))
                .again(NOW.plusSeconds(40), 2, "Verifying", "verification.done"),
            row("never takes what it cannot see for a pass", VERIFYING).attempt(3)
                .host(verify(BROKE))
                .ends("Failed", "verification.done", "remediation.failed").because(FailureCode.VERIFY_FAILED),
            row("asks again a host that is away", VERIFYING)
                .host(Reply.fails(VERIFY, FailureCode.HOST_UNREACHABLE))
                .again(NOW.plusSeconds(20), 1, "Verifying", "step.postponed"),
            row("ends when the listener shows it too", VERIFYING).listener(OfferState.OFFERED)
                .host(verify(FOUND_AS_PLANNED))
                .ends("Verified", "verification.done", "remediation.verified"),
            row("undoes what the listener does not show", VERIFYING).listener(OfferState.NOT_OFFERED)
                .host(verify(FOUND_AS_PLANNED), undo(FOUND_ABSENT))
                .ends("RolledBack", "verification.done", "step.undone", "step.undone", "remediation.rolled-back")
                .because(FailureCode.VERIFY_FAILED),
            row("looks again at a listener that says nothing", VERIFYING).listener(OfferState.UNKNOWN)
                .host(verify(FOUND_AS_PLANNED))
                .again(NOW.plusSeconds(20), 1, "Verifying", "verification.done"));
    }
    // spotless:on

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void takesOneTurn(RunRow row) {
        // Given
        TestedRun.found(store, row);
        ScriptedShell shell = new ScriptedShell(row.replies());

        // When
        Next next = run(row, shell).advance(row.id(), row.attempts());

        // Then
        assertThat(shell.sent()).isEqualTo(phases(row));
        Remediation saved = saved(row);
        assertThat(saved.state()).isEqualTo(row.state());
        assertThat(code(saved)).isEqualTo(row.code());
        assertThat(log(row)).isEqualTo(row.log());
        assertThat(next).isEqualTo(row.next());
        assertThat(takenBy(row, "somebody else"))
                .as("the host is free once the run has ended")
                .isEqualTo(saved.ended());
    }

    @Test
    void keepsWhatStoodThereBeforeItChangesAnything() {
        // Given
        RunRow row = row("takes a snapshot", BEGUN)
                .host(assess(FOUND_ABSENT), Reply.fails(APPLY, FailureCode.HOST_CONNECTION_LOST));
        TestedRun.found(store, row);

        // When
        run(row, new ScriptedShell(row.replies())).advance(row.id(), 0);

        // Then
        assertThat(saved(row)).isInstanceOfSatisfying(Running.class, running -> {
            assertThat(running.runId()).isEqualTo(row.runId());
            assertThat(running.snapshot()).isNotNull();
            assertThat(running.snapshot().bootTime()).isEqualTo(BOOTED);
            assertThat(running.snapshot().before().get("10.1")).containsEntry("kind", "absent");
        });
    }

    @Test
    void takesTheWindowOfItsSite() {
        // Given
        RunRow row = row("schedules", APPROVED).at(OPENS.minusSeconds(60));
        TestedRun.found(store, row);

        // When
        run(row, new ScriptedShell(List.of())).advance(row.id(), 0);

        // Then
        assertThat(saved(row)).isInstanceOfSatisfying(Scheduled.class, scheduled -> {
            assertThat(scheduled.window().opens()).isEqualTo(OPENS);
            assertThat(scheduled.window().closes()).isEqualTo(CLOSES);
        });
    }

    @Test
    void undoesWithWhatTheSnapshotHolds() {
        // Given
        RunRow row = row("restores absence", ASSESSED).host(assess(FOUND_ABSENT), apply(BROKE), undo(FOUND_ABSENT));
        TestedRun.found(store, row);
        ScriptedShell shell = new ScriptedShell(row.replies());

        // When
        run(row, shell).advance(row.id(), 0);

        // Then
        assertThat(shell.lastData()).contains("param\tkind\ts\t" + base64("absent"));
    }

    @Test
    void makesEvidenceOfWhatItReadAndSaw() {
        // Given
        RunRow row = row("evidence", BEGUN)
                .listener(OfferState.OFFERED)
                .host(assess(FOUND_ABSENT), apply(SET), verify(FOUND_AS_PLANNED));
        TestedRun.found(store, row);

        // When
        run(row, new ScriptedShell(row.replies())).advance(row.id(), 0);

        // Then
        List<Finding> seen = findings("ratchet@" + row.runId());
        assertThat(seen)
                .extracting(Finding::observation)
                .contains(
                        new RegistryValue(RunRow.SERVER_KEY, "Enabled", RegistryData.ABSENT),
                        new RegistryValue(RunRow.SERVER_KEY, "Enabled", RegistryData.dword(1)),
                        new ProtocolOffer(443, "tcp", null, null, Protocol.TLS_1_2, OfferState.OFFERED));
        assertThat(seen).allSatisfy(finding -> assertThat(finding.observedAt()).isEqualTo(NOW));
    }

    @Test
    void saysWhichStepFailedAndWhy() {
        // Given an answer with a second call that was skipped because of the first
        StepResult skipped = new StepResult(
                "10.2", "registry", false, value(null), value(null), "none", "SKIPPED: an earlier step failed");
        RunRow row = row("reasons", ASSESSED)
                .host(assess(FOUND_ABSENT), Reply.of(APPLY, IDENTITY, BROKE, skipped), undo(FOUND_ABSENT));
        TestedRun.found(store, row);

        // When
        run(row, new ScriptedShell(row.replies())).advance(row.id(), 0);

        // Then
        assertThat(saved(row))
                .isInstanceOfSatisfying(
                        RolledBack.class,
                        undone -> assertThat(undone.because().message())
                                .isEqualTo("On apply the host reported: registry 10.1: FAILED: the key is locked"));
    }

    @Test
    void refusesToTryNever() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunSettings(
                        0,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)))
                .withMessageContaining("at least once");
    }

    @Test
    void leavesAHostAloneThatAnotherRunHolds() {
        // Given
        RunRow row = row("is held", SCHEDULED);
        TestedRun.found(store, row);
        assertThat(takenBy(row, "another run")).isTrue();
        ScriptedShell shell = new ScriptedShell(List.of());

        // When
        Next next = run(row, shell).advance(row.id(), 2);

        // Then
        assertThat(shell.sent()).isEmpty();
        assertThat(saved(row)).isInstanceOf(Scheduled.class);
        assertThat(next).isEqualTo(new Next.Again(NOW.plus(SETTINGS.backoff()), 2));
    }

    @Test
    void knowsNoRemediationThatIsNotThere() {
        RunRow row = row("is not there", APPROVED);
        HostRun run = run(row, new ScriptedShell(List.of()));

        assertThatThrownBy(() -> run.advance("r-none", 0))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.ID_UNKNOWN));
    }

    private static HostRun run(RunRow row, ScriptedShell shell) {
        return TestedRun.of(store, row, shell, Clock.fixed(row.at(), ZoneOffset.UTC));
    }

    private static List<Phase> phases(RunRow row) {
        return row.replies().stream().map(Reply::phase).toList();
    }

    private static Remediation saved(RunRow row) {
        return store.transact(tx -> tx.remediations().find(row.id()))
                .orElseThrow()
                .remediation();
    }

    private static @Nullable FailureCode code(Remediation saved) {
        if (saved instanceof Failed failed) return failed.failure().code();
        return saved instanceof RolledBack undone ? undone.because().code() : null;
    }

    private static List<String> log(RunRow row) {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(row.asset())) {
                return lines.map(line -> line.event().type()).toList();
            }
        });
    }

    private static List<Finding> findings(String sourcePrefix) {
        return store.transact(tx -> {
            try (Stream<Finding> all = tx.findings().all()) {
                return all.filter(finding -> finding.report().source().startsWith(sourcePrefix))
                        .toList();
            }
        });
    }

    private static boolean takenBy(RunRow row, String holder) {
        return store.transact(tx ->
                tx.remediations().lease(row.asset(), holder, row.at(), row.at().plusSeconds(60)));
    }

    private static Reply assess(StepResult step) {
        return Reply.of(ASSESS, IDENTITY, step);
    }

    private static Reply apply(StepResult step) {
        return Reply.of(APPLY, IDENTITY, step);
    }

    private static Reply verify(StepResult step) {
        return Reply.of(VERIFY, IDENTITY, step);
    }

    private static Reply undo(StepResult step) {
        return Reply.of(UNDO, IDENTITY, step);
    }

    private static Reply reboot() {
        return Reply.of(REBOOT, IDENTITY);
    }

    private static StepResult step(boolean changed, @Nullable String before, @Nullable String after, String restart) {
        return new StepResult("10.1", "registry", changed, value(before), value(after), restart, null);
    }

    private static StepResult broke(String error) {
        return new StepResult("10.1", "registry", false, value(null), value(null), "none", error);
    }

    private static Map<String, String> value(@Nullable String dword) {
        return dword == null
                ? Map.of("kind", "absent", "nearestKey", "HKLM\\SOFTWARE")
                : Map.of("kind", "dword", "value", dword, "nearestKey", "HKLM\\SOFTWARE");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
