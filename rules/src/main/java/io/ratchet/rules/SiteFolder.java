package io.ratchet.rules;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A site's folder as it stood at one moment: everything is read at once and nothing is read again, so that what was
 * checked is what decides.
 *
 * @param files sorted by folder and name
 * @param strays what lies where it is not read, each a sentence
 * @param hash SHA-256 over names and content, lower-case hexadecimal
 */
record SiteFolder(Path path, List<SiteFile> files, List<String> strays, String hash) {
    /** What is read, and how its names end. */
    private static final Map<String, String> PARTS =
            Map.of("catalogue", ".yaml", "rules", ".drl", "playbooks", ".yaml", "cases", ".yaml");

    private static final long LARGEST = 4L << 20;

    /**
     * One file.
     *
     * @param part of the folder: {@code catalogue}, {@code rules}, {@code playbooks} or {@code cases}
     * @param name with its part and its ending, as messages say it
     */
    record SiteFile(String part, String name, String text) {}

    SiteFolder {
        files = List.copyOf(files);
        strays = List.copyOf(strays);
    }

    /** @throws FailureException CONFIG_INVALID when it cannot be read at all */
    static SiteFolder read(Path folder) {
        if (!Files.isDirectory(folder))
            throw refuse("there is no folder '" + folder
                    + "'; name the folder that holds catalogue, rules, playbooks and cases");
        List<SiteFile> files = new ArrayList<>();
        List<String> strays = new ArrayList<>();
        try {
            for (String part : PARTS.keySet().stream().sorted().toList()) read(folder, part, files, strays);
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The rules folder '" + folder + "' cannot be read; look at its permissions.",
                    e);
        }
        if (files.isEmpty() && strays.isEmpty())
            throw refuse("'" + folder
                    + "' holds nothing to read; put files into catalogue, rules, playbooks and cases below it");
        return new SiteFolder(folder, files, strays, hash(files, strays));
    }

    List<SiteFile> files(String part) {
        return files.stream().filter(file -> file.part().equals(part)).toList();
    }

    private static void read(Path folder, String part, List<SiteFile> files, List<String> strays) throws IOException {
        Path inside = folder.resolve(part);
        if (!Files.isDirectory(inside)) return;
        List<Path> found;
        try (Stream<Path> all = Files.list(inside)) {
            found = all.sorted().toList();
        }
        for (Path file : found) {
            String name = file.getFileName().toString();
            // What editors and mounted configuration keep beside the files.
            if (name.startsWith(".") || name.endsWith("~")) continue;
            String said = part + "/" + name;
            if (!Files.isRegularFile(file) || !name.endsWith(PARTS.get(part)))
                strays.add(said + " is not read; files here end in " + PARTS.get(part)
                        + ", so rename it or take it away.");
            else if (Files.size(file) > LARGEST) strays.add(said + " is larger than 4 MiB; split it.");
            else
                text(said, Files.readAllBytes(file), strays)
                        .ifPresent(text -> files.add(new SiteFile(part, said, text)));
        }
    }

    private static Optional<String> text(String name, byte[] bytes, List<String> strays) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // Notepad begins a file with a byte order mark.
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            strays.add(name + " is not UTF-8 text; save it as UTF-8.");
            return Optional.empty();
        }
    }

    private static String hash(List<SiteFile> files, List<String> strays) {
        return Sha256.hex(content(files, strays));
    }

    /** What the hash is over: of each file its name, its length in bytes and its text. */
    byte[] content() {
        return content(files, strays);
    }

    private static byte[] content(List<SiteFile> files, List<String> strays) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (SiteFile file : files) {
            byte[] text = file.text().getBytes(StandardCharsets.UTF_8);
            content.writeBytes((file.name() + "\n" + text.length + "\n").getBytes(StandardCharsets.UTF_8));
            content.writeBytes(text);
        }
        // Taking a stray away is a change that must be looked at.
        for (String stray : strays) content.writeBytes(stray.getBytes(StandardCharsets.UTF_8));
        return content.toByteArray();
    }

    private static FailureException refuse(String why) {
        return FailureException.of(FailureCode.CONFIG_INVALID, "No rules folder: " + why + ".");
    }
}
