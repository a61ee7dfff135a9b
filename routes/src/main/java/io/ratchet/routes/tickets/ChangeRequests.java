package io.ratchet.routes.tickets;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.PlannedChange;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Attachment;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.routes.queue.PlanNotes;
import io.ratchet.store.Outbox.Letter;
import io.ratchet.store.Outbox.State;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import io.ratchet.wire.PlanJson;
import io.ratchet.wire.TicketMessageJson;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for a change in the ticket system of each site whose profile wants one for a plan, and says there what became of
 * the plan. One change is for one remediation and one plan; another plan is another change.
 */
public final class ChangeRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeRequests.class);
    private static final int AT_ONCE = 200;
    private static final int HASH_SHOWN = 64;

    private final Store store;
    private final TicketSettings settings;
    private final Supplier<Organisation> organisation;
    private final BiFunction<@Nullable String, Instant, Optional<ChangeWindow>> windows;
    private final Clock clock;
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    /** @param windows the window of a site that is open at a moment, else the next one */
    public ChangeRequests(
            Store store,
            TicketSettings settings,
            Supplier<Organisation> organisation,
            BiFunction<@Nullable String, Instant, Optional<ChangeWindow>> windows,
            Clock clock) {
        this.store = store;
        this.settings = settings;
        this.organisation = organisation;
        this.windows = windows;
        this.clock = clock;
    }

    /** Asks for what is not asked for yet, and ends what is over; returns how many changes that were. */
    public int follow() {
        int all = 0;
        Organisation profile = organisation.get();
        if (settings.any())
            for (String remediation : unasked(profile.ticketing()))
                if (store.transact(tx -> ask(tx, remediation, profile))) all++;
        for (ChangeRequest over : store.transact(tx -> tx.changes().over(AT_ONCE))) {
            store.run(tx -> end(tx, over));
            all++;
        }
        return all;
    }

    private Set<String> unasked(Ticketing ticketing) {
        Set<String> all = new LinkedHashSet<>();
        for (Ticketing.ChangeRule rule : ticketing.changes())
            all.addAll(store.transact(tx -> tx.changes().unasked(Optional.ofNullable(rule.site()), AT_ONCE)));
        return all;
    }

    private boolean ask(Tx tx, String remediation, Organisation profile) {
        Optional<Versioned<Remediation>> seen = tx.remediations().find(remediation);
        if (seen.isEmpty() || tx.changes().of(remediation).isPresent()) return false;
        Subject subject = seen.get().remediation().subject();
        Optional<Ticketing.ChangeRule> rule = profile.ticketing().change(subject.site());
        if (seen.get().remediation().ended() || rule.isEmpty()) return false;
        // In another system than the one that is named nobody is asked: the plan holds until the name is right.
        if (rule.get().in() != null && !settings.queues().containsKey(rule.get().in())) {
            if (unknown.add(rule.get().in()))
                LOG.warn(
                        "The profile wants changes in '{}', which the settings do not name; plans of its sites hold.",
                        rule.get().in());
            return false;
        }
        Instant now = clock.instant();
        String hash = subject.plan().hash();
        String in = settings.system(rule.get().in());
        ChangeRequest change = ChangeRequest.asked(
                TicketKey.ofChange(profile.name(), remediation, hash),
                remediation,
                hash,
                in,
                settings.queue(in, rule.get().queue()),
                now);
        tx.changes().keep(change);
        Optional<ChangeWindow> window = windows.apply(subject.site(), now);
        PlanNotes notes = PlanNotes.of(tx, subject.plan());
        PlannedChange planned = new PlannedChange(
                hash,
                notes.risk(),
                window.map(ChangeWindow::opens).orElse(null),
                window.map(ChangeWindow::closes).orElse(null));
        TicketMessage opening = message(change, subject, Kind.OPEN, "", opening(subject, notes, planned), planned);
        return tx.outbox().put(letter(change, Kind.OPEN, change.key() + ":open", opening), now, now);
    }

    /** What was asked and nobody has approved is withdrawn there; else a note says what became of the plan. */
    private void end(Tx tx, ChangeRequest change) {
        Instant now = clock.instant();
        Remediation ended =
                tx.remediations().find(change.remediation()).orElseThrow().remediation();
        tx.changes().keep(change.ended(now));
        boolean mayArrive = tx.outbox().of(TicketRounds.CHANNEL, change.key().value()).stream()
                .anyMatch(entry -> entry.state() == State.SENDING || entry.state() == State.UNKNOWN);
        if (change.number() == null && !mayArrive) {
            tx.outbox().drop(TicketRounds.CHANNEL, change.key().value(), "Its plan has ended before it was there.");
            return;
        }
        if (change.state() == ChangeRequest.State.REFUSED || change.state() == ChangeRequest.State.HELD) return;
        Kind kind = change.state() == ChangeRequest.State.ASKED ? Kind.CLOSE : Kind.COMMENT;
        String key = change.key() + ":ended";
        String mark = "[" + change.key() + "#" + Sha256.hex(key).substring(0, 10) + "]";
        String text = "The plan is " + ended.state().wire() + " by now. Nothing more is done under this change.\n";
        PlannedChange planned = new PlannedChange(change.planHash(), "low", null, null);
        tx.outbox()
                .put(letter(change, kind, key, message(change, ended.subject(), kind, mark, text, planned)), now, now);
    }

    private static TicketMessage message(
            ChangeRequest change, Subject subject, Kind kind, String mark, String text, PlannedChange planned) {
        List<Attachment> files = kind == Kind.OPEN
                ? List.of(new Attachment("plan.json", "application/json", Json.line(PlanJson.write(subject.plan()))))
                : List.of();
        return new TicketMessage(
                kind,
                change.key(),
                change.in(),
                change.queue(),
                "",
                mark,
                names(subject),
                text,
                null,
                files,
                null,
                planned);
    }

    /** The hash first, for what is too long is cut at its end. */
    static String names(Subject subject) {
        return "TLS " + subject.plan().goal().name() + ", plan "
                + subject.plan().hash().substring(0, HASH_SHOWN) + ", "
                + subject.asset().value();
    }

    private static String opening(Subject subject, PlanNotes notes, PlannedChange planned) {
        List<String> lines = new ArrayList<>();
        lines.add("Host:    " + subject.asset().value());
        lines.add("Site:    " + (subject.site() == null ? "not known" : subject.site()));
        lines.add("Goal:    " + subject.plan().goal().name());
        lines.add("Plan:    " + planned.planHash());
        lines.add("Risk:    " + planned.risk());
        lines.add("Restart: " + (subject.plan().restart() == Restart.NONE ? "none" : "needed"));
        lines.add("Window:  " + (planned.opens() == null ? "none" : planned.opens() + " to " + planned.closes()));
        lines.add("");
        lines.add("What is done");
        notes.titles().forEach(title -> lines.add("- " + title));
        if (!notes.breaks().isEmpty()) {
            lines.add("");
            lines.add("What may stop working");
            notes.breaks().forEach(broken -> lines.add("- " + broken));
        }
        lines.add("");
        lines.add(
                "Approving this change counts as one approval of exactly this plan in Ratchet; a plan that has changed");
        lines.add(
                "asks for another change. Rejecting or cancelling it stops the plan. While it is deleted or merged into");
        lines.add("another one nothing is changed under it. Leave its subject as it is: it names the plan.");
        return String.join("\n", lines) + "\n";
    }

    private static Letter letter(ChangeRequest change, Kind kind, String key, TicketMessage message) {
        return new Letter(
                TicketRounds.CHANNEL,
                change.key().value(),
                TicketLetters.word(kind),
                key,
                Json.line(TicketMessageJson.write(message)));
    }
}
