package io.ratchet.bench;

import io.ratchet.app.demo.DemoEstate;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How many assets one thread decides in a second, explanations included: the demo's company, thirty times over. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class DecideBenchmark {
    private static final int ASSETS = 1000;
    private static final Instant MOMENT = Instant.parse("2018-09-20T20:30:00Z");

    private final RuleBook rules = RuleBook.shipped();
    private Organisation organisation = Organisation.careful();
    private List<AssetState> assets = List.of();

    static Measurement measured() {
        return new JmhMeasurement("decide", "Decides an estate of " + ASSETS + " assets with all rules.", DecideBenchmark.class)
                .figure("oneByOne", "assets per CPU second, each alone")
                .figure("estate", "assets per CPU second, as one estate", "oneByOne");
    }

    @Setup
    public void assemble() throws IOException {
        Path folder = Files.createTempDirectory("ratchet-bench");
        DemoEstate.write(folder);
        organisation = OrganisationFile.read(folder.resolve("organisation.yaml"));
        List<AssetState> company = EstateAssembly.assemble(findings(folder.resolve("inbox")), organisation);
        List<AssetState> many = new ArrayList<>();
        for (int copy = 0; many.size() < ASSETS; copy++)
            for (AssetState asset : company)
                if (many.size() < ASSETS)
                    many.add(new AssetState(
                            new AssetId(copy + "-" + asset.id()), asset.identity(), asset.host(), asset.site(), asset.facts()));
        assets = many;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
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

    @Benchmark
    @OperationsPerInvocation(ASSETS)
    public List<Decision> estate() {
        return rules.decide(new Estate(MOMENT, organisation, assets));
    }

    @Benchmark
    @OperationsPerInvocation(ASSETS)
    public long oneByOne() {
        long decided = 0;
        for (AssetState asset : assets) decided += rules.decide(new Estate(MOMENT, organisation, List.of(asset))).size();
        return decided;
    }
}
