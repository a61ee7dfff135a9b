package io.ratchet.connectors.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.NoConnectionReuseStrategy;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;

/**
 * Asks a system of others: TLS 1.2 or 1.3 with the server's name checked, no redirects (they would carry the secret
 * elsewhere), no cookies, no second try that nobody asked for, an answer that is bounded and has its time in all. Safe
 * for use by many threads.
 */
public final class Http {
    private static final Pattern HERE = Pattern.compile("localhost|127([.][0-9]{1,3}){3}|\\[?::1]?");
    private static final String[] TLS = {"TLSv1.3", "TLSv1.2"};
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    /** Ends what takes too long; it never waits itself. */
    private static final ScheduledThreadPoolExecutor DEADLINES = deadlines();

    private final CloseableHttpClient client;
    private final Limits limits;

    /**
     * How much is borne with.
     *
     * @param silence how long the next byte is waited for
     * @param whole how long a request may take until its answer is read
     * @param bytes of an answer
     * @param atOnce requests to one server
     * @param reuses whether a connection is used again; not where a request must not be sent into one that the other
     *     side has closed meanwhile, for that leaves open whether it arrived
     */
    public record Limits(Duration silence, Duration whole, long bytes, int atOnce, boolean reuses) {}

    /** One request. Its headers may hold secrets: it is never shown. */
    public record Ask(
            String method,
            URI to,
            Map<String, String> headers,
            @Nullable String type,
            byte @Nullable [] body) {
        @Override
        public String toString() {
            return method + " " + to.getScheme() + "://" + to.getAuthority() + to.getPath();
        }
    }

    /** What came back. It can be read while the call lasts. */
    public interface Answer {
        int status();

        /** The first header of that name; empty where there is none. */
        String header(String name);

        /** @throws IOException when read beyond the limit, as for every break of the connection */
        InputStream body() throws IOException;

        /** @throws IOException when it is longer than {@code most} bytes */
        default String text(int most) throws IOException {
            byte[] bytes = body().readNBytes(most + 1);
            if (bytes.length > most) throw new IOException("the answer is larger than " + size(most));
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Reads an answer while it comes. */
    @FunctionalInterface
    public interface Reading<T, F extends Exception> {
        T read(Answer answer) throws IOException, F;
    }

    public Http(Limits limits) {
        this(SSLContexts.createDefault(), limits);
    }

    /** @param trust whose certificates are believed */
    public Http(SSLContext trust, Limits limits) {
        this.limits = limits;
        int silence = Math.toIntExact(limits.silence().toMillis());
        HttpClientBuilder builder = HttpClientBuilder.create()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setMaxConnPerRoute(limits.atOnce())
                .setMaxConnTotal(limits.atOnce())
                .setSSLSocketFactory(new SSLConnectionSocketFactory(
                        trust, TLS, null, SSLConnectionSocketFactory.getDefaultHostnameVerifier()))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(Math.min(silence, Math.toIntExact(LONGEST_CONNECT.toMillis())))
                        .setConnectionRequestTimeout(silence)
                        .setSocketTimeout(silence)
                        .build());
        if (!limits.reuses()) builder.setConnectionReuseStrategy(NoConnectionReuseStrategy.INSTANCE);
        this.client = builder.build();
    }

    private static ScheduledThreadPoolExecutor deadlines() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "http-deadlines");
            thread.setDaemon(true);
            thread.setContextClassLoader(Http.class.getClassLoader()); // not that of a request, which it outlives
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Whether it leads no further than this machine, so that what goes there without TLS is seen by nobody else. */
    public static boolean staysHere(URI address) {
        return HERE.matcher(String.valueOf(address.getHost())).matches();
    }

    /**
     * A path, with its query, below an address.
     *
     * @throws IllegalArgumentException when it makes no address
     */
    public static URI under(URI base, String path) {
        String whole = base.toString();
        return URI.create((whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole) + path);
    }

    /** @throws IOException where no whole answer was got; an {@link InterruptedIOException} where it took too long */
    public <T, F extends Exception> T ask(Ask ask, Reading<T, F> reading) throws IOException, F {
        HttpUriRequest request = request(ask);
        AtomicBoolean late = new AtomicBoolean();
        Future<?> deadline = DEADLINES.schedule(
                () -> {
                    late.set(true);
                    request.abort();
                },
                limits.whole().toMillis(),
                TimeUnit.MILLISECONDS);
        try (CloseableHttpResponse answer = client.execute(request)) {
            return reading.read(new Got(answer, limits.bytes()));
        } catch (IOException e) {
            if (!late.get()) throw e;
            InterruptedIOException slow = new InterruptedIOException(
                    "the answer took longer than " + limits.whole().toSeconds() + " s");
            slow.initCause(e);
            throw slow;
        } finally {
            deadline.cancel(false);
        }
    }

    private static HttpUriRequest request(Ask ask) {
        RequestBuilder request =
                RequestBuilder.create(ask.method()).setUri(ask.to()).addHeader("User-Agent", "Ratchet");
        ask.headers().forEach(request::addHeader);
        if (ask.body() != null) {
            ByteArrayEntity entity = new ByteArrayEntity(ask.body());
            entity.setContentType(ask.type());
            request.setEntity(entity);
        }
        return request.build();
    }

    private static String size(long bytes) {
        if (bytes >= 1 << 30) return (bytes >> 30) + " GiB";
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }

    private record Got(CloseableHttpResponse answer, long most) implements Answer {
        @Override
        public int status() {
            return answer.getStatusLine().getStatusCode();
        }

        @Override
        public String header(String name) {
            Header header = answer.getFirstHeader(name);
            return header == null || header.getValue() == null ? "" : header.getValue();
        }

        @Override
        public InputStream body() throws IOException {
            HttpEntity entity = answer.getEntity();
            return entity == null ? InputStream.nullInputStream() : new Bounded(entity.getContent(), most);
        }
    }

    /** No answer is endless. */
    private static final class Bounded extends FilterInputStream {
        private final long most;
        private long left;

        Bounded(InputStream in, long most) {
            super(in);
            this.most = most;
            this.left = most;
        }

        /** Closing would read to the end whatever is left, however long it is; the connection is closed instead. */
        @Override
        public void close() {}

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read >= 0) count(1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            if (read > 0) count(read);
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) throw new IOException("the answer is larger than " + size(most));
        }
    }
}
