package io.ratchet.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How long legs of plans took, by the playbooks in them. */
public interface Durations {
    /** A leg with this playbook in it took so long; kept to the second, upwards. */
    void took(String playbook, Duration time, Instant endedAt);

    /** The newest ones of a playbook, newest first. */
    List<Duration> newest(String playbook, int limit);
}
