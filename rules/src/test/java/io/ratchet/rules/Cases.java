package io.ratchet.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The cases of the shipped rule book: {@code src/test/resources/cases}, one file for each family. */
final class Cases extends CaseFiles {
    static final Path FOLDER = Path.of("src/test/resources/cases");

    private static final List<Case> ALL = read();

    private Cases() {}

    /** All of them, read once. */
    static List<Case> all() {
        return ALL;
    }

    private static List<Case> read() {
        Cases cases = new Cases();
        List<Case> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList())
                all.addAll(cases.read(file.getFileName().toString(), Files.readString(file), problem -> {
                    throw new AssertionError(problem);
                }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(all);
    }
}
