package io.ratchet.console;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Takes bodies in before anybody looks at the request. A small one, and that is every one but an upload, is gathered
 * without a thread that waits for it and has some seconds in all; so slow senders hold up nobody but themselves.
 * Uploads are streamed, fewer at a time than there are threads. Nothing is larger than its route allows.
 */
final class BodyFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(BodyFilter.class);

    /** The request attribute that holds a body that was gathered. */
    private static final String BODY = "ratchet.body";

    /** Of a form or a small document. */
    static final int SMALL = 64 << 10;

    /** Of the sign-in form, which anybody may send. */
    static final int SIGN_IN = 4 << 10;

    /** For a small body, from its request to its last byte. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    /** What is streamed, and how large it may be. */
    private static final Map<String, Long> UPLOADS = Map.of(
            "/api/v1/reports",
            ReportApi.MOST_BYTES + 1,
            "/api/v1/what-if",
            64L << 20,
            "/rules/what-if",
            64L << 20,
            AuditPage.CHECK,
            AuditPage.MOST_BYTES);

    /** Of a path with a name behind it. */
    private static final Map<String, Long> UPLOADS_BELOW =
            Map.of(WebhookApi.PATH, WebhookApi.MOST_BYTES + 1, TicketHookApi.PATH, TicketHookApi.MOST_BYTES + 1L);

    /** Of two hundred threads. */
    static final int UPLOADS_AT_ONCE = 32;

    /** Of all small bodies that are being gathered. */
    private static final long MOST_HELD = 64L << 20;

    private static final int CHUNK = 8 << 10;
    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final transient LongSupplier ticks;
    private final transient Semaphore uploads = new Semaphore(UPLOADS_AT_ONCE);
    private final AtomicLong held = new AtomicLong();

    /** @param ticks nanoseconds that pass */
    BodyFilter(LongSupplier ticks) {
        this.ticks = ticks;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(BODY) instanceof byte[] gathered)
            chain.doFilter(new BodyRequest(request, gathered), response);
        else if (request.getDispatcherType() != DispatcherType.REQUEST || !hasBody(request))
            chain.doFilter(request, response);
        else if (isUpload(request)) stream(request, response, chain);
        else gather(request, response);
    }

    private static boolean hasBody(HttpServletRequest request) {
        boolean said = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        return said && !BODILESS.contains(request.getMethod());
    }

    /** A small one is gathered like all others, whatever it is. */
    private static boolean isUpload(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return mostStreamed(request) > 0 && (length < 0 || length > SMALL);
    }

    private static long mostStreamed(HttpServletRequest request) {
        String path = request.getServletPath();
        long below = UPLOADS_BELOW.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .min()
                .orElse(0);
        return UPLOADS.getOrDefault(path, below);
    }

    private void stream(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Connection", "close"); // what is refused is not read, so nothing can follow it
        if (!uploads.tryAcquire()) {
            busy(request, response);
            return;
        }
        try {
            chain.doFilter(new PacedRequest(request, mostStreamed(request), ticks), response);
        } finally {
            uploads.release();
        }
    }

    private static void busy(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Retry-After", "10");
        Refusals.write(
                request, response, HttpStatus.SERVICE_UNAVAILABLE, "Too much is being sent at this moment; try again.");
    }

    private void gather(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int most = request.getServletPath().equals("/sign-in") ? SIGN_IN : SMALL;
        if (request.getContentLengthLong() > most) {
            response.setHeader("Connection", "close");
            tooLarge(request, response, most);
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(DEADLINE.toMillis());
        Gathering gathering = new Gathering(async, request, response, most);
        async.addListener(gathering);
        request.getInputStream().setReadListener(gathering);
    }

    private static void tooLarge(HttpServletRequest request, HttpServletResponse response, int most)
            throws IOException {
        Refusals.write(
                request,
                response,
                HttpStatus.CONTENT_TOO_LARGE,
                "What was sent is larger than " + (most >> 10) + " KiB, the most that is taken here.");
    }

    /** One body while it comes. */
    private final class Gathering implements ReadListener, AsyncListener {
        private final AsyncContext async;
        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final int most;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicBoolean over = new AtomicBoolean();
        private final Runnable hangUp;
        private volatile boolean refused;

        Gathering(AsyncContext async, HttpServletRequest request, HttpServletResponse response, int most) {
            this.async = async;
            this.request = request;
            this.response = response;
            this.most = most;
            this.hangUp = UnreadBody.hangUp(request);
        }

        @Override
        public void onDataAvailable() throws IOException {
            ServletInputStream in = request.getInputStream();
            byte[] chunk = new byte[CHUNK];
            while (!over.get() && in.isReady()) {
                int read = in.read(chunk);
                if (read < 0) return;
                if (held.addAndGet(read) > MOST_HELD) refuse(() -> busy(request, response), read);
                else if (bytes.size() + read > most) refuse(() -> tooLarge(request, response, most), read);
                else bytes.write(chunk, 0, read);
            }
        }

        @Override
        public void onAllDataRead() {
            if (!finish(0)) return;
            request.setAttribute(BODY, bytes.toByteArray());
            async.dispatch();
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            refuse(
                    () -> Refusals.write(
                            request,
                            response,
                            HttpStatus.REQUEST_TIMEOUT,
                            "What was sent did not arrive whole within " + DEADLINE.toSeconds() + " seconds."),
                    0);
        }

        @Override
        public void onError(Throwable why) {
            if (!finish(0)) return;
            LOG.debug("{} broke off before its end.", request.getServletPath(), why);
            async.complete();
        }

        private void refuse(Answer answer, int more) throws IOException {
            if (!finish(more)) return;
            refused = true;
            response.setHeader("Connection", "close");
            answer.write();
            async.complete();
        }

        /** Whether it was not over yet. */
        private boolean finish(int more) {
            if (!over.compareAndSet(false, true)) return false;
            held.addAndGet(-bytes.size() - (long) more);
            return true;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            if (refused) hangUp.run();
        }

        @Override
        public void onError(AsyncEvent event) {
            onError(event.getThrowable());
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // begun by whoever answers; this listener was for the body alone
        }
    }

    @FunctionalInterface
    private interface Answer {
        void write() throws IOException;
    }
}
