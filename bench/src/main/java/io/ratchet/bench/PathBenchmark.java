package io.ratchet.bench;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.path.EstatePath;
import io.ratchet.routes.path.PathJson;
import io.ratchet.routes.path.PathScope;
import io.ratchet.routes.path.ReadinessPath;
import io.ratchet.store.Rounds;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How long the path of 100,000 assets takes to draw, from the database to its JSON: at 400 sites a third of the assets
 * waits for others of its site, rooms for their vendor, farms for their members, and everything for a few proofs.
 */
final class PathBenchmark implements Measurement {
    private static final Instant AT = Instant.parse("2018-09-20T16:00:00Z");
    private static final double ASKED_FOR = 2;
    private static final int SITE = 250;

    @Override
    public String name() {
        return "path";
    }

    @Override
    public String about() {
        return "Draws the path to the goal of 100,000 assets: ladder, order, blockers and cheapest unblock.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        int assets = quick ? 2_000 : 100_000;
        int turns = quick ? 2 : 7;
        try {
            Path folder = Files.createTempDirectory("ratchet-bench");
            try (SqlStore store = SqlStore.h2(folder)) {
                List<Decision> decisions = estate(assets);
                store.run(tx -> tx.decisions()
                        .replace(decisions, new Rounds.Ground(AT, "b".repeat(64), Organisation.careful(), 0)));
                return measured(store, assets, turns);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Figure> measured(SqlStore store, int assets, int turns) {
        Clock clock = Clock.fixed(AT, ZoneOffset.UTC);
        List<Double> fresh = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        List<Double> site = new ArrayList<>();
        int frees = 0;
        for (int turn = 0; turn < turns; turn++) {
            ReadinessPath path = new ReadinessPath(store, Organisation::careful, Assets::none, clock);
            long begun = System.nanoTime();
            EstatePath drawn = path.of(PathScope.estate());
            long length = Json.line(PathJson.write(drawn)).length();
            if (length == 0) throw new IllegalStateException("nothing was drawn");
            fresh.add((System.nanoTime() - begun) / 1e9);
            frees = drawn.cheapest().sets().stream()
                    .mapToInt(EstatePath.UnblockSet::frees)
                    .max()
                    .orElse(0);
            begun = System.nanoTime();
            path.of(PathScope.estate());
            again.add((System.nanoTime() - begun) / 1e9);
            begun = System.nanoTime();
            path.of(PathScope.of("S001", "", "", ""));
            site.add((System.nanoTime() - begun) / 1e9);
        }
        return List.of(
                new Figure("path of " + assets + " assets, first of a round", median(fresh), "s", null)
                        .comparedWith("the 2 s asked for", ASKED_FOR),
                new Figure("the first of a process", fresh.get(0), "s", null)
                        .comparedWith("the 2 s asked for", ASKED_FOR),
                new Figure("path of " + assets + " assets again", median(again), "s", null),
                new Figure("path of one site of them", median(site), "s", null),
                new Figure("assets freed by the best ten", frees, "", null));
    }

    private static double median(List<Double> seconds) {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }

    // ---- the estate

    private static List<Decision> estate(int assets) {
        List<Decision> decisions = new ArrayList<>();
        for (int from = 0; from < assets; from += SITE) {
            int site = from;
            List<AssetId> rooms =
                    IntStream.range(0, 12).mapToObj(i -> id(site + i)).toList();
            List<AssetId> farm =
                    IntStream.range(12, 18).mapToObj(i -> id(site + i)).toList();
            AssetId hub = id(site + 18);
            for (int i = 0; i < SITE && from + i < assets; i++) {
                int number = from + i;
                if (i < 12) decisions.add(awaits(number));
                else if (i < 18) decisions.add(held(number, "os-8-1", Goal.READY, gate("R040", "farm:F" + site, farm)));
                else if (i == 18) decisions.add(held(number, "sv-sfb-2015", Goal.READY, gate("R039", "site", farm)));
                else if (i < 60) decisions.add(held(number, "os-7-sp1", Goal.ONLY, gate("R069", site(site), rooms)));
                else if (i < 90)
                    decisions.add(held(
                            number,
                            "sv-exchange",
                            Goal.ONLY,
                            gate("R080", site(site), List.of(hub)),
                            gate("R072", "topology", List.of())));
                else if (i < 100)
                    decisions.add(held(
                            number,
                            "sv-sql",
                            Goal.ONLY,
                            gate("R079", "asset:" + id(number), List.of(id(site + 100 + i % 7)))));
                else if (i < 200) decisions.add(remediate(number));
                else decisions.add(new Decision.NoAction(about(number, "os-10", Goal.READY, Readiness.READY), why()));
                if (i % 3 == 0)
                    decisions.add(
                            new Decision.NoAction(about(number, "cl-sfb2016-msi", Goal.READY, Readiness.READY), why()));
            }
        }
        return decisions;
    }

    private static String site(int from) {
        return "S%03d".formatted(from / SITE);
    }

    private static AssetId id(int number) {
        return new AssetId("host-%06d.corp.example".formatted(number));
    }

    private static Gate gate(String id, String scope, List<AssetId> holders) {
        return new Gate(id, id + "-gate", scope, "They are not ready.", holders, "Make them ready.");
    }

    private static Decision held(int number, String system, Goal goal, Gate... gates) {
        return new Decision.Hold(about(number, system, goal, Readiness.CONFIGURED), why(), List.of(gates), List.of());
    }

    private static Decision awaits(int number) {
        return new Decision.AwaitVendor(
                about(number, "dv-surface-hub", Goal.READY, Readiness.AWAITING_VENDOR), why(), "10.0.15063.1835");
    }

    private static Decision remediate(int number) {
        return new Decision.Remediate(
                about(number, "os-7-sp1", Goal.READY, Readiness.CAPABLE_OFF),
                why(),
                "windows/winhttp-default-protocols",
                Map.of(),
                List.of(),
                Restart.REBOOT);
    }

    private static Decision.About about(int number, String system, Goal goal, Readiness readiness) {
        return new Decision.About(
                id(number),
                new Identity.Resolved(),
                HostRef.named(id(number).value()),
                site(number / SITE * SITE),
                system,
                goal,
                10,
                Remedy.REGISTRY,
                readiness);
    }

    private static Explanation why() {
        return new Explanation(
                "R025-winhttp-keeps-what-is-there",
                List.of(24, 25),
                "stable",
                List.of("S1", "M10"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited("sha256:" + "a".repeat(64) + "#row[1]", "The value is 160.")),
                "WinHTTP does not offer TLS 1.2.");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
