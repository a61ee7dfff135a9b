package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ratchet.connectors.ticket.Changes.Ruling;
import io.ratchet.connectors.ticket.Changes.Verdict;
import io.ratchet.domain.ticket.PlannedChange;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Attachment;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every ticket system that has changes promises besides, real or a stub that answers as documented. */
abstract class ChangesContract extends TicketsContract {
    private static final String PLAN = "3f9a61c20b7e".repeat(6).substring(0, 64);

    @Override
    abstract ChangeDesk desk() throws Exception;

    @Test
    void asksForAChangeThatNamesItsPlanAndWaits() throws Exception {
        // Given
        TicketMessage asked = change();

        // When
        String id = id(send(asked, null, false));

        // Then
        Ruling ruling = changes().ruling(id);
        assertThat(ruling.id()).isEqualTo(id);
        assertThat(ruling.names()).contains(asked.ticket().value(), PLAN);
        assertThat(ruling.verdict()).isEqualTo(Verdict.WAITS);
        assertThat(ruling.by()).isEmpty();
        assertThat(ruling.url()).isNotBlank();
        assertThat(changes().find(asked.ticket(), desk().queue())).containsExactly(id);
        assertThat(desk().files(id)).contains("plan.json");
    }

    @Test
    void aChangeThatMayHaveArrivedIsFoundAndNotAskedForTwice() throws Exception {
        // Given
        TicketMessage asked = change();
        String id = id(send(asked, null, false));

        // When
        Sent looked = send(asked, null, true);

        // Then
        assertThat(id(looked)).isEqualTo(id);
    }

    @Test
    void namesWhoApprovedAChange() throws Exception {
        // Given
        String id = id(send(change(), null, false));

        // When
        desk().approves(id);

        // Then
        assertThat(changes().ruling(id).verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(changes().ruling(id).by()).isEqualTo(desk().approver());
    }

    @Test
    void namesNobodyWhereNoPersonHasApprovedIt() throws Exception {
        // Given
        String id = id(send(change(), null, false));

        // When
        desk().approvesWithoutAPerson(id);

        // Then
        assertThat(changes().ruling(id).verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(changes().ruling(id).by()).isEmpty();
    }

    @Test
    void namesWhoRejectedAChange() throws Exception {
        // Given
        String id = id(send(change(), null, false));

        // When
        desk().rejects(id);

        // Then
        assertThat(changes().ruling(id).verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(changes().ruling(id).by()).isEqualTo(desk().approver());
    }

    @Test
    void withdrawsAChangeThatIsNotNeededAnyMore() throws Exception {
        // Given
        TicketMessage asked = change();
        String id = id(send(asked, null, false));
        TicketMessage withdrawn = said(asked, Kind.CLOSE, "The plan is Withdrawn by now.");

        // When
        Sent once = send(withdrawn, id, false);
        Sent twice = send(withdrawn, id, false);

        // Then
        assertThat(List.of(once, twice)).allMatch(Sent.Done.class::isInstance);
        assertThat(changes().ruling(id).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void aChangeThatWasDeletedIsGoneAndOneThatWasMergedHasAnotherNumber() throws Exception {
        // Given
        String deleted = id(send(change(), null, false));
        String id = id(send(change(), null, false));
        String other = id(send(change(), null, false));

        // When
        desk().deletes(deleted);
        boolean merged = desk().merges(id, other);

        // Then
        assertThatExceptionOfType(TicketFault.class)
                .isThrownBy(() -> changes().ruling(deleted))
                .matches(TicketFault::gone);
        assertThat(changes().ruling(id).id()).isEqualTo(merged ? other : id);
    }

    private Changes changes() throws Exception {
        return tickets().changes().orElseThrow();
    }

    private Sent send(TicketMessage message, @Nullable String id, boolean doubted) throws Exception {
        return TicketSystems.of(Map.of("desk", tickets())).send(new TicketCall(message, id, null, doubted));
    }

    private TicketMessage change() throws Exception {
        return new TicketMessage(
                Kind.OPEN,
                key(),
                "desk",
                desk().queue(),
                "",
                "",
                "TLS READY, plan " + PLAN + ", web01.corp.example",
                "Plan: " + PLAN + "\n",
                null,
                List.of(new Attachment("plan.json", "application/json", "{}")),
                null,
                planned());
    }

    private static TicketMessage said(TicketMessage change, Kind kind, String text) {
        TicketMessage about = about(change, kind, text);
        return new TicketMessage(
                kind,
                about.ticket(),
                about.in(),
                about.queue(),
                "",
                about.mark(),
                about.subject(),
                text,
                null,
                List.of(),
                null,
                planned());
    }

    private static PlannedChange planned() {
        return new PlannedChange(
                PLAN, "high", Instant.parse("2030-06-20T20:00:00Z"), Instant.parse("2030-06-21T00:00:00Z"));
    }
}
