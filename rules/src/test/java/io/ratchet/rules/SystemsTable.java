package io.ratchet.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Our own list of the systems table: which rows there are, and what each must come to. */
final class SystemsTable {
    private static final Path FILE = Path.of("src/test/resources/systems.txt");

    /** Rows of these categories shape decisions about other systems and are never one themselves. */
    private static final Set<String> SHAPING = Set.of("update", "topology", "matrix");

    record Line(String id, String category, String remedy, String decision) {
        boolean system() {
            return !SHAPING.contains(category);
        }
    }

    private SystemsTable() {}

    static List<Line> lines() {
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(SystemsTable::line)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Line line(String text) {
        String[] parts = text.split(" \\| ");
        return new Line(parts[0], parts[1], parts[2], parts[3]);
    }
}
