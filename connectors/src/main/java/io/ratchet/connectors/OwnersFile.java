package io.ratchet.connectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Whether a file that holds a secret is its owner's alone. */
public final class OwnersFile {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private OwnersFile() {}

    /** Whether others can read or write it. */
    public static boolean isShared(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        // Where the file system knows no such permissions, its own rules must do.
        return view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains);
    }
}
