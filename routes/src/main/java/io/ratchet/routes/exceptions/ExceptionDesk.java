package io.ratchet.routes.exceptions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.store.Exceptions.Entry;
import io.ratchet.store.Exceptions.Order;
import io.ratchet.store.Exceptions.Place;
import io.ratchet.store.Exceptions.State;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where people ask for exceptions and others allow them. An exception keeps an asset, and whatever shares its pool,
 * farm or service, from a goal until its last day; it never makes anything happen. Whoever asked does not allow it.
 * Each word is one transaction with its audit line.
 */
public final class ExceptionDesk {
    public static final String SCHEMA = "ratchet.exceptions/1";

    /** What stands longer is no exception but another goal. */
    static final int MOST_DAYS = 400;

    private final Store store;
    private final Supplier<Organisation> profile;
    private final Predicate<AssetId> known;
    private final Clock clock;
    private final IdSource ids;
    private final Runnable changed;

    /**
     * @param profile as it is in force, the exceptions of its file included
     * @param known whether there is such an asset
     * @param changed told after what stands has changed
     */
    public ExceptionDesk(
            Store store,
            Supplier<Organisation> profile,
            Predicate<AssetId> known,
            Clock clock,
            IdSource ids,
            Runnable changed) {
        this.store = store;
        this.profile = profile;
        this.known = known;
        this.clock = clock;
        this.ids = ids;
        this.changed = changed;
    }

    /** Those that were asked for here, page by page. */
    public List<Entry> page(Order order, @Nullable Place after, int limit) {
        return store.transact(tx -> tx.exceptions().page(order, after, limit));
    }

    /** Whether its last day is over, in the profile's time zone. */
    public boolean over(Entry entry) {
        return profile.get().over(entry.said().until(), clock.instant());
    }

    /** Those that the profile's own file says, which only that file ends. */
    public List<ExceptionEntry> written() {
        List<ExceptionEntry> here = store.transact(
                tx -> tx.exceptions().approved().stream().map(Entry::said).toList());
        return profile.get().exceptions().stream()
                .filter(entry -> !here.contains(entry))
                .toList();
    }

    /** @throws FailureException ID_UNKNOWN */
    public Entry find(String id) {
        return store.transact(tx -> find(tx, id));
    }

    /**
     * Asks for one; it keeps nothing from its goal before somebody else has allowed it.
     *
     * @throws FailureException ID_UNKNOWN when there is no such asset
     * @throws IllegalArgumentException when something is missing, or the last day is over or too far away
     */
    public Entry ask(ExceptionEntry said, String by) {
        if (!known.test(new AssetId(said.asset())))
            throw FailureException.of(
                    FailureCode.ID_UNKNOWN,
                    "There is no asset '" + said.asset() + "'; name it by its id, as the page Assets shows it.");
        return asked(said, by, null);
    }

    /**
     * Asks that one that stands goes on until a later day, under a new id.
     *
     * @throws FailureException ID_UNKNOWN; NOT_WAITING when it does not stand
     */
    public Entry renew(String id, LocalDate until, String reason, String by) {
        Entry before = find(id);
        if (before.state() != State.APPROVED) throw not(before, "renewed, for it does not stand");
        ExceptionEntry said = before.said();
        if (!until.isAfter(said.until()))
            throw new IllegalArgumentException("A renewal ends after " + said.until() + ", the day it has now.");
        return asked(
                new ExceptionEntry(
                        said.asset(),
                        said.goal(),
                        said.owner(),
                        reason,
                        until,
                        said.compensatingControl(),
                        said.clearedBy()),
                by,
                before.id());
    }

    private Entry asked(ExceptionEntry said, String by, @Nullable String renews) {
        Instant now = clock.instant();
        given(said.owner(), "who owns it");
        given(said.reason(), "why");
        given(said.compensatingControl(), "what stands in instead");
        if (profile.get().over(said.until(), now))
            throw new IllegalArgumentException("Its last day, " + said.until() + ", is over already.");
        LocalDate furthest = now.atZone(profile.get().timezone()).toLocalDate().plusDays(MOST_DAYS);
        if (said.until().isAfter(furthest))
            throw new IllegalArgumentException(
                    "An exception ends by " + furthest + " at the latest; it can be renewed.");
        Entry entry = new Entry(ids.next(), said, State.REQUESTED, renews, by, now, null, null, "");
        store.run(tx -> {
            tx.exceptions().ask(entry);
            tx.audit().append(AuditEvents.exceptionRequested(now, by, entry.id(), said, renews));
        });
        return entry;
    }

    private static void given(String text, String what) {
        if (text.isBlank()) throw new IllegalArgumentException("Say " + what + ".");
    }

    /**
     * Lets it stand; the one that it renews ends.
     *
     * @throws FailureException ID_UNKNOWN; NOT_WAITING when somebody has decided, or its day is over;
     *     APPROVER_NOT_APART when {@code by} asked for it
     */
    public Entry approve(String id, String by, String reason) {
        Entry allowed = store.transact(tx -> {
            Entry entry = find(tx, id);
            Instant now = clock.instant();
            if (entry.by().equalsIgnoreCase(by))
                throw FailureException.of(
                        FailureCode.APPROVER_NOT_APART,
                        "Whoever asked for an exception does not allow it; another one has to.");
            if (profile.get().over(entry.said().until(), now)) throw not(entry, "approved, for its last day is over");
            Entry next = decide(tx, entry, State.REQUESTED, entry.decided(State.APPROVED, by, now, reason));
            if (entry.renews() != null) {
                Entry before = find(tx, entry.renews());
                if (before.state() == State.APPROVED)
                    decide(tx, before, State.APPROVED, before.decided(State.ENDED, by, now, "Renewed as " + id + "."));
            }
            tx.audit().append(AuditEvents.exceptionApproved(now, by, id, entry.said(), reason));
            return next;
        });
        changed.run();
        return allowed;
    }

    /** @throws FailureException ID_UNKNOWN; NOT_WAITING when somebody has decided */
    public Entry reject(String id, String by, String reason) {
        return store.transact(tx -> {
            Entry entry = find(tx, id);
            Instant now = clock.instant();
            Entry next = decide(tx, entry, State.REQUESTED, entry.decided(State.REJECTED, by, now, reason));
            tx.audit().append(AuditEvents.exceptionRejected(now, by, id, entry.said(), reason));
            return next;
        });
    }

    /**
     * Ends it before its day; what it kept is decided anew.
     *
     * @throws FailureException ID_UNKNOWN; NOT_WAITING when it does not stand
     */
    public Entry end(String id, String by, String reason) {
        Entry ended = store.transact(tx -> {
            Entry entry = find(tx, id);
            Instant now = clock.instant();
            Entry next = decide(tx, entry, State.APPROVED, entry.decided(State.ENDED, by, now, reason));
            tx.audit().append(AuditEvents.exceptionEnded(now, by, id, entry.said(), reason));
            return next;
        });
        changed.run();
        return ended;
    }

    private static Entry decide(Tx tx, Entry before, State from, Entry next) {
        if (before.state() != from || !tx.exceptions().decide(next, from))
            throw not(before, "given that word, for it is " + word(before.state()));
        return next;
    }

    private static FailureException not(Entry entry, String what) {
        return FailureException.of(FailureCode.NOT_WAITING, "Exception '" + entry.id() + "' cannot be " + what + ".");
    }

    private static Entry find(Tx tx, String id) {
        return tx.exceptions()
                .find(id)
                .orElseThrow(() -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no exception '" + id + "'."));
    }

    /** {@value #SCHEMA}: these, and what the profile's file says. */
    public ObjectNode json(List<Entry> shown) {
        ObjectNode answer = Json.object().put("schema", SCHEMA);
        ArrayNode entries = answer.putArray("exceptions");
        shown.forEach(entry -> entries.add(json(entry)));
        ArrayNode written = answer.putArray("profile");
        written().forEach(entry -> written.add(said(Json.object(), entry)));
        return answer;
    }

    /** One of them, without a schema of its own. */
    public ObjectNode json(Entry entry) {
        ObjectNode node = said(Json.object().put("id", entry.id()), entry.said());
        node.put("state", word(entry.state())).put("over", over(entry));
        node.put("by", entry.by()).put("at", entry.at().toString());
        if (entry.renews() != null) node.put("renews", entry.renews());
        if (entry.decidedBy() != null) node.put("decidedBy", entry.decidedBy());
        if (entry.decidedAt() != null) node.put("decidedAt", entry.decidedAt().toString());
        if (!entry.because().isEmpty()) node.put("because", entry.because());
        return node;
    }

    private static ObjectNode said(ObjectNode node, ExceptionEntry said) {
        node.put("asset", said.asset()).put("goal", said.goal().name()).put("owner", said.owner());
        node.put("reason", said.reason()).put("until", said.until().toString());
        node.put("compensatingControl", said.compensatingControl());
        String cleared = said.clearedBy().says();
        if (!cleared.isBlank()) node.put("clearedBy", cleared);
        return node;
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
