package io.ratchet.store.sql;

import io.ratchet.store.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

final class SqlDurations implements Durations {
    private final Sql sql;

    SqlDurations(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void took(String playbook, Duration time, Instant endedAt) {
        long seconds = time.plusSeconds(1).minusNanos(1).toSeconds();
        sql.update(
                "insert into leg_duration (playbook, seconds, ended_at) values (?, ?, ?)", playbook, seconds, endedAt);
    }

    @Override
    public List<Duration> newest(String playbook, int limit) {
        return sql.list(
                row -> Duration.ofSeconds(row.getLong(1)),
                "select seconds from leg_duration where playbook = ? order by id desc fetch first ? rows only",
                playbook,
                limit);
    }
}
