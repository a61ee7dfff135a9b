package io.ratchet.console;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.KeyedRequests.Answer;
import io.ratchet.store.KeyedRequests.Keyed;
import io.ratchet.store.Store;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * A change that is sent under an {@code Idempotency-Key} is carried out once, however often it is sent, whichever
 * server of this database it comes to and whether that was restarted meanwhile; whoever sends it again is given the
 * same answer (see the IETF draft "The Idempotency-Key HTTP Header Field"). What was refused has changed nothing, so
 * its key stays free. A request that broke off after it was begun keeps its key without an answer: it is not known how
 * far it came, and carrying it out again could do it twice.
 */
@ControllerAdvice
final class OnceByKey implements HandlerInterceptor, ResponseBodyAdvice<Object> {
    static final String HEADER = "Idempotency-Key";

    /** Told with an answer that was given before. */
    static final String AGAIN = "Idempotent-Replayed";

    static final int LONGEST = 200;

    /** For so long an answer is kept. */
    static final Duration KEPT = Duration.ofDays(1);

    /** What does nothing twice by itself: a report is known by its hash, and a try changes nothing. */
    private static final Set<String> BY_ITSELF = Set.of("POST /api/v1/reports", "POST /api/v1/what-if");

    /** Where an answer or what was sent is a secret, of which nothing is kept. */
    private static final Set<String> SECRET = Set.of("POST /api/v1/tokens", "POST /api/v1/users");

    /** The request attribute that holds the key of one that was begun. */
    private static final String BEGUN = "ratchet.key";

    private final Store store;
    private final Clock clock;

    OnceByKey(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    private record Begun(String by, String key) {}

    /** Whether a row of {@link Rights} is a change that takes a key. */
    static boolean takes(String row) {
        return row.startsWith("POST /api/v1/")
                && !row.startsWith("POST " + WebhookApi.PATH)
                && !BY_ITSELF.contains(row)
                && !SECRET.contains(row);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        String given = request.getHeader(HEADER);
        if (given == null || given.isBlank() || !(handler instanceof HandlerMethod)) return true;
        String row = Rights.row(request);
        if (SECRET.contains(row))
            throw new IllegalArgumentException(
                    "No " + HEADER + " is taken here, since nothing of a secret is kept; send it without one.");
        if (!takes(row)) return true;
        String key = given.strip();
        if (key.length() > LONGEST)
            throw new IllegalArgumentException("An " + HEADER + " has at most " + LONGEST + " characters.");
        Begun mine = new Begun(((Person) request.getAttribute(AccessFilter.PERSON)).name(), key);
        String fingerprint = fingerprint(request);
        Instant now = clock.instant();
        Optional<Keyed> before = store.transact(tx -> {
            tx.keyed().forgetUntil(now.minus(KEPT));
            return tx.keyed().begin(mine.by(), mine.key(), fingerprint, now);
        });
        if (before.isPresent()) {
            again(before.get(), fingerprint, response);
            return false;
        }
        request.setAttribute(BEGUN, mine);
        return true;
    }

    /** Where, on which version and what, byte for byte. */
    private static String fingerprint(HttpServletRequest request) throws IOException {
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        String head = request.getMethod() + " " + request.getRequestURI() + "\n" + request.getQueryString() + "\n"
                + request.getHeader("If-Match") + "\n";
        asked.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        request.getInputStream().transferTo(asked);
        return Sha256.hex(asked.toByteArray());
    }

    private static void again(Keyed before, String fingerprint, HttpServletResponse response) throws IOException {
        if (!before.fingerprint().equals(fingerprint))
            throw FailureException.of(
                    FailureCode.KEY_REUSED,
                    "The " + HEADER + " '" + before.key() + "' came at " + before.begunAt()
                            + " with another request; take a new key for this one.");
        Answer answer = before.answer();
        if (answer == null)
            throw FailureException.of(
                    FailureCode.KEY_UNANSWERED,
                    "The request with the " + HEADER + " '" + before.key() + "', begun at " + before.begunAt()
                            + ", has no answer yet. Send it again in a minute; if there is still none, it broke off:"
                            + " look what became of it, and take a new key.");
        response.setStatus(answer.status());
        response.setContentType(answer.media());
        response.setHeader(AGAIN, "true");
        response.getOutputStream().write(answer.body());
    }

    @Override
    public boolean supports(MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
        return ByteArrayHttpMessageConverter.class.isAssignableFrom(converter);
    }

    /** Keeps the answer before it is sent, so that whoever does not receive it can ask again. */
    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returned,
            MediaType media,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        HttpServletRequest asked = ((ServletServerHttpRequest) request).getServletRequest();
        int status = ((ServletServerHttpResponse) response).getServletResponse().getStatus();
        if (asked.getAttribute(BEGUN) instanceof Begun begun
                && status < HttpStatus.BAD_REQUEST.value()
                && body instanceof byte[] bytes) {
            store.run(tx -> tx.keyed().answered(begun.by(), begun.key(), new Answer(status, media.toString(), bytes)));
            asked.removeAttribute(BEGUN);
        }
        return body;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception thrown) {
        if (!(request.getAttribute(BEGUN) instanceof Begun begun)) return;
        int status = response.getStatus();
        boolean refused = status >= HttpStatus.BAD_REQUEST.value()
                && (status < HttpStatus.INTERNAL_SERVER_ERROR.value()
                        || status == HttpStatus.SERVICE_UNAVAILABLE.value());
        if (refused && thrown == null) store.run(tx -> tx.keyed().forget(begun.by(), begun.key()));
    }
}
