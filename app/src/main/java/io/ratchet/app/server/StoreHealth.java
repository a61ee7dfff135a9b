package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.Store;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the store answers: a server without it is alive, but nobody should be sent to it. */
final class StoreHealth implements HealthIndicator {
    private final Store store;

    StoreHealth(Store store) {
        this.store = store;
    }

    @Override
    public Health health() {
        try {
            store.run(tx -> tx.stops().list());
            return Health.up().build();
        } catch (FailureException e) {
            return Health.down().withDetail("code", e.failure().code().wire()).build();
        }
    }
}
