package io.ratchet.console;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Passwords by a hash that is slow on purpose (Argon2id), and so computed few at a time. */
final class Passwords {
    static final int SHORTEST = 12;
    static final int LONGEST = 256;

    static final int AT_ONCE = 2;

    /** So many wait for a place, each of them with a thread of the server; more are sent away. */
    static final int WAITING = 16;

    /**
     * What the password of a name that nobody has is held against, encoded as those of today are, so that it takes as
     * long. It fits nobody, and is no secret: encoding one at each start would take a tenth of a second.
     */
    static final String NOBODYS =
            "$argon2id$v=19$m=16384,t=2,p=1$UH5LVIjfzsUSIBY1symLBQ$eOi8yz/jjfRwq94B5GjrFQwvrJbwL7+jFG9kVldhRuI";

    private final PasswordEncoder encoder;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final AtomicInteger inside = new AtomicInteger();

    /** What became of a password. */
    enum Answer {
        FITS,
        WRONG,
        /** Too many others are being looked at. */
        BUSY
    }

    Passwords() {
        this(ofToday());
    }

    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
    }

    static PasswordEncoder ofToday() {
        return Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    }

    String encoded(String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST)
            throw new IllegalArgumentException("A password has " + SHORTEST + " to " + LONGEST
                    + " characters; several words are easy to remember.");
        return encoder.encode(password);
    }

    /**
     * Whether that is the password.
     *
     * @param encoded empty where nobody has that name, which takes as long
     */
    Answer fits(String password, Optional<String> encoded) {
        if (password.length() > LONGEST) return Answer.WRONG;
        try {
            if (inside.incrementAndGet() > AT_ONCE + WAITING) return Answer.BUSY;
            places.acquireUninterruptibly();
            try {
                return encoder.matches(password, encoded.orElse(NOBODYS)) && encoded.isPresent()
                        ? Answer.FITS
                        : Answer.WRONG;
            } finally {
                places.release();
            }
        } finally {
            inside.decrementAndGet();
        }
    }
}
