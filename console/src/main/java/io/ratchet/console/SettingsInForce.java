package io.ratchet.console;

import java.util.List;

/** The settings a server runs by, as it has understood them; secrets as references only. */
public record SettingsInForce(List<Section> sections) {
    /** What belongs together, by the key in the settings' file under which it stands. */
    public record Section(String name, List<Line> lines) {
        public Section {
            lines = List.copyOf(lines);
        }
    }

    /**
     * One setting.
     *
     * @param value in words; a reference where it is a secret
     */
    public record Line(String key, String value) {}

    public SettingsInForce {
        sections = List.copyOf(sections);
    }

    /** A server that was given no settings of its own. */
    public static SettingsInForce none() {
        return new SettingsInForce(List.of());
    }
}
