package io.ratchet.routes.tickets;

import io.ratchet.connectors.ticket.TicketFault;
import io.ratchet.connectors.ticket.Tickets;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A ticket system in which everything goes wrong that the real ones were seen to do: connections that never come to be,
 * answers that are lost before or after the work was done, work that is done later or twice, limits on the rate, a
 * search that lags, and a client that dies in the middle.
 */
final class FaultyTickets implements Tickets {
    /** The process of the client has died. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** One ticket, as its people see it. */
    static final class Item {
        final String id;
        final String subject;
        final Instant seenFrom;
        final List<String> marks = new ArrayList<>();
        final List<Ticket.Note> notes = new ArrayList<>();
        boolean open = true;
        boolean deleted;
        String closedBy = "ratchet";
        Instant closedAt = Instant.EPOCH;
        String mergedInto = "";
        String linkedTo = "";

        Item(String id, String subject, Instant seenFrom) {
            this.id = id;
            this.subject = subject;
            this.seenFrom = seenFrom;
        }

        @Override
        public String toString() {
            return id + " '" + subject + "' " + (open ? "open" : "closed by " + closedBy + " at " + closedAt)
                    + (deleted ? ", deleted" : "") + (mergedInto.isEmpty() ? "" : ", merged into " + mergedInto)
                    + (linkedTo.isEmpty() ? "" : ", linked to " + linkedTo) + ", seen from " + seenFrom + ", marks "
                    + marks;
        }
    }

    private record Later(Instant at, Runnable work) {}

    private enum Fate {
        WELL,
        NO_CONNECTION,
        LIMITED,
        LOST_BEFORE,
        LOST_AFTER,
        LATE,
        TWICE,
        DIES_BEFORE,
        DIES_AFTER
    }

    private final Clock clock;
    private final Random random;
    private final double share;
    private final Duration lag;
    final Map<String, Item> items = new LinkedHashMap<>();
    private final List<Later> later = new ArrayList<>();
    /** Marks of notes that were written twice by one request. */
    final Set<String> twice = new LinkedHashSet<>();

    /** Whether it says when a ticket was closed. */
    boolean tellsWhen = true;

    /** Whether it shows our account no ticket any more. */
    boolean hides;

    int looks;
    int writes;
    int faults;

    /**
     * @param share of requests that go wrong
     * @param lag for how long a search does not show what was written
     */
    FaultyTickets(Clock clock, long seed, double share, Duration lag) {
        this.clock = clock;
        this.random = new Random(seed);
        this.share = share;
        this.lag = lag;
    }

    /** What was put off is done once its time has come. */
    private void catchUp() {
        List<Later> due =
                later.stream().filter(one -> !one.at().isAfter(clock.instant())).toList();
        later.removeAll(due);
        due.forEach(one -> one.work().run());
    }

    private Fate fate() {
        if (random.nextDouble() >= share) return Fate.WELL;
        faults++;
        if (random.nextInt(20) == 0) return random.nextBoolean() ? Fate.DIES_BEFORE : Fate.DIES_AFTER;
        return Fate.values()[1 + random.nextInt(Fate.DIES_BEFORE.ordinal() - 1)];
    }

    private void write(String mark, Runnable work) throws TicketFault {
        catchUp();
        writes++;
        switch (fate()) {
            case WELL -> work.run();
            case NO_CONNECTION -> throw TicketFault.retry("connection refused", null, null);
            case LIMITED -> throw TicketFault.retry("429", Duration.ofSeconds(20), null);
            case LOST_BEFORE -> throw TicketFault.unknown("no answer", null, null);
            case LOST_AFTER -> {
                work.run();
                throw TicketFault.unknown("no answer", null, null);
            }
            case LATE -> {
                later.add(new Later(clock.instant().plusSeconds(1 + random.nextInt(90)), work));
                throw TicketFault.unknown("no answer in time", null, null);
            }
            case TWICE -> {
                twice.add(mark);
                work.run();
                work.run();
            }
            case DIES_BEFORE -> throw new Death();
            case DIES_AFTER -> {
                work.run();
                throw new Death();
            }
        }
    }

    private void read() throws TicketFault {
        catchUp();
        if (random.nextDouble() < share / 3) throw TicketFault.retry("503", null, null);
    }

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public String create(TicketMessage opening) throws TicketFault {
        String[] id = {""};
        write("", () -> {
            id[0] = Integer.toString(items.size() + 1);
            Instant seenFrom = clock.instant().plusMillis(lag.isZero() ? 0 : random.nextInt((int) lag.toMillis()));
            items.put(id[0], new Item(id[0], opening.ticket().marker() + " " + opening.subject(), seenFrom));
        });
        return id[0];
    }

    @Override
    public List<String> find(TicketKey key, String queue) throws TicketFault {
        read();
        return items.values().stream()
                .filter(item -> !item.deleted && item.mergedInto.isEmpty())
                .filter(item -> item.subject.contains(key.value()) && !item.seenFrom.isAfter(clock.instant()))
                .map(item -> item.id)
                .toList();
    }

    private Item item(String id) throws TicketFault {
        Item item = items.get(id);
        while (item != null && !item.mergedInto.isEmpty()) item = items.get(item.mergedInto);
        if (hides) throw TicketFault.hidden("403");
        if (item == null || item.deleted) throw TicketFault.gone("404");
        return item;
    }

    @Override
    public View read(String id, Set<String> known) throws TicketFault {
        read();
        looks++;
        Item item = item(id);
        return new View(
                item.id,
                "https://desk.example/" + item.id,
                item.subject,
                item.open ? "new" : "resolved",
                item.open,
                item.open ? null : item.closedBy,
                item.open || !tellsWhen ? null : item.closedAt,
                new LinkedHashSet<>(item.marks),
                item.notes.stream().filter(note -> !known.contains(note.id())).toList());
    }

    @Override
    public void note(String id, TicketMessage message) throws TicketFault {
        Item item = item(id);
        write(message.mark(), () -> item.marks.add(message.mark()));
    }

    @Override
    public void move(String id, boolean open) throws TicketFault {
        Item item = item(id);
        write("", () -> {
            item.open = open;
            item.closedBy = "ratchet";
            item.closedAt = clock.instant();
        });
    }

    @Override
    public void link(String id, String into) throws TicketFault {
        Item item = item(id);
        write("", () -> item.linkedTo = into);
    }

    // --- What its people do -----------------------------------------------------------------------------------------

    void closes(String id) {
        Item item = items.get(id);
        item.open = false;
        item.closedBy = "uma";
        item.closedAt = clock.instant();
    }

    void deletes(String id) {
        items.get(id).deleted = true;
    }

    /** A ticket of people's own, in which others may end. */
    String opens(String subject) {
        String id = Integer.toString(items.size() + 1);
        items.put(id, new Item(id, subject, clock.instant()));
        return id;
    }

    void merges(String id, String into) {
        items.get(id).mergedInto = into;
    }

    void writes(String id, String by, String text) {
        Item item = items.get(id);
        item.notes.add(new Ticket.Note("n" + item.notes.size() + "-" + id, by, clock.instant(), text));
    }

    /** Of a key, all that nobody closed, merged or deleted. */
    List<Item> open(TicketKey key) {
        return items.values().stream()
                .filter(item -> item.subject.contains(key.value()))
                .filter(item -> item.open && !item.deleted && item.mergedInto.isEmpty())
                .toList();
    }
}
