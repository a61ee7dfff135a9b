package io.ratchet.bench;

import com.ctc.wstx.stax.WstxInputFactory;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.FindingSink;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
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

/** How fast a Nessus report becomes findings, hashing included, beside an XML parser that only walks over it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class ParseBenchmark {
    private static final int MEGABYTES = 16;
    /** Of a hundred checks on a host, two speak of TLS: about the share in real scans. */
    private static final int CHECKS = 100;

    private Path file;
    private long seen;

    static Measurement measured() {
        return new JmhMeasurement("parse", "Reads a Nessus report of " + MEGABYTES + " MB.", ParseBenchmark.class)
                .figure("walk", "walked over by Woodstox alone")
                .figure("parse", "parsed into findings", "walk")
                .in(MEGABYTES, "MB/s");
    }

    @Setup
    public void write() throws IOException {
        file = Files.createTempFile("ratchet-bench", ".nessus");
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("<?xml version=\"1.0\" ?>\n<NessusClientData_v2>\n<Report name=\"bench\">\n");
            long written = 0;
            for (int host = 0; written < MEGABYTES * 1_000_000L; host++) written += host(out, host);
            out.write("</Report>\n</NessusClientData_v2>\n");
        }
    }

    private static long host(Writer out, int number) throws IOException {
        StringBuilder text = new StringBuilder();
        String ip = "10." + number / 65536 % 256 + "." + number / 256 % 256 + "." + number % 256;
        text.append("<ReportHost name=\"")
                .append(ip)
                .append("\"><HostProperties><tag name=\"host-ip\">")
                .append(ip);
        text.append("</tag><tag name=\"host-fqdn\">host").append(number).append(".corp.example</tag>");
        text.append("<tag name=\"HOST_END_TIMESTAMP\">1537319100</tag></HostProperties>\n");
        for (int check = 0; check < CHECKS; check++) {
            boolean tls = check < 2;
            String id = tls ? (check == 0 ? "104743" : "136318") : Integer.toString(10_000 + check);
            String name = tls
                    ? (check == 0 ? "TLS Version 1.0 Protocol Detection" : "TLS Version 1.2 Protocol Detection")
                    : "Something else";
            text.append("<ReportItem port=\"443\" svc_name=\"www\" protocol=\"tcp\" severity=\"0\" pluginID=\"")
                    .append(id);
            text.append("\" pluginName=\"").append(name).append("\" pluginFamily=\"General\"><description>");
            text.append("The remote service was found to have a property. ".repeat(8))
                    .append("</description><plugin_output>");
            text.append("A line of output that says what was seen.\n".repeat(6))
                    .append("</plugin_output></ReportItem>\n");
        }
        out.append(text.append("</ReportHost>\n"));
        return text.length();
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public long parse() throws IOException {
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

    @Benchmark
    public long walk() throws IOException, XMLStreamException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            XMLStreamReader xml = new WstxInputFactory().createXMLStreamReader(in);
            while (xml.hasNext()) if (xml.next() == XMLStreamReader.START_ELEMENT) seen++;
            return seen;
        }
    }
}
