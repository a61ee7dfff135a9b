package io.ratchet.store.sql;

import static io.ratchet.store.Examples.AT;
import static io.ratchet.store.Examples.WEB;
import static io.ratchet.store.Examples.approved;
import static io.ratchet.store.Examples.event;
import static io.ratchet.store.Examples.nothing;
import static io.ratchet.store.Examples.proposed;
import static io.ratchet.store.Examples.remediate;
import static io.ratchet.store.Examples.running;
import static io.ratchet.store.Examples.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.event.Event;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Events;
import io.ratchet.store.Rounds;
import io.ratchet.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the topic of events is told, whatever database is beneath it. */
abstract class EventsContract {
    private static final AssetId DB = new AssetId("db01.corp.example");

    private SqlStore store;
    private int round;

    abstract DataSource database();

    @BeforeEach
    void open() {
        store = SqlStore.open(database());
        store.tellEvents();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void tellsOfAnAssetBeforeWhatIsDecidedOfItAndLastThatItIsGone() {
        // When
        decide(remediate(WEB, "It must."));
        decide(remediate(WEB, "It must."), nothing(DB, Readiness.READY));
        decide(nothing(DB, Readiness.READY));

        // Then
        assertThat(told())
                .containsExactly(
                        "1 asset.identified web01.corp.example",
                        "2 decision.made web01.corp.example",
                        "3 asset.identified db01.corp.example",
                        "4 decision.made db01.corp.example",
                        "5 decision.withdrawn web01.corp.example",
                        "6 asset.gone web01.corp.example");
    }

    @Test
    void tellsOfAnAssetOnceAndAgainOnlyWhenItIsKnownByAnotherName() {
        // Given
        decide(remediate(WEB, "It must."));

        // When another decision stands, one more comes, one goes
        decide(remediate(WEB, "It must all the same."));
        decide(remediate(WEB, "It must all the same."), nothing(WEB, Readiness.READY));
        decide(nothing(WEB, Readiness.READY));
        decide(elsewhere(nothing(WEB, Readiness.READY)));

        // Then
        assertThat(told())
                .filteredOn(line -> line.contains("asset."))
                .containsExactly("1 asset.identified web01.corp.example", "7 asset.changed web01.corp.example");
    }

    @Test
    void tellsOfARemediationEachTimeItComesToAnotherState() {
        // Given
        Remediation.Proposed proposed = proposed("r-1", WEB, AT);
        Remediation.Approved approved = approved(proposed);

        // When
        store.run(tx -> tx.remediations().propose(proposed));
        store.run(tx -> tx.remediations().save(approved, 1));
        store.run(tx -> tx.remediations().save(approved, 2));
        store.run(tx -> tx.remediations().save(running(approved, "run-1"), 3));

        // Then
        assertThat(messages())
                .extracting(
                        message -> json(message.text()).at("/remediation/state").asText())
                .containsExactly("Proposed", "Approved", "Running");
    }

    @Test
    void whatIsRolledBackIsNotToldAndLeavesNoGap() {
        // When
        assertThatThrownBy(() -> store.run(tx -> {
                    tx.remediations().propose(proposed("r-1", WEB, AT));
                    throw new IllegalStateException("the power fails");
                }))
                .hasMessage("the power fails");
        store.run(tx -> tx.remediations().propose(proposed("r-2", DB, AT)));

        // Then
        assertThat(told()).containsExactly("1 remediation.reached db01.corp.example");
    }

    @Test
    void isOfTheTimeOfTheLogsLineThatIsWrittenWithIt() {
        // When
        store.run(tx -> {
            tx.remediations().propose(proposed("r-1", WEB, AT));
            tx.audit().append(event(42));
        });
        store.run(tx -> tx.remediations().propose(proposed("r-2", DB, AT)));

        // Then
        assertThat(messages())
                .extracting(Events.Message::at)
                .containsExactly(event(42).at(), AT);
    }

    @Test
    void aStoreThatTellsNobodyWritesNothing() {
        // Given
        SqlStore silent = SqlStore.open(store.dataSource());

        // When
        silent.run(tx -> tx.remediations().propose(proposed("r-1", WEB, AT)));

        // Then
        assertThat(told()).isEmpty();
        assertThat(standing()).isEqualTo(new Events.Standing(0, null));
    }

    @Test
    void writersThatMeetNumberWithoutAGapAndEachInTheOrderOfItsCommits() throws Exception {
        // Given
        int writers = 4;
        int each = 25;
        CyclicBarrier together = new CyclicBarrier(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        List<Future<?>> done = new ArrayList<>();

        // When
        for (int i = 0; i < writers; i++) {
            String log = "log-" + i;
            done.add(threads.submit(() -> {
                together.await();
                for (int size = 1; size <= each; size++) {
                    Event head = new Event.AuditHeadKept(log, size, "00", "note");
                    store.run(tx -> tx.events().tell(head, AT));
                }
                return null;
            }));
        }
        for (Future<?> one : done) one.get();
        threads.shutdown();

        // Then
        assertThat(messages())
                .extracting(Events.Message::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, writers * each).boxed().toList());
        for (int i = 0; i < writers; i++) {
            String log = "log-" + i;
            assertThat(messages())
                    .filteredOn(message -> message.about().equals(log))
                    .extracting(message -> json(message.text()).at("/head/size").asLong())
                    .isSorted();
        }
    }

    @Test
    void oneSendsAtATimeAndWhoeverStoodStillIsNotHeard() {
        // Given
        head(1);
        head(2);
        Events.Lane free = lane();

        // When
        boolean first = take("one", free);
        boolean second = take("two", free);
        boolean over = take("two", lane());
        boolean late = sent("one", 1);
        boolean settled = sent("two", 1);

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(over).isTrue();
        assertThat(late).isFalse();
        assertThat(settled).isTrue();
        assertThat(lane().sentUpTo()).isEqualTo(1);
        assertThat(standing()).isEqualTo(new Events.Standing(1, AT.plusSeconds(2)));

        // When
        store.run(tx -> tx.events().release("two"));

        // Then
        assertThat(lane().holder()).isNull();
    }

    @Test
    void forgetsWhatWasSentAndIsOldAndNothingElse() {
        // Given
        for (int i = 1; i <= 4; i++) head(i);
        take("one", lane());
        sent("one", 2);

        // When
        int gone = store.transact(tx -> tx.events().forget(AT.plusSeconds(2)));
        int more = store.transact(tx -> tx.events().forget(AT.plusSeconds(100)));

        // Then
        assertThat(gone).isEqualTo(1);
        assertThat(more).isEqualTo(1);
        assertThat(messages()).extracting(Events.Message::number).containsExactly(3L, 4L);
        assertThat(standing()).isEqualTo(new Events.Standing(2, AT.plusSeconds(3)));
    }

    @Test
    void readsOnFromANumberAsManyAsAreAskedFor() {
        // Given
        for (int i = 1; i <= 4; i++) head(i);

        // When
        List<Events.Message> some = store.transact(tx -> tx.events().after(1, 2));

        // Then
        assertThat(some).extracting(Events.Message::number).containsExactly(2L, 3L);
    }

    private void head(int size) {
        store.run(tx -> tx.events().tell(new Event.AuditHeadKept("log", size, "00", "note"), AT.plusSeconds(size)));
    }

    private boolean take(String holder, Events.Lane seen) {
        return store.transact(tx -> tx.events().take(holder, seen));
    }

    private boolean sent(String holder, long number) {
        return store.transact(tx -> tx.events().sent(holder, number));
    }

    private Events.Lane lane() {
        return store.transact(tx -> tx.events().lane());
    }

    private Events.Standing standing() {
        return store.transact(tx -> tx.events().standing());
    }

    private void decide(Decision... decisions) {
        int number = ++round;
        Rounds.Ground ground = new Rounds.Ground(AT.plusSeconds(number), sha256(1), Organisation.careful(), number);
        assertThat(store.<Boolean>transact(
                        tx -> tx.decisions().replace(List.of(decisions), ground).isPresent()))
                .isTrue();
    }

    private static Decision elsewhere(Decision.NoAction decision) {
        Decision.About was = decision.about();
        return new Decision.NoAction(
                new Decision.About(
                        was.asset(),
                        was.identity(),
                        was.host(),
                        "Branch",
                        was.system(),
                        was.goal(),
                        was.step(),
                        was.remedy(),
                        was.readiness()),
                decision.why());
    }

    private List<Events.Message> messages() {
        return store.transact(tx -> tx.events().after(0, 1_000));
    }

    private List<String> told() {
        return messages().stream()
                .map(message -> message.number() + " "
                        + json(message.text()).path("type").asText() + " " + message.about())
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
