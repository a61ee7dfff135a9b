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
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.decide.RoundReplay;
import io.ratchet.routes.decide.WhatIf;
import io.ratchet.routes.explain.Explainer;
import io.ratchet.routes.identify.Assets;
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
import java.nio.charset.StandardCharsets;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long the console's pages and the lists of its REST interface take and how many bytes they are, by requests to a
 * server over an estate of 100,000 assets with 1,000,000 findings, of which 10,000 wait for approval; and how long it
 * takes to approve all that nothing sets apart, in one action. On an embedded H2 and on a PostgreSQL of this machine,
 * or one of them ({@code -Dratchet.bench.on=postgres}); other sizes by {@code -Dratchet.bench.assets},
 * {@code .findings} and {@code .plans}.
 */
final class PagesBenchmark implements Measurement {
    private static final Instant AT = PagesEstate.AT;
    private static final Clock CLOCK = Clock.fixed(AT, ZoneOffset.UTC);
    private static final double ASKED_FOR = 200;
    private static final double ASKED_FOR_KB = 100;

    /**
     * Half of the answers of the automation controller, which is made from AWX, by the performance guide that its maker
     * publishes with version 2.6: a growth topology, 1,000 hosts, 8 requests a second (99 of 100 within 1.5 s).
     */
    private static final double PUBLISHED_OF_AWX = 500;

    private static final double ASKED_FOR_OF_A_CROWD = 1_000;
    private static final double PATIENCE_SECONDS = 10;
    private static final double KILO = 1_000;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Pattern WHOLE = Pattern.compile("name=\"whole\" value=\"(\\*:[0-9a-f]{64})\"");

    /** How large an estate, how often each page is asked for, and by how many at once. */
    private record Size(PagesEstate estate, int asked, int warmUp, int clients) {
        static Size of(boolean quick) {
            PagesEstate estate = new PagesEstate(
                    Integer.getInteger("ratchet.bench.assets", quick ? 600 : 100_000),
                    Integer.getInteger("ratchet.bench.findings", quick ? 3_000 : 1_000_000),
                    Integer.getInteger("ratchet.bench.plans", quick ? 300 : 10_000));
            return quick ? new Size(estate, 10, 2, 50) : new Size(estate, 60, 20, 1_000);
        }
    }

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public String about() {
        return "Serves pages and lists over 100,000 assets, 1,000,000 findings and 10,000 waiting plans, and approves these.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        Size size = Size.of(quick);
        String on = System.getProperty("ratchet.bench.on", "both");
        List<Figure> figures = new ArrayList<>();
        if (!on.equals("postgres")) figures.addAll(onH2(size));
        if (!on.equals("h2")) figures.addAll(onPostgres(size));
        return figures;
    }

    private static List<Figure> onH2(Size size) {
        return inAFolder(folder -> {
            try (SqlStore store = SqlStore.h2(folder.resolve("database"))) {
                return served("H2", size, store, folder);
            }
        });
    }

    private static List<Figure> onPostgres(Size size) {
        return inAFolder(folder -> {
            try (PagesPostgres postgres = PagesPostgres.start(folder.resolve("postgres"))) {
                return served("PostgreSQL", size, SqlStore.open(postgres.pool()), folder);
            }
        });
    }

    /** What is done with a folder that goes afterwards. */
    @FunctionalInterface
    private interface Work {
        List<Figure> in(Path folder) throws IOException;
    }

    private static List<Figure> inAFolder(Work work) {
        try {
            Path folder = Files.createTempDirectory("ratchet-bench");
            try {
                return work.in(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Figure> served(String database, Size size, SqlStore store, Path folder) {
        long before = System.nanoTime();
        size.estate().fill(store);
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("filling " + database, (System.nanoTime() - before) / 1e9, "s", null));
        ServeSettings.Http http = new ServeSettings.Http("127.0.0.1", 0);
        Access access = new Access(Optional.of(Person.ofAllRoles("bench")), Map.of());
        try (WebServer server = WebServer.start(http, access, new Ports(store, folder).ports())) {
            figures.addAll(measured(server.address(), database, size, store));
        }
        return figures;
    }

    private static Map<String, String> pages(SqlStore store) {
        Map<String, String> pages = new LinkedHashMap<>();
        String cohort = store.<List<Queue.Cohort>>transact(tx -> tx.queue().cohorts(Queue.Filter.all(AT)))
                .get(0)
                .cohort();
        String host = PagesEstate.id(7).value();
        String report = PagesEstate.report(0);
        pages.put("readiness", "/");
        pages.put("path", "/path");
        pages.put("queue", "/queue");
        pages.put("cohort", "/queue/" + cohort);
        pages.put("runs", "/remediations");
        pages.put("run", "/remediations/r-000007");
        pages.put("tonight", "/night");
        pages.put("assets", "/assets");
        pages.put("assets by site and readiness", "/assets?site=HQ&readiness=CAPABLE_OFF");
        pages.put("assets that wait for a vendor", "/assets?kind=await-vendor");
        pages.put("asset", "/assets/" + host);
        pages.put("waiting", "/waiting");
        pages.put("exceptions", "/exceptions");
        pages.put("tickets", "/tickets");
        pages.put("collect", "/collect");
        pages.put("findings", "/findings");
        pages.put("findings of a report", "/findings?report=" + report);
        pages.put("reports", "/reports");
        pages.put("report", "/reports/" + report);
        pages.put("rejected", "/rejected");
        pages.put("rules", "/rules");
        pages.put("connections", "/connections");
        pages.put("audit", "/audit");
        for (String list : List.of(
                "queue?limit=100",
                "queue/cohorts",
                "remediations?limit=100",
                "remediations?state=Proposed&limit=100",
                "assets?limit=100",
                "decisions?limit=100",
                "findings?limit=100",
                "findings?order=oldest&limit=100",
                "findings?report=" + report,
                "rejected?limit=100",
                "reports?limit=100",
                "waiting?limit=100",
                "tickets?limit=100",
                "exceptions?limit=100",
                "collects?limit=100",
                "rounds?limit=100",
                "audit/events?limit=100",
                "readiness",
                "path",
                "night",
                "rules")) pages.put("GET " + list.replace(report, ".."), "/api/v1/" + list);
        return pages;
    }

    private static List<Figure> measured(URI server, String database, Size size, SqlStore store) {
        HttpClient client = HttpClient.newHttpClient();
        List<Figure> figures = new ArrayList<>();
        List<String> slow = new ArrayList<>();
        List<String> large = new ArrayList<>();
        pages(store).forEach((name, path) -> {
            Taken taken = taken(client, server.resolve(path), size);
            String what = name + ", " + database;
            System.err.printf(
                    Locale.ROOT,
                    "%s: %.1f ms p50, %.1f ms p95, %,d bytes%n",
                    what,
                    taken.p50(),
                    taken.p95(),
                    taken.bytes());
            figures.add(new Figure(what + " p50", taken.p50(), "ms", null)
                    .comparedWith("the 500 ms published of AWX with 1,000 hosts", PUBLISHED_OF_AWX));
            figures.add(
                    new Figure(what + " p95", taken.p95(), "ms", null).comparedWith("the 200 ms asked for", ASKED_FOR));
            figures.add(new Figure(what + " CPU", taken.cpu(), "ms", null));
            figures.add(new Figure(what + " size", taken.bytes() / KILO, "kB", null)
                    .comparedWith("the 100 kB asked for", ASKED_FOR_KB));
            if (taken.p95() > ASKED_FOR) slow.add(name);
            if (taken.bytes() / KILO > ASKED_FOR_KB) large.add(name);
        });
        figures.addAll(crowd(client, server.resolve("/queue"), database, size.clients()));
        figures.add(approved(client, server, database, size));
        figures.add(over("over 200 ms, " + database, slow));
        figures.add(over("over 100 kB, " + database, large));
        return figures;
    }

    /** How many, and by name which. */
    private static Figure over(String what, List<String> pages) {
        return new Figure(
                what + ": " + (pages.isEmpty() ? "none" : String.join("; ", pages)), pages.size(), "pages", null);
    }

    private static Figure approved(HttpClient client, URI server, String database, Size size) {
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
        return new Figure(
                        "approving " + size.estate().waiting() + " plans in one action, " + database,
                        seconds,
                        "s",
                        null)
                .comparedWith("the 10 s asked for", PATIENCE_SECONDS);
    }

    /**
     * What one page took.
     *
     * @param p95 of its answers, in ms by the clock; on a busy machine that is not the page's doing alone
     * @param cpu for one answer, in ms of this process, in which an embedded database is and another one is not
     * @param bytes of its answer
     */
    private record Taken(double p50, double p95, double cpu, long bytes) {}

    private static Taken taken(HttpClient client, URI page, Size size) {
        for (int turn = 0; turn < size.warmUp(); turn++) get(client, page);
        List<Double> millis = new ArrayList<>();
        long bytes = 0;
        long cpu = PROCESS.getProcessCpuTime();
        for (int turn = 0; turn < size.asked(); turn++) {
            long before = System.nanoTime();
            String answer = get(client, page);
            millis.add((System.nanoTime() - before) / 1e6);
            bytes = answer.getBytes(StandardCharsets.UTF_8).length;
        }
        double each = (PROCESS.getProcessCpuTime() - cpu) / 1e6 / size.asked();
        List<Double> sorted = millis.stream().sorted().toList();
        return new Taken(
                sorted.get(sorted.size() / 2), sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1), each, bytes);
    }

    /**
     * So many clients ask in the same moment: how long until the last but one in a hundred of those that are answered
     * has its answer, in ms, and how many are told to come again (503).
     */
    private static List<Figure> crowd(HttpClient client, URI page, String database, int clients) {
        long before = System.nanoTime();
        List<CompletableFuture<Optional<Double>>> asked = Stream.generate(() -> client.sendAsync(
                                HttpRequest.newBuilder(page).GET().build(), BodyHandlers.ofString())
                        .thenApply(answer -> {
                            if (answer.statusCode() != 200 && answer.statusCode() != 503)
                                throw new IllegalStateException(page + " was answered with " + answer.statusCode());
                            return Optional.of((System.nanoTime() - before) / 1e6)
                                    .filter(millis -> answer.statusCode() == 200);
                        }))
                .limit(clients)
                .toList();
        List<Double> sorted =
                asked.stream().flatMap(one -> one.join().stream()).sorted().toList();
        String what = "of " + clients + " clients at once, " + database;
        if (sorted.isEmpty()) throw new IllegalStateException("none of " + clients + " clients was answered");
        double p99 = sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
        return List.of(
                new Figure("queue p99 " + what, p99, "ms", null)
                        .comparedWith("the 1,000 ms asked for", ASKED_FOR_OF_A_CROWD),
                new Figure("queue told to come again " + what, clients - sorted.size(), "", null));
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
                    Assets::none,
                    (name, report, by) -> List.of(),
                    (zip, selection) -> {},
                    new Explainer(store, rules, Organisation::careful, Assets::none, CLOCK),
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
