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
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** What is inside gz and zip, one level deep, within limits on number, size and ratio: an archive may be a bomb. */
final class Unpacked implements AutoCloseable {
    static final int MOST_ENTRIES = 1_000;
    static final long MOST_BYTES = 8L << 30;
    /** Reports shrink to a tenth or twentieth; a hundred-and-twentieth part is no report. */
    static final int MOST_RATIO = 120;

    private static final long RATIO_COUNTS_FROM = 8L << 20;

    private final List<Path> temporary = new ArrayList<>();

    /** The files to read: the delivery itself, or what it packs. */
    List<Delivery> of(Delivery delivery) throws IOException {
        byte[] head = head(delivery.file());
        boolean gzip = head.length > 1 && (head[0] & 0xFF) == 0x1F && (head[1] & 0xFF) == 0x8B;
        boolean zip = head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
        try {
            if (gzip) return List.of(gunzip(delivery));
            return zip ? unzip(delivery) : List.of(delivery);
        } catch (ZipException | EOFException e) {
            throw FailureException.of(
                    FailureCode.INTAKE_TRUNCATED, "The archive '" + delivery.name() + "' is damaged or cut off; deliver it again whole.", e);
        }
    }

    private Delivery gunzip(Delivery delivery) throws IOException {
        long packed = Files.size(delivery.file());
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(delivery.file())))) {
            return new Delivery(delivery.name(), spool(in, packed, delivery.name()));
        }
    }

    private List<Delivery> unzip(Delivery delivery) throws IOException {
        List<Delivery> inside = new ArrayList<>();
        long packed = Files.size(delivery.file());
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(delivery.file())))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.isDirectory()) continue;
                if (inside.size() >= MOST_ENTRIES) throw tooLarge(delivery.name(), "holds more than " + MOST_ENTRIES + " files");
                String name = delivery.name() + "!" + entry.getName();
                inside.add(new Delivery(name, spool(zip, packed, delivery.name())));
            }
        }
        return inside;
    }

    private Path spool(InputStream in, long packed, String name) throws IOException {
        Path file = Files.createTempFile("ratchet-report-", ".part");
        temporary.add(file);
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                total += read;
                if (total > MOST_BYTES) throw tooLarge(name, "unpacks to more than 8 GiB");
                if (total > RATIO_COUNTS_FROM && total / Math.max(1, packed) > MOST_RATIO)
                    throw tooLarge(name, "unpacks to more than " + MOST_RATIO + " times its size");
                out.write(buffer, 0, read);
            }
        }
        return file;
    }

    private static FailureException tooLarge(String name, String what) {
        return FailureException.of(FailureCode.INTAKE_TOO_LARGE, "The archive '" + name + "' " + what + "; split it.");
    }

    static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Format.HEAD);
        }
    }

    @Override
    public void close() throws IOException {
        for (Path file : temporary) Files.deleteIfExists(file);
    }
}
