package io.ratchet.routes.intake;

import io.ratchet.wire.YamlNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people are told of a format, a row of {@code docs/formats.md}.
 *
 * @param genuine whether files of real installations were read; else it is modelled on documentation
 * @param export how to get it at its source
 */
record FormatPage(String title, boolean genuine, String export, String used, String ignored, String versions) {
    private static final Map<String, Boolean> KNOWN = Map.of("genuine", true, "modelled", false);

    static FormatPage read(Map<String, YamlNode> entries, YamlNode whole) {
        return new FormatPage(
                whole.required(entries, "title").text(),
                genuine(entries.get("known")),
                text(entries.get("export")),
                whole.required(entries, "used").text(),
                text(entries.get("ignored")),
                text(entries.get("versions")));
    }

    private static boolean genuine(@Nullable YamlNode known) {
        return known != null && known.oneOf(KNOWN);
    }

    private static String text(@Nullable YamlNode node) {
        return node == null ? "" : node.text();
    }
}
