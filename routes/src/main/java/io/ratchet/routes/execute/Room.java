package io.ratchet.routes.execute;

import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation.Verifying;
import io.ratchet.playbooks.Procedure;
import io.ratchet.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How much of its window a leg needs: as long as nine of ten legs took that had its slowest playbook in them. As long
 * as one of its playbooks is too little known, the settings say.
 */
final class Room {
    /** Fewer say nothing of what nine of ten take. */
    static final int KNOWN = 10;

    /** Older ones are forgotten. */
    private static final int NEWEST = 100;

    private final Store store;
    private final RunSettings settings;
    private final Instant sinceWhen;

    /** @param sinceWhen when this process began: before, nobody may have been at work */
    Room(Store store, RunSettings settings, Instant sinceWhen) {
        this.store = store;
        this.settings = settings;
        this.sinceWhen = sinceWhen;
    }

    /** With a restart never less than what must be left for that, for it would have to wait for the next window. */
    Duration needed(Plan leg) {
        Duration least = least(leg);
        Duration longest = least;
        for (String playbook : playbooks(leg)) {
            List<Duration> took = store.transact(tx -> tx.durations().newest(playbook, NEWEST));
            if (took.size() < KNOWN) return settings.room().compareTo(least) > 0 ? settings.room() : least;
            Duration most = ninetieth(took);
            if (most.compareTo(longest) > 0) longest = most;
        }
        return longest;
    }

    /** What is still needed of it where the leg has begun; what was allowed to begin is not cut off by having begun. */
    Duration left(Plan leg, Instant begun, Instant now) {
        Duration gone = now.isBefore(begun) ? Duration.ZERO : Duration.between(begun, now);
        Duration left = needed(leg).minus(gone);
        return left.compareTo(least(leg)) > 0 ? left : least(leg);
    }

    private Duration least(Plan leg) {
        Duration restart = leg.restart() == Restart.REBOOT ? settings.restartRoom() : Duration.ZERO;
        Duration said = Procedure.least(leg);
        return said.compareTo(restart) > 0 ? said : restart;
    }

    /** The smallest that at least nine of ten did not exceed. */
    private static Duration ninetieth(List<Duration> took) {
        return took.stream().sorted().toList().get((took.size() * 9 + 9) / 10 - 1);
    }

    /**
     * Notes how long a leg took that was verified. One that its process left, that waited for another window on its way
     * or ended after its own says nothing of it: it would count hours in which nobody was at work, and what needs more
     * than a whole window would never begin again.
     */
    void learn(RunLog log, Verifying verified, Instant now) {
        Instant begun = verified.snapshot().at();
        if (begun.isBefore(sinceWhen) || begun.isBefore(verified.window().opens()) || now.isBefore(begun)) return;
        if (now.isAfter(verified.window().closes())) return;
        Duration took = Duration.between(begun, now);
        log.note(tx ->
                playbooks(verified.leg()).forEach(playbook -> tx.durations().took(playbook, took, now)));
    }

    private static List<String> playbooks(Plan leg) {
        return leg.steps().stream().map(PlanStep::playbook).distinct().toList();
    }
}
