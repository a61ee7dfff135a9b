package io.ratchet.bench;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.decide.EstateDecision;
import io.ratchet.routes.decide.Waves;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.rules.Estate;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Store;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one finding costs in an estate that is decided, beside the whole round from scratch; how fast an estate is taken
 * in and decided from empty, as the median of three, or once where it is a large one; and what it holds in memory and
 * on disk. The estate is made up: servers and clients of two sites, one of which asks for ONLY, each spoken of by as
 * many findings as a weekly inventory and a scan give; another size by {@code -Dratchet.bench.assets} and
 * {@code .findings}, and one of the two databases by {@code -Dratchet.bench.on=postgres}. CPU is that of the deciding
 * thread.
 */
final class LedgerBenchmark implements Measurement {
    private static final Instant MOMENT = Instant.parse("2019-07-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(MOMENT, ZoneOffset.UTC);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int PERCENT = 100;
    private static final double MEBIBYTE = 1024.0 * 1024;
    private static final int LONGEST_PAUSE_NANOS = 100_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Assets of which one report speaks: so many findings come at once, as one file. */
    private static final int REPORTED = 10_000;

    /** More findings than these are not held as objects: they would take gigabytes. */
    private static final int LARGEST_HELD = 2_000_000;

    /** Probes are told apart by their numbers. */
    private static final int FAR = 1_000_000;

    /** How large an estate, and how often one finding more comes. */
    private record Size(int assets, int each, int arrivals, int warmUp, int runs) {
        static Size of(boolean quick) {
            Size usual = quick ? new Size(200, 20, 20, 5, 1) : new Size(10_000, 100, 300, 50, 3);
            int assets = Integer.getInteger("ratchet.bench.assets", usual.assets);
            int findings = Integer.getInteger("ratchet.bench.findings", assets * usual.each);
            Size asked = new Size(assets, findings / assets, usual.arrivals, usual.warmUp, usual.runs);
            return asked.beside() ? asked : new Size(assets, asked.each, usual.arrivals, usual.warmUp, 1);
        }

        int findings() {
            return assets * each;
        }

        /** Whether the whole round from scratch, which holds every finding as an object, is run beside it. */
        boolean beside() {
            return findings() <= LARGEST_HELD;
        }
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public String about() {
        return "Decides what one finding touches in an estate of 10,000 assets, beside the whole round, and takes it in.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        Size size = Size.of(quick);
        List<Figure> figures = new ArrayList<>();
        Speed speed = new Speed(size);
        List<LedgerDatabase> databases = LedgerDatabase.asked();
        for (LedgerDatabase database : databases) {
            boolean first = database == databases.get(0);
            List<Double> rates = new ArrayList<>();
            for (int run = 1; run <= size.runs(); run++) {
                boolean last = run == size.runs();
                rates.add(
                        database.on((store, folder) -> speed.fromEmpty(store, folder, first && last ? figures : null)));
            }
            figures.add(
                    new Figure("findings per second from empty, " + database.told(), share(rates, 50), "1/s", null));
        }
        for (LedgerDatabase database : databases) figures.addAll(LedgerBytes.measured(database, quick));
        return figures;
    }

    /** How fast an estate is taken in and decided from empty, and what it costs from then on. */
    private record Speed(Size size) {
        /** @param figures gets what only a decided estate tells; null: nobody wants to know */
        double fromEmpty(SqlStore store, Path folder, @Nullable List<Figure> figures) throws IOException {
            Inventory inventory = new Inventory(size);
            Organisation organisation = Inventory.organisation();
            AtomicReference<RuleBook> book = new AtomicReference<>(RuleBook.shipped());
            Planner planner = new Planner(PackageDepot.none());
            int[] ids = {0};
            EstateDecision decision = new EstateDecision(
                    store, book::get, () -> organisation, new Proposals(planner, () -> "r-" + ++ids[0]), CLOCK);
            ReportIntake intake = new ReportIntake(store, new ReportReader(), folder.resolve("reports"), CLOCK);
            long nanos = 0;
            for (int from = 0; from < size.assets(); from += REPORTED) {
                Path report = inventory.write(folder.resolve("inventory.ndjson"), from, from + REPORTED);
                long begun = System.nanoTime();
                intake.take(new Delivery("inventory.ndjson", report), ReadOptions.plain(), "ratchet");
                decision.redecide();
                nanos += System.nanoTime() - begun;
            }
            double rate = size.findings() * 1e9 / nanos;
            if (figures == null) return rate;
            Figure heap = new Figure("heap MiB at " + size.assets() + " assets", heap(), "MiB", null);
            figures.addAll(oneMore(inventory, store, decision, book, organisation));
            figures.add(heap);
            return rate;
        }

        private List<Figure> oneMore(
                Inventory inventory,
                SqlStore store,
                EstateDecision decision,
                AtomicReference<RuleBook> book,
                Organisation organisation) {
            List<Double> millis = new ArrayList<>();
            List<Double> cpu = new ArrayList<>();
            for (int arrival = -size.warmUp(); arrival < size.arrivals(); arrival++) {
                Finding finding = inventory.another(arrival);
                long cpuBefore = THREADS.getCurrentThreadCpuTime();
                long before = System.nanoTime();
                store.run(tx -> tx.findings().add(finding.report().sha256(), 0, List.of(finding)));
                decision.redecide();
                if (arrival < 0) continue;
                millis.add((System.nanoTime() - before) / 1e6);
                cpu.add((THREADS.getCurrentThreadCpuTime() - cpuBefore) / 1e6);
            }
            Figure gate = gate(inventory, store, decision);
            List<Double> meanwhile = meanwhile(inventory, store, decision, book);
            List<Figure> figures = new ArrayList<>(List.of(
                    new Figure("one finding to decision p95", share(millis, 95), "ms", null),
                    new Figure("the same while all is decided anew p95", share(meanwhile, 95), "ms", null),
                    gate));
            double one = share(cpu, 50);
            Figure spent = new Figure("one finding to decision CPU", one, "ms", null);
            if (!size.beside()) {
                figures.add(spent);
                return figures;
            }
            double whole = wholeRound(store, Objects.requireNonNull(book.get()), organisation);
            figures.add(spent.comparedWith("the whole round", whole));
            figures.add(new Figure("whole round CPU over one finding CPU", whole / one, "", null));
            return figures;
        }
    }

    /** A fact that opens a gate for every server of a site. */
    private static Figure gate(Inventory inventory, SqlStore store, EstateDecision decision) {
        Finding opens = inventory.opensAGate();
        long before = System.nanoTime();
        store.run(tx -> tx.findings().add(opens.report().sha256(), 0, List.of(opens)));
        long assets = decision.redecide().added().stream()
                .map(one -> one.about().asset())
                .distinct()
                .count();
        return new Figure("a fact that opens a site's gate for " + assets + " assets", millisSince(before), "ms", null);
    }

    /**
     * What a finding waits for its decision while everything is decided anew by another rule book; each comes a random
     * time after the one before.
     */
    private static List<Double> meanwhile(
            Inventory inventory, SqlStore store, EstateDecision decision, AtomicReference<RuleBook> book) {
        List<Double> millis = new ArrayList<>();
        Random random = new Random(2);
        book.set(RuleBook.shipped());
        try (Waves waves =
                new Waves(decision::decideSome, decision::next, decision::undecided, CLOCK, Waves.Settings.calm())) {
            waves.ask();
            for (int arrival = 0; waves.waitingSince().isPresent() || millis.isEmpty(); arrival++) {
                LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE_NANOS));
                Finding finding = inventory.another(FAR + arrival);
                long before = System.nanoTime();
                store.run(tx -> tx.findings().add(finding.report().sha256(), 0, List.of(finding)));
                if (!waves.await(PATIENCE)) throw new IllegalStateException("a finding was not decided");
                millis.add(millisSince(before));
            }
        }
        return millis;
    }

    private static double millisSince(long before) {
        return (System.nanoTime() - before) / 1e6;
    }

    /** Reads and decides everything from scratch, as every round did once, and stores nothing; in ms of CPU. */
    private static double wholeRound(Store store, RuleBook book, Organisation organisation) {
        long before = THREADS.getCurrentThreadCpuTime();
        List<Finding> all = store.transact(tx -> {
            try (Stream<Finding> findings =
                    tx.findings().between(0, tx.findings().cut())) {
                return findings.toList();
            }
        });
        book.decide(new Estate(MOMENT, organisation, EstateAssembly.assemble(all, organisation, MOMENT)));
        return (THREADS.getCurrentThreadCpuTime() - before) / 1e6;
    }

    private static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE;
    }

    private static double share(List<Double> figures, int percent) {
        List<Double> sorted = figures.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / PERCENT));
    }

    /** Says the same of the same estate every time. */
    private static final class Inventory {
        private static final String WINHTTP =
                "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
        private static final String SCHANNEL =
                "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\";
        private static final int FIRST_KB = 4_000_000;

        private final Size size;
        private final Random random = new Random(1);

        Inventory(Size size) {
            this.size = size;
        }

        static Organisation organisation() {
            Organisation careful = Organisation.careful();
            return new Organisation(
                    "Contoso",
                    careful.goal(),
                    careful.timezone(),
                    careful.federation(),
                    List.of(),
                    List.of(),
                    List.of(
                            new Organisation.Site("HQ", Goal.ONLY, List.of(), null, null),
                            new Organisation.Site("Plant", null, List.of(), null, null)),
                    List.of(),
                    List.of(),
                    List.of());
        }

        /** What is said of those with numbers from {@code from} up to, and without, {@code to}. */
        Path write(Path file, int from, int to) throws IOException {
            try (BufferedWriter lines = Files.newBufferedWriter(file)) {
                for (int asset = from; asset < Math.min(to, size.assets()); asset++)
                    for (Finding finding : of(asset))
                        lines.append(Json.line(FindingJson.write(finding))).append('\n');
            }
            return file;
        }

        private List<Finding> of(int asset) {
            Instant at = MOMENT.minus(Duration.ofHours(12)).plusSeconds(asset);
            List<Observation> seen = new ArrayList<>();
            boolean server = asset % 5 == 0;
            seen.add(new Observation.OperatingSystem(
                    server ? "10.0.14393" : "10.0.17763",
                    1884,
                    server ? 3 : 1,
                    null,
                    server ? "Microsoft Windows Server 2016 Standard" : "Microsoft Windows 10 Enterprise",
                    null,
                    "x64"));
            seen.add(new Observation.RegistryValue(WINHTTP, "DefaultSecureProtocols", RegistryData.ABSENT));
            for (String side : List.of("Client", "Server"))
                for (String name : List.of("Enabled", "DisabledByDefault"))
                    seen.add(new Observation.RegistryValue(
                            SCHANNEL + side, name, RegistryData.dword("Enabled".equals(name) ? 1 : 0)));
            seen.add(new Observation.Boot(at.minus(Duration.ofDays(3))));
            if (server)
                for (Protocol protocol : List.of(Protocol.TLS_1_0, Protocol.TLS_1_1, Protocol.TLS_1_2))
                    seen.add(new Observation.ProtocolOffer(443, "tcp", null, null, protocol, OfferState.OFFERED));
            if (asset % 100 == 0) seen.add(new Observation.ServerRole("exchange-mailbox", "15.1.1591.10"));
            if (asset % 250 == 5) seen.add(new Observation.ServerRole("sfb-front-end", "6.0.9319.548"));
            if (asset % 50 == 1)
                seen.add(new Observation.FileVersion(
                        "C:\\Program Files\\Microsoft Office\\Office16\\lync.exe",
                        "16.0.4849.1000",
                        Observation.Presence.PRESENT));
            for (int more = seen.size(); more < size.each(); more++)
                seen.add(
                        more % 3 == 0
                                ? new Observation.InstalledProduct(
                                        "Product " + more, "1." + more, "Vendor " + more % 7, "msi", null, null)
                                : new Observation.UpdateInstalled(
                                        "KB" + (FIRST_KB + more), Observation.Presence.PRESENT, null));
            ReportRef report = report("osquery@hq", "inventory");
            List<Finding> findings = new ArrayList<>();
            for (Observation observation : seen.subList(0, Math.min(seen.size(), size.each())))
                findings.add(new Finding(
                        report,
                        "row[" + asset + "/" + findings.size() + "]",
                        at,
                        host(asset),
                        observation,
                        Evidence.NONE));
            return findings;
        }

        /** One finding more, of an asset at random: what a probe saw. */
        Finding another(int number) {
            int asset = random.nextInt(size.assets());
            return new Finding(
                    report("nmap@hq", "probe " + number),
                    "port[3389]",
                    MOMENT.minusSeconds(1_000L - number % FAR),
                    host(asset),
                    new Observation.ProtocolOffer(
                            3389,
                            "tcp",
                            null,
                            null,
                            Protocol.TLS_1_2,
                            random.nextBoolean() ? OfferState.OFFERED : OfferState.NOT_OFFERED),
                    Evidence.NONE);
        }

        /** Of the first host: that nobody used older protocols at its site. */
        Finding opensAGate() {
            return new Finding(
                    report("siem@hq", "use"),
                    "row[1]",
                    MOMENT.minusSeconds(1),
                    host(0),
                    new Observation.Proof("R082", "site:HQ", "siem", null),
                    Evidence.NONE);
        }

        private static ReportRef report(String source, String of) {
            return new ReportRef(Sha256.hex(source + of), "osquery", source, null, Method.AGENT);
        }

        private static HostRef host(int asset) {
            String name = "host" + asset;
            return new HostRef(
                    HostRef.DEFAULT_ZONE,
                    asset % 2 == 0 ? "HQ" : "Plant",
                    "10." + asset / 65_536 + "." + asset / 256 % 256 + "." + asset % 256,
                    name + ".corp.example",
                    null,
                    null,
                    null,
                    String.format("7c0a51f4-0000-4000-8000-%012d", asset),
                    null,
                    Map.of());
        }
    }
}
