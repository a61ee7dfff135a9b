package io.ratchet.store.sql;

import javax.sql.DataSource;

class PostgresEventsTest extends EventsContract {
    @Override
    DataSource database() {
        return Databases.postgresWithTables();
    }
}
