package io.ratchet.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said to other systems: written in the transaction of what it tells of, sent afterwards, once. Several
 * kinds of things may share it, each on a channel of its own.
 */
public interface Outbox {
    /** How far an entry has come. */
    enum State {
        WAITING,
        /** Somebody is sending it, or died while sending it. */
        SENDING,
        /** It was sent and may have arrived. */
        UNKNOWN,
        /** It was not taken; a person decides. */
        REFUSED,
        DONE;

        public boolean open() {
            return this != DONE && this != REFUSED;
        }
    }

    /**
     * What is put in.
     *
     * @param subject what it is about; of one subject an entry is sent after the one before it is done
     * @param key unique for all times: an entry with a key that is known is not put in again
     */
    record Letter(String channel, String subject, String kind, String key, String document) {}

    /**
     * A letter and what became of it.
     *
     * @param attempts how often it was taken in hand
     * @param due when it is to be taken in hand next; of a SENDING one: when its sender counts as dead
     * @param sent when it was last taken to be sent, not only looked up; null before that
     * @param answer what the other side said last, for people
     */
    record Entry(
            long id,
            Letter letter,
            State state,
            int attempts,
            Instant due,
            Instant written,
            @Nullable Instant sent,
            String answer) {}

    /** How many entries of a channel are in a state. */
    record Standing(State state, long count, Instant oldest) {}

    /** False: an entry has the key already, and stays as it is. */
    boolean put(Letter letter, Instant due, Instant at);

    /**
     * Puts {@code letter} in the place of entries of its subject that nobody has begun to send; only those of
     * {@code kinds}. Returns how many went.
     */
    int replace(Letter letter, List<String> kinds, Instant due, Instant at);

    /** The last entry of a subject that nobody has begun to send. */
    Optional<Entry> unsent(String channel, String subject, String kind);

    /** Writes another document into an entry that nobody has begun to send. False: somebody has. */
    boolean rewrite(Entry entry, String document);

    /**
     * The next entries that are due, at most one for each subject: first those of which it is not known whether they
     * have arrived, and of these and of the others those that were due first.
     */
    List<Entry> due(String channel, Instant now, int limit);

    /**
     * Takes an entry in hand; saved before anything is sent.
     *
     * @param lost when its sender counts as dead
     * @return false: another process has it
     */
    boolean take(Entry entry, Instant now, Instant lost);

    /** What came of it; for who has it in hand. */
    void settle(Entry taken, State state, Instant due, String answer);

    /** Has a refused entry sent again. False: it is not refused. */
    boolean again(long id, Instant due);

    /** Gives up all that is left of a subject, because what it is about is gone. */
    void drop(String channel, String subject, String why);

    /**
     * Forgets entries that are done or refused and were written before {@code before}, with their keys.
     *
     * @param kept keys that may be put in again, and must stay known
     * @return how many went
     */
    int forget(String channel, Instant before, Set<String> kept);

    /** All entries of a subject, oldest first. */
    List<Entry> of(String channel, String subject);

    /** The oldest entry that is not done of each of these subjects, where there is one. */
    Map<String, Entry> next(String channel, Collection<String> subjects);

    /** All entries of a channel in these states, oldest first. */
    List<Entry> in(String channel, State... states);

    /** Where all of a channel stand but those that are done. */
    List<Standing> standing(String channel);
}
