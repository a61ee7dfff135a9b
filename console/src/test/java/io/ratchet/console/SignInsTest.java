package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ratchet.console.SignInObserver.Outcome;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SignInsTest {
    @TempDir
    private Path folder;

    private final List<Outcome> counted = new ArrayList<>();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private Instant now = Instant.parse("2018-09-20T20:00:00Z");
    private SqlStore store;
    private SignIns signIns;

    @BeforeEach
    void open() {
        store = Databases.h2(folder);
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        signIns = new SignIns(store, clock, counted::add);
        log().setLevel(Level.INFO);
        lines.start();
        log().addAppender(lines);
    }

    @AfterEach
    void close() {
        log().detachAppender(lines);
        store.close();
    }

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(SignIns.class);
    }

    @Test
    void saysOnceThatTheCompanysSignInDoesNotAnswerAndCountsEachWhoNeededIt() {
        // When
        for (int i = 0; i < 50; i++) {
            signIns.away(new IOException("connection refused"));
            now = now.plus(Duration.ofSeconds(20));
        }

        // Then
        assertThat(lines.list).singleElement().asString().contains("[WARN]", "connection refused");
        assertThat(counted).hasSize(50).containsOnly(Outcome.AWAY);

        // When it is back, and away again
        signIns.answered();
        signIns.answered();
        signIns.away(new IOException("connection refused"));

        // Then
        assertThat(lines.list).hasSize(3);

        // When nobody had need of it for a while
        now = now.plus(SignIns.QUIET);
        signIns.away(new IOException("connection refused"));

        // Then
        assertThat(lines.list).hasSize(4);
    }

    @Test
    void barsANetworkOfIpv6HoweverAProxyWritesItsAddresses() {
        // When
        for (int i = 0; i < SignIns.FREE_TRIES; i++) signIns.refused("2001:db8::" + (i + 1));

        // Then
        assertThat(signIns.barred("2001:db8:0:0:1:2:3:4")).isPresent();
        assertThat(signIns.barred("2001:DB8::ffff")).isPresent();
        assertThat(signIns.barred("2001:db8:0:1::1")).isEmpty();

        // When
        for (int i = 0; i < SignIns.FREE_TRIES; i++) signIns.refused("::ffff:192.0.2.7");

        // Then
        assertThat(signIns.barred("192.0.2.7")).isPresent();
        assertThat(signIns.barred("192.0.2.8")).isEmpty();
    }
}
