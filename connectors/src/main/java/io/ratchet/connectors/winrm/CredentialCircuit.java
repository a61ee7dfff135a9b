package io.ratchet.connectors.winrm;

import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a wrong password from locking an account out. A credential that a host refused is not tried there again, and
 * one that several hosts refused in a row is not tried anywhere, until somebody says {@link #reset} or the cool-down is
 * over. Until some host has accepted a credential, only as many attempts with it run at once as may be refused in a
 * row.
 *
 * <p>Safe for use by many threads. Knows references only, never secrets.
 */
public final class CredentialCircuit {
    private final Clock clock;
    private final Duration coolDown;
    private final int refusalsInARow;
    private final Duration patience;
    private final Map<String, Credential> credentials = new HashMap<>();

    /**
     * @param coolDown after how long a refused credential may be tried again
     * @param refusalsInARow how many distinct hosts must refuse a credential, with no acceptance between, to stop its
     *     use everywhere; must be below the account's lock-out threshold
     * @param patience how long a first attempt waits for the outcome of others
     */
    public CredentialCircuit(Clock clock, Duration coolDown, int refusalsInARow, Duration patience) {
        Checks.that(!coolDown.isNegative(), "the cool-down is not negative");
        Checks.that(refusalsInARow > 0, "at least one refusal opens the circuit");
        this.clock = clock;
        this.coolDown = coolDown;
        this.refusalsInARow = refusalsInARow;
        this.patience = patience;
    }

    /**
     * Thirty minutes, three hosts: a domain locks an account after five to ten refusals, and counts them for thirty
     * minutes.
     */
    public static CredentialCircuit withDefaults(Clock clock) {
        return new CredentialCircuit(clock, Duration.ofMinutes(30), 3, Duration.ofMinutes(1));
    }

    /** Forgets every refusal of {@code reference}: the secret was corrected. */
    public synchronized void reset(String reference) {
        credentials.remove(reference);
        notifyAll();
    }

    /** The references that are stopped everywhere. */
    public synchronized Set<String> stopped() {
        return credentials.entrySet().stream()
                .filter(each -> each.getValue().stoppedUntil(clock.instant()).isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Permits one attempt with {@code reference} at {@code host}; its outcome must be told to the result.
     *
     * @throws FailureException HOST_AUTH_REJECTED without any attempt, when the credential is stopped here or
     *     everywhere
     */
    synchronized Attempt attempt(String reference, String host) {
        long givingUp = System.nanoTime() + patience.toNanos();
        while (true) {
            Credential credential = credentials.computeIfAbsent(reference, key -> new Credential());
            credential.refuse(reference, host, clock.instant());
            if (credential.accepted || credential.open + credential.inARow.size() < refusalsInARow) {
                credential.open++;
                return new Attempt(credential, host);
            }
            if (!waitedUntil(givingUp)) throw crowded(reference);
        }
    }

    /** Waits for the outcome of some attempt; false when there is no time left for it. */
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    private boolean waitedUntil(long end) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) return false;
        try {
            wait(left);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static FailureException crowded(String reference) {
        return FailureException.of(
                FailureCode.HOST_QUOTA_EXCEEDED,
                "The credential " + reference
                        + " has not been accepted by any host yet and other attempts with it are still open; nothing was sent.");
    }

    /** One attempt; exactly one of its methods takes effect. */
    final class Attempt {
        private final Credential credential;
        private final String host;
        private boolean told;

        private Attempt(Credential credential, String host) {
            this.credential = credential;
            this.host = host;
        }

        void accepted() {
            tell(() -> credential.acceptedBy(host));
        }

        void refused() {
            tell(() -> credential.refusedBy(host, clock.instant()));
        }

        /** The host was not reached: nothing was learned. */
        void unanswered() {
            tell(() -> {});
        }

        private void tell(Runnable outcome) {
            synchronized (CredentialCircuit.this) {
                if (told) return;
                told = true;
                credential.open--;
                outcome.run();
                CredentialCircuit.this.notifyAll();
            }
        }
    }

    /** What is known of one reference; guarded by the circuit's lock. */
    private final class Credential {
        private final Map<String, Instant> refusedAt = new HashMap<>();
        private final Set<String> inARow = new LinkedHashSet<>();
        private @Nullable Instant stoppedAt;
        private boolean accepted;
        private int open;

        void acceptedBy(String host) {
            accepted = true;
            inARow.clear();
            refusedAt.remove(host);
        }

        void refusedBy(String host, Instant now) {
            accepted = false;
            refusedAt.put(host, now);
            inARow.add(host);
            if (inARow.size() >= refusalsInARow) stoppedAt = now;
        }

        Optional<Instant> stoppedUntil(Instant now) {
            return Optional.ofNullable(stoppedAt).map(at -> at.plus(coolDown)).filter(now::isBefore);
        }

        void refuse(String reference, String host, Instant now) {
            Optional<Instant> stopped = stoppedUntil(now);
            if (stopped.isPresent())
                throw rejected("The credential " + reference + " was refused by " + inARow.size() + " hosts in a row ("
                        + String.join(", ", inARow) + ") and is not tried anywhere until " + stopped.get());
            if (stoppedAt != null) startAnew();
            Instant here = refusedAt.get(host);
            if (here != null && now.isBefore(here.plus(coolDown)))
                throw rejected("The credential " + reference + " was refused by host " + host + " at " + here
                        + " and is not tried there until " + here.plus(coolDown));
        }

        private void startAnew() {
            stoppedAt = null;
            inARow.clear();
            refusedAt.clear();
        }

        private FailureException rejected(String sentence) {
            return FailureException.of(
                    FailureCode.HOST_AUTH_REJECTED,
                    sentence + ", so that no account is locked out; correct the secret and reset it.");
        }
    }
}
