package io.ratchet.routes.tickets;

import static io.ratchet.routes.tickets.Estate.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.Ticket.ByHand;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people do in the ticket system, seen from here. */
class TicketSyncTest {
    private final SetClock clock = Estate.clock();
    private final TicketSettings settings = new TicketSettings(Map.of("desk", "uc"), TicketSettings.Pace.calm());
    private final Estate estate = new Estate(settings, clock);
    private final FaultyTickets there = new FaultyTickets(clock, 1, 0, Duration.ZERO);
    private final TicketSystems systems = TicketSystems.of(Map.of("desk", there));
    private final TicketSender sender = new TicketSender(estate.store, settings.pace(), clock, TicketObserver.none());
    private final TicketSync sync = new TicketSync(
            estate.store,
            systems,
            estate.rounds,
            settings.pace(),
            () -> Estate.RULES,
            () -> estate.organisation,
            clock);

    @AfterEach
    void close() {
        estate.close();
    }

    @Test
    void showsWhatPeopleWroteOnceAndWhereItStands() {
        // Given
        estate.decide(asked());
        send();
        there.writes("1", "uma", "The new build is ordered.");

        // When
        look();
        look();

        // Then
        assertThat(notes()).singleElement().satisfies(note -> {
            assertThat(note.by()).isEqualTo("uma");
            assertThat(note.text()).isEqualTo("The new build is ordered.");
        });
        assertThat(only().there().status()).isEqualTo("new");
    }

    @Test
    void oneThatIsClosedByHandWithoutProofIsOpenedAgainOnceForEachTime() {
        // Given
        estate.decide(asked());
        send();
        there.closes("1");

        // When
        look();
        look();
        send();

        // Then
        assertThat(there.items.get("1").open).isTrue();
        assertThat(there.items.get("1").marks).hasSize(1);
        assertThat(said("ticket.closed-by-hand")).isEqualTo(1);
        assertThat(only().state()).isEqualTo(Ticket.State.OPEN);

        // When it is closed once more
        clock.pass(Duration.ofHours(1));
        there.closes("1");
        look();
        send();

        // Then
        assertThat(there.items.get("1").open).isTrue();
        assertThat(there.items.get("1").marks).hasSize(2);
    }

    @Test
    void oneThatIsNotShownToItIsNotWrittenAnewAndSaysSo() {
        // Given
        estate.decide(asked());
        send();
        there.hides = true;

        // When
        look();
        send();

        // Then
        assertThat(only().there().status()).contains("not shown to Ratchet's account");
        assertThat(there.items).hasSize(1);
        assertThat(said("ticket.gone")).isZero();

        // When
        there.hides = false;
        look();

        // Then
        assertThat(only().there().status()).isEqualTo("new");
    }

    @Test
    void whereTheSiteWantsItANoteSaysWhatIsStillSeenAndItStaysClosed() {
        // Given
        estate.organisation = Estate.organisation(new Ticketing(List.of(
                new Ticketing.Rule(null, null, null, null, null, null, false, Period.ofDays(30), ByHand.COMMENT))));
        estate.decide(asked());
        send();
        there.closes("1");

        // When
        look();
        send();

        // Then
        assertThat(there.items.get("1").open).isFalse();
        assertThat(there.items.get("1").marks).hasSize(1);
        assertThat(only().state()).as("the decision stays").isEqualTo(Ticket.State.OPEN);
    }

    @Test
    void oneThatIsClosedByHandAfterNothingIsAskedAnyMoreStaysClosed() {
        // Given
        estate.decide(asked());
        send();
        estate.decide(Estate.unknown("hub01", "dv-surfacehub", "UC"));
        clock.pass(settings.pace().gathered());
        send();
        int said = there.items.get("1").marks.size();
        there.closes("1");

        // When
        look();
        send();

        // Then
        assertThat(there.items.get("1").open).isFalse();
        assertThat(there.items.get("1").marks).hasSize(said);
    }

    @Test
    void oneThatWasDeletedThereIsWrittenAnew() {
        // Given
        estate.decide(asked());
        send();
        there.deletes("1");

        // When
        look();
        send();
        look();

        // Then
        assertThat(there.items).hasSize(2);
        assertThat(only().there().id()).isEqualTo("2");
        assertThat(only().generation()).isEqualTo(2);
        assertThat(there.open(only().key())).hasSize(1);
        assertThat(said("ticket.gone")).isEqualTo(1);
    }

    @Test
    void oneThatWasMergedThereIsFollowed() {
        // Given
        estate.decide(asked(), ticket("hub02", "dv-surfacehub", "HQ", "The room needs a build."));
        send();
        Ticket first = tickets().get(0);
        String other = first.there().id().equals("1") ? "2" : "1";
        there.merges(first.there().id(), other);

        // When
        look();

        // Then
        assertThat(tickets())
                .allSatisfy(ticket -> assertThat(ticket.there().id()).isEqualTo(other));
    }

    @Test
    void ofTwoThatWereMergedThereTheOneThatIsDoneLeavesTheOtherOpen() {
        // Given
        estate.decide(asked(), ticket("hub02", "dv-surfacehub", "HQ", "The room needs a build."));
        send();
        String uc = numberAt("UC");
        String hq = numberAt("HQ");
        there.merges(uc, hq);
        look();

        // When
        estate.decide(Estate.done("hub02", "dv-surfacehub", "HQ"));
        send();
        look();

        // Then
        assertThat(there.items.get(hq).open).as("the other one still asks").isTrue();
        assertThat(there.items.get(hq).marks).as("and the proof stands there").hasSize(1);

        // When the other one is done as well
        estate.decide(Estate.done("hub01", "dv-surfacehub", "UC"));
        send();

        // Then
        assertThat(there.items.get(hq).open).isFalse();
    }

    @Test
    void aTicketOfPeopleIntoWhichOursWasMergedIsTheirsToClose() {
        // Given
        estate.decide(asked());
        send();
        String theirs = there.opens("Refurbish all rooms");
        there.merges("1", theirs);

        // When
        estate.decide(Estate.done("hub01", "dv-surfacehub", "UC"));
        send();

        // Then
        assertThat(there.items.get(theirs).open).isTrue();
        assertThat(there.items.get(theirs).marks).as("the proof stands there").hasSize(1);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void oneThatWeClosedAndPeopleDeletedIsWrittenAnewWhenAHostFallsBack() {
        // Given
        estate.decide(asked());
        send();
        estate.decide(Estate.done("hub01", "dv-surfacehub", "UC"));
        send();
        there.deletes("1");
        look();
        assertThat(there.items).as("nothing is asked, so nothing is written").hasSize(1);

        // When
        clock.pass(Duration.ofDays(1));
        estate.decide(asked());
        send();
        look();
        send();
        look();

        // Then
        assertThat(there.open(only().key())).hasSize(1);
        assertThat(there.items).hasSize(2);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void whereTheSystemDoesNotSayWhenItIsAnsweredOnceAllTheSame() {
        // Given
        there.tellsWhen = false;
        estate.organisation = Estate.organisation(new Ticketing(List.of(
                new Ticketing.Rule(null, null, null, null, null, null, false, Period.ofDays(30), ByHand.COMMENT))));
        estate.decide(asked());
        send();
        there.closes("1");

        // When
        for (int i = 0; i < 4; i++) {
            look();
            send();
        }

        // Then
        assertThat(there.items.get("1").marks).hasSize(1);
    }

    @Test
    void aTicketThatItsSystemSpeaksOfIsLookedAtInAMomentHoweverOftenItSaysSo() {
        // Given
        estate.decide(asked());
        send();
        look();
        there.writes("1", "uma", "The new build is ordered.");
        int before = there.looks;

        // When
        for (int i = 0; i < 20; i++) sync.wake("desk", "1");
        sync.wake("desk", "4711");
        sync.wake("elsewhere", "1");
        int seen = sync.lookAtWoken();
        int again = sync.lookAtWoken();

        // Then
        assertThat(seen).isEqualTo(1);
        assertThat(again).isZero();
        assertThat(there.looks).isEqualTo(before + 1);
        assertThat(notes()).hasSize(1);
    }

    @Test
    void whatItsSystemSaysIsNotBelieved() {
        // Given
        estate.decide(asked());
        send();

        // When it says late what is not so any more
        there.closes("1");
        there.items.get("1").open = true;
        sync.wake("desk", "1");
        sync.lookAtWoken();
        send();

        // Then
        assertThat(there.items.get("1").marks).isEmpty();
        assertThat(said("ticket.closed-by-hand")).isZero();
    }

    @Test
    void oneThatIsGoneWhenItIsSpokenOfIsWrittenAnewOnce() {
        // Given
        estate.decide(asked());
        send();
        there.deletes("1");

        // When
        sync.wake("desk", "1");
        sync.lookAtWoken();
        sync.wake("desk", "1");
        sync.lookAtWoken();

        // Then
        assertThat(said("ticket.gone")).isEqualTo(1);
    }

    @Test
    void oneThatStandsThereTwiceIsClosedButForTheFirst() throws Exception {
        // Given
        writtenTwice();

        // When
        look();

        // Then
        assertThat(there.open(only().key())).extracting(item -> item.id).containsExactly("1");
        assertThat(there.items.get("2").linkedTo).isEqualTo("1");
    }

    @Test
    void theSecondOfOneThatPeopleMergedIntoAnotherIsClosedToo() throws Exception {
        // Given
        writtenTwice();
        String theirs = there.opens("Refurbish all rooms");
        there.merges("1", theirs);

        // When
        look();

        // Then
        assertThat(there.open(only().key())).isEmpty();
        assertThat(there.items.get("2").linkedTo).isEqualTo(theirs);
        assertThat(there.items.get(theirs).open).isTrue();
        assertThat(only().there().id()).isEqualTo(theirs);
    }

    @Test
    void oneThatPeopleMergedIntoItsSecondStaysOpenThere() throws Exception {
        // Given
        writtenTwice();
        there.merges("1", "2");

        // When
        look();

        // Then
        assertThat(there.open(only().key())).extracting(item -> item.id).containsExactly("2");
        assertThat(only().there().id()).isEqualTo("2");
    }

    @Test
    void theSecondCountsWherePeopleDeletedTheFirst() throws Exception {
        // Given
        writtenTwice();
        there.deletes("1");

        // When
        look();

        // Then
        assertThat(there.open(only().key())).extracting(item -> item.id).containsExactly("2");
        assertThat(only().there().id()).isEqualTo("2");
        assertThat(there.items).as("nothing is written anew").hasSize(2);
    }

    @Test
    void oneThatWasDoneBeforeItsTwinWasSeenIsClosedWithItsProofInTheOneThatCounts() throws Exception {
        // Given an answer that told of the second
        writtenTwice();
        ours("2");
        estate.decide(done());
        send();
        assertThat(there.open(only().key())).extracting(item -> item.id).containsExactly("1");

        // When
        look();
        send();

        // Then
        assertThat(there.open(only().key())).isEmpty();
        assertThat(only().there().id()).isEqualTo("1");
        assertThat(there.items.get("1").marks).hasSize(1);
        assertThat(there.items.get("2").linkedTo).isEqualTo("1");

        // When it is looked at again, and a host falls back
        look();
        send();
        assertThat(there.items.get("1").marks).hasSize(1);
        estate.decide(asked());
        send();

        // Then
        assertThat(there.open(only().key())).extracting(item -> item.id).containsExactly("1");
    }

    @Test
    void theTwinOfOneThatWasDoneAndDeletedIsClosedToo() throws Exception {
        // Given
        writtenTwice();
        estate.decide(done());
        send();
        there.deletes("1");

        // When
        look();
        send();

        // Then
        assertThat(there.open(only().key())).isEmpty();
    }

    @Test
    void whatWasOnItsWayWhileAnotherCameToCountIsSaidThereToo() throws Exception {
        // Given
        writtenTwice();
        ours("2");
        estate.decide(done());
        TicketSender.InHand onItsWay = sender.take(sender.due().get(0)).orElseThrow();

        // When
        look();
        sender.settle(onItsWay, systems.send(onItsWay.call()));
        send();

        // Then
        assertThat(there.open(only().key())).isEmpty();
        assertThat(only().there().id()).isEqualTo("1");
        assertThat(there.items.get("1").marks).hasSize(1);
    }

    /** As if that one had been told of. */
    private void ours(String number) {
        estate.store.run(tx -> tx.tickets().keep(only(tx).key(), new Ticket.There(number, "", "", null, null, null)));
    }

    private static Decision done() {
        return Estate.done("hub01", "dv-surfacehub", "UC");
    }

    /** One request that was carried out twice. */
    private void writtenTwice() throws Exception {
        estate.decide(asked());
        send();
        there.create(TicketSender.message(estate.store
                .<List<io.ratchet.store.Outbox.Entry>>transact(tx ->
                        tx.outbox().of(TicketRounds.CHANNEL, only(tx).key().value()))
                .get(0)));
        assertThat(there.open(only().key())).hasSize(2);
    }

    private static Decision asked() {
        return ticket("hub01", "dv-surfacehub", "UC", "The vendor has released the build this room needs.");
    }

    private void send() {
        for (TicketSender.Due due : sender.due())
            sender.take(due).ifPresent(taken -> sender.settle(taken, systems.send(taken.call())));
    }

    private void look() {
        clock.pass(settings.pace().sync().plusSeconds(1));
        sync.look();
    }

    private String numberAt(String site) {
        return tickets().stream()
                .filter(ticket -> ticket.unit().place().equals("site:" + site))
                .map(ticket -> ticket.there().id())
                .findFirst()
                .orElseThrow();
    }

    private List<io.ratchet.store.Outbox.Entry> waiting() {
        return estate.store.transact(tx -> tx.outbox()
                .in(
                        TicketRounds.CHANNEL,
                        io.ratchet.store.Outbox.State.WAITING,
                        io.ratchet.store.Outbox.State.UNKNOWN,
                        io.ratchet.store.Outbox.State.REFUSED));
    }

    private List<Ticket> tickets() {
        return estate.store.transact(tx -> tx.tickets().list());
    }

    private Ticket only() {
        return estate.store.transact(TicketSyncTest::only);
    }

    private static Ticket only(Tx tx) {
        List<Ticket> all = tx.tickets().list();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private List<Ticket.Note> notes() {
        return estate.store.transact(tx -> tx.tickets().notes(only(tx).key()));
    }

    private long said(String type) {
        return estate.store.<Long>transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.filter(line -> line.event().type().equals(type)).count();
            }
        });
    }
}
