package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.wire.CoverageJson;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.RejectedJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code ratchet parse}: findings to one stream, rejects and coverage to the other, as lines of JSON. */
public final class ParseReport {
    private static final int DONE = 0;
    private static final int NOT_AS_WISHED = 1;
    private static final int COULD_NOT_START = 2;

    private final ReportReader reader;
    private final PrintStream findings;
    private final PrintStream remarks;

    public ParseReport(PrintStream findings, PrintStream remarks) {
        this(new ReportReader(), findings, remarks);
    }

    public ParseReport(ReportReader reader, PrintStream findings, PrintStream remarks) {
        this.reader = reader;
        this.findings = findings;
        this.remarks = remarks;
    }

    /**
     * Parses files one after the other; one that cannot be read does not keep the others from being read.
     *
     * @param strict a rejected row is not the wished outcome
     * @return the exit code of the contract
     */
    public int run(List<Delivery> deliveries, ReadOptions options, boolean strict) {
        boolean unreadable = false;
        long rejected = 0;
        for (Delivery delivery : deliveries)
            try {
                for (Coverage coverage : reader.read(delivery, options, lines())) {
                    remarks.println(Json.line(CoverageJson.write(coverage)));
                    rejected += coverage.rejected();
                    Optional<String> why = unreadable(coverage);
                    why.ifPresent(remarks::println);
                    unreadable |= why.isPresent();
                }
            } catch (FailureException e) {
                remarks.println(e.failure().message());
                unreadable = true;
            } catch (IOException e) {
                remarks.println("'" + delivery.name() + "' cannot be read: " + e.getMessage() + ".");
                unreadable = true;
            } finally {
                findings.flush();
            }
        if (unreadable) return COULD_NOT_START;
        return strict && rejected > 0 ? NOT_AS_WISHED : DONE;
    }

    /** A report that is not whole and of which nothing could be used, in one sentence; empty for any other. */
    public static Optional<String> unreadable(Coverage coverage) {
        return coverage.used() > 0 || coverage.complete()
                ? Optional.empty()
                : Optional.of("'" + coverage.file() + "' is unreadable as " + coverage.format()
                        + ": nothing of it could be used; the reject above says where and why.");
    }

    /**
     * The files that {@code paths} name, in their order; a folder stands for the files in and below it by name, hidden
     * ones left out.
     */
    public static List<Delivery> deliveries(List<Path> paths) throws IOException {
        List<Delivery> deliveries = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                deliveries.add(Delivery.of(path));
                continue;
            }
            try (Stream<Path> files = Files.walk(path)) {
                files.filter(Files::isRegularFile)
                        .filter(file -> !hidden(path.relativize(file)))
                        .sorted()
                        .map(Delivery::of)
                        .forEach(deliveries::add);
            }
        }
        return deliveries;
    }

    /** Such as {@code .done} of a watched folder. */
    private static boolean hidden(Path below) {
        for (Path name : below) if (name.toString().startsWith(".")) return true;
        return false;
    }

    private FindingSink lines() {
        return new FindingSink() {
            @Override
            public void finding(Finding finding) {
                findings.println(Json.line(FindingJson.write(finding)));
            }

            @Override
            public void rejected(Rejected rejected) {
                remarks.println(Json.line(RejectedJson.write(rejected)));
            }

            @Override
            public void hint(Hint hint) {
                remarks.println(Json.line(hint.json()));
            }
        };
    }
}
