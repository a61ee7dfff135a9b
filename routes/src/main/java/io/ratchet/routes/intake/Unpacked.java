package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a delivery, one after the other: itself, or what a gz or zip packs, one level deep. An archive may be a
 * bomb, so number, size and ratio are limited over all of it. A file is there until the next is asked for.
 */
final class Unpacked implements AutoCloseable {
    static final int MOST_ENTRIES = 1_000;
    static final long MOST_BYTES = 8L << 30;
    /** Reports shrink to a tenth or twentieth; a hundred-and-twentieth part is no report. */
    static final int MOST_RATIO = 120;

    private static final long RATIO_COUNTS_FROM = 8L << 20;
    private static final int LONGEST_NAME = 200;

    private final Delivery delivery;
    private final Packing packing;
    private final long packedBytes;
    private @Nullable ZipInputStream zip;
    private @Nullable Path spooled;
    private boolean ended;
    private int entries;
    private long bytes;

    private enum Packing {
        NONE,
        GZIP,
        ZIP
    }

    /**
     * One file of a delivery.
     *
     * @param damage why it is not whole, the middle of a sentence; null when it is
     */
    record Part(String name, Path file, @Nullable Damage damage) {}

    record Damage(FailureCode code, String what) {}

    Unpacked(Delivery delivery) throws IOException {
        this.delivery = delivery;
        this.packing = packing(head(delivery.file()));
        this.packedBytes = Files.size(delivery.file());
    }

    private static Packing packing(byte[] head) {
        if (Beginning.starts(head, 0x1F, 0x8B)) return Packing.GZIP;
        boolean zip = Beginning.starts(head, 'P', 'K', 3, 4) || Beginning.starts(head, 'P', 'K', 5, 6);
        return zip ? Packing.ZIP : Packing.NONE;
    }

    static boolean packed(byte[] head) {
        return packing(head) != Packing.NONE;
    }

    static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Beginning.MOST);
        }
    }

    boolean bundle() {
        return packing == Packing.ZIP;
    }

    /**
     * The next file; null behind the last.
     *
     * @throws FailureException INTAKE_TOO_LARGE when the archive is over a limit
     */
    @Nullable
    Part next() throws IOException {
        if (packing == Packing.ZIP) return ended ? null : entry();
        if (ended) return null;
        ended = true;
        return packing == Packing.GZIP ? gunzipped() : new Part(delivery.name(), delivery.file(), null);
    }

    private Part gunzipped() throws IOException {
        try (InputStream in = Files.newInputStream(delivery.file())) {
            Path file = fresh();
            Damage damage;
            try (InputStream unpacking = new GZIPInputStream(new BufferedInputStream(in))) {
                damage = spool(unpacking, file);
            } catch (ZipException | EOFException e) {
                damage = damaged();
            }
            return new Part(delivery.name(), file, damage);
        }
    }

    private @Nullable Part entry() throws IOException {
        if (zip == null) zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(delivery.file())));
        try {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null && entry.isDirectory()) entry = zip.getNextEntry();
            if (entry == null) {
                ended = true;
                return null;
            }
            if (++entries > MOST_ENTRIES) throw tooLarge("holds more than " + MOST_ENTRIES + " files");
            Path file = fresh();
            Damage damage = spool(zip, file);
            ended = damage != null;
            return new Part(delivery.name() + "!" + Excerpt.of(entry.getName(), LONGEST_NAME), file, damage);
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            ended = true;
            return new Part(delivery.name(), delivery.file(), damaged());
        }
    }

    /** Keeps what could be unpacked; damage in the middle is told, for what stands before it counts. */
    private @Nullable Damage spool(InputStream in, Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                int read;
                try {
                    read = in.read(buffer);
                } catch (ZipException | EOFException e) {
                    return damaged();
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

    private static Damage damaged() {
        return new Damage(FailureCode.INTAKE_TRUNCATED, "is damaged or cut off; deliver it again whole");
    }

    private FailureException tooLarge(String what) {
        return FailureException.of(
                FailureCode.INTAKE_TOO_LARGE, "The archive '" + delivery.name() + "' " + what + "; split it.");
    }

    @Override
    public void close() throws IOException {
        try {
            if (zip != null) zip.close();
        } finally {
            discard();
        }
    }
}
