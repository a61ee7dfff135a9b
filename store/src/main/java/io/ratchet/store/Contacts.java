package io.ratchet.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When others last answered or sent something, and what they said when they did not. Counted by the database. */
public interface Contacts {
    /**
     * The reports of a format.
     *
     * @param last when the newest of them was taken in whole
     */
    record Reported(String format, long reports, Instant last, long records, long rejected) {}

    /** By format. */
    List<Reported> reported();

    /** When a report of this name was last taken in; null: never. */
    @Nullable
    Instant reported(String file);

    /**
     * How the hosts of a site answer, to runs that change them and to questions for facts.
     *
     * @param site empty where it is unknown
     * @param answered how often one did
     * @param lastAnswer null: none ever did
     * @param failed how often one could not be reached or did not let us in
     * @param lastFailure null: there was none
     * @param code of the last failure; empty where there was none
     * @param host which it was
     * @param message in a sentence; empty where none was kept
     */
    record Hosts(
            String site,
            long answered,
            @Nullable Instant lastAnswer,
            long failed,
            @Nullable Instant lastFailure,
            String code,
            String host,
            String message) {}

    /** By site. */
    List<Hosts> hosts();

    /**
     * How a ticket system answers.
     *
     * @param system its name in the settings
     * @param tickets with a number there
     * @param lastSeen when one of them was last looked at there; null: never
     * @param waiting letters that are not there yet
     * @param oldest since when the one that waits longest does; null: none waits
     * @param refused letters that a person must look at
     * @param answer what it said last to one that waits or was refused; empty: nothing
     */
    record TicketSystem(
            String system,
            long tickets,
            @Nullable Instant lastSeen,
            long waiting,
            @Nullable Instant oldest,
            long refused,
            String answer) {}

    /** By name; those to which a ticket or a change was ever addressed. */
    List<TicketSystem> ticketSystems();

    /**
     * How a receiver of notices is reached.
     *
     * @param receiver its name in the settings
     * @param lastTold when it was last told something; null: never
     * @param waiting notices that it was not told yet
     * @param oldest since when the one that waits longest does; null: none waits
     * @param refused notices that were given up
     * @param answer what it said last to one that waits or was given up; empty: nothing
     */
    record Receiver(
            String receiver,
            @Nullable Instant lastTold,
            long waiting,
            @Nullable Instant oldest,
            long refused,
            String answer) {}

    /** By name; those for which there ever was a notice. */
    List<Receiver> receivers();
}
