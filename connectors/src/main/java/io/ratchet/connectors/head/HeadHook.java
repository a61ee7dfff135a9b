package io.ratchet.connectors.head;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.http.Http;
import io.ratchet.domain.Checks;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A webhook that is sent heads of the audit log: the signed note is the body, byte for byte, and the header
 * {@code Ratchet-Head} says when it was kept. Whoever answers with 2xx has it; no redirect is followed.
 */
public final class HeadHook {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST = 1 << 20;
    private static final int AT_ONCE = 2;

    private final URI url;
    private final Optional<String> credential;
    private final Credentials credentials;
    private final Http http = new Http(new Http.Limits(PATIENCE, PATIENCE, LONGEST, AT_ONCE, false));

    /**
     * @param credential reference of an account whose password is sent as a bearer token, read anew each time; empty:
     *     none is sent
     * @throws IllegalArgumentException as {@link #check}
     */
    public HeadHook(URI url, Optional<String> credential, Credentials credentials) {
        check(url, credential.isPresent());
        this.url = url;
        this.credential = credential;
        this.credentials = credentials;
    }

    /**
     * What is sent is no secret and signed; a token is one.
     *
     * @throws IllegalArgumentException when it is no address for a webhook, or a token would cross the network in clear
     */
    public static void check(URI url, boolean token) {
        String scheme = String.valueOf(url.getScheme());
        Checks.that(
                (scheme.equals("https") || scheme.equals("http")) && url.getHost() != null && url.getUserInfo() == null,
                "the address of a webhook");
        Checks.that(
                !token || scheme.equals("https") || Http.staysHere(url),
                "a webhook that is sent a token is reached by TLS, unless it is on this machine");
    }

    /** For people: without what an address may carry behind its path. */
    public String place() {
        return url.getScheme() + "://" + url.getAuthority() + url.getPath();
    }

    /**
     * @param head when it was kept
     * @throws IOException when it is not known to have arrived, with what people may read of why
     */
    public void send(String head, byte[] note) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Ratchet-Head", head);
        credential.ifPresent(reference -> headers.put(
                "Authorization",
                "Bearer " + credentials.resolve(reference).password().strip()));
        int status;
        try {
            status = http.<Integer, RuntimeException>ask(
                    new Http.Ask("POST", url, headers, "text/plain; charset=utf-8", note), Http.Answer::status);
        } catch (ConnectException e) {
            throw new IOException("nobody answers at " + url.getAuthority(), e);
        } catch (UnknownHostException e) {
            throw new IOException("the name of " + url.getHost() + " is not known", e);
        }
        if (status / 100 != 2) throw new IOException("it answered " + status);
    }
}
