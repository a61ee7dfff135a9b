package io.ratchet.routes.night;

import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Verified;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Holds what is recorded of a host against the host's own journal, as of the last script that ran on it. */
final class Truth {
    private static final Pattern NOTHING = Pattern.compile("[Nn]othing was (changed|written)");
    private static final Pattern CHANGED = Pattern.compile("changed|undone|put back");

    private Truth() {}

    /** @param wrong told what does not hold */
    static void of(NightHost host, Remediation state, BiConsumer<Invariant, String> wrong) {
        String who = host.id() + " is " + state.state();
        boolean written = !host.ownLines().isEmpty();
        if (written && saysUntouched(state))
            wrong.accept(Invariant.UNTOUCHED_IS_TRUE, who + ", but its host has " + host.ownLines());
        if (written
                && state instanceof Failed failed
                && !CHANGED.matcher(failed.failure().message()).find())
            wrong.accept(Invariant.CHANGED_IS_SAID, who + ": " + failed.failure());
        if (state instanceof Verified && !host.lastSeen().equals(host.planned()))
            wrong.accept(Invariant.VERIFIED_IS_TRUE, who + ", but its host holds " + host.lastSeen());
        if (state instanceof RolledBack && !host.lastSeen().equals(host.original()))
            wrong.accept(Invariant.ROLLED_BACK_IS_TRUE, who + ", but its host holds " + host.lastSeen());
        if (host.plan.restart() == Restart.REBOOT
                && (state instanceof Verified || state instanceof RolledBack)
                && !restartedSinceWritten(host)) wrong.accept(Invariant.RESTARTED_SINCE, who);
    }

    /** What its journal counts over the whole night. */
    static void countedOf(NightHost host, BiConsumer<Invariant, String> wrong) {
        Map<String, Integer> times = new TreeMap<>();
        for (NightHost.Line line : host.journalAtLastScript()) {
            if (!line.writes()) continue;
            if (host.own(line)) times.merge(line.what() + " to " + line.after(), 1, Integer::sum);
            else times.remove(line.what() + " to " + line.before()); // the host took it away by itself
        }
        times.forEach((what, count) -> {
            if (count > 1) wrong.accept(Invariant.NEVER_TWICE, host.name() + ", " + count + " times: " + what);
        });
        if (host.restarts() > (host.undoSent() ? 2 : 1))
            wrong.accept(Invariant.RESTARTS_ONCE, host.name() + ", " + host.restarts() + " times");
    }

    private static boolean saysUntouched(Remediation state) {
        if (state instanceof Remediation.Proposed || state instanceof Allowed) return true;
        if (state instanceof Remediation.Expired || state instanceof Remediation.Withdrawn) return true;
        if (state instanceof Running running) return running.snapshot() == null;
        return state instanceof Failed failed
                && NOTHING.matcher(failed.failure().message()).find();
    }

    private static boolean restartedSinceWritten(NightHost host) {
        boolean restarted = true;
        for (NightHost.Line line : host.journalAtLastScript()) {
            if (line.kind().equals("boot")) restarted = true;
            else if (line.writes() && host.own(line)) restarted = false;
        }
        return restarted;
    }
}
