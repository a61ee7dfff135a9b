package io.ratchet.store.sql;

import org.junit.jupiter.api.BeforeAll;

class PostgresStoreTest extends StoreContract {
    private static SqlStore store;

    @BeforeAll
    static void open() {
        store = SqlStore.open(Databases.postgres());
    }

    @Override
    SqlStore store() {
        return store;
    }
}
