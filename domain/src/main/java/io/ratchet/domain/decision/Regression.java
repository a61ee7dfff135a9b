package io.ratchet.domain.decision;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that had been proven of an asset and was seen to have moved back. What is merely not known any more is
 * none, and no pass either.
 *
 * @param site null where it was unknown
 * @param systems ids of those that are shown by it no longer, sorted
 * @param from how far they had come
 * @param to where the first of them stands now
 * @param provenAt from when on it was proven without a gap
 * @param at when it was found
 */
public record Regression(
        AssetId asset,
        @Nullable String site,
        Goal goal,
        List<String> systems,
        Readiness from,
        Readiness to,
        Instant provenAt,
        Instant at,
        Moved moved,
        Cause cause) {
    public Regression {
        systems = List.copyOf(systems);
        Checks.that(!systems.isEmpty(), "a regression is of at least one system");
    }

    /** How many whole days it had been proven when it was seen to be otherwise; never less than 0. */
    public long provenDays() {
        return Math.max(0, Duration.between(provenAt, moved.seenAt()).toDays());
    }

    /** By what kind of look it was found. */
    public enum Way {
        /** Somebody on the host read a value. */
        COLLECT,
        /** A scan, from outside or logged on. */
        SCAN,
        /** A connection that was really made, or refused. */
        USE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What shows it.
     *
     * @param what was looked at, such as a value with its key
     * @param was how it was; empty where only what is seen is ever told, as of connections
     * @param is how it is
     * @param goodAt when it was last seen to be good; null where that is never told
     * @param seenAt when it was first seen to be otherwise
     * @param finding that says so
     */
    public record Moved(
            Way way,
            String what,
            String was,
            String is,
            @Nullable Instant goodAt,
            Instant seenAt,
            String finding) {}

    /** Who or what moves values back. */
    public enum Origin {
        /** A policy owns the value: a GPO, an MDM or a configuration baseline. */
        POLICY,
        /** An update was installed or taken away. */
        PATCH,
        /** Another release or image of Windows. */
        IMAGE,
        /** Nothing that was told says so. */
        NOT_KNOWN;

        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * To what it is put down.
     *
     * @param shown whether a fact says so; otherwise it only fits in time, between the last good look and this one
     * @param says the fact, in a sentence; empty where the origin is not known
     */
    public record Cause(Origin origin, boolean shown, String says) {
        public static final Cause NOT_KNOWN = new Cause(Origin.NOT_KNOWN, false, "");
    }
}
