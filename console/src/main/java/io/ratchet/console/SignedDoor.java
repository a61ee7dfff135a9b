package io.ratchet.console;

import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

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

    /** The answer to whoever is barred; empty for everybody else. */
    <T> Optional<ResponseEntity<T>> shut(String address, String sender) {
        Optional<Duration> left = signIns.barred(address).filter(any -> !signIns.welcome(address, hash(sender)));
        if (left.isPresent()) signIns.throttled();
        return left.map(any -> ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(any.toSeconds() + 1))
                .build());
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
