package io.ratchet.connectors.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.ticket.Sent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is the same of all chats that are told by an incoming webhook. */
abstract class ChatContract extends NoticesContract {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    final ChatStub chat = stub();

    abstract NoticeReceiver.Kind kind();

    abstract ChatMessage message();

    /** What people read of it. */
    abstract String read(JsonNode post);

    /** What it does besides. */
    abstract List<String> does(JsonNode post);

    abstract long most();

    @AfterEach
    void close() {
        chat.close();
    }

    @Override
    Reader reader() {
        return new Reader() {
            @Override
            public Notices notices() {
                return told(by("/hooks/" + SECRET + "?sig=" + SECRET));
            }

            @Override
            public Notices failing() {
                String path = "/hooks/" + SECRET + "?sig=" + SECRET;
                chat.replies.add(new ChatStub.Reply(404, "no_service at " + chat.address(path), Map.of()));
                return told(by(path));
            }

            @Override
            public List<String> read() throws IOException {
                return List.of(ChatContract.this.read(chat.only()));
            }

            @Override
            public List<String> does() throws IOException {
                return ChatContract.this.does(chat.only());
            }

            @Override
            public long largest() {
                return chat.posts.stream()
                        .mapToLong(post -> post.getBytes(StandardCharsets.UTF_8).length)
                        .max()
                        .orElseThrow();
            }

            @Override
            public long most() {
                return ChatContract.this.most();
            }
        };
    }

    @Override
    Notices withoutSecret() {
        return told(reference -> {
            throw FailureException.of(FailureCode.CONFIG_INVALID, "The reference leads nowhere.");
        });
    }

    @Test
    void waitsAsLongAsItIsAskedTo() {
        chat.replies.add(new ChatStub.Reply(429, "rate_limited", Map.of("Retry-After", "30")));
        assertThat(answer()).isEqualTo(new Sent.ToRetry("The chat answered 429: rate_limited", Duration.ofSeconds(30)));
    }

    @Test
    void doesNotKnowWhetherItArrivedWhereItGotNoAnswer() {
        chat.replies.add(new ChatStub.Reply(0, "", Map.of()));
        assertThat(answer()).isInstanceOf(Sent.Unknown.class);
        chat.replies.add(new ChatStub.Reply(500, "", Map.of()));
        assertThat(answer()).isInstanceOf(Sent.Unknown.class);
    }

    @Test
    void followsNoRedirectForTheNoticeMayNotGoElsewhere() {
        chat.replies.add(new ChatStub.Reply(
                302, "", Map.of("Location", chat.address("/elsewhere").toString())));
        assertThat(answer()).isInstanceOf(Sent.Refused.class);
        assertThat(chat.posts).hasSize(1);
    }

    @Test
    void triesAgainWhereNothingListens() {
        Credentials there = by("/hooks/" + SECRET);
        chat.close();
        assertThat(told(there).tell(notice("12 plans wait", "")))
                .isEqualTo(new Sent.ToRetry("The chat cannot be reached (nothing answers there).", null));
    }

    @Test
    void goesNowhereWithoutTls() {
        Notices plain = told(reference -> new Account("hook", "http://chat.corp.example/hooks/" + SECRET));
        assertThat(plain.tell(notice("12 plans wait", "")))
                .isEqualTo(
                        new Sent.Refused(
                                "The credential file:desk holds no address by TLS as its password; put the address of the webhook there."));
    }

    private Sent answer() {
        return told(by("/hooks/" + SECRET)).tell(notice("12 plans wait", ""));
    }

    private Credentials by(String path) {
        return reference -> new Account("hook", chat.address(path).toString());
    }

    private Notices told(Credentials credentials) {
        return new ChatNotices(
                new NoticeReceiver("desk", kind(), Optional.of("file:desk"), Optional.empty()),
                message(),
                credentials,
                PATIENCE,
                Clock.systemUTC());
    }

    /** Every text field of this name, wherever it stands. */
    static List<String> all(JsonNode post, String field) {
        return new ArrayList<>(post.findValuesAsText(field));
    }

    private static ChatStub stub() {
        try {
            return new ChatStub();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
