package io.ratchet.routes.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When each system of others may be asked again: not before the moment it named itself, and after several failures in a
 * row only now and then, with one message, until it answers. It forgets with the process; what is to be sent does not.
 */
public final class Restraint {
    private static final int LARGEST_STEP = 10;

    /** @param until the system is left alone before this moment */
    private record State(int failures, Instant until) {}

    private final Limits limits;
    private final Map<String, State> states = new HashMap<>();

    /**
     * With how much patience.
     *
     * @param first before the second attempt; each later one waits twice as long as the one before
     * @param longest between two attempts
     * @param failures in a row after which a system is left alone for a while
     */
    public record Limits(Duration first, Duration longest, int failures) {}

    public Restraint(Limits limits) {
        this.limits = limits;
    }

    /** How many messages it may be sent now. */
    public synchronized int room(String system, Instant now) {
        State state = states.get(system);
        if (state == null) return Integer.MAX_VALUE;
        if (now.isBefore(state.until())) return 0;
        return state.failures() >= limits.failures() ? 1 : Integer.MAX_VALUE;
    }

    public synchronized void answered(String system) {
        states.remove(system);
    }

    /** @param after how long it asks to be left alone; null where it says nothing of it */
    public synchronized void failed(String system, @Nullable Duration after, Instant now) {
        State before = states.getOrDefault(system, new State(0, Instant.MIN));
        int failures = before.failures() + 1;
        Instant until = after == null ? now : now.plus(after);
        if (failures >= limits.failures()) {
            Instant pause = now.plus(backoff(failures - limits.failures() + 1));
            if (pause.isAfter(until)) until = pause;
        }
        if (before.until().isAfter(until)) until = before.until();
        states.put(system, new State(failures, until));
    }

    /** Until when it is left alone; empty: it may be asked. */
    public synchronized Optional<Instant> until(String system, Instant now) {
        return Optional.ofNullable(states.get(system)).map(State::until).filter(now::isBefore);
    }

    /** Before an attempt, the first one after the first failure. */
    public Duration backoff(int attempt) {
        Duration wait = limits.first().multipliedBy(1L << Math.min(attempt - 1, LARGEST_STEP));
        return wait.compareTo(limits.longest()) < 0 ? wait : limits.longest();
    }
}
