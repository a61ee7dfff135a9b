package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.ticket.TicketHook;
import io.ratchet.connectors.ticket.TicketSystem;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.routes.collect.CollectDesk;
import io.ratchet.routes.controls.ControlBook;
import io.ratchet.routes.decide.RoundReplay;
import io.ratchet.routes.decide.WhatIf;
import io.ratchet.routes.exceptions.ExceptionDesk;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.routes.explain.Explainer;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.routes.intake.ReportDesk;
import io.ratchet.routes.night.BrakeDesk;
import io.ratchet.routes.night.NightPlan;
import io.ratchet.routes.night.NightReport;
import io.ratchet.routes.night.Turns;
import io.ratchet.routes.path.ReadinessPath;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.ApprovalRule;
import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.Needed;
import io.ratchet.routes.queue.RunDesk;
import io.ratchet.routes.tickets.TicketDesk;
import io.ratchet.routes.tickets.TicketHooks;
import io.ratchet.routes.tickets.TicketObserver;
import io.ratchet.routes.tickets.TicketSender;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.routes.waiting.VendorWaits;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Contacts;
import io.ratchet.store.Exceptions;
import io.ratchet.store.Outbox;
import io.ratchet.store.Rounds;
import io.ratchet.store.Tx;
import io.ratchet.store.audit.AuditExport;
import io.ratchet.store.audit.AuditSelection;
import io.ratchet.store.audit.SigningKey;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The console alone on a port of its own, over a real store in memory and a real approval desk. Alice has a token. The
 * one asset is called as an attacker would call it, wherever a text comes from outside.
 */
final class ServedConsole extends Clock implements AutoCloseable {
    static final String TOKEN = "alice's token";

    /** With which the webhook {@code scanner} signs. */
    static final String HOOK_KEY = "the scanner's key";

    private static final Map<String, Supplier<String>> HOOKS = Map.of("scanner", () -> HOOK_KEY, "keyless", () -> {
        throw FailureException.of(FailureCode.CONFIG_INVALID, "There is no file secrets/keyless.");
    });

    /** What would run in a browser if a page forgot to escape it. */
    static final String HOSTILE = "<script>alert('host')</script>";

    /** Whose id holds a slash. */
    static final String OTHER = "web02.example/nic";

    private static final Instant START = Instant.parse("2018-09-20T01:00:00Z");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Path folder;
    private final Access access;
    private final Optional<Fleet> fleet;
    private final JdbcConnectionPool database;
    private final SqlStore store;
    private final ConfigurableApplicationContext context;
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final Map<String, Long> elsewhere = new ConcurrentHashMap<>();
    private final List<String> woken = new CopyOnWriteArrayList<>();
    private Duration passed = Duration.ZERO;
    private int proposals;

    private ServedConsole(Path folder, Optional<String> openAs) {
        this(folder, openAs, Optional.empty(), false);
    }

    private ServedConsole(Path folder, Optional<String> openAs, Optional<Fleet> fleet, boolean documented) {
        this(folder, new Access(openAs.map(Person::ofAllRoles), people(), HOOKS), fleet, documented);
    }

    private ServedConsole(Path folder, Access access, Optional<Fleet> fleet, boolean documented) {
        this.folder = folder;
        this.access = access;
        this.fleet = fleet;
        this.database = Databases.h2WithTables();
        this.store = Databases.opened(database);
        fleet.ifPresentOrElse(one -> store.run(one::fill), this::fill);
        except();
        ConsolePorts ports = ports();
        this.context = new SpringApplicationBuilder(documented ? Documented.class : Alone.class)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(Map.of(
                        "server.port", "0",
                        "server.address", "127.0.0.1",
                        "spring.main.log-startup-info", "false",
                        "springdoc.default-flat-param-object", "true"))
                .initializers(starting -> {
                    GenericApplicationContext beans = (GenericApplicationContext) starting;
                    beans.registerBean(Access.class, () -> access);
                    beans.registerBean(ConsolePorts.class, () -> ports);
                })
                .run();
    }

    /**
     * With what the server has it with, and forms with files, which that refuses: to find out at each start that the
     * rest is not wanted takes long.
     */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        ConfigurationPropertiesAutoConfiguration.class,
        PropertyPlaceholderAutoConfiguration.class,
        LifecycleAutoConfiguration.class,
        ApplicationAvailabilityAutoConfiguration.class,
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        HttpEncodingAutoConfiguration.class,
        MultipartAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        ErrorMvcAutoConfiguration.class,
        ThymeleafAutoConfiguration.class,
    })
    @Import(ConsoleConfiguration.class)
    static class Alone {}

    /** With what describes its REST interface too. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(ConsoleConfiguration.class)
    static class Documented {}

    /** Nobody comes in without a token. */
    static ServedConsole closed(Path folder) {
        return new ServedConsole(folder, Optional.empty());
    }

    /** As in the demo: whoever comes from this machine is Dora. */
    static ServedConsole open(Path folder) {
        return new ServedConsole(folder, Optional.of("dora"));
    }

    /** Over a fleet whose plans wait; whoever comes from this machine is Dora. */
    static ServedConsole over(Path folder, Fleet fleet) {
        return new ServedConsole(folder, Optional.of("dora"), Optional.of(fleet), false);
    }

    /** Beside the owner of the data folder there is Alice alone. */
    static ServedConsole small(Path folder) {
        Map<String, Person> people = Map.of(
                Access.hash(TOKEN), Person.ofAllRoles("alice"), Access.hash("token of owner"), Person.owner("local"));
        return new ServedConsole(folder, new Access(Optional.empty(), people), Optional.empty(), false);
    }

    /** Tells at {@code /v3/api-docs} what its REST interface takes. */
    static ServedConsole documented(Path folder) {
        return new ServedConsole(folder, Optional.empty(), Optional.empty(), true);
    }

    private static Map<String, Person> people() {
        Map<String, Person> people = new HashMap<>();
        people.put(Access.hash(TOKEN), Person.ofAllRoles("alice"));
        for (Role role : Role.values())
            people.put(Access.hash("token of " + role.wire()), new Person(role.wire(), Set.of(role), Set.of(), false));
        people.put(
                Access.hash("token of local"),
                new Person("lou", Set.of(Role.OPERATOR, Role.APPROVER), Set.of("HQ"), false));
        return people;
    }

    /** Has a plan of medium risk for web01 wait, that somebody asked for; returns its hash. */
    String proposeUpdate(String id, String by) {
        PlanStep step = new PlanStep(
                10,
                "os-7-sp1",
                "windows/update-kb",
                "d".repeat(64),
                Map.of(),
                List.of(new Change.Update("KB3140245")),
                Restart.REBOOT,
                "R036-update");
        Plan plan = new Plan(new AssetId("web01"), HostRef.named("web01"), Goal.READY, List.of(step));
        Remediation.Subject subject = new Remediation.Subject(id, plan, "HQ", instant(), by);
        store.run(tx -> tx.remediations().propose(new Proposed(subject)));
        return plan.hash();
    }

    /** Who may approve. */
    ApproverRights rights() {
        return new ApproverRights(access, this);
    }

    /** Every mapping of the console, such as {@code POST /stops}. */
    Set<String> mappings() {
        Set<String> mappings = new TreeSet<>();
        context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, handler) -> {
                    if (handler.getBeanType().getPackage().equals(ServedConsole.class.getPackage()))
                        mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method ->
                                        mapping.getPatternValues().forEach(path -> mappings.add(method + " " + path)));
                });
        return mappings;
    }

    /** Somebody who has this role alone. */
    HttpRequest.Builder as(Role role, String path) {
        return to(path).header("Authorization", "Bearer token of " + role.wire());
    }

    /** Somebody who operates and approves at the site HQ alone. */
    HttpRequest.Builder local(String path) {
        return to(path).header("Authorization", "Bearer token of local");
    }

    URI address() {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port);
    }

    // ---- asking it

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(address().resolve(path)).timeout(Duration.ofSeconds(30));
    }

    /** With Alice's token. */
    HttpRequest.Builder alice(String path) {
        return to(path).header("Authorization", "Bearer " + TOKEN);
    }

    HttpResponse<String> get(String path) {
        return send(alice(path).GET());
    }

    HttpResponse<String> post(String path, String contentType, String body) {
        return send(alice(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> form(String path, String fields) {
        return post(path, "application/x-www-form-urlencoded", fields);
    }

    /** The status of an answer that need not end. */
    int begun(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> answer = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the console answered", e);
        }
    }

    /** Every answer of the REST interface is held to what is written down of it. */
    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
            WrittenInterface.holds(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the console answered", e);
        }
    }

    // ---- what stands behind it

    /** A new plan that waits for approval. */
    Remediation.Proposed propose() {
        Remediation.Proposed proposed = proposed("r-" + ++proposals);
        store.run(tx -> tx.remediations().propose(proposed));
        return proposed;
    }

    /** A new plan for a host of some site. */
    Remediation.Proposed proposeAt(String site) {
        Remediation.Subject one = proposed("r-" + ++proposals).subject();
        Remediation.Proposed there =
                new Remediation.Proposed(new Remediation.Subject(one.id(), one.plan(), site, START));
        store.run(tx -> tx.remediations().propose(there));
        return there;
    }

    /** A new plan of two legs that waits for approval. */
    Remediation.Proposed proposeLegs() {
        Remediation.Subject one = proposed("r-" + ++proposals).subject();
        PlanStep later = new PlanStep(
                20, "os-7-sp1", "windows/later", "0".repeat(64), Map.of(), changes(), Restart.REBOOT, why().rule(), 2);
        Plan plan = new Plan(
                one.asset(),
                one.plan().host(),
                Goal.READY,
                List.of(one.plan().steps().get(0), later));
        Remediation.Proposed legs = new Remediation.Proposed(new Remediation.Subject(one.id(), plan, HOSTILE, START));
        store.run(tx -> tx.remediations().propose(legs));
        return legs;
    }

    /** Makes a change of the store that nobody at the console has made. */
    void change(Consumer<Tx> work) {
        store.run(work);
    }

    /** How many rows the sessions of browsers take. */
    long sessions() {
        try (java.sql.Connection connection = database.getConnection();
                ResultSet rows = connection.createStatement().executeQuery("select count(*) from browser_session")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    SqlStore store() {
        return store;
    }

    <T> T read(Function<Tx, T> work) {
        return store.transact(work);
    }

    Remediation remediation(String id) {
        return store.transact(tx -> tx.remediations().find(id)).orElseThrow().remediation();
    }

    /** Type and actor of each line of the log about the asset. */
    List<String> log() {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(line ->
                                line.event().type() + " by " + line.event().actor())
                        .toList();
            }
        });
    }

    /** How many refused sign-ins the log counts. */
    long attempts() {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.mapToLong(
                                line -> line.event().data().get("attempts") instanceof Long attempts ? attempts : 0)
                        .sum();
            }
        });
    }

    /** From now on so many facts that they brought are of hosts that are elsewhere. */
    void elsewhere(String by, long facts) {
        elsewhere.put(by, facts);
    }

    /** {@code by name: content} of each report that was taken. */
    List<String> reports() {
        return reports;
    }

    /** What lies in the folder for uploads. */
    List<Path> left() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    private void fill() {
        List<Decision> decisions = List.of(
                new Decision.Remediate(about(), why(), "windows/winhttp", Map.of(), changes(), Restart.REBOOT),
                new Decision.NoAction(about(), why()),
                new Decision.Hold(
                        about(),
                        why(),
                        List.of(new Gate("R069", "R069-a-hub", "site:HQ", HOSTILE, List.of(), "The hub is updated.")),
                        List.of()),
                new Decision.AwaitVendor(about(), why(), "10.0.1.2"),
                new Decision.Ticket(about(), why(), changes()));
        store.run(tx -> {
            tx.decisions().replace(decisions, new Rounds.Ground(START, "b".repeat(64), Organisation.careful(), 0));
            tx.reports().begin("c".repeat(64), HOSTILE, START);
            tx.reports()
                    .reject(
                            "c".repeat(64),
                            List.of(new Rejected(HOSTILE, "line 3", "INTAKE-NO-HOST", "No host.", HOSTILE)));
        });
        ticket();
        propose();
    }

    /** A round finds that READY is shown on this asset. */
    void proves(String asset) {
        Decision proven = new Decision.NoAction(about(asset, Readiness.READY), why());
        Rounds.Ground ground = new Rounds.Ground(START, "b".repeat(64), Organisation.careful(), 0);
        store.run(tx -> tx.decisions()
                .replace(
                        Set.of(new AssetId(asset)),
                        List.of(proven),
                        ground,
                        tx.rounds().last().orElseThrow().number())
                .orElseThrow());
    }

    /** Waits for somebody to allow it. */
    private void except() {
        store.run(tx -> tx.exceptions()
                .ask(new Exceptions.Entry(
                        "e-1",
                        exception(HOSTILE),
                        Exceptions.State.REQUESTED,
                        null,
                        "user:" + HOSTILE,
                        START,
                        null,
                        null,
                        "")));
    }

    /** Of an asset that does not reach ONLY, in the words of an attacker. */
    private static ExceptionEntry exception(String asset) {
        return new ExceptionEntry(
                asset,
                Goal.ONLY,
                HOSTILE,
                HOSTILE,
                LocalDate.parse("2018-12-31"),
                HOSTILE,
                new Organisation.Clearing.Words(HOSTILE));
    }

    /** A ticket of which the last word was refused, with a note that somebody hostile wrote. */
    private void ticket() {
        TicketUnit unit = TicketUnit.atSite("dv-lpe", HOSTILE);
        TicketKey key = TicketKey.of("Contoso", unit, 1);
        store.run(tx -> {
            tx.tickets()
                    .keep(new Ticket(
                            key,
                            unit,
                            "Lync Phone Edition",
                            "desk",
                            "uc",
                            HOSTILE,
                            LocalDate.parse("2018-10-20"),
                            Ticket.ByHand.REOPEN,
                            1,
                            Ticket.State.OPEN,
                            500,
                            498,
                            "f",
                            START,
                            null,
                            null));
            tx.tickets().keep(key, new Ticket.There("17", "https://desk.example/17", HOSTILE, false, "uma", START));
            tx.tickets().note(key, new Ticket.Note("1", "uma", START, HOSTILE));
            Outbox.Letter letter = new Outbox.Letter("ticket", key.value(), "reopen", key + ":reopen", "{}");
            tx.outbox().put(letter, START, START);
            Outbox.Entry entry = tx.outbox().due("ticket", START, 1).get(0);
            tx.outbox().take(entry, START, START);
            tx.outbox().settle(entry, Outbox.State.REFUSED, START, HOSTILE);
        });
    }

    /** What was refused of the only ticket. */
    List<Outbox.Entry> refused() {
        return store.transact(tx -> tx.outbox().in("ticket", Outbox.State.REFUSED));
    }

    private ConsolePorts ports() {
        Organisation organisation = fleet.map(Fleet::organisation).orElseGet(Organisation::careful);
        ApprovalRule rule = new ApprovalRule(() -> organisation, rights());
        ApprovalDesk desk = new ApprovalDesk(store, this, Duration.ofDays(7), rule, id -> {});
        RunDesk runs = new RunDesk(store, this, IdSource.random(), (site, at) -> Optional.empty(), id -> {});
        ConsolePorts.Approvals approvals = new ConsolePorts.Approvals() {
            @Override
            public Remediation approve(String id, @Nullable String planHash, String by) {
                return desk.approve(id, planHash, by);
            }

            @Override
            public Remediation breakGlass(String id, @Nullable String planHash, String by, String reason) {
                return desk.breakGlass(id, planHash, by, reason);
            }

            @Override
            public Needed needed(Tx tx, Proposed waiting) {
                return desk.needed(tx, waiting);
            }

            @Override
            public Remediation reject(String id, String by, String reason) {
                return desk.reject(id, by, reason);
            }

            @Override
            public Remediation comment(String id, String by, String text) {
                return desk.comment(id, by, text);
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
        };
        Supplier<Assets> estate = () -> Assets.of(fleet.map(Fleet::assets)
                .orElseGet(() -> List.of(
                        asset(HOSTILE, HostRef.named("web01.corp.example"), HOSTILE),
                        asset(OTHER, HostRef.named("web02.example"), null))));
        WindowCalendar windows = new WindowCalendar(() -> organisation);
        ConsolePorts.Outlook outlook = new ConsolePorts.Outlook() {
            @Override
            public List<IdentityClaim> claims(AssetId id) {
                return fleet.isPresent() || id.value().equals(OTHER)
                        ? List.of(
                                new IdentityClaim(
                                        "collect",
                                        HostRef.named(fleet.isPresent() ? id.value() : "web02.example"),
                                        LocalDate.parse("2018-09-18"),
                                        START),
                                new IdentityClaim(
                                        HOSTILE,
                                        new HostRef(
                                                "default",
                                                null,
                                                "10.0.0.7",
                                                "web02.old.example",
                                                "WEB02",
                                                null,
                                                null,
                                                null,
                                                null,
                                                Map.of(HOSTILE, "17")),
                                        LocalDate.parse("2018-08-01"),
                                        START.minus(Duration.ofDays(40))))
                        : List.of();
            }

            @Override
            public long elsewhere(String by) {
                return elsewhere.getOrDefault(by, 0L);
            }

            @Override
            public Organisation organisation() {
                return organisation;
            }

            @Override
            public Optional<AssetState> asset(AssetId id) {
                return fleet.map(one -> one.asset(id))
                        .orElseGet(() -> estate.get()
                                .all()
                                .filter(asset -> asset.id().equals(id))
                                .findFirst());
            }

            @Override
            public Optional<ChangeWindow> window(@Nullable String site, Instant at) {
                return windows.next(site, at);
            }
        };
        CohortDesk cohorts =
                new CohortDesk(store, this, IdSource.random(), Duration.ofDays(7), rule, id -> {}, Runnable::run);
        RuleBook rules = RuleBook.shipped();
        ReadinessPath path = new ReadinessPath(store, () -> organisation, estate, this);
        return new ConsolePorts(
                store,
                approvals,
                cohorts,
                outlook,
                estate,
                this::take,
                this::export,
                new Explainer(store, rules, Organisation::careful, estate, this),
                new VendorWaits(store, () -> rules, this),
                new RoundReplay(store, () -> rules),
                new WhatIf(store, () -> rules, Organisation::careful, this),
                nights(),
                folder,
                this,
                tickets(),
                path,
                new ControlBook(store, () -> organisation, estate, path, this),
                CollectDesk.unconnected(store, this),
                books(outlook));
    }

    private Books books(ConsolePorts.Outlook outlook) {
        return new Books(
                new ReportDesk(store, folder, (name, report, by, from) -> take(name, report, by)),
                new ExceptionDesk(
                        store,
                        outlook::organisation,
                        asset -> outlook.asset(asset).isPresent(),
                        this,
                        IdSource.random(),
                        () -> {}),
                new SettingsInForce(List.of(new SettingsInForce.Section(
                        "database", List.of(new SettingsInForce.Line("credential", "file:database"))))),
                () -> List.of(
                        new Connection("folder", HOSTILE, HOSTILE, START, "3 files wait", HOSTILE),
                        new Connection("webhook", "scanner", "/api/v1/webhooks/scanner", null, "", "")),
                () -> List.of(new Contacts.Receiver("siem (audit log)", START, 2, START, 0, HOSTILE)));
    }

    /** A delivery of no known format, kept as intake keeps it; its hash. */
    String unread(String content) {
        String sha256 = Sha256.hex(content);
        try {
            Files.writeString(folder.resolve(sha256), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.run(tx -> {
            tx.reports().begin(sha256, "table.csv", START.plusSeconds(60));
            tx.reports()
                    .reject(
                            sha256,
                            List.of(new Rejected("table.csv", "file", "INTAKE-UNRECOGNISED", "No format.", null)));
        });
        return sha256;
    }

    /** What a source said of a host and its program, both called as an attacker would call them. */
    void said() {
        Finding finding = new Finding(
                new ReportRef("e".repeat(64), "nessus", "nessus@hq", null, Method.UNAUTHENTICATED),
                "row[1]",
                START,
                HostRef.named(HOSTILE),
                new Observation.Service(HOSTILE, "running"),
                Evidence.NONE);
        store.run(tx -> tx.findings().add("e".repeat(64), 0, List.of(finding)));
    }

    private TicketDesk tickets() {
        TicketHooks.Hook hub = new TicketHooks.Hook(new TicketHook(TicketSystem.Kind.GITHUB, this), () -> HOOK_KEY);
        TicketHooks.Hook desk =
                new TicketHooks.Hook(new TicketHook(TicketSystem.Kind.REQUEST_TRACKER, this), () -> HOOK_KEY);
        TicketHooks.Hook keyless = new TicketHooks.Hook(new TicketHook(TicketSystem.Kind.GITHUB, this), () -> {
            throw FailureException.of(FailureCode.CONFIG_INVALID, "There is no file secrets/hub.");
        });
        return new TicketDesk(
                store,
                new TicketSender(store, TicketSettings.Pace.calm(), this, TicketObserver.none()),
                () -> {},
                () -> {},
                new TicketHooks(
                        Map.of("hub", hub, "desk", desk, "keyless", keyless),
                        (in, number) -> woken.add(in + " " + number),
                        TicketObserver.none()),
                this);
    }

    /** The tickets of which their system said that something has happened to them. */
    List<String> woken() {
        return woken;
    }

    private ConsolePorts.Nights nights() {
        Turns turns = fleet.map(one -> new Turns(
                        store,
                        one::organisation,
                        new WindowCalendar(one::organisation)::next,
                        one::asset,
                        Duration.ofSeconds(15)))
                .orElseGet(() -> new Turns(
                        store,
                        Organisation::careful,
                        (site, at) -> Optional.of(new ChangeWindow(START, START.plusSeconds(14_400))),
                        asset -> Optional.empty(),
                        Duration.ofSeconds(15)));
        NightReport report = new NightReport(
                store, new NightPlan(turns, subject -> Duration.ofMinutes(30), subject -> Duration.ofMinutes(30)));
        BrakeDesk desk = new BrakeDesk(store, this, id -> {});
        return new ConsolePorts.Nights() {
            @Override
            public ObjectNode at(Instant at) {
                return report.at(at);
            }

            @Override
            public List<Brake> brakes() {
                return desk.brakes();
            }

            @Override
            public void release(String scope, String by, String reason) {
                desk.release(scope, by, reason);
            }
        };
    }

    /** Something is held, in the words of an attacker. */
    void brake(String scope) {
        Brake brake = new Brake(scope, Brake.Kind.QUARANTINE, HOSTILE, "r-1", new AssetId(HOSTILE), START);
        store.run(tx -> tx.brakes().apply(brake));
    }

    List<String> braked() {
        return store.transact(
                tx -> tx.brakes().list().stream().map(Brake::scope).toList());
    }

    List<Stop> stops() {
        return store.transact(tx -> tx.stops().list());
    }

    /** An approved one that is in change and has trouble. */
    String troubled() {
        Remediation.Proposed proposed = propose();
        Instant expires = START.plus(Duration.ofDays(7));
        Approval approval =
                new Approval("user:alice", START, proposed.subject().plan().hash(), expires);
        Trouble trouble =
                new Trouble(3, Failure.of(FailureCode.HOST_UNREACHABLE, HOSTILE), START, START.plusSeconds(80));
        Remediation.UnderWay running = proposed.approve(approval)
                .schedule(new ChangeWindow(START, START.plusSeconds(14_400)))
                .start("run-" + proposed.subject().id(), START)
                .troubled(trouble);
        store.run(tx -> tx.remediations().save(running, 1));
        return proposed.subject().id();
    }

    private static AssetState asset(String id, HostRef host, @Nullable String site) {
        return new AssetState(new AssetId(id), new Identity.Resolved(), host, site, List.of());
    }

    private List<Coverage> take(String name, Path report, String by) {
        try {
            String content = Files.readString(report);
            if (content.equals("nonsense"))
                throw FailureException.of(FailureCode.INTAKE_UNRECOGNISED, "It is of no known format.");
            reports.add(by + " " + name + ": " + content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(new Coverage(name, "nessus", "0".repeat(64), 1, 1, 1, 0, 0, true, 1));
    }

    /** Of a fleet the log as it is; else what was asked for, in words. */
    private void export(Path zip, AuditSelection selection) {
        if (fleet.isPresent()) {
            AuditExport.write(store, zip, this, SigningKey.open(folder.resolve("keys")), selection);
            return;
        }
        try {
            Files.writeString(
                    zip,
                    selection.hidden().isEmpty()
                            ? "the export"
                            : "the export without " + Redaction.words(selection.hidden()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Remediation.Proposed proposed(String id) {
        PlanStep step = new PlanStep(
                10, "os-7-sp1", "windows/winhttp", "0".repeat(64), Map.of(), changes(), Restart.REBOOT, why().rule());
        Plan plan = new Plan(new AssetId(HOSTILE), HostRef.named("web01.corp.example"), Goal.READY, List.of(step));
        return new Remediation.Proposed(new Remediation.Subject(id, plan, HOSTILE, START));
    }

    private static Decision.About about() {
        return about(HOSTILE, Readiness.CAPABLE_OFF);
    }

    private static Decision.About about(String asset, Readiness readiness) {
        return new Decision.About(
                new AssetId(asset),
                new Identity.Resolved(),
                HostRef.named("web01.corp.example"),
                HOSTILE,
                "os-7-sp1",
                Goal.READY,
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
                List.of(new Explanation.FactCited("sha256:" + "a".repeat(64) + "#row[1]", HOSTILE)),
                "WinHTTP does not offer TLS 1.2.");
    }

    private static List<Change> changes() {
        return List.of(new Change.Registry(
                "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
                "DefaultSecureProtocols",
                RegistryData.dword(160),
                RegistryData.dword(2176)));
    }

    @Override
    public Instant instant() {
        return (fleet.isPresent() ? Fleet.START : START).plus(passed);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public void close() {
        context.close();
        store.close();
        Databases.forget(database);
    }
}
