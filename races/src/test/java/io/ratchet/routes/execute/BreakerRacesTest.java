package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.routes.execute.Shelf.Planted;
import io.ratchet.routes.night.BrakeDesk;
import io.ratchet.store.Brakes.Trial;
import io.ratchet.store.HostRuns;
import io.ratchet.wire.OrganisationFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BreakerRacesTest {
    private static final String SCOPE = "playbook:windows/winhttp-default-protocols@unknown";
    private static final Failure WHY = Failure.of(FailureCode.VERIFY_FAILED, "It is as before.");
    private static final ChangeWindow WINDOW =
            Scenery.WINDOWS.next("HQ", Scenery.NOW).orElseThrow();
    private static final Map<String, Scheduled> RUNS =
            Map.of("r-1", scheduled("r-1"), "r-2", scheduled("r-2"), "r-3", scheduled("r-3"));

    /** What is read once for all is read before schedules are drawn. */
    @BeforeAll
    static void warmUp() throws InterruptedException {
        new Estate(Planted.NOTHING, 2).failed("r-1");
        new Estate(Planted.NOTHING, 2).begin("r-3");
    }

    @Test
    void twoThatFailAtOnceOpenTheBreakerOnceAndNothingBeginsPastIt() {
        Schedules.of(() -> twoFailAndAThirdBegins(Planted.NOTHING));
    }

    @Test
    void wouldSeeAFailureThatIsNotCountedAndARunThatBeginsPastTheBreaker() {
        assertThatThrownBy(() -> Schedules.of(() -> twoFailAndAThirdBegins(Planted.NO_TURNSTILE)))
                .hasMessageContaining("breaker");
    }

    @Test
    void aReleaseBesideAFailureLosesNeither() {
        Schedules.of(() -> oneFailsWhileOneReleases(Planted.NOTHING));
    }

    @Test
    void wouldSeeAFailureThatAReleaseLoses() {
        assertThatThrownBy(() -> Schedules.of(() -> oneFailsWhileOneReleases(Planted.NO_TURNSTILE)))
                .hasMessageContaining("lost");
    }

    private static void twoFailAndAThirdBegins(Planted planted) throws InterruptedException {
        Estate estate = new Estate(planted, 2);
        Schedules.beside(() -> estate.failed("r-1"), () -> estate.failed("r-2"), () -> estate.begin("r-3"));
        List<String> log = estate.shelf.log().stream().map(AuditEvent::type).toList();
        if (Collections.frequency(log, "breaker.opened") != 1)
            throw new AssertionError("two failed, and the breaker did not open once: " + log);
        if (log.indexOf("run.started") > log.indexOf("breaker.opened"))
            throw new AssertionError("a run began past the breaker: " + log);
        if (log.contains("run.started") == estate.held.contains("r-3"))
            throw new AssertionError("neither begun nor held by the breaker: " + log);
    }

    /** A breaker is open that one more failure would open again. */
    private static void oneFailsWhileOneReleases(Planted planted) throws InterruptedException {
        Estate estate = new Estate(planted, 1);
        estate.failed("r-1");
        List<String> woken = Collections.synchronizedList(new ArrayList<>());
        BrakeDesk desk = new BrakeDesk(estate.shelf, Scenery.CLOCK, woken::add);
        Schedules.beside(() -> estate.failed("r-2"), () -> desk.release(SCOPE, "user:carol", "looked at it"));
        String recent =
                estate.shelf.transact(tx -> tx.brakes().trials().get(SCOPE).recent());
        boolean open = !desk.brakes().isEmpty();
        boolean failedFirst = recent.isEmpty() && !open;
        boolean releasedFirst = recent.equals("-") && open;
        if (!failedFirst && !releasedFirst)
            throw new AssertionError("lost is the release or the failure: runs '" + recent + "', open " + open);
        if (!woken.contains("r-3")) throw new AssertionError("lost is the wake-up of what was held: " + woken);
    }

    /** Two runs under way and one that waits, all with one playbook. */
    private static final class Estate {
        private final Shelf shelf;
        private final Permit permit;
        private final List<String> held = Collections.synchronizedList(new ArrayList<>());

        Estate(Planted planted, int inARow) {
            this.shelf = Shelf.byStatements(planted);
            Organisation organisation = OrganisationFile.read("organisation.yaml", """
                    organisation: Contoso
                    sites: [{name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}]
                    breaker: {inARow: %d}
                    """.formatted(inARow));
            this.permit = new Permit(shelf, Scenery.WINDOWS, () -> organisation, Scenery.CLOCK);
            shelf.run(tx -> {
                RUNS.forEach((id, run) -> {
                    tx.remediations().propose(new Proposed(run.subject()));
                    tx.remediations().save(id.equals("r-3") ? run : running(id), 1);
                });
                for (String id : List.of("r-1", "r-2"))
                    tx.runs()
                            .begin(new HostRuns.Begun(
                                    "run of " + id,
                                    id,
                                    RUNS.get(id).subject().asset(),
                                    "HQ",
                                    Scenery.NOW,
                                    Set.of(SCOPE)));
                tx.brakes().keep(new Trial(SCOPE, 1, "+"));
            });
        }

        void failed(String id) {
            shelf.run(tx -> permit.failed(tx, running(id), WHY));
        }

        void begin(String id) {
            Running running = running(id);
            Permit.Entry entry = permit.entry(running.subject(), Duration.ofMinutes(1));
            shelf.run(tx -> {
                Optional<Failure> no = entry.pass(tx, running);
                if (no.isPresent()) held.add(id);
                else tx.audit().append(AuditEvents.runStarted(Scenery.NOW, running));
            });
        }
    }

    private static Running running(String id) {
        return RUNS.get(id).start("run of " + id, Scenery.NOW);
    }

    private static Scheduled scheduled(String id) {
        Subject subject = new Subject(id, Scenery.plan(id.replace("r-", "web0")), "HQ", Scenery.NOW.minusSeconds(3600));
        Approval approval = new Approval(
                "user:alice", Scenery.NOW.minusSeconds(1800), subject.plan().hash(), Scenery.NOW.plusSeconds(86400));
        return new Approved(subject, approval).schedule(WINDOW);
    }
}
