package io.ratchet.domain.decision;

import io.ratchet.domain.Checks;
import io.ratchet.domain.finding.RegistryData;
import org.jspecify.annotations.Nullable;

/** One thing a plan changes on a host; what a person approves. */
public sealed interface Change {
    /**
     * A registry value.
     *
     * @param key full path from {@code HKLM\}, the 32-bit view by {@code WOW6432Node}
     * @param before null when nobody told what stands there; {@link RegistryData#ABSENT} when nothing does
     * @param after what shall stand there; {@link RegistryData#ABSENT} deletes the value
     */
    record Registry(String key, String name, @Nullable RegistryData before, RegistryData after) implements Change {
        public Registry {
            Checks.text(key, "registry change key");
            Checks.text(name, "registry change name");
            Checks.that(key.startsWith("HKLM\\"), "a registry change is under HKLM, not " + key);
        }
    }

    /** A Windows update, by its KB number. */
    record Update(String kb) implements Change {
        public Update {
            Checks.text(kb, "update change kb");
        }
    }

    /** A product brought to a build. */
    record Product(String product, String build) implements Change {}

    /** A service started, stopped or restarted. */
    record Service(String name, String action) implements Change {}

    /** The machine restarts. */
    record Reboot() implements Change {}

    /** A named product step. */
    record Command(String name) implements Change {}
}
