package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds all state of one process. It is locked while open: the operating system takes the lock back
 * even from a process that was killed, so a restart never waits for a dead owner.
 */
public final class DataFolder implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;

    private final ServerFiles files;
    private final FileChannel channel;

    private DataFolder(ServerFiles files, FileChannel channel) {
        this.files = files;
        this.channel = channel;
    }

    /**
     * Opens the folder, creating it where it is missing.
     *
     * @throws FailureException CONFIG_INVALID when another process has it open or it cannot be written to
     */
    public static DataFolder open(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder))
            throw unusable(folder, "is a file; name a folder with --data", null);
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw FailureException.of(
                        FailureCode.CONFIG_INVALID,
                        "Another Ratchet works on '" + folder + "'; stop it first or name another folder with --data.");
            }
            DataFolder opened = new DataFolder(new ServerFiles(folder), channel);
            Files.deleteIfExists(opened.files.addressFile());
            return opened;
        } catch (IOException e) {
            throw unusable(folder, "cannot be made or written to; check its rights or name another one with --data", e);
        }
    }

    private static FailureException unusable(Path folder, String why, @Nullable Throwable cause) {
        String sentence = "The data folder '" + folder + "' " + why + ".";
        return cause == null
                ? FailureException.of(FailureCode.CONFIG_INVALID, sentence)
                : FailureException.of(FailureCode.CONFIG_INVALID, sentence, cause);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process has it open
        }
    }

    public Path path() {
        return files.folder();
    }

    /** A folder below it, created where it is missing. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(path().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The token of the folder's owner, made on first use in a file that nobody else may read. */
    public String token() {
        return files.token().orElseGet(this::makeToken);
    }

    private String makeToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try {
            Files.deleteIfExists(files.tokenFile()); // an empty one, left by a crash
            Files.createFile(files.tokenFile(), ownerOnly());
            Files.writeString(files.tokenFile(), token + "\n");
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileAttribute<?>[] ownerOnly() {
        boolean posix = path().getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Tells the commands on this machine where the server listens. */
    public void announce(URI address) {
        try {
            Files.writeString(files.addressFile(), address + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(files.addressFile());
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
