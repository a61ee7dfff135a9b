package io.ratchet.console;

import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.routes.tickets.TicketDesk;
import io.ratchet.store.ChangeBook;
import io.ratchet.store.Outbox;
import io.ratchet.store.TicketBook;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** What people are asked for outside Ratchet: each ticket, where it stands there, and what they wrote. */
@Controller
final class TicketsPage {
    private static final int ROWS_SHOWN = 100;

    private final ConsolePorts ports;

    TicketsPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** A note in one line. */
    record NoteRow(String by, String at, String text) {}

    /**
     * A ticket in one line.
     *
     * @param url empty where there is no page of it
     * @param next what is still to be said there; empty: nothing
     * @param refused whether a person must have it sent again
     */
    record TicketRow(
            String key,
            String what,
            String where,
            String asked,
            String due,
            String state,
            String number,
            String url,
            String there,
            String next,
            boolean refused,
            List<NoteRow> notes) {
        static TicketRow of(TicketDesk.Shown shown) {
            Ticket ticket = shown.ticket();
            Ticket.@Nullable There there = ticket.there();
            return new TicketRow(
                    ticket.key().value(),
                    ticket.name(),
                    ticket.unit().where() + (ticket.owner().isEmpty() ? "" : ", for " + ticket.owner()),
                    ticket.asked() + " of " + ticket.hosts(),
                    ticket.due().toString(),
                    word(ticket.state()),
                    there == null ? "" : ticket.in() + " " + there.id(),
                    there == null ? "" : there.url(),
                    there == null ? "not sent yet" : standing(there),
                    shown.next() == null ? "" : next(shown.next()),
                    shown.next() != null && !shown.next().state().open(),
                    shown.notes().stream()
                            .map(note -> new NoteRow(
                                    note.by(),
                                    note.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                                    note.text()))
                            .toList());
        }

        private static String standing(Ticket.There there) {
            if (there.seenAt() == null) return "not looked at yet";
            String by = there.closedBy() == null ? "" : ", closed by " + there.closedBy();
            return there.status() + by + " (seen " + there.seenAt().truncatedTo(ChronoUnit.SECONDS) + ")";
        }

        private static String next(Outbox.Entry entry) {
            String answer = entry.answer().isEmpty() ? "" : ": " + entry.answer();
            return entry.letter().kind() + ", " + word(entry.state()) + answer;
        }

        static String word(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A change in one line.
     *
     * @param url empty where there is no page of it
     * @param next what is still to be said there; empty: nothing
     */
    record ChangeRow(
            String key,
            String remediation,
            String number,
            String url,
            String state,
            String there,
            String next,
            boolean refused) {
        static ChangeRow of(TicketDesk.ShownChange shown) {
            ChangeRequest change = shown.change();
            String said = change.because().isEmpty() ? "" : ": " + change.because();
            String by = change.by().isEmpty() ? "" : " by " + change.by();
            return new ChangeRow(
                    change.key().value(),
                    change.remediation(),
                    change.number() == null ? "" : change.called(),
                    change.url(),
                    TicketRow.word(change.state()) + by + said,
                    change.status(),
                    shown.next() == null ? "" : TicketRow.next(shown.next()),
                    shown.next() != null && !shown.next().state().open());
        }
    }

    @GetMapping("/tickets")
    String tickets(
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "") String changes,
            Model model) {
        List<TicketDesk.Shown> tickets = changes.isEmpty()
                ? ports.tickets().openFirst(Cursor.of(after, 2, TicketsPage::seen), ROWS_SHOWN + 1)
                : List.of();
        List<TicketDesk.ShownChange> changed = after.isEmpty()
                ? ports.tickets().changedLast(Cursor.of(changes, 2, TicketsPage::changed), ROWS_SHOWN + 1)
                : List.of();
        model.addAttribute(
                "rows", tickets.stream().limit(ROWS_SHOWN).map(TicketRow::of).toList());
        model.addAttribute(
                "changes", changed.stream().limit(ROWS_SHOWN).map(ChangeRow::of).toList());
        model.addAttribute("next", tickets.size() <= ROWS_SHOWN ? "" : text(tickets.get(ROWS_SHOWN - 1)));
        model.addAttribute("nextChanges", changed.size() <= ROWS_SHOWN ? "" : text(changed.get(ROWS_SHOWN - 1)));
        model.addAttribute("first", after.isEmpty() && changes.isEmpty());
        return "tickets";
    }

    private static String text(TicketDesk.Shown last) {
        return Cursor.text(last.ticket().state().name(), last.ticket().key().value());
    }

    private static String text(TicketDesk.ShownChange last) {
        return Cursor.text(last.change().changedAt(), last.change().key().value());
    }

    private static TicketBook.Seen seen(List<String> parts) {
        return new TicketBook.Seen(Ticket.State.valueOf(parts.get(0)), new TicketKey(parts.get(1)));
    }

    private static ChangeBook.Seen changed(List<String> parts) {
        return new ChangeBook.Seen(Instant.parse(parts.get(0)), new TicketKey(parts.get(1)));
    }

    @PostMapping("/tickets/resend")
    String resend(@RequestParam String key, @RequestAttribute(AccessFilter.USER) String user) {
        ports.tickets().resend(key, "user:" + user);
        return "redirect:/tickets";
    }

    @PostMapping("/tickets/sync")
    String sync() {
        ports.tickets().sync();
        return "redirect:/tickets";
    }
}
