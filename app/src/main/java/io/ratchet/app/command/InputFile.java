package io.ratchet.app.command;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the command line names, looked at before anything is done with it. */
final class InputFile {
    private InputFile() {}

    /** @throws Refusal when it is not a file that may be read */
    static Path readable(Path file) {
        if (Files.isDirectory(file)) throw Refusal.couldNotStart("'" + file + "' is a folder; give a file.");
        if (!Files.exists(file)) throw Refusal.couldNotStart("There is no file '" + file + "'.");
        if (!Files.isReadable(file))
            throw Refusal.couldNotStart("'" + file + "' may not be read; give its reader the right to.");
        return file;
    }

    /** @throws Refusal when no file can be written there */
    static Path writable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) throw Refusal.couldNotStart("'" + file + "' is a folder; give a file.");
        if (folder == null || !Files.isDirectory(folder))
            throw Refusal.couldNotStart("There is no folder '" + folder + "' to write '" + file + "' into.");
        if (!Files.isWritable(folder))
            throw Refusal.couldNotStart("The folder '" + folder + "' may not be written to.");
        return file;
    }
}
