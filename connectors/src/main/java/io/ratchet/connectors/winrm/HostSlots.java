package io.ratchet.connectors.winrm;

import io.ratchet.connectors.HostAddress;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps each host below its shell quota: so many scripts at once, and shells that had to be left behind count until the
 * host has closed them by itself.
 */
final class HostSlots {
    private final HostShellSettings settings;
    private final Clock clock;
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();

    HostSlots(HostShellSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** @throws FailureException HOST_QUOTA_EXCEEDED when no slot comes free in time; nothing was sent */
    Slot take(HostAddress address) {
        Host host = hosts.computeIfAbsent(address.host() + ":" + address.port(), key -> new Host());
        host.turns.number(Math.max(1, settings.shellsPerHost().applyAsInt(address)));
        if (!host.enter(settings.slotPatience().toMillis()))
            throw busy(address, "runs as many scripts as it may at once");
        if (host.left(clock.instant()) < settings.shellQuota()) return new Slot(host);
        host.turns.release();
        throw busy(address, "still holds shells that could not be closed");
    }

    private static FailureException busy(HostAddress address, String why) {
        return FailureException.of(
                FailureCode.HOST_QUOTA_EXCEEDED, "Host " + address.host() + " " + why + "; nothing was sent.");
    }

    /** The right to one shell on one host. */
    final class Slot implements AutoCloseable {
        private final Host host;

        private Slot(Host host) {
            this.host = host;
        }

        /** Says that a shell may have stayed open on the host. */
        void shellLeftBehind() {
            host.leave(clock.instant().plus(settings.leftShellLife()));
        }

        @Override
        public void close() {
            host.turns.release();
        }
    }

    /** As many as were last said: which Windows a host runs may be learned only once it was reached. */
    private static final class Turns extends Semaphore {
        private static final long serialVersionUID = 1L;

        private int number;

        Turns() {
            super(0, true);
        }

        /** What is taken meanwhile counts: none comes free before there are fewer than so many. */
        synchronized void number(int wanted) {
            if (wanted > number) release(wanted - number);
            else if (wanted < number) reducePermits(number - wanted);
            number = wanted;
        }
    }

    private static final class Host {
        private final Turns turns = new Turns();
        private final Deque<Instant> leftUntil = new ArrayDeque<>();

        boolean enter(long patienceMillis) {
            try {
                return turns.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        synchronized void leave(Instant until) {
            leftUntil.addLast(until);
        }

        synchronized int left(Instant now) {
            leftUntil.removeIf(until -> !until.isAfter(now));
            return leftUntil.size();
        }
    }
}
