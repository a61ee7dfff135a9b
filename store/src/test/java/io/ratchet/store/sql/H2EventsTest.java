package io.ratchet.store.sql;

import javax.sql.DataSource;

class H2EventsTest extends EventsContract {
    @Override
    DataSource database() {
        return Databases.h2WithTables();
    }
}
