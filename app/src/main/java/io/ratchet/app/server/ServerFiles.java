package io.ratchet.app.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What a running server leaves in its data folder for the commands on the same machine: its address and its token. */
public record ServerFiles(Path folder) {
    /** Where the server listens; empty while none runs. */
    public Optional<URI> address() {
        return line(addressFile()).map(URI::create);
    }

    /** The token of the folder's owner. */
    public Optional<String> token() {
        return line(tokenFile());
    }

    Path addressFile() {
        return folder.resolve("server");
    }

    Path tokenFile() {
        return folder.resolve("token");
    }

    private static Optional<String> line(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
