package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a delivered file, whatever its format and packing. */
public final class ReportReader {
    /**
     * Reads {@code delivery} and hands every finding and every reject to {@code sink}; a packed delivery gives one coverage for each file in
     * it.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when it is of no known format, INTAKE_TOO_LARGE or INTAKE_TRUNCATED for a bad archive;
     *     nothing of that file was handed on then
     * @throws IOException when the file itself cannot be read
     */
    public List<Coverage> read(Delivery delivery, ReadOptions options, FindingSink sink) throws IOException {
        List<Coverage> coverages = new ArrayList<>();
        try (Unpacked unpacked = new Unpacked()) {
            for (Delivery one : unpacked.of(delivery)) coverages.add(one(one, options, sink));
        }
        return coverages;
    }

    private static Coverage one(Delivery delivery, ReadOptions options, FindingSink sink) throws IOException {
        Format format = format(delivery, options);
        Report report = new Report(delivery.name(), sha256(delivery.file()), format, options, sink);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(delivery.file()), 1 << 16)) {
            format.reader().read(in, report);
        }
        return report.coverage();
    }

    private static Format format(Delivery delivery, ReadOptions options) throws IOException {
        if (options.format() != null) return options.format();
        return Format.sniff(Unpacked.head(delivery.file()))
                .orElseThrow(() -> FailureException.of(
                        FailureCode.INTAKE_UNRECOGNISED,
                        "'" + delivery.name() + "' is of no format that is known here; known are "
                                + Arrays.stream(Format.values()).map(Format::wire).collect(Collectors.joining(", "))
                                + ", each also as gz or in a zip."));
    }

    /** SHA-256 of a file's bytes in lower-case hexadecimal. */
    public static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                byte[] buffer = new byte[1 << 16];
                while (in.read(buffer) >= 0) {
                    // The digest sees every byte on its way.
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
