package io.ratchet.connectors.credentials;

import io.ratchet.connectors.http.Http;
import io.ratchet.domain.Checks;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a HashiCorp Vault, or an OpenBao, keeps accounts: in its key-value engine, version 2.
 *
 * @param url of the server, without a path
 * @param mount of the engine, such as {@code secret}
 * @param signIn how we show who we are
 * @param credential reference, {@code file:NAME} or {@code env:NAME}, of what we show: the role id and the secret id of
 *     an AppRole, or a token as the password of any user
 * @param namespace of those who have them; empty: the root
 * @param trust a file of the certificates that it shows or that sign them, in place of what Java trusts
 */
public record VaultSettings(
        URI url, String mount, SignIn signIn, String credential, Optional<String> namespace, Optional<Path> trust) {
    private static final Pattern PLACE =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    /** How we show who we are. */
    public enum SignIn {
        APPROLE,
        TOKEN
    }

    public VaultSettings {
        check(url);
        Checks.that(isPlace(mount), "the mount of a vault: " + mount);
        Checks.that(namespace.map(VaultSettings::isPlace).orElse(true), "the namespace of a vault");
        Checks.that(
                credential.startsWith("file:") || credential.startsWith("env:"),
                "what opens a vault cannot lie in it: name it by file: or env:");
    }

    /** Whether it is a path within a vault: names with slashes between, which lead nowhere else. */
    static boolean isPlace(String text) {
        return text.length() <= 256 && PLACE.matcher(text).matches();
    }

    /** Whether it is an address for settings. */
    public static URI address(String text) {
        return check(URI.create(text));
    }

    private static URI check(URI url) {
        Checks.that(
                url.getHost() != null
                        && url.getUserInfo() == null
                        && url.getQuery() == null
                        && url.getFragment() == null
                        && ("https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && Http.staysHere(url))),
                "a vault is reached by TLS, such as https://vault.corp.example:8200, unless it is on this machine");
        return url;
    }
}
