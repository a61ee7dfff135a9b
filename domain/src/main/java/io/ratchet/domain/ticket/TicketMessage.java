package io.ratchet.domain.ticket;

import io.ratchet.domain.Checks;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said in a ticket system, in plain text: whoever sends it sees to it that nothing in it becomes markup,
 * a header or a query there.
 *
 * @param ticket which ticket
 * @param mark stands in the text of everything but an opening, so that it is known again when it was sent and no answer
 *     came
 * @param subject one line, without the key
 * @param into where {@code kind} is MERGE: the ticket in which the hosts stand now
 * @param change what a change request says besides; null where it is about a ticket
 */
public record TicketMessage(
        Kind kind,
        TicketKey ticket,
        String in,
        String queue,
        String owner,
        String mark,
        String subject,
        String text,
        @Nullable LocalDate due,
        List<Attachment> attachments,
        @Nullable TicketKey into,
        @Nullable PlannedChange change) {
    /** About a ticket. */
    public TicketMessage(
            Kind kind,
            TicketKey ticket,
            String in,
            String queue,
            String owner,
            String mark,
            String subject,
            String text,
            @Nullable LocalDate due,
            List<Attachment> attachments,
            @Nullable TicketKey into) {
        this(kind, ticket, in, queue, owner, mark, subject, text, due, attachments, into, null);
    }

    /** What is done there. */
    public enum Kind {
        OPEN,
        /** What is asked has changed. */
        UPDATE,
        /** A word, and nothing else changes. */
        COMMENT,
        CLOSE,
        REOPEN,
        MERGE
    }

    /** A file beside the text. */
    public record Attachment(String name, String type, String content) {
        public Attachment {
            Checks.that(name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,60}"), "the name of an attachment: " + name);
        }
    }

    public TicketMessage {
        attachments = List.copyOf(attachments);
        Checks.that(!subject.contains("\n") && !subject.contains("\r"), "a subject is one line");
        Checks.that((kind == Kind.MERGE) == (into != null), "a merge, and nothing else, names the other ticket");
    }

    /** The same words with another deed; none that names another ticket. */
    public TicketMessage as(Kind other) {
        return new TicketMessage(other, ticket, in, queue, owner, mark, subject, text, due, attachments, null, change);
    }

    /** The same with other words. */
    public TicketMessage saying(String other) {
        return new TicketMessage(kind, ticket, in, queue, owner, mark, subject, other, due, attachments, into, change);
    }
}
