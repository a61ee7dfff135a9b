package io.ratchet.console;

import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * A door for programs that sign what they bring. An address that brings much that is signed wrongly is barred like one
 * that guesses tokens; a sender that came in from there before still does.
 */
final class SignedDoor {
    private final String kind;
    private final SignIns signIns;

    /** @param kind of door, so that a sender of one is none of another */
    SignedDoor(String kind, SignIns signIns) {
        this.kind = kind;
        this.signIns = signIns;
    }

    /** @throws ResponseStatusException (429) for whoever is barred, with when to come again */
    void enter(String address, String sender) {
        Optional<Duration> left = signIns.barred(address).filter(any -> !signIns.welcome(address, hash(sender)));
        if (left.isEmpty()) return;
        signIns.throttled();
        throw new Barred(left.get());
    }

    private static final class Barred extends ResponseStatusException {
        private final transient Duration left;

        Barred(Duration left) {
            super(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "Too much that was signed wrongly came from this address; wait some minutes.");
            this.left = left;
        }

        @Override
        public HttpHeaders getHeaders() {
            HttpHeaders headers = new HttpHeaders();
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(left.toSeconds() + 1));
            return headers;
        }
    }

    /** What came from there was signed by this sender. */
    void came(String address, String sender) {
        signIns.came(address, hash(sender));
    }

    /** What came from there was signed by nobody who is known. */
    void wrong(String address) {
        signIns.refused(address);
    }

    private String hash(String sender) {
        return Access.hash(kind + sender);
    }
}
