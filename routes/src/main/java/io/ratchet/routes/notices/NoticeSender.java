package io.ratchet.routes.notices;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.routes.outbox.Restraint;
import io.ratchet.store.Outbox.Entry;
import io.ratchet.store.Outbox.State;
import io.ratchet.store.Store;
import io.ratchet.wire.Json;
import io.ratchet.wire.NoticeJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is due out of the outbox and keeps what came of it. A notice in hand is saved before it is sent. What may
 * have arrived cannot be looked for, and is sent again: people had rather read it twice than never, but not all day.
 */
public final class NoticeSender {
    private static final int AT_ONCE = 200;
    private static final int DEEPER = 8;
    private static final int DEEPEST = 100_000;
    private static final int ANSWER = 400;
    private static final Duration SELDOM = Duration.ofDays(1);

    private final Store store;
    private final NoticeSettings.Pace pace;
    private final Clock clock;
    private final NoticeObserver observer;
    private final Restraint restraint;

    public NoticeSender(Store store, NoticeSettings.Pace pace, Clock clock, NoticeObserver observer) {
        this.store = store;
        this.pace = pace;
        this.clock = clock;
        this.observer = observer;
        this.restraint = new Restraint(new Restraint.Limits(pace.first(), pace.longest(), pace.failures()));
    }

    /** A notice whose turn it is. */
    public record Due(Entry entry, Notice notice) {}

    /** What is to be told now: at most one notice to each receiver, so that they come in their order. */
    public List<Due> due() {
        Instant now = clock.instant();
        for (int limit = AT_ONCE; ; limit *= DEEPER) {
            int most = limit;
            List<Entry> entries = store.transact(tx -> tx.outbox().due(Occasions.CHANNEL, now, most));
            List<Due> next = oneForEach(entries, now);
            // What waits for a receiver that is left alone must not stand before what others would take.
            if (!next.isEmpty() || entries.size() < limit || limit >= DEEPEST) return next;
        }
    }

    private List<Due> oneForEach(List<Entry> entries, Instant now) {
        Set<String> receivers = new HashSet<>();
        List<Due> next = new ArrayList<>();
        for (Entry entry : entries) {
            Notice notice = notice(entry);
            if (restraint.room(notice.receiver(), now) > 0 && receivers.add(notice.receiver()))
                next.add(new Due(entry, notice));
        }
        return next;
    }

    private static Notice notice(Entry entry) {
        try {
            return NoticeJson.read(Json.parse(entry.letter().document()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the outbox holds something that Ratchet did not write", e);
        }
    }

    /** Takes it in hand, saved before it is sent. False: another process has it. */
    public boolean take(Due due) {
        Instant now = clock.instant();
        return store.transact(tx -> tx.outbox().take(due.entry(), now, now.plus(pace.lost())));
    }

    /** Keeps what came of it. */
    public void settle(Due sent, Sent outcome) {
        Instant now = clock.instant();
        String receiver = sent.notice().receiver();
        if (outcome instanceof Sent.ToRetry retry) {
            restraint.failed(receiver, retry.after(), now);
            again(sent, now, longer(retry.after(), sent), retry.why());
        } else if (outcome instanceof Sent.Unknown unknown) {
            restraint.failed(receiver, unknown.after(), now);
            again(sent, now, seldomer(longer(unknown.after(), sent), sent, now), unknown.why());
        } else {
            restraint.answered(receiver);
            if (outcome instanceof Sent.Refused refused) again(sent, now, pace.refused(), refused.why());
            else store.run(tx -> tx.outbox().settle(sent.entry(), State.DONE, now, ""));
        }
        observer.told(outcome);
    }

    private void again(Due sent, Instant now, Duration wait, String why) {
        Entry entry = sent.entry();
        boolean given = !now.isBefore(entry.written().plus(pace.given()));
        State next = given ? State.REFUSED : State.WAITING;
        store.run(tx -> tx.outbox().settle(entry, next, now.plus(wait), cut(why)));
    }

    private Duration longer(@Nullable Duration asked, Due sent) {
        Duration backoff = restraint.backoff(sent.entry().attempts() + 1);
        return asked == null || backoff.compareTo(asked) > 0 ? backoff : asked;
    }

    /** What may have arrived waits as long again as it is old, so that no channel is filled with it. */
    private static Duration seldomer(Duration wait, Due sent, Instant now) {
        Duration age = Duration.between(sent.entry().written(), now);
        Duration most = age.compareTo(SELDOM) < 0 ? age : SELDOM;
        return most.compareTo(wait) > 0 ? most : wait;
    }

    private static String cut(String why) {
        return why.length() <= ANSWER ? why : why.substring(0, ANSWER) + "...";
    }
}
