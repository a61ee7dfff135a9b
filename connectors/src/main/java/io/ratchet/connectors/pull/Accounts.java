package io.ratchet.connectors.pull;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.Credentials.Account;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** How each source is shown who we are. Secrets are read anew for each request. */
final class Accounts {
    private Accounts() {}

    static Map<String, String> basic(Credentials credentials, PullSource source) {
        Account account = credentials.resolve(source.credential());
        String pair = account.user() + ":" + account.password();
        return Map.of(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /** The password is the token or key; the user is not used. */
    static Map<String, String> word(String scheme, Credentials credentials, PullSource source) {
        return Map.of(
                "Authorization",
                scheme + " " + credentials.resolve(source.credential()).password());
    }
}
