package io.ratchet.console;

import io.ratchet.console.SignInObserver.Outcome;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the book of who tried to come in, and bars an address that sends many unknown tokens. Every sign-in and
 * sign-out is a line of the audit log; so is every refusal, but for those of a flood, which are counted and told
 * together.
 */
final class SignIns {
    private static final Logger LOG = LoggerFactory.getLogger(SignIns.class);

    /** Unknown tokens from one address within {@link #WINDOW}, before it is barred to the window's end. */
    static final int FREE_TRIES = 10;

    static final Duration WINDOW = Duration.ofMinutes(5);

    /** Lines on refusals in one minute, whatever they come from. */
    static final int LINES_A_MINUTE = 30;

    /** After so long without a failure the next one is told again. */
    static final Duration QUIET = Duration.ofMinutes(10);

    private static final int REMEMBERED = 10_000;

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final int NETWORK_BYTES = 8;

    private record Tries(Instant since, int count) {}

    private final Store store;
    private final Clock clock;
    private final SignInObserver observer;
    private final Map<String, Tries> byAddress = lru();
    private final Map<String, Boolean> welcome = lru();
    private Instant minute = Instant.EPOCH;
    private int lines;
    private long untold;
    private @Nullable Instant away;

    SignIns(Store store, Clock clock, SignInObserver observer) {
        this.store = store;
        this.clock = clock;
        this.observer = observer;
    }

    private static <V> Map<String, V> lru() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /** For how long nothing is believed that comes from there; empty when it is. */
    synchronized Optional<Duration> barred(String address) {
        Tries tries = byAddress.get(network(address));
        if (tries == null || tries.count() < FREE_TRIES) return Optional.empty();
        Duration left = Duration.between(clock.instant(), tries.since().plus(WINDOW));
        return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
    }

    /**
     * Whether this token came in from there before. It still does while the address is barred: a program with a wrong
     * token must not lock out its neighbours.
     */
    synchronized boolean welcome(String address, String tokenHash) {
        return welcome.containsKey(address + " " + tokenHash);
    }

    /** A known token came from there. */
    synchronized void came(String address, String tokenHash) {
        welcome.put(address + " " + tokenHash, true);
    }

    /** Somebody signs in with a browser; what cannot be written down does not happen. */
    void signedIn(String name, String address) {
        write(AuditEvents.sessionBegun(clock.instant(), "user:" + name, address));
        observer.tried(Outcome.ACCEPTED);
    }

    /** Somebody signs out. */
    void signedOut(String name, String address) {
        write(AuditEvents.sessionEnded(clock.instant(), "user:" + name, address));
        observer.tried(Outcome.ENDED);
    }

    /** A token came from there that nobody has. */
    void refused(String address) {
        observer.tried(Outcome.REFUSED);
        counted(address).ifPresent(this::writeIfPossible);
    }

    /** A wrong password of that name came, wherever from; it is told by {@link #refused}. */
    synchronized void wrong(String name) {
        tally(account(name));
    }

    /** For how long no password of that name is looked at, but from where they came in before. */
    Optional<Duration> barredAccount(String name) {
        return barred(account(name));
    }

    /** Names no address. */
    private static String account(String name) {
        return "account " + name;
    }

    private Tries tally(String whose) {
        Instant now = clock.instant();
        Tries before = byAddress.get(network(whose));
        Tries tries = before == null || !before.since().plus(WINDOW).isAfter(now)
                ? new Tries(now, 1)
                : new Tries(before.since(), before.count() + 1);
        byAddress.put(network(whose), tries);
        return tries;
    }

    /** Something came from there while it was barred. */
    synchronized void throttled() {
        observer.tried(Outcome.THROTTLED);
        untold++;
    }

    /** The company's sign-in was needed and does not answer: one line for an outage, however many ask meanwhile. */
    void away(IOException why) {
        observer.tried(Outcome.AWAY);
        if (isNews(clock.instant()))
            LOG.warn(
                    "The company's sign-in does not answer, and whoever comes by it is told to come again: {}",
                    why.getMessage());
    }

    private synchronized boolean isNews(Instant now) {
        boolean news = away == null || !now.isBefore(away.plus(QUIET));
        away = now;
        return news;
    }

    /** It has just answered. */
    void answered() {
        if (wasAway()) LOG.info("The company's sign-in answers again.");
    }

    private synchronized boolean wasAway() {
        boolean was = away != null;
        away = null;
        return was;
    }

    /** The line to be written; empty when there have been too many already. */
    private synchronized Optional<AuditEvent> counted(String address) {
        Instant now = clock.instant();
        Tries tries = tally(address);
        if (!minute.plusSeconds(60).isAfter(now)) {
            minute = now;
            lines = 0;
        }
        untold++;
        if (lines >= LINES_A_MINUTE) return Optional.empty();
        lines++;
        long attempts = untold;
        untold = 0;
        return Optional.of(AuditEvents.signInRefused(now, address, attempts, tries.count() >= FREE_TRIES));
    }

    /**
     * A network of IPv6 has room for more addresses than anybody can bar one by one. Proxies shorten addresses as they
     * like.
     */
    private static String network(String address) {
        if (address.indexOf(':') < 0 || !ADDRESS.matcher(address).matches()) return address;
        try {
            byte[] whole = InetAddress.getByName(address).getAddress(); // digits, which are never looked up
            return whole.length == 16
                    ? HexFormat.of().formatHex(whole, 0, NETWORK_BYTES)
                    : InetAddress.getByAddress(whole).getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private void writeIfPossible(AuditEvent event) {
        try {
            write(event);
        } catch (FailureException e) {
            LOG.warn(
                    "A refused sign-in from {} is not in the audit log: {}",
                    event.data().get("address"),
                    e.failure().message());
        }
    }

    private void write(AuditEvent event) {
        store.run(tx -> tx.audit().append(event));
    }
}
