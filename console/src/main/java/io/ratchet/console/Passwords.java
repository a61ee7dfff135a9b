package io.ratchet.console;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Passwords by a hash that is slow on purpose (Argon2id), and so computed few at a time. */
final class Passwords {
    static final int SHORTEST = 12;
    static final int LONGEST = 256;

    private static final int AT_ONCE = 2;

    private final PasswordEncoder encoder = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final String nobodys = encoder.encode("nobody has this password");

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
    boolean fits(String password, Optional<String> encoded) {
        if (password.length() > LONGEST) return false;
        places.acquireUninterruptibly();
        try {
            return encoder.matches(password, encoded.orElse(nobodys)) && encoded.isPresent();
        } finally {
            places.release();
        }
    }
}
