package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that holds all state of one process. It is locked while open: the operating system takes the lock back
 * even from a process that was killed, so a restart never waits for a dead owner.
 */
public final class DataFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
    private static final int TOKEN_BYTES = 32;
    private static final Set<PosixFilePermission> OWNERS_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNERS_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("------rwx");

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
            makeForOwner(folder);
            FileChannel channel = FileChannel.open(
                    folder.resolve("lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    ownerOnly(folder));
            if (!locked(channel)) {
                channel.close();
                throw FailureException.of(
                        FailureCode.CONFIG_INVALID,
                        "Another Ratchet works on '" + folder + "'; stop it first or name another folder with --data.");
            }
            DataFolder opened = new DataFolder(new ServerFiles(folder), channel);
            opened.closeToOthers();
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
            write(files.tokenFile(), token);
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In place of what a crash may have left. */
    private void write(Path file, String line) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, ownerOnly(path()));
        Files.writeString(file, line + "\n");
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return posix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS_FILE)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void makeForOwner(Path folder) throws IOException {
        if (posix(folder) && !Files.exists(folder))
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNERS_FOLDER));
        else Files.createDirectories(folder);
    }

    /**
     * Takes from everybody but the owner what they may do with the folder and all that is in it: reports, database and
     * keys are nobody else's business. What belongs to another account, such as the root of a mounted volume, is left
     * to the group and refused to all others.
     *
     * @throws FailureException CONFIG_INVALID when somebody else may read it and that cannot be changed
     */
    private void closeToOthers() {
        int closed = closed();
        if (closed > 0)
            LOG.info(
                    "{} files and folders in '{}' were open to other accounts; now they are their owner's alone.",
                    closed,
                    path());
    }

    /** The same for what was made in it since it was opened, the database's file too. */
    void closeWhatWasMade() {
        closed();
    }

    /** How many were open to others. */
    private int closed() {
        if (!posix(path())) return 0;
        int closed = 0;
        try (Stream<Path> all = Files.walk(path())) {
            for (Iterator<Path> each = all.iterator(); each.hasNext(); ) if (close(each.next())) closed++;
        } catch (IOException | UncheckedIOException e) {
            throw unusable(path(), "cannot be closed to others; correct its rights", e);
        }
        return closed;
    }

    /** Whether something was taken from others. */
    private boolean close(Path one) throws IOException {
        try {
            if (Files.isSymbolicLink(one)) return false;
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(one);
            Set<PosixFilePermission> owners = EnumSet.copyOf(Files.isDirectory(one) ? OWNERS_FOLDER : OWNERS_FILE);
            if (owners.containsAll(now)) return false;
            owners.retainAll(now);
            Files.setPosixFilePermissions(one, Files.isDirectory(one) ? OWNERS_FOLDER : owners);
            return true;
        } catch (NoSuchFileException e) {
            return false; // it has gone meanwhile
        } catch (FileSystemException e) {
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(one);
            if (now.stream().noneMatch(OTHERS::contains)) return false;
            throw unusable(
                    path(),
                    "is open to every account ('" + one + "' is " + PosixFilePermissions.toString(now)
                            + " and belongs to another one); chmod -R o= it",
                    e);
        }
    }

    /** Tells the commands on this machine where the server listens. */
    public void announce(URI address) {
        try {
            write(files.addressFile(), address.toString());
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
