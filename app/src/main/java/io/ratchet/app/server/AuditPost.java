package io.ratchet.app.server;

import io.ratchet.store.tlog.Post;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLParameters;

/** Speaks to witnesses and time-stamp authorities: short, without redirects, by TLS 1.2 or newer where it is TLS. */
final class AuditPost implements Post {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST = 1 << 20;

    private final HttpClient client;

    AuditPost() {
        SSLParameters tls = new SSLParameters();
        tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        this.client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .sslParameters(tls)
                .build();
    }

    @Override
    public Answer send(URI to, String contentType, byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(to)
                .timeout(PATIENCE)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                byte[] bytes = in.readNBytes(LONGEST + 1);
                if (bytes.length > LONGEST) throw new IOException("its answer is longer than 1 MiB");
                return new Answer(answer.statusCode(), bytes);
            }
        } catch (ConnectException e) {
            throw new IOException("nobody answers at " + to.getAuthority(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("the server stops");
            stopped.initCause(e);
            throw stopped;
        }
    }
}
