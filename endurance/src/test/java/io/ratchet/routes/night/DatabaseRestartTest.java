package io.ratchet.routes.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.store.sql.SqlStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that is restarted just while a process takes up what a dead one left. */
class DatabaseRestartTest {
    private static final int HOSTS = 30;

    @TempDir
    private Path folder;

    @Test
    @Tag("slow")
    void aDatabaseThatIsRestartedWhileANightIsTakenUpStrandsNothing() throws Exception {
        EmbeddedPostgres database = started(0);
        int port = database.getPort();
        try (NightInAProcess night = new NightInAProcess(
                "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres", folder.resolve("log"), HOSTS)) {
            // Given a process that was killed in the middle of its work
            SqlStore store = SqlStore.open(database.getPostgresDatabase());
            night.approveAll(store);
            Process first = night.start();
            assertThat(first.waitFor(700, TimeUnit.MILLISECONDS)).isFalse();
            first.destroyForcibly().waitFor();
            // When
            Process second = night.start();
            assertThat(second.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
            database.close();
            database = started(port);
            // Then
            assertThat(second.isAlive()).isTrue();
            SqlStore after = SqlStore.open(database.getPostgresDatabase());
            night.ends(second, () -> after);
            night.isTrue(after);
        } finally {
            database.close();
        }
    }

    private EmbeddedPostgres started(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("database"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("max_connections", "60")
                .start();
    }
}
