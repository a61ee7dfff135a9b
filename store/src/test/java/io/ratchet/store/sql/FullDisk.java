package io.ratchet.store.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A disk for H2, {@code full:PATH}, that can have no room for a while. */
public final class FullDisk extends FilePathWrapper {
    private static volatile boolean full;

    /** Makes it known to H2. */
    static void mount() {
        FilePath.register(new FullDisk());
    }

    static void full(boolean now) {
        full = now;
    }

    @Override
    public String getScheme() {
        return "full";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(getBase().open(mode));
    }

    private static final class Channel extends DiskFile {
        Channel(FileChannel file) {
            super(file);
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            if (full) throw new IOException("No space left on device");
            return super.write(from, at);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (full) throw new IOException("No space left on device");
            return super.write(from);
        }
    }
}
