package io.ratchet.store.sql;

import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;

class H2FindingsTest extends FindingsContract {
    private static DataSource database;

    @BeforeAll
    static void make() {
        database = Databases.h2WithTables();
    }

    @Override
    DataSource database() {
        return database;
    }
}
