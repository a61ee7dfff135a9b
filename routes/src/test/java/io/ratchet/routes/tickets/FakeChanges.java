package io.ratchet.routes.tickets;

import io.ratchet.connectors.ticket.Changes;
import io.ratchet.connectors.ticket.TicketFault;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The changes of a ticket system, as its people see and approve them. */
final class FakeChanges implements Changes {
    /** One change. */
    static final class Item {
        final TicketMessage asked;
        String subject;
        Verdict verdict = Verdict.WAITS;
        String by = "";
        String mergedInto = "";
        boolean deleted;
        boolean hidden;
        final Set<String> marks = new LinkedHashSet<>();
        final List<String> said = new ArrayList<>();

        Item(TicketMessage asked) {
            this.asked = asked;
            this.subject = asked.ticket().marker() + " " + asked.subject();
        }

        void approve(String who) {
            verdict = Verdict.APPROVED;
            by = who;
        }

        void reject(String who) {
            verdict = Verdict.REFUSED;
            by = who;
        }
    }

    boolean refuses;
    final Map<String, Item> items = new LinkedHashMap<>();

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public Optional<Changes> changes() {
        return Optional.of(this);
    }

    @Override
    public String create(TicketMessage opening) throws TicketFault {
        if (refuses) throw TicketFault.refused("There is no such group.");
        String id = "CHG" + (1001 + items.size());
        items.put(id, new Item(opening));
        return id;
    }

    @Override
    public List<String> find(TicketKey key, String queue) {
        return items.entrySet().stream()
                .filter(entry -> entry.getValue().subject.contains(key.value()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Ruling ruling(String id) throws TicketFault {
        String there = there(id);
        Item item = items.get(there);
        return new Ruling(
                there, "https://desk.example/" + there, item.subject, item.verdict.name(), item.verdict, item.by);
    }

    private String there(String id) throws TicketFault {
        Item item = items.get(id);
        if (item != null && item.hidden) throw TicketFault.hidden("403");
        if (item == null || item.deleted) throw TicketFault.gone("404");
        return item.mergedInto.isEmpty() ? id : there(item.mergedInto);
    }

    @Override
    public View read(String id, Set<String> known) throws TicketFault {
        Item item = items.get(there(id));
        boolean open = item.verdict == Verdict.WAITS;
        return new View(
                there(id),
                "",
                item.subject,
                "",
                open,
                open ? null : item.by,
                open ? null : Instant.EPOCH,
                item.marks,
                List.of());
    }

    @Override
    public void note(String id, TicketMessage message) {
        items.get(id).marks.add(message.mark());
        items.get(id).said.add(message.text());
    }

    @Override
    public void move(String id, boolean open) {
        items.get(id).reject("ratchet");
    }

    @Override
    public void link(String id, String into) {}
}
