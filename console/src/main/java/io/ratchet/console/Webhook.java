package io.ratchet.console;

import io.ratchet.domain.Checks;

/**
 * A sender that signs what it sends instead of showing a token.
 *
 * @param name by which it is sent to, {@code /api/v1/webhooks/NAME}
 * @param credential reference whose password is the key of the signature, never the key itself
 */
public record Webhook(String name, String credential) {
    /** What one brings is brought by {@code user:}, this and its name; nobody else is called so. */
    static final String USER = "webhook-";

    public Webhook {
        Checks.that(named(name), "the name of a webhook: " + name);
    }

    public static boolean named(String name) {
        return name.matches("[a-z0-9][a-z0-9-]{0,62}");
    }
}
