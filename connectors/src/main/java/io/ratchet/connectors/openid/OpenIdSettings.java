package io.ratchet.connectors.openid;

import io.ratchet.connectors.http.Http;
import io.ratchet.domain.Checks;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the company's sign-in is, and how it says who somebody is.
 *
 * @param issuer as it calls itself; what it can do is asked there (OpenID Connect Discovery 1.0)
 * @param credential reference of the account that it knows us by: the client's id and its secret
 * @param back where it sends browsers back to
 * @param after where it sends browsers that have signed out
 * @param audience for whom tokens are that programs may send; empty: programs may send none
 * @param scope what is asked for, words with blanks between
 * @param name the claim that names a person
 * @param groups the claim that tells a person's groups
 * @param trust a file of the certificates that it shows or that sign them, in place of what Java trusts
 */
public record OpenIdSettings(
        URI issuer,
        String credential,
        URI back,
        URI after,
        Optional<String> audience,
        String scope,
        String name,
        String groups,
        Optional<Path> trust) {
    public OpenIdSettings {
        check(issuer);
        check(back);
        check(after);
    }

    /**
     * Passes what secrets may be sent to: by TLS, or on this machine.
     *
     * @throws IllegalArgumentException for any other address
     */
    static URI check(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        Checks.that(
                address.getHost() != null
                        && address.getUserInfo() == null
                        && address.getFragment() == null
                        && (scheme.equals("https") || (scheme.equals("http") && Http.staysHere(address))),
                "an address by TLS, such as https://login.example, is needed");
        return address;
    }

    /** Whether it is an address for settings. */
    public static URI address(String text) {
        return check(URI.create(text));
    }
}
