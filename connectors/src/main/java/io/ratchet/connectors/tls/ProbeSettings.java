package io.ratchet.connectors.tls;

import io.ratchet.domain.Checks;
import java.time.Duration;

/**
 * How patient the probe is with one listener. A silent listener costs at most twice the sum of both.
 *
 * @param connect how long opening a connection may take
 * @param answer how long the listener may take from our ClientHello to its whole answer
 */
public record ProbeSettings(Duration connect, Duration answer) {
    public ProbeSettings {
        Checks.that(connect.toMillis() > 0, "the probe's connect timeout is at least a millisecond");
        Checks.that(answer.toMillis() > 0, "the probe's answer timeout is at least a millisecond");
    }

    /** Three seconds for each. */
    public static ProbeSettings defaults() {
        return new ProbeSettings(Duration.ofSeconds(3), Duration.ofSeconds(3));
    }
}
