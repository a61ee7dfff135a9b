package io.ratchet.store.audit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Holds a zip file to the one form in which nothing can hide: its entries, each as long as it says, stand one behind
 * the other from the first byte to the directory, the directory to the end record, and that to the last byte; and what
 * is said twice is said alike. The layout is that of PKWARE's APPNOTE 6.3.10, sections 4.3.7 to 4.3.16.
 */
final class ZipTiles {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int END_64_BYTES = 56;
    private static final int LOCATOR_BYTES = 20;
    private static final int LARGEST_DIRECTORY = 1 << 24;
    private static final int CHUNK = 1 << 16;
    private static final int DEFLATED = 8;
    private static final int HAS_DESCRIPTOR = 1 << 3;
    private static final long IN_EXTRA = 0xffffffffL;

    private final FileChannel file;

    private ZipTiles(FileChannel file) {
        this.file = file;
    }

    /** What the directory says of an entry; {@code head} is what its local header must repeat. */
    private record Entry(
            String name,
            byte[] nameBytes,
            byte[] head,
            int flags,
            int method,
            long crc,
            long packed,
            long size,
            byte[] look,
            long at) {}

    /** Where the directory stands, and where what follows it begins. */
    private record Directory(long at, long ends, long entries) {}

    /** What is not of this form. */
    private static final class Untidy extends Exception {
        private static final long serialVersionUID = 1L;

        Untidy(String sentence) {
            super(sentence);
        }
    }

    /** Where the file is not of this form, in one sentence; the first place there is. */
    static Optional<String> problem(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new ZipTiles(channel).walk();
            return Optional.empty();
        } catch (Untidy e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (EOFException e) {
            return Optional.of("The zip file is shorter than it says of itself.");
        }
    }

    private void walk() throws IOException, Untidy {
        Directory directory = directory();
        List<Entry> entries = entries(directory);
        long at = 0;
        for (Entry entry : entries) {
            if (entry.at() != at)
                throw new Untidy("Between the entries of the zip file, before '" + entry.name()
                        + "', stand bytes that belong to none.");
            at = content(entry, local(entry));
        }
        if (at != directory.at())
            throw new Untidy("Behind the last entry of the zip file stand bytes that belong to none.");
    }

    private Directory directory() throws IOException, Untidy {
        long end = file.size() - END_BYTES;
        if (end < 0) throw new EOFException();
        ByteBuffer record = read(end, END_BYTES);
        if (record.getInt(0) != END || record.getShort(20) != 0)
            throw new Untidy("Behind the end of the zip file's directory stand bytes that belong to no entry.");
        int entries = Short.toUnsignedInt(record.getShort(10));
        long bytes = Integer.toUnsignedLong(record.getInt(12));
        long at = Integer.toUnsignedLong(record.getInt(16));
        boolean one = record.getShort(4) == 0 && record.getShort(6) == 0 && record.getShort(8) == record.getShort(10);
        Directory directory = at == IN_EXTRA || bytes == IN_EXTRA || entries == 0xffff
                ? directory64(end)
                : new Directory(at, end, entries);
        boolean fits = directory.ends() == end ? directory.ends() - at == bytes : true;
        if (!one || !fits || directory.at() > directory.ends())
            throw new Untidy("The zip file's end does not say where its directory is.");
        return directory;
    }

    private Directory directory64(long end) throws IOException, Untidy {
        long at = end - LOCATOR_BYTES - END_64_BYTES;
        if (at < 0) throw new EOFException();
        ByteBuffer locator = read(end - LOCATOR_BYTES, LOCATOR_BYTES);
        ByteBuffer record = read(at, END_64_BYTES);
        boolean right = locator.getInt(0) == LOCATOR_64
                && locator.getInt(4) == 0
                && locator.getLong(8) == at
                && locator.getInt(16) == 1
                && record.getInt(0) == END_64
                && record.getLong(4) == END_64_BYTES - 12
                && record.getInt(16) == 0
                && record.getInt(20) == 0
                && record.getLong(24) == record.getLong(32)
                && record.getLong(48) + record.getLong(40) == at;
        if (!right) throw new Untidy("The zip file's end does not say where its directory is.");
        return new Directory(record.getLong(48), at, record.getLong(32));
    }

    private List<Entry> entries(Directory directory) throws IOException, Untidy {
        long bytes = directory.ends() - directory.at();
        if (bytes > LARGEST_DIRECTORY) throw new Untidy("The zip file's directory is larger than an export's.");
        ByteBuffer all = read(directory.at(), (int) bytes);
        List<Entry> entries = new ArrayList<>();
        while (all.hasRemaining()) entries.add(entry(all));
        if (entries.size() != directory.entries())
            throw new Untidy("The zip file's end counts other entries than its directory has.");
        for (Entry entry : entries)
            if (entry.look().length == entries.get(0).look().length
                    && !Arrays.equals(entry.look(), entries.get(0).look()))
                throw new Untidy("The directory of the zip file says of '" + entry.name()
                        + "' what it does not say of the others.");
        return entries;
    }

    private static Entry entry(ByteBuffer all) throws Untidy {
        int from = all.position();
        if (all.remaining() < CENTRAL_BYTES || all.getInt(from) != CENTRAL)
            throw new Untidy("In the zip file's directory stand bytes that belong to no entry.");
        int name = Short.toUnsignedInt(all.getShort(from + 28));
        int extra = Short.toUnsignedInt(all.getShort(from + 30));
        int behind = from + CENTRAL_BYTES + name + extra;
        boolean plain =
                all.getShort(from + 32) == 0 && all.getShort(from + 34) == 0 && (all.getShort(from + 36) & ~1) == 0;
        if (!plain || behind > all.limit())
            throw new Untidy("In the zip file's directory stands more than the names of entries and where they are.");
        byte[] nameBytes = slice(all, from + CENTRAL_BYTES, name);
        Sizes sizes = new Sizes(
                        Integer.toUnsignedLong(all.getInt(from + 24)),
                        Integer.toUnsignedLong(all.getInt(from + 20)),
                        Integer.toUnsignedLong(all.getInt(from + 42)))
                .with(all, from + CENTRAL_BYTES + name, extra);
        byte[] attributes = slice(all, from + 36, 6);
        int madeBy = all.getShort(from + 4);
        byte[] look = sizes.wide()
                ? attributes
                : ByteBuffer.allocate(8)
                        .putShort((short) madeBy)
                        .put(attributes)
                        .array();
        all.position(behind);
        return new Entry(
                new String(nameBytes, StandardCharsets.UTF_8),
                nameBytes,
                slice(all, from + 6, 22),
                Short.toUnsignedInt(all.getShort(from + 8)),
                Short.toUnsignedInt(all.getShort(from + 10)),
                Integer.toUnsignedLong(all.getInt(from + 16)),
                sizes.packed(),
                sizes.size(),
                look,
                sizes.at());
    }

    /** What is too large for its field stands in the extra field 1, in this order. */
    private record Sizes(long size, long packed, long at, boolean wide) {
        Sizes(long size, long packed, long at) {
            this(size, packed, at, false);
        }

        Sizes with(ByteBuffer all, int from, int bytes) throws Untidy {
            int wanted =
                    Long.BYTES * ((size == IN_EXTRA ? 1 : 0) + (packed == IN_EXTRA ? 1 : 0) + (at == IN_EXTRA ? 1 : 0));
            if (wanted == 0 && bytes == 0) return this;
            if (wanted == 0 || bytes != wanted + 4 || all.getShort(from) != 1 || all.getShort(from + 2) != wanted)
                throw new Untidy(
                        "In the zip file's directory stands more than the names of entries and where they are.");
            int next = from + 4;
            long[] said = {size, packed, at};
            for (int i = 0; i < said.length; i++) {
                if (said[i] != IN_EXTRA) continue;
                said[i] = all.getLong(next);
                next += Long.BYTES;
            }
            return new Sizes(said[0], said[1], said[2], true);
        }
    }

    /** Returns where the content begins. */
    private long local(Entry entry) throws IOException, Untidy {
        ByteBuffer header = read(entry.at(), LOCAL_BYTES);
        if (header.getInt(0) != LOCAL) throw new Untidy("Where '" + entry.name() + "' should stand is no entry.");
        int name = Short.toUnsignedInt(header.getShort(26));
        if (header.getShort(28) != 0)
            throw new Untidy("Before '" + entry.name() + "' stand bytes that belong to no entry.");
        byte[] said = slice(header, 4, 22);
        boolean follows =
                (entry.flags() & HAS_DESCRIPTOR) != 0 && Arrays.equals(Arrays.copyOfRange(said, 10, 22), new byte[12]);
        boolean alike = Arrays.equals(said, 0, follows ? 10 : 22, entry.head(), 0, follows ? 10 : 22);
        boolean named = name == entry.nameBytes().length
                && Arrays.equals(read(entry.at() + LOCAL_BYTES, name).array(), entry.nameBytes());
        if (!named) throw new Untidy("'" + entry.name() + "' has another name where it stands than in the directory.");
        if (!alike)
            throw new Untidy(
                    "The zip file's directory says something else of '" + entry.name() + "' than the entry does.");
        return entry.at() + LOCAL_BYTES + name;
    }

    /** Returns where the next thing begins. */
    private long content(Entry entry, long from) throws IOException, Untidy {
        Found found = entry.method() == DEFLATED ? inflated(entry, from) : stored(entry, from);
        if (found.packed() != entry.packed() || found.size() != entry.size() || found.crc() != entry.crc())
            throw new Untidy("The content of '" + entry.name() + "' is not what the zip file says of it.");
        long behind = from + entry.packed();
        if ((entry.flags() & HAS_DESCRIPTOR) == 0) return behind;
        boolean wide = entry.packed() >= IN_EXTRA || entry.size() >= IN_EXTRA;
        ByteBuffer descriptor = read(behind, wide ? 24 : 16);
        long packed = wide ? descriptor.getLong(8) : Integer.toUnsignedLong(descriptor.getInt(8));
        long size = wide ? descriptor.getLong(16) : Integer.toUnsignedLong(descriptor.getInt(12));
        boolean right = descriptor.getInt(0) == DESCRIPTOR
                && Integer.toUnsignedLong(descriptor.getInt(4)) == entry.crc()
                && packed == entry.packed()
                && size == entry.size();
        if (!right)
            throw new Untidy(
                    "The zip file's directory says something else of '" + entry.name() + "' than the entry does.");
        return behind + descriptor.capacity();
    }

    private record Found(long packed, long size, long crc) {}

    private Found stored(Entry entry, long from) throws IOException {
        CRC32 crc = new CRC32();
        for (long done = 0; done < entry.packed(); done += CHUNK)
            crc.update(read(from + done, (int) Math.min(CHUNK, entry.packed() - done)));
        return new Found(entry.packed(), entry.packed(), crc.getValue());
    }

    private Found inflated(Entry entry, long from) throws IOException, Untidy {
        Inflater inflater = new Inflater(true);
        try {
            CRC32 crc = new CRC32();
            byte[] out = new byte[CHUNK];
            long given = 0;
            while (!inflater.finished()) {
                int got = inflater.inflate(out);
                crc.update(out, 0, got);
                if (got > 0 || inflater.finished()) continue;
                int next = (int) Math.min(CHUNK, entry.packed() - given);
                if (!inflater.needsInput() || next <= 0) break;
                inflater.setInput(read(from + given, next).array());
                given += next;
            }
            return new Found(inflater.getBytesRead(), inflater.getBytesWritten(), crc.getValue());
        } catch (DataFormatException e) {
            throw new Untidy("The content of '" + entry.name() + "' cannot be unpacked.");
        } finally {
            inflater.end();
        }
    }

    private ByteBuffer read(long from, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) if (file.read(buffer, from + buffer.position()) < 0) throw new EOFException();
        return buffer.flip();
    }

    private static byte[] slice(ByteBuffer buffer, int from, int bytes) {
        byte[] slice = new byte[bytes];
        buffer.get(from, slice);
        return slice;
    }
}
