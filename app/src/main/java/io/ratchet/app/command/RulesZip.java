package io.ratchet.app.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A site's rules folder as a zip file: what a server reads of it, and what it must be told that it does not. */
final class RulesZip {
    private static final List<String> PARTS = List.of("catalogue", "rules", "playbooks", "cases");
    private static final long LARGEST = 32L << 20;

    private RulesZip() {}

    static byte[] of(Path folder) throws IOException {
        if (!Files.isDirectory(folder))
            throw Refusal.couldNotStart("There is no folder '" + folder
                    + "'; name the one that holds catalogue, rules, playbooks and cases.");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean empty = true;
        long total = 0;
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String part : PARTS)
                for (Path file : files(folder.resolve(part))) {
                    boolean inner = Files.isDirectory(file);
                    total += inner ? 0 : Files.size(file);
                    if (total > LARGEST)
                        throw Refusal.couldNotStart("'" + folder + "' holds more than 32 MiB; is it a rules folder?");
                    zip.putNextEntry(new ZipEntry(part + "/" + file.getFileName() + (inner ? "/" : "")));
                    if (!inner) Files.copy(file, zip);
                    zip.closeEntry();
                    empty = false;
                }
        }
        if (empty)
            throw Refusal.couldNotStart("'" + folder
                    + "' holds nothing to read; put files into catalogue, rules, playbooks and cases below it.");
        return bytes.toByteArray();
    }

    private static List<Path> files(Path part) throws IOException {
        if (!Files.isDirectory(part)) return List.of();
        try (Stream<Path> files = Files.list(part)) {
            return files.filter(RulesZip::read).sorted().toList();
        }
    }

    /** What editors and mounted configuration keep beside the files is nobody's rule. */
    private static boolean read(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && !name.endsWith("~");
    }
}
