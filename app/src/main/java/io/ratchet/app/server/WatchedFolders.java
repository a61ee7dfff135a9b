package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folders whose files are taken in, looked at before anything starts. */
final class WatchedFolders {
    private WatchedFolders() {}

    /**
     * Makes what is to be made and refuses what cannot be watched.
     *
     * @throws FailureException CONFIG_INVALID naming the folder
     */
    static void prepare(List<ServeSettings.Folder> folders) {
        folders.forEach(WatchedFolders::prepare);
    }

    private static void prepare(ServeSettings.Folder folder) {
        Path path = folder.path();
        if (!Files.exists(path)) {
            if (!folder.create())
                throw refuse(
                        path,
                        "does not exist; correct 'folders', make it, or write {path: ..., create: true} to have it made");
            create(path);
        }
        if (!Files.isDirectory(path)) throw refuse(path, "is a file; name the folder that reports are put into");
        // A file that was taken in is moved to a folder below.
        if (!Files.isReadable(path) || !Files.isWritable(path))
            throw refuse(path, "may not be read and written by this process; give its account both rights");
    }

    private static void create(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The watched folder '" + path + "' cannot be made; check the rights to the folder above it.",
                    e);
        }
    }

    private static FailureException refuse(Path path, String why) {
        return FailureException.of(FailureCode.CONFIG_INVALID, "The watched folder '" + path + "' " + why + ".");
    }
}
