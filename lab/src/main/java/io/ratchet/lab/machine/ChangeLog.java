package io.ratchet.lab.machine;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers the changes of one host. Not safe for use by many threads: the machine guards it. */
final class ChangeLog {
    private final String host;
    private final Clock clock;
    private final List<Change> pending = new ArrayList<>();
    private long counted;

    /** @param counted how many there were before */
    ChangeLog(String host, Clock clock, long counted) {
        this.host = host;
        this.clock = clock;
        this.counted = counted;
    }

    void add(String kind, String what, @Nullable String before, @Nullable String after) {
        pending.add(new Change(kind, what, before, after));
    }

    /** What was added and not yet counted. */
    List<Change> pending() {
        return List.copyOf(pending);
    }

    /** Counts what was added since the last time; its lines for the journal. */
    List<String> take(@Nullable String run) {
        var lines = new ArrayList<String>();
        for (Change change : pending) lines.add(change.line(++counted, clock.instant(), host, run));
        pending.clear();
        return lines;
    }

    long counted() {
        return counted;
    }
}
