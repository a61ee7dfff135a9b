package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PooledConnectionsTest {
    @Test
    void tellsWhoWorksAndWhoWaits() throws Exception {
        // Given a pool of one connection
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:pooled-connections");
        config.setMaximumPoolSize(1);
        try (HikariDataSource source = new HikariDataSource(config)) {
            PooledConnections pool = new PooledConnections(source);
            assertThat(pool.active()).isZero();
            CompletableFuture<Connection> second;

            // When
            try (Connection first = source.getConnection()) {
                assertThat(first.isValid(1)).isTrue();
                second = CompletableFuture.supplyAsync(() -> {
                    try {
                        return source.getConnection();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });

                // Then
                assertThat(pool.active()).isEqualTo(1);
                assertThat(pool.most()).isEqualTo(1);
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(pool.waiting()).hasValue(1));
            }
            second.get().close();
        }
    }
}
