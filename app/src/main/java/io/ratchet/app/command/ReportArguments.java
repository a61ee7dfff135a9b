package io.ratchet.app.command;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.Format;
import io.ratchet.routes.intake.Formats;
import io.ratchet.routes.intake.ParseReport;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

    @Option(
            names = "--date-order",
            paramLabel = "dmy|mdy",
            description = "Whether dates in numbers have the day or the month first, where no column shows it.")
    private Optional<String> dateOrder = Optional.empty();

    @Option(
            names = "--time-zone",
            paramLabel = "ID",
            description = "The zone of times that name none, such as Europe/Berlin (default: UTC).")
    private Optional<String> timeZone = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "The machine of reports that name none, such as a .reg export.")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--mappings",
            paramLabel = "DIR",
            description = "A site's own descriptions of tables; docs/guides/map-a-table.md shows one.")
    private Optional<Path> mappings = Optional.empty();

    private final List<Path> spooled = new ArrayList<>();

    ReadOptions options() {
        ReadOptions options = new ReadOptions(
                format.equals("auto") ? null : named(format),
                observedAt.map(text -> instant("--observed-at", text)).orElse(null),
                zone.map(name -> named("--zone", name)).orElse(HostRef.DEFAULT_ZONE));
        if (dateOrder.isPresent()) options = options.dates(order(dateOrder.get()));
        if (timeZone.isPresent()) options = options.times(zone(timeZone.get()));
        return host.isPresent() ? options.about(named("--host", host.get())) : options;
    }

    ReportReader reader() {
        return new ReportReader(formats());
    }

    private Formats formats() {
        return mappings.map(folder -> Formats.shipped().with(folder)).orElseGet(Formats::shipped);
    }

    private static String named(String option, String name) {
        if (!name.isBlank() && name.chars().noneMatch(Character::isISOControl)) return name;
        throw Refusal.couldNotStart(
                option + " is a name, in characters that can be printed; what was given is empty or has others.");
    }

    private static String order(String text) {
        if (text.equals("dmy") || text.equals("mdy")) return text;
        throw Refusal.couldNotStart("--date-order is dmy or mdy, not '" + text + "'.");
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw Refusal.couldNotStart("--time-zone is a zone such as Europe/Berlin, not '" + text + "'.", e);
        }
    }

    /**
     * What to read, in the order given; a report is read twice, so what a pipe brings, standard input among them, is
     * kept in a file until {@link #close()}.
     */
    List<Delivery> deliveries(InputStream in) throws IOException {
        if (Collections.frequency(files, STANDARD_INPUT) > 1)
            throw Refusal.couldNotStart("Standard input (-) can be read only once.");
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
    private List<Delivery> reports(Path path) throws IOException {
        if (pipe(path))
            try (InputStream in = Files.newInputStream(path)) {
                return List.of(new Delivery(path.toString(), spool(in)));
            }
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
        for (Path file : spooled) Files.deleteIfExists(file);
    }

    /** What gives its bytes once: a named pipe, or what a shell makes of {@code <(...)}. */
    private static boolean pipe(Path path) {
        return !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    private Path spool(InputStream in) throws IOException {
        Path file = Files.createTempFile("ratchet-", ".report");
        spooled.add(file);
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    private static Path existing(String name) {
        Path file = Path.of(name);
        if (Files.isReadable(file)) return file;
        throw Refusal.couldNotStart(
                Files.exists(file) ? "'" + name + "' may not be read." : "There is no file or folder '" + name + "'.");
    }

    private Format named(String format) {
        return formats()
                .named(format)
                .orElseThrow(() -> Refusal.couldNotStart("--format is auto, "
                        + formats().all().stream().map(Format::wire).collect(Collectors.joining(", ")) + ", not '"
                        + format + "'."));
    }
}
