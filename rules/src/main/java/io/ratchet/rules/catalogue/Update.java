package io.ratchet.rules.catalogue;

import io.ratchet.domain.decision.Confidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A KB number and what it is: an installable update, an article or an update of the catalogue only (statement 7).
 *
 * @param kind {@code installable}, {@code article} or {@code observability}
 * @param systems the operating systems it applies to
 * @param files by system: files and the versions from which the update, or one that supersedes it, is there
 * @param languagePacks whether a language pack installed later undoes it (statement 29)
 * @param supersededBy any of these installed covers it as well
 */
public record Update(
        String kb,
        String kind,
        String purpose,
        List<String> systems,
        Map<String, List<FileFloor>> files,
        boolean languagePacks,
        List<String> supersededBy,
        List<String> sources,
        Confidence confidence) {
    /** @param name of the file in System32, and in SysWOW64 on a 64-bit system when {@code bothViews} */
    public record FileFloor(String name, Version version, boolean bothViews) {}

    static Update read(Node node) {
        Map<String, List<FileFloor>> files = new TreeMap<>();
        for (Node file : node.nodes("files")) {
            for (String system : file.texts("systems")) {
                files.computeIfAbsent(system, key -> new ArrayList<>())
                        .add(new FileFloor(
                                file.text("name").toLowerCase(Locale.ROOT),
                                Version.of(file.text("version")),
                                file.flag("both-views")));
            }
            file.text("name");
            file.done();
        }
        Update update = new Update(
                node.text("kb"),
                node.or("kind", "installable"),
                node.text("purpose"),
                node.texts("systems"),
                files,
                node.flag("language-packs"),
                node.texts("superseded-by"),
                node.texts("sources"),
                Marks.of(node.text("confidence")));
        node.done();
        return update;
    }

    public boolean appliesTo(@Nullable String system) {
        return system != null && systems.contains(system);
    }
}
