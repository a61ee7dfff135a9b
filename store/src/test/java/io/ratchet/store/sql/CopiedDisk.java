package io.ratchet.store.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A disk for H2, {@code copied:PATH}, that keeps its database file as some of the writes to it left it. */
public final class CopiedDisk extends FilePathWrapper {
    private static final int EVERY = 5;
    private static final AtomicInteger WRITES = new AtomicInteger();
    private static final BlockingQueue<Path> COPIES = new LinkedBlockingQueue<>();
    private static volatile int wanted;

    /** Makes it known to H2. */
    static void mount() {
        FilePath.register(new CopiedDisk());
    }

    /** From now on until there are so many. */
    static void keep(int copies) {
        wanted = copies;
    }

    /** The next file as a process that died would have left it, in a folder of its own. */
    static Path next() throws InterruptedException {
        return Objects.requireNonNull(COPIES.poll(60, TimeUnit.SECONDS), "nobody writes to the file any more");
    }

    @Override
    public String getScheme() {
        return "copied";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel file = getBase().open(mode);
        Path path = Path.of(getBase().toString());
        return path.toString().endsWith(".mv.db") ? new Channel(file, path) : file;
    }

    private static final class Channel extends DiskFile {
        private final Path path;

        Channel(FileChannel file, Path path) {
            super(file);
            this.path = path;
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            int written = super.write(from, at);
            if (wanted > 0 && !from.hasRemaining() && WRITES.incrementAndGet() % EVERY == 0) copy(wanted--);
            return written;
        }

        private void copy(int number) throws IOException {
            Path copy = Files.createDirectories(path.resolveSibling("copy" + number))
                    .resolve(path.getFileName());
            try (FileChannel into = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size()));
                while (all.hasRemaining() && read(all, all.position()) >= 0) {}
                into.write(all.flip());
            }
            COPIES.add(copy.getParent());
        }
    }
}
