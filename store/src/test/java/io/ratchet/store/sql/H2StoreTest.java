package io.ratchet.store.sql;

import org.junit.jupiter.api.BeforeAll;

class H2StoreTest extends StoreContract {
    private static SqlStore store;

    @BeforeAll
    static void open() {
        store = SqlStore.open(Databases.h2WithTables());
    }

    @Override
    SqlStore store() {
        return store;
    }
}
