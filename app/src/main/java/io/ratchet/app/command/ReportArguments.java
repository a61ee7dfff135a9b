package io.ratchet.app.command;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.Format;
import io.ratchet.routes.intake.ParseReport;
import io.ratchet.routes.intake.ReadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The reports that a command reads, and what a person says of them. */
final class ReportArguments implements AutoCloseable {
    private static final String STANDARD_INPUT = "-";

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR|-",
            description = "Reports, folders of reports, or - for standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "auto",
            description = "How they are written (default: auto, known by their content).")
    private String format = "auto";

    @Option(
            names = "--observed-at",
            paramLabel = "T",
            description = "When records were observed that do not say so, such as 2018-09-20T01:00:00Z.")
    private Optional<String> observedAt = Optional.empty();

    @Option(
            names = "--zone",
            paramLabel = "Z",
            description = "The addressing zone of hosts for which a report names none.")
    private Optional<String> zone = Optional.empty();

    private @Nullable Path spooled;

    ReadOptions options() {
        return new ReadOptions(
                format.equals("auto") ? null : named(format),
                observedAt.map(text -> instant("--observed-at", text)).orElse(null),
                zone.orElse(HostRef.DEFAULT_ZONE));
    }

    /**
     * What to read, in the order given; a report is read twice, so standard input is kept in a file until
     * {@link #close()}.
     */
    List<Delivery> deliveries(InputStream in) throws IOException {
        List<Delivery> deliveries = new ArrayList<>();
        for (String file : files) {
            if (!file.equals(STANDARD_INPUT)) {
                deliveries.addAll(reports(existing(file)));
                continue;
            }
            Path spool = spool(in);
            // A pipe from a command that had nothing to say is no report of an unknown format.
            if (Files.size(spool) > 0) deliveries.add(new Delivery(STANDARD_INPUT, spool));
        }
        return deliveries;
    }

    /** A folder that holds nothing is said: whoever names one expects a report in it. */
    private static List<Delivery> reports(Path path) throws IOException {
        List<Delivery> reports = ParseReport.deliveries(List.of(path));
        if (reports.isEmpty()) throw Refusal.couldNotStart("There is no report in the folder '" + path + "'.");
        return reports;
    }

    static Instant instant(String option, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Refusal.couldNotStart(option + " is a time such as 2018-09-20T01:00:00Z, not '" + text + "'.", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (spooled != null) Files.deleteIfExists(spooled);
    }

    private Path spool(InputStream in) throws IOException {
        if (spooled != null) throw Refusal.couldNotStart("Standard input (-) can be read only once.");
        Path file = Files.createTempFile("ratchet-", ".report");
        spooled = file;
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    private static Path existing(String name) {
        Path file = Path.of(name);
        if (Files.isReadable(file)) return file;
        throw Refusal.couldNotStart(
                Files.exists(file) ? "'" + name + "' may not be read." : "There is no file or folder '" + name + "'.");
    }

    private static Format named(String format) {
        return Format.of(format)
                .orElseThrow(() -> Refusal.couldNotStart("--format is auto, "
                        + Arrays.stream(Format.values()).map(Format::wire).collect(Collectors.joining(", ")) + ", not '"
                        + format + "'."));
    }
}
