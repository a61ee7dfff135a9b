package io.ratchet.store.sql;

import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;

class PostgresFindingsTest extends FindingsContract {
    private static DataSource database;

    @BeforeAll
    static void make() {
        database = Databases.postgresWithTables();
    }

    @Override
    DataSource database() {
        return database;
    }
}
