package io.ratchet.bench;

import java.util.List;

/** Every benchmark by its name; one line each. */
public final class Benchmarks {
    private Benchmarks() {}

    public static List<Measurement> all() {
        return List.of(
                ParseBenchmark.measured(),
                ParseMemory.bounded(),
                ParseMemory.whole(),
                new DecideBenchmark(),
                new LedgerBenchmark(),
                AuditBenchmark.measured(),
                new ProvableBenchmark(),
                new NightBenchmark(),
                new PagesBenchmark(),
                new PathBenchmark(),
                TicketsBenchmark.alone(),
                new StartBenchmark(),
                new WinrmBenchmark());
    }
}
