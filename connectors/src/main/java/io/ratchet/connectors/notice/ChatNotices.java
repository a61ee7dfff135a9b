package io.ratchet.connectors.notice;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.http.Http;
import io.ratchet.connectors.http.RetryAfter;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.apache.http.conn.ConnectTimeoutException;

/**
 * Posts to the incoming webhook of a chat. The whole address of a webhook is a secret: it is read anew for each post,
 * stands in no outcome, and leads nowhere else, since no redirect is followed.
 */
final class ChatNotices implements Notices {
    private static final int MOST_BYTES = 64 << 10;
    private static final int AT_ONCE = 2;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration USUAL_WAIT = Duration.ofMinutes(1);
    /** Shorter parts of an address are no secret, and are found in any text. */
    private static final int SHORTEST_SECRET = 6;

    private final NoticeReceiver receiver;
    private final ChatMessage message;
    private final Credentials credentials;
    private final RetryAfter waits;
    private final Http http;

    ChatNotices(NoticeReceiver receiver, ChatMessage message, Credentials credentials, Duration patience, Clock clock) {
        this.receiver = receiver;
        this.message = message;
        this.credentials = credentials;
        this.waits = new RetryAfter(clock, LONGEST_WAIT);
        this.http = new Http(new Http.Limits(patience, patience.multipliedBy(2), MOST_BYTES, AT_ONCE, false));
    }

    private record Reply(int status, String text, String retryAfter, String date) {}

    @Override
    public Sent tell(Notice notice) {
        String secret = credentials
                .resolve(receiver.credential().orElseThrow())
                .password()
                .strip();
        URI webhook;
        try {
            webhook = new URI(secret);
        } catch (URISyntaxException e) {
            return noAddress();
        }
        if (!reachable(webhook)) return noAddress();
        byte[] body = Json.line(message.of(notice)).getBytes(StandardCharsets.UTF_8);
        try {
            Reply reply = http.<Reply, RuntimeException>ask(
                    new Http.Ask("POST", webhook, Map.of(), "application/json", body),
                    answer -> new Reply(
                            answer.status(),
                            answer.text(MOST_BYTES),
                            answer.header("retry-after"),
                            answer.header("date")));
            return judged(reply, webhook);
        } catch (IOException e) {
            return broken(e);
        }
    }

    private static boolean reachable(URI webhook) {
        if (webhook.getHost() == null || webhook.getUserInfo() != null) return false;
        return "https".equals(webhook.getScheme()) || ("http".equals(webhook.getScheme()) && Http.staysHere(webhook));
    }

    private Sent noAddress() {
        return new Sent.Refused("The credential " + receiver.credential().orElseThrow()
                + " holds no address by TLS as its password; put the address of the webhook there.");
    }

    private Sent judged(Reply reply, URI webhook) {
        int status = reply.status();
        String why = "The chat answered " + status + ": " + said(reply.text(), webhook);
        Duration asked = waits.wait(reply.retryAfter(), reply.date()).orElse(null);
        if (status / 100 == 2) return new Sent.Done("", "");
        if (status == 429) return new Sent.ToRetry(why, asked == null ? USUAL_WAIT : asked);
        if (status == 503) return new Sent.ToRetry(why, asked);
        if (status == 408 || status >= 500) return new Sent.Unknown(why, asked);
        if (status / 100 == 3)
            return new Sent.Refused(
                    "The chat answered " + status + ", a redirect, which is not followed; correct the webhook.");
        return new Sent.Refused(why);
    }

    /** Some repeat what they refuse. */
    private static String said(String text, URI webhook) {
        String clean = text.replace(webhook.toString(), "***");
        String behind = webhook.getRawPath() + "?" + webhook.getRawQuery();
        for (String part : behind.split("[/?&=]+"))
            if (part.length() >= SHORTEST_SECRET) clean = clean.replace(part, "***");
        return PlainText.line(clean, 200);
    }

    /**
     * What was never sent cannot have arrived; what a library says of a break may hold the address, so it is not told.
     */
    private static Sent broken(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause())
            if (cause instanceof ConnectException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException)
                return new Sent.ToRetry("The chat cannot be reached (" + kind(cause) + ").", null);
        return new Sent.Unknown("The chat gave no answer (" + kind(e) + ").", null);
    }

    private static String kind(Throwable e) {
        if (e instanceof UnknownHostException) return "its name is not known";
        if (e instanceof SSLHandshakeException) return "it cannot be spoken to by TLS 1.2 or newer, or is not trusted";
        return e instanceof ConnectException ? "nothing answers there" : "the connection broke or took too long";
    }
}
