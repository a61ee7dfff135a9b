package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the store answers and has room: a server without it is alive, but nobody should be sent to it. An embedded
 * database still reads on a full disk, so the room is asked for too.
 */
final class StoreHealth implements HealthIndicator {
    private static final long ROOM = 16L << 20;

    private final Store store;
    private final LongSupplier room;

    /** @param room bytes that are left on the disk of the data folder */
    StoreHealth(Store store, LongSupplier room) {
        this.store = store;
        this.room = room;
    }

    /** On the disk of this folder; as much as there can be where nothing tells. */
    static LongSupplier roomBeside(Path folder) {
        return () -> {
            try {
                return Files.getFileStore(folder).getUsableSpace();
            } catch (IOException e) {
                return Long.MAX_VALUE;
            }
        };
    }

    @Override
    public Health health() {
        try {
            store.run(tx -> tx.stops().list());
            return room.getAsLong() < ROOM
                    ? down(FailureCode.STORE_FULL)
                    : Health.up().build();
        } catch (FailureException e) {
            return down(e.failure().code());
        }
    }

    private static Health down(FailureCode code) {
        return Health.down().withDetail("code", code.wire()).build();
    }
}
