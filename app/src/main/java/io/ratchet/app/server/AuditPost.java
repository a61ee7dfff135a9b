package io.ratchet.app.server;

import io.ratchet.connectors.http.Http;
import io.ratchet.store.tlog.Post;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Speaks to witnesses and time-stamp authorities: short, and without any secret. */
final class AuditPost implements Post {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST = 1 << 20;
    private static final int AT_ONCE = 10;

    private final Http http = new Http(new Http.Limits(PATIENCE, PATIENCE, LONGEST, AT_ONCE, false));

    @Override
    public Answer send(URI to, String contentType, byte[] body) throws IOException {
        try {
            return http.ask(
                    new Http.Ask("POST", to, Map.of(), contentType, body),
                    answer -> new Answer(answer.status(), answer.body().readAllBytes()));
        } catch (ConnectException e) {
            throw new IOException("nobody answers at " + to.getAuthority(), e);
        }
    }
}
