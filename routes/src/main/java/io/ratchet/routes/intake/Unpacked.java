package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a delivery, one after the other: itself, or what gz, zip, tar and the sheets of a workbook pack, three
 * deep. An archive may be a bomb, so number, size and ratio are limited over all of it. What archivers add of their own
 * is passed over. A file is there until the next is asked for.
 */
final class Unpacked implements AutoCloseable {
    static final int MOST_ENTRIES = 1_000;
    static final long MOST_BYTES = 8L << 30;
    /** Reports shrink to a tenth or twentieth; a hundred-and-twentieth part is no report. */
    static final int MOST_RATIO = 120;

    private static final long RATIO_COUNTS_FROM = 8L << 20;
    private static final int LONGEST_NAME = 200;
    private static final int DEEPEST = 3;
    /** Where a tar says that it is one. */
    private static final int TAR_MAGIC = 257;

    private static final Set<String> ADDED = Set.of(
            ".ds_store",
            ".localized",
            ".apdisk",
            ".directory",
            ".gitignore",
            ".gitattributes",
            ".gitkeep",
            ".keep",
            "icon\r",
            "thumbs.db",
            "desktop.ini",
            "ehthumbs.db",
            "ehthumbs_vista.db");
    private static final Set<String> ADDED_FOLDERS = Set.of(
            "__macosx",
            ".appledouble",
            ".spotlight-v100",
            ".trashes",
            ".fseventsd",
            ".temporaryitems",
            ".documentrevisions-v100",
            ".git",
            ".svn",
            "$recycle.bin",
            "system volume information",
            "@eadir",
            "lost+found");

    private final Delivery delivery;
    private final long packedBytes;
    private final boolean bundle;
    private final Deque<Archive> open = new ArrayDeque<>();
    private @Nullable Path spooled;
    private boolean begun;
    private int entries;
    private long bytes;

    private enum Packing {
        NONE,
        GZIP,
        ZIP,
        TAR,
        WORKBOOK
    }

    /**
     * One file of a delivery.
     *
     * @param damage why it is not whole, the middle of a sentence; null when it is
     */
    record Part(String name, Path file, @Nullable Damage damage) {}

    record Damage(FailureCode code, String what) {}

    /** A packed file on its way out of which it is. */
    private static final class Archive {
        private final Packing packing;
        private final String name;
        private final Path file;
        private final boolean ours;
        private @Nullable InputStream in;
        private @Nullable WorkbookSheets sheets;
        private boolean ended;

        Archive(Packing packing, String name, Path file, boolean ours) {
            this.packing = packing;
            this.name = name;
            this.file = file;
            this.ours = ours;
        }

        void close() throws IOException {
            try {
                if (in != null) in.close();
                if (sheets != null) sheets.close();
            } finally {
                if (ours) Files.deleteIfExists(file);
            }
        }
    }

    Unpacked(Delivery delivery) throws IOException {
        this.delivery = delivery;
        this.packedBytes = Files.size(delivery.file());
        Packing packing = packing(head(delivery.file()));
        this.bundle = packing == Packing.ZIP
                || packing == Packing.TAR
                || packing == Packing.WORKBOOK
                || (packing == Packing.GZIP && packsTar());
    }

    private static Packing packing(byte[] head) {
        if (Beginning.starts(head, 0x1F, 0x8B)) return Packing.GZIP;
        boolean zip = Beginning.starts(head, 'P', 'K', 3, 4) || Beginning.starts(head, 'P', 'K', 5, 6);
        if (zip) return workbook(head) ? Packing.WORKBOOK : Packing.ZIP;
        boolean tar = head.length > TAR_MAGIC + 5
                && new String(head, TAR_MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar");
        return tar ? Packing.TAR : Packing.NONE;
    }

    /** A workbook of Excel is a zip whose first entries say what it is. */
    static boolean workbook(byte[] head) {
        if (!Beginning.starts(head, 'P', 'K', 3, 4) || head.length < 32) return false;
        int length = (head[26] & 0xFF) | (head[27] & 0xFF) << 8;
        String first = new String(head, 30, Math.min(length, head.length - 30), StandardCharsets.ISO_8859_1);
        return first.equals("[Content_Types].xml")
                || first.startsWith("_rels/")
                || first.startsWith("xl/")
                || first.startsWith("docProps/");
    }

    private boolean packsTar() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(delivery.file()))) {
            return packing(in.readNBytes(512)) == Packing.TAR;
        } catch (ZipException | EOFException e) {
            // It is told when it is unpacked.
            return false;
        }
    }

    static boolean packed(byte[] head) {
        return packing(head) != Packing.NONE;
    }

    static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Beginning.MOST);
        }
    }

    /** Whether the delivery may hold several files. */
    boolean bundle() {
        return bundle;
    }

    /**
     * The next file; null behind the last.
     *
     * @throws FailureException INTAKE_TOO_LARGE when the archive is over a limit
     */
    @Nullable
    Part next() throws IOException {
        if (!begun) {
            begun = true;
            Packing packing = packing(head(delivery.file()));
            if (packing == Packing.NONE) return new Part(delivery.name(), delivery.file(), null);
            open.push(new Archive(packing, delivery.name(), delivery.file(), false));
        }
        while (!open.isEmpty()) {
            Archive archive = open.getFirst();
            Part part = archive.ended ? null : from(archive);
            if (part == null) {
                open.pop().close();
                continue;
            }
            if (part.damage() == null && open.size() < DEEPEST) {
                Packing within = packing(head(part.file()));
                if (within != Packing.NONE) {
                    spooled = null;
                    open.push(new Archive(within, part.name(), part.file(), true));
                    continue;
                }
            }
            return part;
        }
        return null;
    }

    private @Nullable Part from(Archive archive) throws IOException {
        try {
            return switch (archive.packing) {
                case GZIP -> gunzipped(archive);
                case ZIP -> zipped(archive);
                case WORKBOOK -> sheet(archive);
                default -> tarred(archive);
            };
        } catch (ZipException e) {
            archive.ended = true;
            return new Part(archive.name, whole(archive), damage(e));
        } catch (EOFException | IllegalArgumentException e) {
            archive.ended = true;
            return new Part(archive.name, whole(archive), damaged());
        }
    }

    /** The archive's own bytes, for what is told of it as a whole; they stay until it is closed. */
    private static Path whole(Archive archive) {
        return archive.file;
    }

    private static InputStream raw(Archive archive) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(archive.file), 1 << 16);
        archive.in = raw;
        return raw;
    }

    private Part gunzipped(Archive archive) throws IOException {
        archive.ended = true;
        GZIPInputStream in = new GZIPInputStream(raw(archive));
        archive.in = in;
        Path file = fresh();
        return new Part(archive.name, file, spool(in, file));
    }

    private @Nullable Part zipped(Archive archive) throws IOException {
        if (archive.in == null) archive.in = new ZipInputStream(raw(archive));
        ZipInputStream zip = (ZipInputStream) archive.in;
        ZipEntry entry = zip.getNextEntry();
        while (entry != null && (entry.isDirectory() || added(entry.getName()))) entry = zip.getNextEntry();
        return entry == null ? null : entry(archive, zip, entry.getName());
    }

    /** Each sheet that holds anything, as a table in text. */
    private @Nullable Part sheet(Archive archive) throws IOException {
        try {
            if (archive.sheets == null) archive.sheets = new WorkbookSheets(archive.file);
            WorkbookSheets sheets = archive.sheets;
            if (!sheets.next()) return null;
            if (++entries > MOST_ENTRIES) throw tooLarge("holds more than " + MOST_ENTRIES + " sheets");
            Path file = fresh();
            try (OutputStream out = Files.newOutputStream(file)) {
                sheets.write(out, written -> {
                    bytes += written;
                    if (bytes > MOST_BYTES) throw tooLarge("unpacks to more than 8 GiB");
                    if (bytes > RATIO_COUNTS_FROM && bytes / Math.max(1, packedBytes) > MOST_RATIO)
                        throw tooLarge("unpacks to more than " + MOST_RATIO + " times its size");
                });
            }
            return new Part(archive.name + "!" + Excerpt.of(sheets.name(), LONGEST_NAME), file, null);
        } catch (WorkbookSheets.Unreadable e) {
            archive.ended = true;
            return new Part(
                    archive.name,
                    whole(archive),
                    new Damage(
                            FailureCode.INTAKE_TRUNCATED, "is a workbook that cannot be read; save it as CSV (UTF-8)"));
        }
    }

    private @Nullable Part tarred(Archive archive) throws IOException {
        if (archive.in == null) archive.in = new TarArchiveInputStream(raw(archive));
        TarArchiveInputStream tar = (TarArchiveInputStream) archive.in;
        try {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null && (!entry.isFile() || link(entry) || added(entry.getName())))
                entry = tar.getNextEntry();
            return entry == null ? null : entry(archive, tar, entry.getName());
        } catch (EOFException e) {
            throw e;
        } catch (IOException e) {
            // The library tells damage of a tar by plain IOExceptions.
            archive.ended = true;
            return new Part(archive.name, whole(archive), damaged());
        }
    }

    /** To another entry, as a rule; it holds nothing itself. */
    private static boolean link(TarArchiveEntry entry) {
        return entry.isSymbolicLink() || entry.isLink();
    }

    private Part entry(Archive archive, InputStream in, String name) throws IOException {
        if (++entries > MOST_ENTRIES) throw tooLarge("holds more than " + MOST_ENTRIES + " files");
        Path file = fresh();
        Damage damage = spool(in, file);
        archive.ended = damage != null;
        return new Part(archive.name + "!" + Excerpt.of(name, LONGEST_NAME), file, damage);
    }

    /** Whether an archiver or a file manager put it in, not the sender. */
    private static boolean added(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace('\\', '/');
        String last = lower.substring(lower.lastIndexOf('/') + 1);
        for (String folder : lower.substring(0, lower.length() - last.length()).split("/"))
            if (ADDED_FOLDERS.contains(folder)) return true;
        return last.startsWith("._")
                || last.startsWith("~$")
                || last.startsWith(".~lock.")
                || last.endsWith(":zone.identifier")
                || (last.startsWith(".") && last.endsWith(".swp"))
                || ADDED.contains(last);
    }

    /** Keeps what could be unpacked; damage in the middle is told, for what stands before it counts. */
    private @Nullable Damage spool(InputStream in, Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                int read;
                try {
                    read = in.read(buffer);
                } catch (ZipException e) {
                    return damage(e);
                } catch (EOFException e) {
                    return damaged();
                } catch (IOException e) {
                    if (in instanceof TarArchiveInputStream) return damaged();
                    throw e;
                }
                if (read < 0) return null;
                bytes += read;
                if (bytes > MOST_BYTES) throw tooLarge("unpacks to more than 8 GiB");
                if (bytes > RATIO_COUNTS_FROM && bytes / Math.max(1, packedBytes) > MOST_RATIO)
                    throw tooLarge("unpacks to more than " + MOST_RATIO + " times its size");
                out.write(buffer, 0, read);
            }
        }
    }

    private Path fresh() throws IOException {
        discard();
        Path file = Files.createTempFile("ratchet-report-", ".part");
        spooled = file;
        return file;
    }

    private void discard() throws IOException {
        if (spooled != null) Files.deleteIfExists(spooled);
        spooled = null;
    }

    /** Java tells by words alone what it cannot unpack, though nothing is wrong with it. */
    private static Damage damage(ZipException e) {
        String why = String.valueOf(e.getMessage());
        if (why.contains("encrypted")) return encrypted();
        if (!why.contains("compression method") && !why.contains("only DEFLATED")) return damaged();
        return new Damage(
                FailureCode.INTAKE_UNRECOGNISED,
                "is packed by a method other than zip's usual one, such as Deflate64, bzip2 or LZMA; pack it anew with "
                        + "the usual one, or deliver it unpacked");
    }

    private static Damage damaged() {
        return new Damage(FailureCode.INTAKE_TRUNCATED, "is damaged or cut off; deliver it again whole");
    }

    private static Damage encrypted() {
        return new Damage(
                FailureCode.INTAKE_UNRECOGNISED,
                "is encrypted, and Ratchet has no password for it; deliver it unpacked");
    }

    private FailureException tooLarge(String what) {
        return FailureException.of(
                FailureCode.INTAKE_TOO_LARGE, "The archive '" + delivery.name() + "' " + what + "; split it.");
    }

    @Override
    public void close() throws IOException {
        try {
            if (!open.isEmpty()) open.pop().close();
        } finally {
            // One that cannot be closed leaves none of the others behind.
            if (open.isEmpty()) discard();
            else close();
        }
    }
}
