package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.store.LocalUsers.LocalUser;
import io.ratchet.store.Tokens.Token;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A name that the settings take for somebody is that person's alone, whatever was made for it before. */
class TakenNameTest {
    private static final Instant NOW = Instant.parse("2018-09-20T01:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Access BEFORE = new Access(Optional.empty(), Map.of());
    private static final Access AFTER = new Access(
            Optional.empty(),
            Map.of(Access.hash("dora's own"), new Person("Dora", Set.of(Role.VIEWER), Set.of(), false)));

    private JdbcConnectionPool database;
    private SqlStore store;

    @BeforeEach
    void open() {
        database = Databases.h2WithTables();
        store = Databases.opened(database);
        String token = Access.hash("an administrator's");
        store.run(tx -> {
            tx.tokens()
                    .add(new Token(
                            token,
                            "dora",
                            List.of("admin"),
                            List.of(),
                            "user:alice",
                            NOW,
                            NOW.plus(Duration.ofDays(9)),
                            null,
                            null));
            tx.users().set(new LocalUser("dora", "hash", List.of("admin"), List.of(), "user:alice", NOW, null));
        });
    }

    @AfterEach
    void close() {
        store.close();
        database.dispose();
    }

    @Test
    void aTokenOpensNothingOnceTheSettingsHaveTakenItsName() {
        assertThat(people(BEFORE).byHash(Access.hash("an administrator's"))).isPresent();
        assertThat(people(AFTER).byHash(Access.hash("an administrator's"))).isEmpty();
        assertThat(people(AFTER).byHash(Access.hash("dora's own")).orElseThrow().roles())
                .containsExactly(Role.VIEWER);
    }

    @Test
    void aPasswordAndItsSessionsOpenNothingOnceTheSettingsHaveTakenItsName() {
        // Given
        String session = sessions(BEFORE).begin(Sessions.USER + "dora");
        assertThat(sessions(BEFORE).person(session)).isPresent();

        // Then
        assertThat(people(AFTER).user("dora")).isEmpty();
        assertThat(sessions(AFTER).person(session)).isEmpty();
    }

    @Test
    void whoAllAreTakenForInTheDemoIsNobodyElseEither() {
        Access demo = new Access(Optional.of(Person.ofAllRoles("dora")), Map.of());

        assertThat(people(demo).isSettled("dora")).isTrue();
    }

    private People people(Access access) {
        return new People(access, store, CLOCK);
    }

    private Sessions sessions(Access access) {
        return new Sessions(people(access), store, CLOCK);
    }
}
