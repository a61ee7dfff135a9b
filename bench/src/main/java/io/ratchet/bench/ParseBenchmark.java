package io.ratchet.bench;

import com.ctc.wstx.stax.WstxInputFactory;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.FindingSink;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How fast a report becomes findings, hashing included, beside the bare parser of its format that only walks over it,
 * in the same run.
 */
@BenchmarkMode(Mode.Throughput)
public class ParseBenchmark {
    static final int MEGABYTES = 16;

    static JmhMeasurement measured() {
        return new JmhMeasurement(
                        "parse",
                        "Reads reports of " + MEGABYTES + " MB, and larger ones in how much memory.",
                        ParseBenchmark.class)
                .figure("walkNessus", ".nessus, Woodstox alone")
                .figure("parseNessus", ".nessus into findings", "walkNessus")
                .figure("walkVulnerabilities", "CSV of a scan, FastCSV alone")
                .figure("parseVulnerabilities", "CSV of a scan into findings", "walkVulnerabilities")
                .figure("walkInventory", "CSV of an inventory, FastCSV alone")
                .figure("parseInventory", "CSV of an inventory into findings", "walkInventory")
                .figure("walkEvents", "NDJSON of events, Jackson alone")
                .figure("parseEvents", "NDJSON of events into findings", "walkEvents")
                .in(MEGABYTES, "MB/s");
    }

    /** A report on disk while it is measured. */
    public abstract static class Kept {
        private Path file = Path.of("");
        long seen;

        abstract void fill(Path to) throws IOException;

        @Setup
        public void write() throws IOException {
            file = Files.createTempFile("ratchet-bench", ".report");
            fill(file);
        }

        @TearDown
        public void delete() throws IOException {
            Files.delete(file);
        }

        InputStream open() throws IOException {
            return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        }

        long parse() throws IOException {
            new ReportReader().read(Delivery.of(file), ReadOptions.plain(), new FindingSink() {
                @Override
                public void finding(Finding finding) {
                    seen++;
                }

                @Override
                public void rejected(Rejected rejected) {
                    throw new IllegalStateException(rejected.message());
                }
            });
            return seen;
        }

        long fields() throws IOException {
            try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(open())) {
                for (CsvRecord row : rows) seen += row.getFieldCount();
                return seen;
            }
        }
    }

    @State(Scope.Benchmark)
    public static class Nessus extends Kept {
        @Override
        void fill(Path to) throws IOException {
            ParseReports.nessus(to, MEGABYTES * 1_000_000L);
        }
    }

    @State(Scope.Benchmark)
    public static class Vulnerabilities extends Kept {
        @Override
        void fill(Path to) throws IOException {
            ParseReports.vulnerabilities(to, MEGABYTES * 1_000_000L);
        }
    }

    @State(Scope.Benchmark)
    public static class Inventory extends Kept {
        @Override
        void fill(Path to) throws IOException {
            ParseReports.inventory(to, MEGABYTES * 1_000_000L);
        }
    }

    @State(Scope.Benchmark)
    public static class Events extends Kept {
        @Override
        void fill(Path to) throws IOException {
            ParseReports.events(to, MEGABYTES * 1_000_000L);
        }
    }

    @Benchmark
    public long walkNessus(Nessus report) throws IOException, XMLStreamException {
        try (InputStream in = report.open()) {
            XMLStreamReader xml = new WstxInputFactory().createXMLStreamReader(in);
            while (xml.hasNext()) if (xml.next() == XMLStreamReader.START_ELEMENT) report.seen++;
            return report.seen;
        }
    }

    @Benchmark
    public long parseNessus(Nessus report) throws IOException {
        return report.parse();
    }

    @Benchmark
    public long walkVulnerabilities(Vulnerabilities report) throws IOException {
        return report.fields();
    }

    @Benchmark
    public long parseVulnerabilities(Vulnerabilities report) throws IOException {
        return report.parse();
    }

    @Benchmark
    public long walkInventory(Inventory report) throws IOException {
        return report.fields();
    }

    @Benchmark
    public long parseInventory(Inventory report) throws IOException {
        return report.parse();
    }

    @Benchmark
    public long walkEvents(Events report) throws IOException {
        try (InputStream in = report.open();
                JsonParser json = new JsonFactory().createParser(in)) {
            while (json.nextToken() != null) report.seen++;
            return report.seen;
        }
    }

    @Benchmark
    public long parseEvents(Events report) throws IOException {
        return report.parse();
    }
}
