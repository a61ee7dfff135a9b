package io.ratchet.rules;

import io.ratchet.domain.finding.Observation;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Observations with the times in them moved to the past. */
final class Moved {
    private Moved() {}

    static Observation back(Observation seen, Duration by) {
        if (seen instanceof Observation.Boot boot)
            return new Observation.Boot(boot.at().minus(by));
        if (seen instanceof Observation.ProtocolUse use)
            return new Observation.ProtocolUse(
                    use.direction(),
                    use.protocol(),
                    use.stack(),
                    use.peer(),
                    use.port(),
                    use.count(),
                    minus(use.from(), by),
                    minus(use.to(), by),
                    use.test());
        if (seen instanceof Observation.UpdateInstalled update)
            return new Observation.UpdateInstalled(update.kb(), update.state(), minus(update.at(), by));
        return seen;
    }

    private static @Nullable Instant minus(@Nullable Instant time, Duration by) {
        return time == null ? null : time.minus(by);
    }
}
