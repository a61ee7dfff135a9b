package io.ratchet.app.server;

import com.zaxxer.hikari.HikariDataSource;
import io.ratchet.store.DatabasePool;
import java.util.OptionalInt;

/** The connections to PostgreSQL. */
record PooledConnections(HikariDataSource pool) implements DatabasePool {
    @Override
    public int active() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public int most() {
        return pool.getMaximumPoolSize();
    }

    @Override
    public OptionalInt waiting() {
        return OptionalInt.of(pool.getHikariPoolMXBean().getThreadsAwaitingConnection());
    }
}
