package io.ratchet.routes.controls;

import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.routes.controls.ControlAnswer.Evidence;
import io.ratchet.routes.path.Chances.Chance;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By when one vulnerability has to be fixed on one asset, and how that stands.
 *
 * @param exposed whether it can be reached from public networks, as the profile says; empty: not told, counts as yes
 * @param exposedBecause who says so
 * @param row which row of the table holds; where not all is published of one that is known to be exploited, those that
 *     may
 * @param outcome what has to be done by when, such as {@code 3 days and forensic triage}
 * @param state how it stands
 * @param firstSeen when it was first seen since it was last gone; null: never
 * @param firstSeenIn the pointer of the finding that shows it
 * @param firstKnown whether it is known that it was not there before; else that is the oldest evidence at hand
 * @param start from when on the days count; null: they do not yet, or it was never seen
 * @param startsBy what the days count from
 * @param due null: none, or it cannot be told
 * @param metAt when it was seen not to be there any more; null: it was not
 * @param metIn the pointer of the finding that shows it
 * @param because in a sentence or two
 * @param missing what would have to be looked at so that it is known whether it is there; empty: nothing
 * @param evidence the newest look at whatever could show it
 * @param chance that it is met by the day it is due; null where nothing runs
 */
public record Deadline(
        Vulnerability vulnerability,
        Optional<Boolean> exposed,
        String exposedBecause,
        String row,
        String outcome,
        Triage triage,
        State state,
        @Nullable Instant firstSeen,
        @Nullable String firstSeenIn,
        boolean firstKnown,
        @Nullable Instant start,
        @Nullable StartsBy startsBy,
        @Nullable Instant due,
        @Nullable Instant metAt,
        @Nullable String metIn,
        String because,
        List<String> missing,
        List<Evidence> evidence,
        @Nullable Chance chance) {
    /** How a deadline stands. */
    public enum State {
        /** It is there, and the day is past. */
        OVERDUE,
        /** It is there, and the day is not past, or there is none but the next upgrade. */
        RUNNING,
        /** It is not known whether it is there, or which row holds. Never met. */
        UNKNOWN,
        /** It was there and is gone. */
        MET,
        /** It was looked for and never seen. */
        NOT_SEEN;

        /** Such as {@code not-seen}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether the evidence of the asset is kept and looked at before anything is changed. */
    public enum Triage {
        /** The row demands it, and nothing says that the vulnerability is gone. */
        DEMANDED,
        NOT_DEMANDED,
        /** One of the rows that may hold demands it, or it is not known whether the vulnerability is there. */
        UNKNOWN;

        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What the days count from. */
    public enum StartsBy {
        /** It was added to the catalogue of known exploited vulnerabilities earlier than it was seen here. */
        KEV,
        FIRST_SEEN,
        /** When it came is not known; this is the oldest that says so. */
        OLDEST_EVIDENCE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Deadline {
        missing = List.copyOf(missing);
        evidence = List.copyOf(evidence);
    }

    /** Whether it was seen to be gone only after the day it was due. */
    public boolean late() {
        return metAt != null && due != null && metAt.isAfter(due);
    }
}
