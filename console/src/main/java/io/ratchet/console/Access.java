package io.ratchet.console;

import io.ratchet.domain.Sha256;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who may come in.
 *
 * @param openAs who everybody is taken for that comes from this machine without a token; empty where nobody may
 *     (everywhere but in the demo)
 * @param people by SHA-256 of their token, lower-case hexadecimal; comparing hashes tells nothing of the token by its
 *     timing
 * @param webhooks the key of each sender that signs, by its name; asked for anew each time
 * @param company who vouches for others; empty: nobody
 */
public record Access(
        Optional<Person> openAs,
        Map<String, Person> people,
        Map<String, Supplier<String>> webhooks,
        Optional<Company> company) {
    public Access {
        people = Map.copyOf(people);
        webhooks = Map.copyOf(webhooks);
    }

    /** Without a company's sign-in. */
    public Access(Optional<Person> openAs, Map<String, Person> people, Map<String, Supplier<String>> webhooks) {
        this(openAs, people, webhooks, Optional.empty());
    }

    /** Without webhooks. */
    public Access(Optional<Person> openAs, Map<String, Person> people) {
        this(openAs, people, Map.of());
    }

    /** The form in which a token is known. */
    public static String hash(String token) {
        return Sha256.hex(token);
    }
}
