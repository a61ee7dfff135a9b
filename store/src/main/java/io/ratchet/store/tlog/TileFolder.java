package io.ratchet.store.tlog;

import io.ratchet.domain.Checks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A log's tree as files (c2sp.org/tlog-tiles): a tile holds up to 256 hashes of one level, each over a full tile of the
 * level below. A tree grows by whole new tiles and by the last of each level; nothing else is read or hashed again.
 */
public final class TileFolder {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 8;
    private static final int LONGEST_ENTRY = 0xffff;

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> EXECUTE = EnumSet.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private final Path folder;

    /** @param folder above {@code tile}; it need not be there yet */
    public TileFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * A tile's path below the folder.
     *
     * @param level a number, or {@code entries}
     * @param width below 256 for one that is not full
     */
    static String path(String level, long index, int width) {
        StringBuilder path = new StringBuilder(three(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) path.insert(0, "x" + three(rest % 1000) + "/");
        return "tile/" + level + "/" + path + (width == WIDTH ? "" : ".p/" + width);
    }

    private static String three(long number) {
        return String.format(Locale.ROOT, "%03d", number);
    }

    /**
     * The tree over the first {@code size} leaves, for which a checkpoint was written once.
     *
     * @throws UncheckedIOException from its methods, when a tile is missing or not of its length
     */
    public Subtrees tree(long size) {
        return new Reading(size);
    }

    /**
     * Goes on behind the first {@code size} leaves.
     *
     * @throws IOException when a tile that is needed is missing or not of its length
     */
    public Growing grow(long size) throws IOException {
        return new Growing(size);
    }

    private byte[] tile(int level, long index, int width) throws IOException {
        byte[] bytes = read(level, index, width);
        if (bytes.length != width * TreeHashes.BYTES)
            throw new IOException("the tile '" + path(String.valueOf(level), index, width) + "' is not of its length");
        return bytes;
    }

    /** One that was not full is taken away once it is; its hashes are the beginning of the full one. */
    private byte[] read(int level, long index, int width) throws IOException {
        Path exact = folder.resolve(path(String.valueOf(level), index, width));
        Path full = folder.resolve(path(String.valueOf(level), index, WIDTH));
        if (width < WIDTH && !Files.exists(exact) && Files.exists(full))
            return Arrays.copyOf(Files.readAllBytes(full), width * TreeHashes.BYTES);
        return Files.readAllBytes(exact);
    }

    /** Writes a file whole or not at all. */
    private void write(String path, byte[] bytes) throws IOException {
        write(folder.resolve(path), bytes, false);
    }

    /**
     * Writes a file whole or not at all; others may read it if they may look into its folder.
     *
     * @param through to the disk before this returns
     */
    public static void write(Path file, byte[] bytes, boolean through) throws IOException {
        Path above = makeFolder(Checks.present(file.getParent(), "a folder"));
        Path fresh = above.resolve("." + file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) channel.write(buffer);
            if (through) channel.force(true);
        }
        openAsFolder(fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was written of a tile before it was full is the beginning of the full one. */
    private void removeParts(String full) throws IOException {
        Path parts = folder.resolve(full + ".p");
        if (!Files.isDirectory(parts)) return;
        try (Stream<Path> files = Files.list(parts)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(parts);
    }

    /** Lets others read a file if they may look into its folder, and nobody else. */
    public static void openAsFolder(Path file) throws IOException {
        Path above = file.getParent();
        if (!POSIX || above == null) return;
        Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(above));
        rights.removeAll(EXECUTE);
        if (!rights.equals(Files.getPosixFilePermissions(file))) Files.setPosixFilePermissions(file, rights);
    }

    /** Makes a folder and those above it that are missing; who may look into it is who may into the one above. */
    public static Path makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return folder;
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) makeFolder(above);
        try {
            Files.createDirectory(folder);
            if (POSIX && above != null) Files.setPosixFilePermissions(folder, Files.getPosixFilePermissions(above));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) throw e;
        }
        return folder;
    }

    /** Reads tiles as they are needed and keeps the last of each level. */
    private final class Reading implements Subtrees {
        private final long size;
        private final List<Kept> last = new ArrayList<>();

        private record Kept(long index, byte[] hashes) {}

        Reading(long size) {
            this.size = size;
        }

        @Override
        public byte[] root(int level, long index) {
            int tileLevel = level / HEIGHT;
            int inside = level % HEIGHT;
            long first = index << inside;
            byte[] hashes = hashes(tileLevel, first / WIDTH);
            return over(hashes, (int) (first % WIDTH), 1 << inside);
        }

        private static byte[] over(byte[] hashes, int from, int count) {
            if (count == 1) return Arrays.copyOfRange(hashes, from * TreeHashes.BYTES, (from + 1) * TreeHashes.BYTES);
            int half = count / 2;
            return TreeHashes.node(over(hashes, from, half), over(hashes, from + half, half));
        }

        private byte[] hashes(int level, long index) {
            while (last.size() <= level) last.add(new Kept(-1, new byte[0]));
            Kept kept = last.get(level);
            if (kept.index() == index) return kept.hashes();
            long here = size >> (HEIGHT * level);
            int width = (int) Math.min(WIDTH, here - index * WIDTH);
            try {
                byte[] hashes = tile(level, index, width);
                last.set(level, new Kept(index, hashes));
                return hashes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A tree that takes leaves; {@link #write} makes the files of the size it has come to. */
    public final class Growing {
        /** What stands in the last tile of each level that is not full. */
        private final List<ByteArrayOutputStream> edges = new ArrayList<>();

        private long size;

        private Growing(long size) throws IOException {
            this.size = size;
            for (int level = 0; size >> (HEIGHT * level) > 0; level++) {
                long here = size >> (HEIGHT * level);
                int width = (int) (here % WIDTH);
                ByteArrayOutputStream edge = edge(level);
                if (width > 0) edge.writeBytes(tile(level, here / WIDTH, width));
            }
        }

        public long size() {
            return size;
        }

        /** Takes the next leaf; a tile that it fills is written at once. */
        public void append(byte[] leafHash) throws IOException {
            add(0, leafHash);
            size++;
        }

        private void add(int level, byte[] hash) throws IOException {
            ByteArrayOutputStream edge = edge(level);
            edge.writeBytes(hash);
            if (edge.size() < WIDTH * TreeHashes.BYTES) return;
            byte[] full = edge.toByteArray();
            edge.reset();
            long leaves = size + 1; // the leaf that fills it is not counted yet
            long index = (leaves >> (HEIGHT * (level + 1))) - 1;
            TileFolder.this.write(path(String.valueOf(level), index, WIDTH), full);
            removeParts(path(String.valueOf(level), index, WIDTH));
            add(level + 1, Reading.over(full, 0, WIDTH));
        }

        private ByteArrayOutputStream edge(int level) {
            while (edges.size() <= level) edges.add(new ByteArrayOutputStream(WIDTH * TreeHashes.BYTES));
            return edges.get(level);
        }

        /** The root over all leaves so far. */
        public byte[] root() {
            return MerkleProof.root(this::subtree, size);
        }

        /** Only what the right edge is made of is asked for: full tiles by their hash one level up. */
        private byte[] subtree(int level, long index) {
            int tileLevel = level / HEIGHT;
            int inside = level % HEIGHT;
            int from = (int) ((index << inside) % WIDTH);
            return Reading.over(edge(tileLevel).toByteArray(), from, 1 << inside);
        }

        /** Writes the tiles that are not full, so that the tree of this size can be read. */
        public void write() throws IOException {
            for (int level = 0; level < edges.size(); level++) {
                byte[] edge = edges.get(level).toByteArray();
                long index = (size >> (HEIGHT * level)) / WIDTH;
                if (edge.length > 0)
                    TileFolder.this.write(path(String.valueOf(level), index, edge.length / TreeHashes.BYTES), edge);
            }
        }
    }

    /**
     * Writes entries as bundles, beside the tiles.
     *
     * @param first index of the first entry; a multiple of 256
     * @param entries up to 256, each of at most 65,535 bytes
     */
    public void bundle(long first, List<byte[]> entries) throws IOException {
        Checks.that(first % WIDTH == 0 && entries.size() <= WIDTH && !entries.isEmpty(), "a bundle is of one tile");
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            Checks.that(entry.length <= LONGEST_ENTRY, "an entry of a bundle has at most 65,535 bytes");
            bundle.write(entry.length >> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        write(path("entries", first / WIDTH, entries.size()), bundle.toByteArray());
    }
}
