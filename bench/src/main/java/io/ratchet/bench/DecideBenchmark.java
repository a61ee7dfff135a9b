package io.ratchet.bench;

import io.ratchet.app.demo.DemoEstate;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.FindingSink;
import io.ratchet.routes.intake.ParseReport;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.rules.Estate;
import io.ratchet.rules.RuleBook;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What deciding costs, explanations included, at the full rule count: the demo's company over and over. Its heaviest
 * site asks for ONLY, so every gate is asked. Rates are by the CPU time of the deciding thread, so that a busy machine
 * does not change them much; times are by the clock.
 */
final class DecideBenchmark implements Measurement {
    private static final int ASSETS = 1000;
    private static final int SITE = 10_000;
    private static final Instant MOMENT = Instant.parse("2018-09-20T20:30:00Z");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Override
    public String name() {
        return "decide";
    }

    @Override
    public String about() {
        return "Decides estates of " + ASSETS + " and " + SITE + " assets with all rules.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        RuleBook rules = RuleBook.shipped();
        Company company = Company.assemble();
        Estate estate = company.estate(ASSETS);
        List<Estate> alone = estate.assets().stream()
                .map(asset -> new Estate(MOMENT, company.organisation, List.of(asset)))
                .toList();
        Runnable together = () -> rules.decide(estate);
        Runnable oneByOne = () -> alone.forEach(rules::decide);
        int rounds = quick ? 3 : 9;
        double each = rate(oneByOne, quick ? 2 : 6, rounds);
        double all = rate(together, quick ? 14 : 20, rounds);
        Estate site = company.estate(SITE);
        double seconds = seconds(() -> rules.decide(site), rounds);
        List<Figure> figures = new ArrayList<>(List.of(
                new Figure("assets per CPU second", all, "1/s", null)
                        .comparedWith("assets per CPU second, each alone", each),
                new Figure("a site of 10,000 assets decided again", seconds, "s", null),
                swapped(rules, alone.get(0), rounds)));
        String home = System.getProperty("ratchet.home");
        if (home != null)
            figures.add(new Figure(
                    "first decision of a cold process, CPU",
                    ColdDecision.cpuSeconds(Path.of(home), quick ? 1 : 5),
                    "s",
                    null));
        return figures;
    }

    /**
     * How much longer than usual the longest decision takes while another thread builds a new rule book and puts it in
     * the place of the one that decides: the median over some books.
     */
    private static Figure swapped(RuleBook first, Estate estate, int books) {
        Current current = new Current(first);
        double[] pauses = IntStream.range(0, books)
                .mapToDouble(round -> {
                    Thread builder = new Thread(() -> current.book = RuleBook.shipped(), "rule-book");
                    double usual = seconds(() -> current.book.decide(estate), 100);
                    builder.start();
                    double longest = 0;
                    RuleBook before = current.book;
                    for (int after = 0; after < 1000; ) {
                        long begun = System.nanoTime();
                        current.book.decide(estate);
                        longest = Math.max(longest, (System.nanoTime() - begun) / 1e9);
                        if (current.book != before) after++;
                    }
                    return 1000 * (longest - usual);
                })
                .sorted()
                .toArray();
        return new Figure("longest pause while the rule book is swapped", pauses[pauses.length / 2], "ms", null);
    }

    /** The rule book that decides now. */
    private static final class Current {
        private volatile RuleBook book;

        Current(RuleBook book) {
            this.book = book;
        }
    }

    /** The median of some rounds of a second each, once the compiler has seen it for a while. */
    private static double rate(Runnable decide, int warmUpSeconds, int rounds) {
        for (int second = 0; second < warmUpSeconds; second++) rate(decide);
        return median(IntStream.range(0, rounds).mapToDouble(round -> rate(decide)));
    }

    private static double rate(Runnable decide) {
        long until = System.nanoTime() + 1_000_000_000L;
        long before = THREADS.getCurrentThreadCpuTime();
        long decided = 0;
        do {
            decide.run();
            decided += ASSETS;
        } while (System.nanoTime() < until);
        return decided * 1e9 / (THREADS.getCurrentThreadCpuTime() - before);
    }

    private static double seconds(Runnable decide, int rounds) {
        decide.run();
        return median(IntStream.range(0, rounds).mapToDouble(round -> {
            long before = System.nanoTime();
            decide.run();
            return (System.nanoTime() - before) / 1e9;
        }));
    }

    private static double median(DoubleStream figures) {
        double[] sorted = figures.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The demo's company, as its reports tell of it. */
    private record Company(Organisation organisation, List<AssetState> assets) {
        static Company assemble() {
            try {
                Path folder = Files.createTempDirectory("ratchet-bench");
                DemoEstate.write(folder);
                Organisation organisation = OrganisationFile.read(folder.resolve("organisation.yaml"));
                Company company = new Company(
                        organisation, EstateAssembly.assemble(findings(folder.resolve("inbox")), organisation, MOMENT));
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
                }
                return company;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** As many assets, each a copy of one of the company's under an id of its own. */
        Estate estate(int size) {
            List<AssetState> many = new ArrayList<>();
            for (int copy = 0; many.size() < size; copy++)
                for (AssetState asset : assets)
                    if (many.size() < size)
                        many.add(new AssetState(
                                new AssetId(copy + "-" + asset.id()),
                                asset.identity(),
                                asset.host(),
                                asset.site(),
                                asset.facts()));
            return new Estate(MOMENT, organisation, many);
        }

        private static List<Finding> findings(Path inbox) throws IOException {
            List<Finding> findings = new ArrayList<>();
            for (Delivery delivery : ParseReport.deliveries(List.of(inbox)))
                new ReportReader().read(delivery, ReadOptions.plain(), new FindingSink() {
                    @Override
                    public void finding(Finding finding) {
                        findings.add(finding);
                    }

                    @Override
                    public void rejected(Rejected rejected) {
                        // The demo's inbox holds bad rows on purpose.
                    }
                });
            return findings;
        }
    }
}
