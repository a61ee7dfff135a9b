package io.ratchet.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.WebServer;
import io.ratchet.console.Access;
import io.ratchet.console.ConsolePorts;
import io.ratchet.console.Person;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.decide.RoundReplay;
import io.ratchet.routes.decide.WhatIf;
import io.ratchet.routes.explain.Explainer;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.routes.night.BrakeDesk;
import io.ratchet.routes.night.NightPlan;
import io.ratchet.routes.night.NightReport;
import io.ratchet.routes.night.Turns;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.Needed;
import io.ratchet.routes.queue.RunDesk;
import io.ratchet.routes.waiting.VendorWaits;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Queue;
import io.ratchet.store.Rounds;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long the console's pages take, by requests to a server over an estate of 100,000 assets of which 10,000 wait for
 * approval; and how long it takes to approve all that nothing sets apart, in one action.
 */
final class PagesBenchmark implements Measurement {
    private static final Instant AT = Instant.parse("2018-09-20T16:00:00Z");
    private static final Clock CLOCK = Clock.fixed(AT, ZoneOffset.UTC);
    private static final double ASKED_FOR = 200;
    private static final double ASKED_FOR_OF_A_CROWD = 1_000;
    private static final double PATIENCE_SECONDS = 10;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int RARE = 29;
    private static final int LOST = 71;
    private static final List<String> SITES = List.of("HQ", "LONDON", "SINGAPORE", "MADRID");
    private static final Pattern WHOLE = Pattern.compile("name=\"whole\" value=\"(\\*:[0-9a-f]{64})\"");

    /** How large an estate, how many of its assets wait, how often each page is asked for, and by how many at once. */
    private record Size(int assets, int waiting, int asked, int warmUp, int clients) {
        static Size of(boolean quick) {
            return quick ? new Size(600, 300, 10, 2, 50) : new Size(100_000, 10_000, 60, 20, 1_000);
        }
    }

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public String about() {
        return "Serves the console's pages over 100,000 assets and 10,000 waiting plans, and approves these.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        Size size = Size.of(quick);
        try {
            Path folder = Files.createTempDirectory("ratchet-bench");
            try (SqlStore store = SqlStore.h2(folder.resolve("database"))) {
                fill(store, size);
                ServeSettings.Http http = new ServeSettings.Http("127.0.0.1", 0);
                Access access = new Access(Optional.of(Person.ofAllRoles("bench")), Map.of());
                try (WebServer server = WebServer.start(http, access, new Ports(store, folder).ports())) {
                    return measured(server.address(), size, store);
                }
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Figure> measured(URI server, Size size, SqlStore store) {
        Map<String, String> pages = new LinkedHashMap<>();
        String cohort = store.<List<Queue.Cohort>>transact(tx -> tx.queue().cohorts(Queue.Filter.all(AT)))
                .get(0)
                .cohort();
        pages.put("readiness", "/");
        pages.put("queue", "/queue");
        pages.put("cohort", "/queue/" + cohort);
        pages.put("runs", "/remediations");
        pages.put("tonight", "/night");
        pages.put("assets", "/assets");
        pages.put("assets by site and readiness", "/assets?site=HQ&readiness=CAPABLE_OFF");
        pages.put("asset", "/assets/" + id(7).value());
        pages.put("rules", "/rules");
        pages.put("reports", "/reports");
        pages.put("exceptions", "/exceptions");
        pages.put("connections", "/connections");
        HttpClient client = HttpClient.newHttpClient();
        List<Figure> figures = new ArrayList<>();
        pages.forEach((name, path) -> {
            Taken taken = taken(client, server.resolve(path), size);
            figures.add(
                    new Figure(name + " p95", taken.p95(), "ms", null).comparedWith("the 200 ms asked for", ASKED_FOR));
            figures.add(new Figure(name + " CPU", taken.cpu(), "ms", null));
        });
        figures.add(new Figure(
                        "queue p99 of " + size.clients() + " clients at once",
                        crowd(client, server.resolve("/queue"), size.clients()),
                        "ms",
                        null)
                .comparedWith("the 1,000 ms asked for", ASKED_FOR_OF_A_CROWD));
        Matcher box = WHOLE.matcher(get(client, server.resolve("/queue")));
        if (!box.find()) throw new IllegalStateException("the queue offers no box for all that nothing sets apart");
        long before = System.nanoTime();
        HttpResponse<String> said = send(
                client,
                HttpRequest.newBuilder(server.resolve("/queue/say/approve"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(
                                "part=alike&whole=" + box.group(1).replace("*", "%2A"))));
        double seconds = (System.nanoTime() - before) / 1e9;
        if (said.statusCode() != 302)
            throw new IllegalStateException("approving was answered with " + said.statusCode());
        figures.add(new Figure("approving " + size.waiting() + " plans in one action", seconds, "s", null)
                .comparedWith("the 10 s asked for", PATIENCE_SECONDS));
        return figures;
    }

    /**
     * What one page took.
     *
     * @param p95 of its answers, in ms by the clock; on a busy machine that is not the page's doing alone
     * @param cpu for one answer, in ms of this process
     */
    private record Taken(double p95, double cpu) {}

    private static Taken taken(HttpClient client, URI page, Size size) {
        for (int turn = 0; turn < size.warmUp(); turn++) get(client, page);
        List<Double> millis = new ArrayList<>();
        long cpu = PROCESS.getProcessCpuTime();
        for (int turn = 0; turn < size.asked(); turn++) {
            long before = System.nanoTime();
            get(client, page);
            millis.add((System.nanoTime() - before) / 1e6);
        }
        double each = (PROCESS.getProcessCpuTime() - cpu) / 1e6 / size.asked();
        List<Double> sorted = millis.stream().sorted().toList();
        return new Taken(sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1), each);
    }

    /** Of so many clients that ask in the same moment, in ms until the last but one in a hundred has its answer. */
    private static double crowd(HttpClient client, URI page, int clients) {
        long before = System.nanoTime();
        List<CompletableFuture<Double>> asked = Stream.generate(() -> client.sendAsync(
                                HttpRequest.newBuilder(page).GET().build(), BodyHandlers.ofString())
                        .thenApply(answer -> {
                            if (answer.statusCode() != 200)
                                throw new IllegalStateException(page + " was answered with " + answer.statusCode());
                            return (System.nanoTime() - before) / 1e6;
                        }))
                .limit(clients)
                .toList();
        List<Double> sorted =
                asked.stream().map(CompletableFuture::join).sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }

    private static String get(HttpClient client, URI page) {
        HttpResponse<String> answer = send(client, HttpRequest.newBuilder(page).GET());
        if (answer.statusCode() != 200)
            throw new IllegalStateException(page + " was answered with " + answer.statusCode());
        return answer.body();
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a page was measured", e);
        }
    }

    // ---- the estate

    private static AssetId id(int number) {
        return new AssetId("host-%06d.corp.example".formatted(number));
    }

    private static @Nullable String site(int number) {
        return number % LOST == LOST - 1 ? null : SITES.get(number % SITES.size());
    }

    private static void fill(SqlStore store, Size size) {
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < size.assets(); i++) {
            decisions.add(i < size.waiting() ? remediate(i) : held(i));
            if (i % 3 == 0)
                decisions.add(new Decision.NoAction(about(i, "cl-sfb2016-msi", Readiness.READY, Goal.READY), why(i)));
        }
        store.run(tx ->
                tx.decisions().replace(decisions, new Rounds.Ground(AT, "b".repeat(64), Organisation.careful(), 0)));
        store.run(tx -> {
            for (int i = 0; i < size.waiting(); i++)
                tx.remediations()
                        .propose(new Remediation.Proposed(
                                new Remediation.Subject("r-%06d".formatted(i), plan(i), site(i), AT.minusSeconds(i))));
        });
    }

    private static Plan plan(int number) {
        PlanStep step = new PlanStep(
                10,
                "os-7-sp1",
                number % 5 == 0 ? "windows/dotnet-strong-crypto" : "windows/winhttp-default-protocols",
                "0".repeat(64),
                Map.of(),
                changes(number),
                Restart.REBOOT,
                why(number).rule());
        return new Plan(id(number), HostRef.named(id(number).value()), Goal.READY, List.of(step));
    }

    private static List<Change> changes(int number) {
        return List.of(new Change.Registry(
                "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
                "DefaultSecureProtocols",
                number % RARE == 0 ? RegistryData.ABSENT : RegistryData.dword(160),
                RegistryData.dword(2176)));
    }

    private static Decision.About about(int number, String system, Readiness readiness, Goal goal) {
        return new Decision.About(
                id(number),
                new Identity.Resolved(),
                HostRef.named(id(number).value()),
                site(number),
                system,
                goal,
                10,
                Remedy.REGISTRY,
                readiness);
    }

    private static Explanation why(int number) {
        return new Explanation(
                "R025-winhttp-keeps-what-is-there",
                List.of(24, 25),
                "stable",
                List.of("S1", "M10"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited(
                        "sha256:" + "a".repeat(64) + "#row[" + number + "]", "The value is 160.")),
                "WinHTTP does not offer TLS 1.2.");
    }

    private static Decision remediate(int number) {
        return new Decision.Remediate(
                about(number, "os-7-sp1", Readiness.CAPABLE_OFF, Goal.READY),
                why(number),
                plan(number).steps().get(0).playbook(),
                Map.of(),
                changes(number),
                Restart.REBOOT);
    }

    private static Decision held(int number) {
        Gate gate = new Gate(
                "R062",
                "R062-ready-before-only",
                "asset:" + id(number),
                "READY is not proven.",
                List.of(id(number)),
                "TLS 1.2 is read back and seen from outside.");
        return new Decision.Hold(
                about(number, "os-7-sp1", Readiness.CONFIGURED, Goal.ONLY), why(number), List.of(gate), List.of());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** The console's ports over a store alone. */
    private record Ports(SqlStore store, Path folder) {
        ConsolePorts ports() {
            RuleBook rules = RuleBook.shipped();
            return new ConsolePorts(
                    store,
                    new Desk(
                            new ApprovalDesk(store, CLOCK, Duration.ofDays(7), id -> {}),
                            new RunDesk(store, CLOCK, IdSource.random(), (site, at) -> Optional.empty(), id -> {})),
                    new CohortDesk(store, CLOCK, IdSource.random(), Duration.ofDays(7), id -> {}, Runnable::run),
                    new Outlook(),
                    List::of,
                    (name, report, by) -> List.of(),
                    (zip, selection) -> {},
                    new Explainer(store, rules, Organisation::careful, List::of, CLOCK),
                    new VendorWaits(store, () -> rules, CLOCK),
                    new RoundReplay(store, () -> rules),
                    new WhatIf(store, () -> rules, Organisation::careful, CLOCK),
                    nights(),
                    folder,
                    CLOCK);
        }

        private ConsolePorts.Nights nights() {
            Turns turns = new Turns(
                    store,
                    Organisation::careful,
                    (site, at) -> Optional.of(new ChangeWindow(AT, AT.plusSeconds(14_400))),
                    asset -> Optional.empty(),
                    Duration.ofSeconds(15));
            NightReport report = new NightReport(
                    store, new NightPlan(turns, subject -> Duration.ofMinutes(30), subject -> Duration.ofMinutes(30)));
            BrakeDesk brakes = new BrakeDesk(store, CLOCK, id -> {});
            return new ConsolePorts.Nights() {
                @Override
                public ObjectNode at(Instant at) {
                    return report.at(at);
                }

                @Override
                public List<Brake> brakes() {
                    return brakes.brakes();
                }

                @Override
                public void release(String scope, String by, String reason) {
                    brakes.release(scope, by, reason);
                }
            };
        }
    }

    private static final class Outlook implements ConsolePorts.Outlook {
        @Override
        public List<IdentityClaim> claims(AssetId id) {
            return List.of();
        }

        @Override
        public long elsewhere(String by) {
            return 0;
        }

        @Override
        public Organisation organisation() {
            return Organisation.careful();
        }

        @Override
        public Optional<AssetState> asset(AssetId id) {
            return Optional.of(new AssetState(id, new Identity.Resolved(), HostRef.named(id.value()), "HQ", List.of()));
        }

        @Override
        public Optional<ChangeWindow> window(@Nullable String site, Instant at) {
            return Optional.of(new ChangeWindow(AT.plusSeconds(7200), AT.plusSeconds(14_400)));
        }
    }

    private record Desk(ApprovalDesk approvals, RunDesk runs) implements ConsolePorts.Approvals {
        @Override
        public Remediation approve(String id, @Nullable String planHash, String by) {
            return approvals.approve(id, planHash, by);
        }

        @Override
        public Remediation breakGlass(String id, @Nullable String planHash, String by, String reason) {
            return approvals.breakGlass(id, planHash, by, reason);
        }

        @Override
        public Needed needed(Tx tx, Proposed waiting) {
            return approvals.needed(tx, waiting);
        }

        @Override
        public Remediation reject(String id, String by, String reason) {
            return approvals.reject(id, by, reason);
        }

        @Override
        public Remediation comment(String id, String by, String text) {
            return approvals.comment(id, by, text);
        }

        @Override
        public Remediation order(ConsolePorts.Order order, String id, String by, String reason) {
            return switch (order) {
                case RETRY -> runs.retry(id, by, reason);
                case DEFER -> runs.defer(id, by, reason);
                case CANCEL -> runs.cancel(id, by, reason);
            };
        }

        @Override
        public List<Stop> stops() {
            return runs.stops();
        }

        @Override
        public Stop stop(String scope, String by, String reason) {
            return runs.stop(scope, by, reason);
        }

        @Override
        public void lift(String scope, String by, String reason) {
            runs.lift(scope, by, reason);
        }
    }
}
