package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.ratchet.connectors.ticket.Desk.Ability;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Attachment;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.domain.ticket.TicketUnit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every ticket system promises, real or a stub that answers as documented. Where a kind of system has an ability
 * not, what it says instead is promised in its place.
 */
abstract class TicketsContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String RUN = Long.toString(System.nanoTime(), 36);

    /** One for the whole class. */
    abstract Desk desk() throws Exception;

    @Test
    void saysWhetherItCanBeLookedAt() throws Exception {
        assertThat(tickets().readable()).isEqualTo(desk().abilities().contains(Ability.LOOKED_AT));
    }

    @Test
    void opensATicketThatIsFoundByItsKey() throws Exception {
        // Given
        TicketMessage opening = opening("Surface Hub at site UC: install 10.0.15063.1897");

        // When
        Sent sent = deliver(opening, null, false);

        // Then
        String id = id(sent);
        assertThat(desk().subject(id)).contains(opening.ticket().marker(), "Surface Hub at site UC");
        assertThat(desk().files(id)).contains("hosts.csv");
        if (!lookedAt(opening.ticket(), id)) return;
        assertThat(tickets().find(opening.ticket(), desk().queue())).containsExactly(id);
        Tickets.View view = tickets().read(id, Set.of());
        assertThat(view.subject()).contains(opening.ticket().marker(), "Surface Hub at site UC");
        assertThat(view.open()).isTrue();
        assertThat(view.closedBy()).isNull();
        assertThat(view.url()).contains(id.replaceAll(".*\\D", ""));
    }

    @Test
    void opensATicketWhoseDayIsOver() throws Exception {
        // Given
        TicketMessage late = new TicketMessage(
                Kind.OPEN,
                key(),
                "desk",
                desk().queue(),
                "",
                "",
                "phones",
                "Asked long ago.",
                LocalDate.parse("2019-07-20"),
                List.of(),
                null);

        // Then
        assertThat(deliver(late, null, false)).isInstanceOf(Sent.Done.class);
    }

    @Test
    void findsNothingUnderAKeyThatIsNowhere() throws Exception {
        if (lookedAt(key(), ""))
            assertThat(tickets().find(key(), desk().queue())).isEmpty();
    }

    @Test
    void findsAnOpeningThatMayHaveArrivedInsteadOfWritingItAgain() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));

        // When
        Sent again = deliver(opening, null, true);

        // Then
        if (!lookedAt(opening.ticket(), id)) {
            assertThat(again).isInstanceOf(Sent.ToRetry.class);
            assertThat(id(deliver(opening, null, false)))
                    .as("by its number whoever gets it twice knows the second")
                    .isEqualTo(id);
            return;
        }
        assertThat(id(again)).isEqualTo(id);
        assertThat(tickets().find(opening.ticket(), desk().queue())).hasSize(1);
    }

    @Test
    void saysOfAnOpeningThatDidNotArriveThatItIsNotThere() throws Exception {
        assertThat(deliver(opening("phones"), null, true)).isInstanceOf(Sent.ToRetry.class);
    }

    @Test
    void writesANoteOnceHoweverOftenItIsSent() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        TicketMessage note = about(opening, Kind.UPDATE, "Now 12 hosts.");

        // When
        Sent first = deliver(note, id, false);
        Sent second = deliver(note, id, false);
        Sent third = deliver(note, id, true);

        // Then
        assertThat(List.of(first, second, third)).allMatch(Sent.Done.class::isInstance);
        assertThat(desk().times(id, note)).isEqualTo(1);
        if (!lookedAt(opening.ticket(), id)) return;
        Tickets.View view = tickets().read(id, Set.of());
        assertThat(view.marks()).containsExactly(note.mark());
        assertThat(view.notes()).as("our own notes are no news").isEmpty();
        assertThat(view.open()).isTrue();
    }

    @Test
    void saysOfANoteThatDidNotArriveThatItIsNotThere() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));

        TicketMessage note = about(opening, Kind.UPDATE, "Now 12 hosts.");

        // When
        Sent sent = deliver(note, id, true);

        // Then
        if (lookedAt(opening.ticket(), id)) assertThat(sent).isInstanceOf(Sent.ToRetry.class);
        else {
            assertThat(sent).as("it is sent again").isInstanceOf(Sent.Done.class);
            assertThat(desk().times(id, note)).isEqualTo(1);
        }
    }

    @Test
    void closesWithTheProofAndOpensAgain() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        TicketMessage close = about(opening, Kind.CLOSE, "All 12 hosts were seen at their floor.");
        TicketMessage reopen = about(opening, Kind.REOPEN, "One host has fallen back.");

        // When
        Sent closed = deliver(close, id, false);

        // Then
        assertThat(closed).isInstanceOf(Sent.Done.class);
        assertThat(desk().times(id, close)).isEqualTo(1);
        if (!lookedAt(opening.ticket(), id)) {
            assertThat(deliver(reopen, id, false)).isInstanceOf(Sent.Done.class);
            assertThat(desk().times(id, reopen)).isEqualTo(1);
            return;
        }
        Tickets.View view = tickets().read(id, Set.of());
        assertThat(view.open()).isFalse();
        assertThat(view.closedAt()).isNotNull();
        assertThat(tickets().find(opening.ticket(), desk().queue())).containsExactly(id);

        // When
        Sent opened = deliver(reopen, id, false);

        // Then
        assertThat(opened).isInstanceOf(Sent.Done.class);
        view = tickets().read(id, Set.of());
        assertThat(view.open()).isTrue();
        assertThat(view.closedBy()).isNull();
        assertThat(view.marks()).containsExactlyInAnyOrder(close.mark(), reopen.mark());
    }

    @Test
    void showsWhoClosedItAndWhatPeopleWrote() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        if (!lookedAt(opening.ticket(), id)) return;

        // When
        desk().writes(id, "Ordered the new phones.");
        desk().closes(id);

        // Then
        Tickets.View view = tickets().read(id, Set.of());
        assertThat(view.open()).isFalse();
        assertThat(view.closedBy()).isEqualTo(desk().person());
        assertThat(view.notes()).hasSize(1);
        Ticket.Note note = view.notes().get(0);
        assertThat(note.text()).contains("Ordered the new phones.");
        assertThat(note.by()).isEqualTo(desk().person());
        assertThat(tickets().read(id, Set.of(note.id())).notes())
                .as("what is known is not told again")
                .isEmpty();
    }

    @Test
    void readsEveryNoteHoweverManyPagesTheyAre() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        if (!lookedAt(opening.ticket(), id)) return;
        TicketMessage first = about(opening, Kind.UPDATE, "Now 12 hosts.");
        deliver(first, id, false);
        for (int i = 0; i < 105; i++) desk().writes(id, "Called, nobody there: " + i);
        TicketMessage last = about(opening, Kind.UPDATE, "Now 13 hosts.");

        // When
        Sent sent = deliver(last, id, false);
        Sent again = deliver(last, id, false);

        // Then
        assertThat(sent).isInstanceOf(Sent.Done.class);
        assertThat(again).isInstanceOf(Sent.Done.class);
        Tickets.View view = tickets().read(id, Set.of());
        assertThat(view.marks()).containsExactlyInAnyOrder(first.mark(), last.mark());
        assertThat(view.notes()).hasSize(105);
    }

    @Test
    void saysThatADeletedTicketIsGoneOrNotShown() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        if (!lookedAt(opening.ticket(), id)) return;
        boolean tells = desk().abilities().contains(Ability.TELLS_DELETED);

        // When
        desk().deletes(id);

        // Then
        assertThatExceptionOfType(TicketFault.class)
                .isThrownBy(() -> tickets().read(id, Set.of()))
                .matches(fault -> fault.gone() == tells && fault.hidden() != tells);
        assertThat(tickets().find(opening.ticket(), desk().queue())).isEmpty();
        assertThat(deliver(about(opening, Kind.UPDATE, "Now 12 hosts."), id, false))
                .isInstanceOf(Sent.Refused.class);
    }

    @Test
    void followsAMergedTicketToTheOneItWentIntoWhereTicketsCanBeMerged() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        String other = id(deliver(opening("rooms"), null, false));
        if (!lookedAt(opening.ticket(), id)) {
            assertThat(id(deliver(about(opening, Kind.UPDATE, "Now 12 hosts."), id, false)))
                    .isEqualTo(id);
            return;
        }

        // When
        boolean merged = desk().merges(id, other);

        // Then
        String stands = merged ? other : id;
        assertThat(tickets().read(id, Set.of()).id()).isEqualTo(stands);
        assertThat(id(deliver(about(opening, Kind.UPDATE, "Now 12 hosts."), id, false)))
                .isEqualTo(stands);
    }

    @Test
    void linksAndClosesWhatStandsInAnotherTicketNow() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        TicketMessage other = opening("phones of the owner");
        String into = id(deliver(other, null, false));
        TicketMessage merge = about(opening, Kind.MERGE, "Its hosts stand in the ticket of the owner.", other.ticket());

        // When
        Sent once = new Delivery(tickets()).deliver(new TicketCall(merge, id, into, false));
        Sent twice = new Delivery(tickets()).deliver(new TicketCall(merge, id, into, false));

        // Then
        assertThat(List.of(once, twice)).allMatch(Sent.Done.class::isInstance);
        assertThat(desk().times(id, merge)).isEqualTo(1);
        if (!lookedAt(opening.ticket(), id)) return;
        assertThat(tickets().read(id, Set.of()).open()).isFalse();
        assertThat(tickets().read(into, Set.of()).open()).isTrue();
    }

    @Test
    void takesNoEmptyAnswerOfASystemThatDoesNotKnowUsForAnAnswer() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        deliver(opening, null, false);

        // When
        Sent looked = new Delivery(desk().withWrongSecret()).deliver(new TicketCall(opening, null, null, true));
        Sent sent = new Delivery(desk().withWrongSecret()).deliver(new TicketCall(opening("rooms"), null, null, false));

        // Then
        assertThat(looked).isInstanceOf(stillDoubted());
        assertThat(sent).isInstanceOf(Sent.ToRetry.class);
    }

    @ParameterizedTest
    @CsvSource({"404, default backend - 404", "200, {}", "302, moved"})
    void takesNoAnswerOfSomethingElseInItsPlaceForADeletedTicket(int status, String says) throws Exception {
        // Given a proxy that says the same of everything, as while the system behind it is started again
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            byte[] body = says.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Location", "https://elsewhere.example/");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        proxy.start();
        try {
            Tickets there = desk().at(
                            URI.create("http://127.0.0.1:" + proxy.getAddress().getPort()));

            // When
            Sent update = new Delivery(there)
                    .deliver(new TicketCall(about(opening, Kind.UPDATE, "Now 12 hosts."), id, null, false));
            Sent another = new Delivery(there).deliver(new TicketCall(opening("rooms"), null, null, false));
            Sent looked = new Delivery(there).deliver(new TicketCall(opening, null, null, true));

            // Then
            assertThat(List.of(update, another)).noneMatch(Sent.Done.class::isInstance);
            if (status == 404) assertThat(List.of(update, another)).allMatch(Sent.ToRetry.class::isInstance);
            assertThat(looked).isInstanceOf(stillDoubted());
            assertThatExceptionOfType(TicketFault.class)
                    .isThrownBy(() -> there.read(id, Set.of()))
                    .matches(fault -> !fault.gone());
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void hearsAPersonWhoQuotesANoteOfOurs() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        TicketMessage note = about(opening, Kind.UPDATE, "Now 12 hosts.");
        deliver(note, id, false);
        if (!lookedAt(opening.ticket(), id)) return;

        // When
        desk().writes(id, "> Now 12 hosts.\n> " + note.mark() + "\n\nThe phones come on Friday.");

        // Then
        Tickets.View view = tickets().read(id, Set.of());
        assertThat(view.marks()).containsExactly(note.mark());
        assertThat(view.notes())
                .extracting(Ticket.Note::text)
                .singleElement()
                .asString()
                .contains("on Friday");
    }

    @Test
    void findsItsNoteWhateverMarksStandInItsText() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        String id = id(deliver(opening, null, false));
        TicketMessage note =
                about(opening, Kind.UPDATE, "hub01 [R-000000000000#aaaaaaaaaa] says [R-000000000001#b] --> ``` ~~~");

        // When
        Sent sent = deliver(note, id, false);

        // Then
        assertThat(sent).isInstanceOf(Sent.Done.class);
        assertThat(desk().times(id, note)).isEqualTo(1);
        if (!lookedAt(opening.ticket(), id)) return;
        assertThat(tickets().read(id, Set.of()).marks()).contains(note.mark());
        assertThat(tickets().read(id, Set.of()).notes()).as("it is no news").isEmpty();
    }

    @Test
    void isRefusedWhereThereIsNoSuchQueue() throws Exception {
        // Given
        TicketMessage opening = opening("phones");
        TicketMessage elsewhere = new TicketMessage(
                Kind.OPEN,
                opening.ticket(),
                opening.in(),
                "nowhere",
                "",
                "",
                opening.subject(),
                opening.text(),
                null,
                List.of(),
                null);

        // When
        Sent sent = deliver(elsewhere, null, false);

        // Then
        assertThat(sent).isInstanceOf(Sent.Refused.class);
        assertThat(((Sent.Refused) sent).why()).isNotBlank();
    }

    @Test
    void keepsHostileTextAsText() throws Exception {
        // Given
        String hostile =
                "web01\" OR 1=1 </pre><script>alert(1)</script> ``` {{toc}} @uma #1 \u202Egnp.exe\r\nBcc: all@x.example";
        TicketMessage opening = opening(hostile.replace("\r\n", " "), hostile);

        // When
        String id = id(deliver(opening, null, false));

        // Then
        assertThat(desk().subject(id))
                .contains(opening.ticket().value(), "web01")
                .doesNotContain("\n", "\u202E");
        if (lookedAt(opening.ticket(), id))
            assertThat(tickets().find(opening.ticket(), desk().queue())).containsExactly(id);
    }

    /** Whether it can be looked at; where it cannot, it says so and gives no empty answer. */
    private boolean lookedAt(TicketKey key, String id) throws Exception {
        if (desk().abilities().contains(Ability.LOOKED_AT)) return true;
        Tickets tickets = tickets();
        assertThatExceptionOfType(TicketFault.class)
                .isThrownBy(() -> tickets.find(key, desk().queue()))
                .withMessageContaining("cannot be looked at");
        assertThatExceptionOfType(TicketFault.class)
                .isThrownBy(() -> tickets.read(id, Set.of()))
                .withMessageContaining("cannot be looked at")
                .matches(fault -> !fault.gone());
        return false;
    }

    /** A message that may have arrived, where nothing answers; what cannot be looked for is sent again. */
    private Class<? extends Sent> stillDoubted() throws Exception {
        return desk().abilities().contains(Ability.LOOKED_AT) ? Sent.Unknown.class : Sent.ToRetry.class;
    }

    Tickets tickets() throws Exception {
        return desk().tickets();
    }

    Sent deliver(TicketMessage message, @Nullable String id, boolean doubted) throws Exception {
        return new Delivery(tickets()).deliver(new TicketCall(message, id, null, doubted));
    }

    static String id(Sent sent) {
        assertThat(sent).isInstanceOf(Sent.Done.class);
        return ((Sent.Done) sent).id();
    }

    static TicketKey key() {
        return TicketKey.of(RUN, TicketUnit.atSite("dv-" + NUMBER.incrementAndGet(), "UC"), 1);
    }

    TicketMessage opening(String subject) throws Exception {
        return opening(subject, "For 12 hosts: install the build.\n\n- hub01.corp.example\n- hub02.corp.example");
    }

    TicketMessage opening(String subject, String text) throws Exception {
        return new TicketMessage(
                Kind.OPEN,
                key(),
                "desk",
                desk().queue(),
                "uc-team",
                "",
                subject,
                text,
                LocalDate.parse("2030-12-30"),
                List.of(new Attachment("hosts.csv", "text/csv", "asset,says\r\nhub01,old\r\n")),
                null);
    }

    static TicketMessage about(TicketMessage opening, Kind kind, String text) {
        return about(opening, kind, text, null);
    }

    static TicketMessage about(TicketMessage opening, Kind kind, String text, @Nullable TicketKey into) {
        return new TicketMessage(
                kind,
                opening.ticket(),
                opening.in(),
                opening.queue(),
                "",
                "[" + opening.ticket() + "#" + NUMBER.incrementAndGet() + "]",
                opening.subject(),
                text,
                null,
                List.of(),
                into);
    }
}
