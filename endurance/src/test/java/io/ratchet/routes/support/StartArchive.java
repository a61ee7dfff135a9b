package io.ratchet.routes.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Where Java keeps what it found out about the classes of a program, as the launcher has it do for Ratchet's. */
final class StartArchive {
    private static final Path FOLDER = folder();

    /** The class path of this process, in archives alone: Java keeps nothing of classes in a folder. */
    static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(Files::exists)
            .map(StartArchive::archived)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));

    private StartArchive() {}

    /** The file, which is there once the program was rehearsed. */
    static Path of(Class<?> program) {
        return FOLDER.resolve(program.getName());
    }

    private static Path archived(Path entry) {
        if (!Files.isDirectory(entry)) return entry;
        try {
            Path archive = Files.createTempFile(FOLDER, "classes", ".jar");
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
                zip.setLevel(0);
                for (Path each : inside(entry)) {
                    boolean folder = Files.isDirectory(each); // which who looks for all resources of one needs
                    String name = entry.relativize(each).toString().replace('\\', '/');
                    zip.putNextEntry(new ZipEntry(folder ? name + "/" : name));
                    if (!folder) Files.copy(each, zip);
                    zip.closeEntry();
                }
            }
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.skip(1).sorted().toList();
        }
    }

    private static Path folder() {
        try {
            Path made = Files.createTempDirectory("ratchet-start-archives");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(made)));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
