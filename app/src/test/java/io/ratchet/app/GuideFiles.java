package io.ratchet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that {@code docs/guides/add-a-rule.md} lets its reader save: a site's rules folder and a report to try it
 * on.
 */
public final class GuideFiles {
    private static final Pattern FILE =
            Pattern.compile("Save this as `([^`]+)`:\\n\\n```[a-z]*\\n(.*?)```", Pattern.DOTALL);

    private GuideFiles() {}

    /** Saves them all; the rules folder is {@code site}, the report {@code inventory.ndjson}. */
    public static void save(Path folder) throws IOException {
        Matcher file = FILE.matcher(Files.readString(Golden.root().resolve("docs/guides/add-a-rule.md")));
        while (file.find()) {
            Path saved = folder.resolve(file.group(1));
            Files.createDirectories(saved.getParent());
            Files.writeString(saved, file.group(2));
        }
    }
}
