package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The formats that intake reads: those that Ratchet ships and the tables that a site described itself. */
public final class Formats {
    private static final Formats SHIPPED = new Formats(Format.all());

    private final List<Format> all;

    private Formats(List<Format> all) {
        this.all = List.copyOf(all);
    }

    public static Formats shipped() {
        return SHIPPED;
    }

    /**
     * These and the mappings of {@code folder}, which come first: a site knows its own tables best.
     *
     * @throws FailureException CONFIG_INVALID when a mapping cannot be used; the sentence names file and line
     */
    public Formats with(Path folder) {
        List<Format> more = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(name -> name.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList()) more.add(Format.of(Mapping.read(file.toString(), Files.readString(file))));
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The folder of mappings '" + folder + "' cannot be read: " + e.getMessage() + ".",
                    e);
        }
        more.addAll(all);
        return new Formats(more);
    }

    /** These and one mapping more, which comes first; {@code file} is named where it cannot be used. */
    public Formats with(String file, String yaml) {
        List<Format> more = new ArrayList<>(List.of(Format.of(Mapping.read(file, yaml))));
        more.addAll(all);
        return new Formats(more);
    }

    public List<Format> all() {
        return all;
    }

    public Optional<Format> named(String wire) {
        return all.stream().filter(format -> format.wire().equals(wire)).findFirst();
    }

    /** Known by the first bytes of a file; empty when by none. */
    public Optional<Format> of(byte[] head) {
        Beginning beginning = Beginning.of(head);
        return all.stream().filter(format -> format.reader().knows(beginning)).findFirst();
    }

    /** All of them, for a sentence. */
    String known() {
        return all.stream().map(Format::wire).collect(Collectors.joining(", "));
    }
}
