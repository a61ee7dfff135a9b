package io.ratchet.routes.tickets;

import io.ratchet.connectors.ticket.Changes;
import io.ratchet.connectors.ticket.Changes.Ruling;
import io.ratchet.connectors.ticket.TicketFault;
import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.connectors.ticket.Tickets;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.ChangeRequest.State;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the changes there: an approval counts as one of those that the plan needs, a refusal stops the plan, and
 * what is gone, went into another one or names another plan counts for nothing.
 */
public final class ChangeSync {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeSync.class);
    private static final int AT_ONCE = 100;

    /** What says that the plan needs no word of ours any more. */
    private static final Set<FailureCode> SAID = EnumSet.of(
            FailureCode.NOT_WAITING, FailureCode.PLAN_CHANGED, FailureCode.ID_UNKNOWN, FailureCode.APPROVER_NOT_APART);

    private final Store store;
    private final TicketSystems systems;
    private final TicketSettings.Pace pace;
    private final Orders orders;
    private final Clock clock;
    private final Map<TicketKey, Instant> later = new ConcurrentHashMap<>();
    private final Set<TicketKey> woken = ConcurrentHashMap.newKeySet();

    /** What a change has done here. */
    public interface Orders {
        /**
         * Counts as one approval of exactly this plan.
         *
         * @throws FailureException where the plan waits for none, or this one does not count
         */
        void approve(String remediation, String planHash, String by);

        /** Refuses a plan that waits, and stops one that was allowed. */
        void stop(String remediation, String by, String reason);

        /** Has a run look again at what it may do. */
        void wake(String remediation);
    }

    public ChangeSync(Store store, TicketSystems systems, TicketSettings.Pace pace, Orders orders, Clock clock) {
        this.store = store;
        this.systems = systems;
        this.pace = pace;
        this.orders = orders;
        this.clock = clock;
    }

    /** Has the change with this number there looked at in a moment; a number that is not known is nothing. */
    public void wake(String in, String number) {
        store.transact(tx -> tx.changes().numbered(in, number)).forEach(change -> woken.add(change.key()));
    }

    /** Looks at those that were woken and at those whose last look is too long ago; returns at how many. */
    public int look() {
        return look(clock.instant().minus(pace.sync()));
    }

    /** Looks at all. */
    public int lookAtAll() {
        return look(clock.instant());
    }

    private synchronized int look(Instant before) {
        int seen = 0;
        for (String name : systems.names()) {
            Optional<Changes> changes = systems.named(name).flatMap(Tickets::changes);
            if (changes.isEmpty()) continue;
            for (ChangeRequest change : due(name, before)) {
                if (later.getOrDefault(change.key(), Instant.MIN).isAfter(clock.instant())) continue;
                if (look(changes.get(), change)) {
                    later.remove(change.key());
                    seen++;
                } else later.put(change.key(), clock.instant().plus(pace.look()));
            }
        }
        return seen;
    }

    private List<ChangeRequest> due(String in, Instant before) {
        Map<TicketKey, ChangeRequest> due = new LinkedHashMap<>();
        for (TicketKey key : List.copyOf(woken)) {
            Optional<ChangeRequest> change = store.transact(tx -> tx.changes().find(key));
            if (change.isPresent() && !change.get().in().equals(in)) continue;
            woken.remove(key);
            change.filter(found -> found.number() != null && found.state() != State.ENDED)
                    .ifPresent(found -> due.put(key, found));
        }
        store.transact(tx -> tx.changes().toLookAt(in, before, AT_ONCE))
                .forEach(change -> due.putIfAbsent(change.key(), change));
        return new ArrayList<>(due.values());
    }

    private boolean look(Changes changes, ChangeRequest change) {
        Seen seen;
        try {
            seen = Seen.of(changes.ruling(String.valueOf(change.number())), change);
        } catch (TicketFault e) {
            if (!e.gone()) LOG.warn("Change {} could not be looked at: {}", change.called(), e.getMessage());
            if (!e.gone() && !e.hidden()) return false;
            seen = e.gone()
                    ? new Seen(State.HELD, "deleted", "", "It was deleted there.")
                    : new Seen(State.HELD, "not shown", "", "It is not shown to Ratchet's account any more.");
        }
        Seen found = seen;
        Optional<ChangeRequest> kept = store.transact(tx -> keep(tx, change.key(), found));
        kept.filter(now -> !now.acted()).ifPresent(this::act);
        return true;
    }

    /** What a look at a change comes to. */
    private record Seen(State state, String status, String by, String because) {
        static Seen of(Ruling ruling, ChangeRequest change) {
            String status = ruling.status();
            if (!ruling.id().equals(change.number()))
                return new Seen(State.HELD, status, "", "It was merged into " + ruling.id() + " there.");
            boolean ours = ruling.names().contains(change.key().value())
                    && ruling.names().contains(change.planHash());
            return switch (ruling.verdict()) {
                case REFUSED ->
                    new Seen(
                            State.REFUSED,
                            status,
                            ruling.by().isEmpty() ? "somebody" : ruling.by(),
                            "It is " + status + ".");
                case WAITS -> new Seen(State.ASKED, status, "", "");
                case APPROVED ->
                    ours
                            ? ruling.by().isEmpty()
                                    ? new Seen(
                                            State.HELD,
                                            status,
                                            "",
                                            "It is approved there, and by no person that is named.")
                                    : new Seen(State.APPROVED, status, ruling.by(), "")
                            : new Seen(State.HELD, status, "", "What is approved there names another plan.");
            };
        }
    }

    /** Empty where it has ended meanwhile. A change that was refused stays so, whatever is said there afterwards. */
    private Optional<ChangeRequest> keep(Tx tx, TicketKey key, Seen seen) {
        Optional<ChangeRequest> known = tx.changes().find(key).filter(change -> change.state() != State.ENDED);
        if (known.isEmpty()) return known;
        ChangeRequest before = known.get();
        Instant now = clock.instant();
        boolean refused = before.state() == State.REFUSED;
        ChangeRequest after = refused
                ? before.seen(State.REFUSED, seen.status(), before.by(), before.because(), now)
                : before.seen(seen.state(), seen.status(), seen.by(), seen.because(), now);
        tx.changes().keep(after);
        if (after.state() != before.state()) tell(tx, after, now);
        return Optional.of(after);
    }

    private static void tell(Tx tx, ChangeRequest change, Instant now) {
        Subject subject = tx.remediations()
                .find(change.remediation())
                .orElseThrow()
                .remediation()
                .subject();
        switch (change.state()) {
            case APPROVED -> tx.audit().append(AuditEvents.changeApproved(now, subject, change));
            case REFUSED -> tx.audit().append(AuditEvents.changeRefused(now, subject, change));
            case HELD -> tx.audit().append(AuditEvents.changeHeld(now, subject, change));
            case ASKED, ENDED -> {}
        }
    }

    /** What follows here; done again where this process dies before it is noted. */
    private void act(ChangeRequest change) {
        String by = "policy:change " + change.called() + " (" + change.by() + ")";
        try {
            switch (change.state()) {
                case APPROVED -> {
                    orders.approve(change.remediation(), change.planHash(), by);
                    orders.wake(change.remediation());
                }
                case REFUSED ->
                    orders.stop(
                            change.remediation(),
                            by,
                            "The change " + change.called() + " was refused: " + change.because());
                case ASKED, HELD, ENDED -> {}
            }
        } catch (FailureException e) {
            if (!SAID.contains(e.failure().code())) {
                LOG.warn(
                        "Change {} has no effect here: {}",
                        change.called(),
                        e.failure().message());
                later.put(change.key(), clock.instant().plus(pace.look()));
                return;
            }
            orders.wake(change.remediation());
        }
        store.run(tx -> tx.changes()
                .find(change.key())
                .filter(now -> now.state() == change.state())
                .ifPresent(now -> tx.changes().keep(now.done())));
    }
}
