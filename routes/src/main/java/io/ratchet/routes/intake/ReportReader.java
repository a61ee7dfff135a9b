package io.ratchet.routes.intake;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a delivered file, whatever its format and packing. */
public final class ReportReader {
    private final Formats formats;

    /** Of the formats that Ratchet ships. */
    public ReportReader() {
        this(Formats.shipped());
    }

    public ReportReader(Formats formats) {
        this.formats = formats;
    }

    /** The format of a file in an archive that is of none. */
    static final String UNKNOWN = "unknown";

    /** Takes the reports of a delivery, one after the other. */
    interface Taking {
        /**
         * A report begins.
         *
         * @param sha256 of its bytes as they were before they were packed
         * @param file its bytes; there until {@link #end}
         * @return where its findings go; null to pass it over
         */
        @Nullable
        FindingSink begin(String name, String sha256, Path file) throws IOException;

        void end(Coverage coverage);
    }

    /**
     * Reads {@code delivery} and hands every finding and every reject to {@code sink}; a zip gives one coverage for
     * each file in it, and a file of no known format in it is a reject of its own.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when nothing in it is of a known format, INTAKE_TOO_LARGE when an
     *     archive is over a limit; what was handed on of a zip's earlier files stays
     * @throws IOException when the file itself cannot be read
     */
    public List<Coverage> read(Delivery delivery, ReadOptions options, FindingSink sink) throws IOException {
        List<Coverage> coverages = new ArrayList<>();
        read(delivery, options, (part, format) -> coverages.add(beside(part, format, options, sink)));
        return coverages;
    }

    void read(Delivery delivery, ReadOptions options, Taking taking) throws IOException {
        read(delivery, options, (part, format) -> one(part, format, options, taking));
    }

    @FunctionalInterface
    private interface Each {
        /** @param format null when it is of none that is known */
        void part(Unpacked.Part part, @Nullable Format format) throws IOException;
    }

    private void read(Delivery delivery, ReadOptions options, Each each) throws IOException {
        boolean recognised = false;
        String why = "it is empty";
        try (Unpacked unpacked = new Unpacked(delivery)) {
            for (Unpacked.Part part = unpacked.next(); part != null; part = unpacked.next()) {
                Format format = format(part, options);
                if (format == null && !unpacked.bundle()) throw unrecognised(part);
                if (format == null && why.equals("it is empty"))
                    why = unrecognised(part).failure().message();
                recognised |= format != null;
                each.part(part, format);
            }
            if (!recognised)
                throw FailureException.of(
                        FailureCode.INTAKE_UNRECOGNISED,
                        "'" + delivery.name() + "' holds no report of a known format: " + why);
        }
    }

    private void one(Unpacked.Part part, @Nullable Format format, ReadOptions options, Taking taking)
            throws IOException {
        String sha256 = Sha256.hex(part.file());
        FindingSink sink = taking.begin(part.name(), sha256, part.file());
        if (sink == null) return;
        Report report = new Report(part.name(), sha256, format == null ? UNKNOWN : format.wire(), options, sink);
        read(part, format, report);
        taking.end(report.coverage());
    }

    /** Where nothing depends on the hash it is worked out beside the reading. */
    private Coverage beside(Unpacked.Part part, @Nullable Format format, ReadOptions options, FindingSink sink)
            throws IOException {
        try (HashedBeside hashed = new HashedBeside(part.file(), sink)) {
            Report report = new Report(
                    part.name(), HashedBeside.NOT_YET, format == null ? UNKNOWN : format.wire(), options, hashed);
            return report.coverage(hashed.during(() -> read(part, format, report)));
        }
    }

    private void read(Unpacked.Part part, @Nullable Format format, Report report) throws IOException {
        if (format != null) read(part.file(), format, report);
        Unpacked.Damage damage = part.damage();
        if (damage != null && report.complete())
            report.broken("archive", damage.code(), "The archive " + damage.what() + ".");
        else if (format == null)
            report.broken(
                    "file",
                    FailureCode.INTAKE_UNRECOGNISED,
                    unrecognised(part).failure().message());
        if (format != null) report.end(format::page);
    }

    private static void read(Path file, Format format, Report report) throws IOException {
        format.reader().read(() -> new BufferedInputStream(Files.newInputStream(file), 1 << 16), report);
    }

    private @Nullable Format format(Unpacked.Part part, ReadOptions options) throws IOException {
        byte[] head = Unpacked.head(part.file());
        if (options.format() != null && !Unpacked.packed(head)) return options.format();
        return formats.of(head).orElse(null);
    }

    private FailureException unrecognised(Unpacked.Part part) throws IOException {
        if (part.damage() != null)
            return FailureException.of(
                    part.damage().code(),
                    "The archive '" + part.name() + "' " + part.damage().what() + ".");
        if (Files.size(part.file()) == 0
                || Beginning.of(Unpacked.head(part.file())).text().isBlank())
            return FailureException.of(
                    FailureCode.INTAKE_UNRECOGNISED, "'" + part.name() + "' is empty; deliver it again whole.");
        if (Unpacked.packed(Unpacked.head(part.file())))
            return FailureException.of(
                    FailureCode.INTAKE_UNRECOGNISED,
                    "'" + part.name() + "' is an archive within an archive, which is not opened; unpack it once.");
        byte[] head = Unpacked.head(part.file());
        return FailureException.of(
                FailureCode.INTAKE_UNRECOGNISED,
                Resemblance.of(head)
                        .map(like -> "'" + part.name() + "' looks like " + like.what() + ", which is not read; "
                                + like.instead() + ".")
                        .orElseGet(() -> "'" + part.name() + "' is of no format that is known here; known are "
                                + formats.known() + ", each also as gz, or in a zip or tar."));
    }
}
