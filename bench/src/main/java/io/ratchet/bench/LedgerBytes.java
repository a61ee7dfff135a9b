package io.ratchet.bench;

import io.ratchet.bench.Measurement.Figure;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.store.Store;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a finding takes of the database: one that says what nobody has said (versions of files, products and uses of
 * protocols that differ in everything; every third with evidence of its own), and the same said again a week later. All
 * that their report takes is counted with them: its own row, who brought it, the line of the audit log.
 */
record LedgerBytes(int assets, int each) {
    private static final Instant MOMENT = Instant.parse("2019-07-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(MOMENT, ZoneOffset.UTC);
    private static final Duration WEEK = Duration.ofDays(7);

    static List<Figure> measured(LedgerDatabase database, boolean quick) {
        LedgerBytes findings = quick ? new LedgerBytes(200, 100) : new LedgerBytes(2_000, 100);
        List<Long> sizes = database.sizes(List.of(
                (store, folder) -> folder,
                (store, folder) -> findings.take(store, folder, 0),
                (store, folder) -> findings.take(store, folder, 1)));
        double count = (double) findings.assets() * findings.each();
        return List.of(
                new Figure("bytes a new finding, " + database.told(), (sizes.get(1) - sizes.get(0)) / count, "B", null),
                new Figure(
                        "bytes a repeated finding, " + database.told(),
                        (sizes.get(2) - sizes.get(1)) / count,
                        "B",
                        null));
    }

    private Path take(Store store, Path folder, int week) throws IOException {
        Path report = write(folder.resolve("week-" + week + ".ndjson"), week);
        new ReportIntake(store, new ReportReader(), folder.resolve("reports"), CLOCK)
                .take(new Delivery("week.ndjson", report), ReadOptions.plain(), "ratchet");
        return report;
    }

    private Path write(Path file, int week) throws IOException {
        Random random = new Random(1);
        ReportRef report = new ReportRef(Sha256.hex("week " + week), "osquery", "osquery@hq", null, Method.AGENT);
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (int asset = 0; asset < assets; asset++)
                for (int row = 0; row < each; row++)
                    lines.append(Json.line(FindingJson.write(finding(report, asset, row, week, random))))
                            .append('\n');
        }
        return file;
    }

    private static Finding finding(ReportRef report, int asset, int row, int week, Random random) {
        String name = Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX);
        String version = random.nextInt(20) + "." + random.nextInt(10) + "." + random.nextInt(20_000);
        Observation seen = switch (row % 3) {
            case 0 ->
                new Observation.FileVersion(
                        "C:\\Program Files\\" + name + "\\app.exe", version, Observation.Presence.PRESENT);
            case 1 -> new Observation.InstalledProduct("Product " + name, version, "Vendor", "msi", null, null);
            default ->
                new Observation.ProtocolUse(
                        Observation.Direction.OUTBOUND,
                        Protocol.TLS_1_2,
                        null,
                        name + ".corp.example",
                        443,
                        random.nextInt(100_000),
                        null,
                        null,
                        false);
        };
        return new Finding(
                report,
                "row[" + asset + "/" + row + "]",
                MOMENT.minus(Duration.ofDays(30)).plus(WEEK.multipliedBy(week)).plusSeconds(asset),
                host(asset),
                seen,
                row % 3 == 0 ? new Evidence("query:" + row, "found " + name + " " + version) : Evidence.NONE);
    }

    private static HostRef host(int asset) {
        return new HostRef(
                HostRef.DEFAULT_ZONE,
                "HQ",
                "10.0." + asset / 256 + "." + asset % 256,
                "host" + asset + ".corp.example",
                null,
                null,
                null,
                String.format("7c0a51f4-0000-4000-8000-%012d", asset),
                null,
                Map.of());
    }
}
