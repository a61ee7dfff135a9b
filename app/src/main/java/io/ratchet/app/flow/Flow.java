package io.ratchet.app.flow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.terminal.NightText;
import io.ratchet.connectors.powershell.PowerShellComponent;
import io.ratchet.connectors.ticket.TicketComponent;
import io.ratchet.console.Books;
import io.ratchet.console.ConsolePorts;
import io.ratchet.console.SettingsInForce;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.collect.CollectDesk;
import io.ratchet.routes.collect.CollectRun;
import io.ratchet.routes.collect.CollectSchedule;
import io.ratchet.routes.controls.ControlBook;
import io.ratchet.routes.decide.EstateDecision;
import io.ratchet.routes.decide.EstateRoute;
import io.ratchet.routes.decide.Replanning;
import io.ratchet.routes.decide.RoundReplay;
import io.ratchet.routes.decide.RoundTriggers;
import io.ratchet.routes.decide.Waves;
import io.ratchet.routes.decide.WhatIf;
import io.ratchet.routes.events.EventRoute;
import io.ratchet.routes.events.EventSender;
import io.ratchet.routes.events.EventTopic;
import io.ratchet.routes.exceptions.ExceptedProfile;
import io.ratchet.routes.exceptions.ExceptionDesk;
import io.ratchet.routes.execute.CamelHostShell;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.routes.execute.HostLeases;
import io.ratchet.routes.execute.HostRun;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.Permit;
import io.ratchet.routes.execute.RunRoute;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.routes.explain.Explainer;
import io.ratchet.routes.heads.HeadRoute;
import io.ratchet.routes.heads.HeadSender;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.FactsIntake;
import io.ratchet.routes.intake.FactsRoute;
import io.ratchet.routes.intake.IntakeRoute;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportDesk;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.routes.intake.ReportUpload;
import io.ratchet.routes.night.BrakeDesk;
import io.ratchet.routes.night.NightPlan;
import io.ratchet.routes.night.NightReport;
import io.ratchet.routes.night.Turns;
import io.ratchet.routes.notices.NoticeRoute;
import io.ratchet.routes.notices.NoticeSender;
import io.ratchet.routes.notices.Occasions;
import io.ratchet.routes.path.PathScope;
import io.ratchet.routes.path.ReadinessPath;
import io.ratchet.routes.pull.PullRoute;
import io.ratchet.routes.pull.PullTurns;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.ApprovalRule;
import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.Needed;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.queue.RunDesk;
import io.ratchet.routes.report.OscalResults;
import io.ratchet.routes.report.PathHtml;
import io.ratchet.routes.syslog.SyslogEars;
import io.ratchet.routes.syslog.SyslogRoute;
import io.ratchet.routes.syslog.SyslogSpool;
import io.ratchet.routes.tickets.ChangeOrders;
import io.ratchet.routes.tickets.ChangeRequests;
import io.ratchet.routes.tickets.ChangeRoute;
import io.ratchet.routes.tickets.ChangeSync;
import io.ratchet.routes.tickets.TicketDesk;
import io.ratchet.routes.tickets.TicketHooks;
import io.ratchet.routes.tickets.TicketRounds;
import io.ratchet.routes.tickets.TicketRoute;
import io.ratchet.routes.tickets.TicketSender;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.routes.tickets.TicketSync;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.routes.waiting.VendorWaits;
import io.ratchet.store.Contacts;
import io.ratchet.store.Tx;
import io.ratchet.store.audit.AuditExport;
import io.ratchet.store.audit.AuditSelection;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.audit.PublishedHead;
import io.ratchet.store.audit.SigningKey;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Intake to audit, running. Everything it keeps is in the store; closing it loses nothing. */
public final class Flow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Flow.class);
    private static final String DECIDE = "direct:estate-decide";
    private static final String DECIDE_NOW = "direct:estate-decide-now";
    /** How long a person who uploads waits for the decision before the answer comes all the same. */
    private static final Duration UPLOAD_PATIENCE = Duration.ofSeconds(10);

    private static final int SOURCES_AT_ONCE = 2;
    private static final int RECEIVERS_AT_ONCE = 4;
    private static final int HEADS_AT_ONCE = 2;
    private static final int EVENTS_AT_ONCE = 500;

    private final ExceptedProfile excepted;
    private final ScheduledExecutorService looking;
    private @Nullable Future<?> looks;
    private final FlowParts parts;
    private final CamelContext camel;
    private final EstateDecision decision;
    private final Waves waves;
    private final RoundTriggers triggers;
    private final ReportIntake intake;
    private final WindowCalendar windows;
    private final ApprovalDesk desk;
    private final CohortDesk cohorts;
    private final ExecutorService waking = Executors.newSingleThreadExecutor(work -> new Thread(work, "approved-wake"));
    private final RunDesk runDesk;
    private final HostRun run;
    private final BrakeDesk brakeDesk;
    private final Turns turns;
    private final Night night;
    private final CollectDesk collectDesk;
    private final CollectRun collecting;
    private final TicketSender ticketSender;
    private final TicketSync ticketSync;
    private final ChangeRequests changeRequests;
    private final ChangeSync changeSync;
    private final ExecutorService ticketThreads;
    private final ExecutorService noticeThreads;
    private final ExecutorService pullThreads;
    private final Optional<HeadSender> headSender;
    private final ExecutorService headThreads;
    private final List<SyslogSpool> spools = new ArrayList<>();

    private Flow(FlowParts given) {
        this.excepted = new ExceptedProfile(given.store(), given.organisation());
        this.parts = given.by(excepted);
        this.looking = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "exceptions");
            thread.setDaemon(true);
            return thread;
        });
        this.camel = new DefaultCamelContext();
        SqlStore store = parts.store();
        Proposals proposals = new Proposals(new Planner(parts.depot()), parts.ids());
        TicketSettings.Pace pace = parts.tickets().settings().pace();
        TicketRounds ticketRounds = new TicketRounds(parts.tickets().settings());
        this.ticketSender =
                new TicketSender(store, pace, parts.clock(), parts.tickets().observer());
        this.ticketSync = new TicketSync(
                store,
                parts.tickets().systems(),
                ticketRounds,
                pace,
                parts.rules(),
                parts.organisation(),
                parts.clock());
        this.ticketThreads = Executors.newFixedThreadPool(pace.atOnce(), work -> {
            Thread thread = new Thread(work, "tickets");
            thread.setDaemon(true);
            return thread;
        });
        this.noticeThreads = Executors.newFixedThreadPool(RECEIVERS_AT_ONCE, work -> {
            Thread thread = new Thread(work, "notices");
            thread.setDaemon(true);
            return thread;
        });
        this.pullThreads = Executors.newFixedThreadPool(SOURCES_AT_ONCE, work -> {
            Thread thread = new Thread(work, "pull");
            thread.setDaemon(true);
            return thread;
        });
        this.headSender = parts.copied().isEmpty()
                ? Optional.empty()
                : parts.heads()
                        .map(publisher -> new HeadSender(
                                publisher.copies(parts.data().resolve("heads-sent")), parts.copied(), parts.clock()));
        this.headThreads = Executors.newFixedThreadPool(HEADS_AT_ONCE, work -> {
            Thread thread = new Thread(work, "heads");
            thread.setDaemon(true);
            return thread;
        });
        this.decision = new EstateDecision(
                store,
                parts.rules(),
                parts.organisation(),
                proposals,
                ticketRounds,
                parts.clock(),
                parts.observers().rounds());
        this.waves = new Waves(
                decision::decideSome, decision::next, decision::undecided, parts.clock(), Waves.Settings.calm());
        this.triggers =
                new RoundTriggers(store, parts.rules(), parts.organisation(), parts.clock(), () -> decision.redecide());
        this.intake = new ReportIntake(
                store,
                new ReportReader(parts.sources().formats()),
                parts.data().resolve("reports"),
                parts.clock(),
                parts.observers().intake(),
                parts.sources().trust());
        this.windows = new WindowCalendar(parts.organisation());
        ApprovalRule rule = new ApprovalRule(parts.organisation(), parts.approvers(), decision.basis());
        HostLeases leases = new HostLeases(
                store, parts.ids(), System::nanoTime, parts.runs().lease());
        this.turns = new Turns(
                store,
                parts.organisation(),
                windows::next,
                decision::asset,
                parts.runs().rebootPoll());
        this.run = new HostRun(
                store,
                new CamelHostShell(camel.createProducerTemplate()),
                parts.directory(),
                new Witnesses(parts.probe(), parts.directory(), decision::asset),
                windows,
                new Permit(store, windows, parts.organisation(), turns, rule, parts.clock()),
                leases,
                new Replanning(decision, proposals)::plan,
                () -> parts.rules().get().playbooks(),
                new EvidenceBeforeChange(controls(path())::triage, parts.evidence()),
                parts.clock(),
                parts.ids(),
                parts.runs());
        this.night =
                new Night(store.dataSource(), store, run, leases, parts.runs().lease(), parts.clock(), parts.night());
        this.collectDesk = new CollectDesk(
                store, parts.organisation(), decision::assets, windows::next, Flow::addresses, parts.clock());
        this.collecting = new CollectRun(
                store,
                new CamelHostShell(camel.createProducerTemplate()),
                parts.directory(),
                () -> parts.rules().get().questions(),
                parts.organisation(),
                decision::asset,
                intake,
                waves::ask,
                parts.data().resolve("uploads"),
                parts.clock(),
                parts.ids(),
                parts.collecting().pace());
        this.runDesk = new RunDesk(store, parts.clock(), parts.ids(), windows::next, night::wake);
        this.brakeDesk = new BrakeDesk(store, parts.clock(), night::wake);
        this.desk = new ApprovalDesk(store, parts.clock(), parts.validity(), rule, night::wake);
        this.changeRequests = new ChangeRequests(
                store, parts.tickets().settings(), parts.organisation(), windows::next, parts.clock());
        this.changeSync = new ChangeSync(
                store,
                parts.tickets().systems(),
                pace,
                new ChangeOrders(store, desk, runDesk, night::wake),
                parts.clock());
        this.cohorts = new CohortDesk(store, parts.clock(), parts.ids(), parts.validity(), rule, night::wake, waking);
    }

    /** Wires everything up and starts the routes; {@link #startNight()} begins to change hosts. */
    public static Flow open(FlowParts parts) {
        Flow flow = new Flow(parts);
        try {
            flow.routes();
        } catch (Exception e) {
            throw new IllegalStateException("the routes cannot be started", e);
        }
        return flow;
    }

    private void routes() throws Exception {
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.decide.source", DECIDE);
        endpoints.setProperty("ratchet.decide.awaited", DECIDE_NOW);
        endpoints.setProperty("ratchet.host.endpoint", "powershell:*");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        PowerShellComponent powershell = new PowerShellComponent();
        powershell.setHostShell(parts.shell());
        camel.addComponent("powershell", powershell);
        camel.addRoutes(new IntakeRoute(intake, folders()));
        if (parts.topic().isPresent()) {
            FlowParts.Inbox inbox = parts.topic().get();
            endpoints.setProperty("ratchet.intake.topic", inbox.endpoint());
            endpoints.setProperty("ratchet.intake.dead", inbox.dead().orElse("direct:nothing-is-set-aside"));
            camel.addRoutes(new FactsRoute(new FactsIntake(
                    store(),
                    parts.clock(),
                    parts.observers().intake(),
                    parts.sources().trust(),
                    inbox.dead().isPresent())));
        }
        camel.addRoutes(new EstateRoute(waves, UPLOAD_PATIENCE));
        camel.addRoutes(new RunRoute());
        if (!parts.tickets().systems().names().isEmpty()) ticketRoutes(endpoints);
        if (parts.noticing().receivers().any()) noticeRoutes(endpoints);
        if (!parts.sources().pull().isEmpty()) pullRoutes(endpoints);
        if (headSender.isPresent()) {
            endpoints.setProperty("ratchet.heads.due", "timer:heads-due?period=10000");
            camel.addRoutes(new HeadRoute(headSender.get(), headThreads));
        }
        if (parts.telling().topic().isPresent())
            eventRoutes(endpoints, parts.telling().topic().get());
        if (parts.sources().syslog().isPresent()) {
            SyslogEars ears = parts.sources().syslog().get();
            endpoints.setProperty("ratchet.syslog.heard", SyslogRoute.endpoint(ears));
            endpoints.setProperty("ratchet.syslog.ripe", "timer:syslog-ripe?period=5000");
            SyslogSpool heard = new SyslogSpool(spool(), parts.clock());
            spools.add(heard);
            camel.addRoutes(new SyslogRoute(ears, heard));
        }
        camel.start();
    }

    private void eventRoutes(Properties endpoints, EventTopic topic) throws Exception {
        store().tellEvents();
        endpoints.setProperty("ratchet.events.due", "timer:events-due?period=1000");
        endpoints.setProperty("ratchet.events.topic", topic.endpoint());
        camel.addRoutes(new EventRoute(new EventSender(
                store(),
                topic.keep(),
                EVENTS_AT_ONCE,
                parts.clock(),
                System::nanoTime,
                parts.ids(),
                parts.telling().observer())));
    }

    /** What is heard by syslog is written to a folder and taken in from there like any other report. */
    private List<String> folders() {
        if (parts.sources().syslog().isEmpty()) return parts.folders();
        List<String> folders = new ArrayList<>(parts.folders());
        folders.add(IntakeRoute.folder(spool()));
        return folders;
    }

    private Path spool() {
        return parts.data().resolve("syslog");
    }

    private void pullRoutes(Properties endpoints) throws Exception {
        endpoints.setProperty("ratchet.pull.due", "timer:pull-due?period=5000");
        FlowParts.Sources sources = parts.sources();
        camel.addRoutes(new PullRoute(
                new PullTurns(
                        store(), sources.pull(), sources.connect(), parts.data().resolve("pull"), parts.clock()),
                pullThreads));
    }

    private void noticeRoutes(Properties endpoints) throws Exception {
        endpoints.setProperty("ratchet.notices.look", "timer:notices-look?period=20000");
        endpoints.setProperty("ratchet.notices.due", "timer:notices-due?period=5000");
        endpoints.setProperty("ratchet.notices.endpoint", NoticeRoute.TELL);
        FlowParts.Noticing noticing = parts.noticing();
        camel.addRoutes(new NoticeRoute(
                new Occasions(
                        store(),
                        noticing.settings(),
                        parts.organisation(),
                        windows::next,
                        new Occasions.Nights(report()::at, NightText::of),
                        parts.clock()),
                new NoticeSender(store(), noticing.settings().pace(), parts.clock(), noticing.observer()),
                noticing.receivers()::tell,
                noticeThreads));
    }

    private NightReport report() {
        return new NightReport(store(), new NightPlan(turns, run::roomToBegin, run::expected));
    }

    private void ticketRoutes(Properties endpoints) throws Exception {
        endpoints.setProperty("ratchet.tickets.due", "timer:tickets-due?period=2000");
        endpoints.setProperty("ratchet.tickets.look", "timer:tickets-look?period=15000");
        endpoints.setProperty("ratchet.tickets.woken", "timer:tickets-woken?period=2000");
        endpoints.setProperty("ratchet.tickets.endpoint", "ticket:*");
        TicketComponent tickets = new TicketComponent();
        tickets.setSystems(parts.tickets().systems());
        camel.addComponent("ticket", tickets);
        camel.addRoutes(new TicketRoute(ticketSender, ticketSync, ticketThreads));
        endpoints.setProperty("ratchet.changes.due", "timer:changes-due?period=5000");
        endpoints.setProperty("ratchet.changes.look", "timer:changes-look?period=2000");
        camel.addRoutes(new ChangeRoute(changeRequests, changeSync));
    }

    /**
     * Begins to decide whatever comes, also what others take in and what time alone may change; first what this process
     * has not seen of an estate that is there already.
     */
    public void startWaves() {
        boolean known = store().transact(tx -> tx.findings().cut() > 0);
        if (known) waves.ask();
        else waves.start();
    }

    /** Since when something that came to this process is not decided; empty: nothing is. */
    public Optional<Instant> undecidedSince() {
        return waves.waitingSince();
    }

    /** Begins to take turns: first what an earlier process left under way. */
    public void startNight() {
        night.start();
    }

    /** Begins to ask hosts for facts: whom people order to be asked, and whom a schedule names. */
    public void startCollecting() {
        CollectSchedule schedule = new CollectSchedule(
                parts.collecting().schedule(), collectDesk, store(), parts.organisation(), parts.clock());
        collecting.start(schedule::look);
    }

    /** Where people have hosts asked for facts. */
    public CollectDesk collectDesk() {
        return collectDesk;
    }

    /** Asks whom is due now; comes back when they have answered. */
    public int collectNow() {
        return collecting.round();
    }

    private static List<String> addresses(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /** What other processes have allowed or ended meanwhile; a database that is away must not end the looking. */
    private void lookAtExceptions() {
        try {
            excepted.refresh();
        } catch (RuntimeException e) {
            LOG.warn("The exceptions could not be looked at and are tried again: {}", e.getMessage());
        }
    }

    private void lookForRounds() {
        try {
            triggers.look();
        } catch (RuntimeException e) {
            LOG.warn("The estate could not be decided anew after an exception: {}", e.getMessage());
        }
    }

    /** Begins to decide anew whenever something besides a report gives reason to; first what was missed. */
    public void watchForRounds(Duration pause) {
        looks = looking.scheduleWithFixedDelay(
                this::lookAtExceptions, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        triggers.start(pause);
    }

    public EstateDecision decision() {
        return decision;
    }

    public ApprovalDesk desk() {
        return desk;
    }

    /** Where people have what has not begun stopped, tried again, put off. */
    public RunDesk runDesk() {
        return runDesk;
    }

    /** Where people decide on breakers and quarantines. */
    public BrakeDesk brakeDesk() {
        return brakeDesk;
    }

    public SqlStore store() {
        return parts.store();
    }

    /** Takes one report in without deciding; empty when it was there already. */
    public List<Coverage> take(Path report, String actor) {
        return intake.take(new Delivery(report.getFileName().toString(), report), ReadOptions.plain(), actor);
    }

    /** Writes the audit export as a zip. */
    public AuditExport.Written export(Path out) {
        return export(out, AuditSelection.all());
    }

    /** The lines of a selection alone. */
    public AuditExport.Written export(Path out, AuditSelection selection) {
        if (parts.heads().isPresent())
            return published(out, selection, parts.heads().get());
        return AuditExport.write(
                store(), out, parts.clock(), SigningKey.open(parts.data().resolve("keys")), selection);
    }

    /** The reports are drawn first, so that what they add to the log is in the export. */
    private AuditExport.Written published(Path out, AuditSelection selection, HeadPublisher heads) {
        Optional<AuditExport.Reports> reports = selection.hidden().isEmpty()
                ? reports(PathScope.of(
                        Objects.requireNonNullElse(selection.site(), ""),
                        "",
                        Objects.requireNonNullElse(selection.asset(), ""),
                        ""))
                : Optional.empty();
        PublishedHead head = heads.head();
        return AuditExport.write(store(), out, parts.clock().instant(), heads.key(), selection, head, reports, texts());
    }

    private SortedMap<String, byte[]> texts() {
        return ExportTexts.of(
                parts.rules().get(), store().transact(tx -> tx.playbooks().all()));
    }

    /** Empty where nothing that is known today is of this scope; the log may still tell of it. */
    private Optional<AuditExport.Reports> reports(PathScope scope) {
        try {
            ReadinessPath path = path();
            List<ControlBook.Judged> controls = controls(path).of(scope);
            return Optional.of(new AuditExport.Reports(
                    PathHtml.page(path.of(scope), controls).getBytes(StandardCharsets.UTF_8),
                    Json.line(OscalResults.write(scope, parts.clock().instant(), controls))
                            .getBytes(StandardCharsets.UTF_8)));
        } catch (FailureException e) {
            if (e.failure().code() != FailureCode.ID_UNKNOWN) throw e;
            return Optional.empty();
        }
    }

    private ReadinessPath path() {
        return new ReadinessPath(store(), () -> outlook().organisation(), decision::assets, parts.clock());
    }

    private ControlBook controls(ReadinessPath path) {
        return new ControlBook(store(), () -> outlook().organisation(), decision::assets, path, parts.clock());
    }

    /** What the console needs. */
    public ConsolePorts ports() {
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
                    case RETRY -> runDesk.retry(id, by, reason);
                    case DEFER -> runDesk.defer(id, by, reason);
                    case CANCEL -> runDesk.cancel(id, by, reason);
                };
            }

            @Override
            public List<Stop> stops() {
                return runDesk.stops();
            }

            @Override
            public Stop stop(String scope, String by, String reason) {
                return runDesk.stop(scope, by, reason);
            }

            @Override
            public void lift(String scope, String by, String reason) {
                runDesk.lift(scope, by, reason);
            }
        };
        Explainer explainer =
                new Explainer(store(), decision::rules, parts.organisation(), decision::assets, parts.clock());
        ReadinessPath path = path();
        return new ConsolePorts(
                store(),
                approvals,
                cohorts,
                outlook(),
                decision::assets,
                new ReportUpload(camel.createProducerTemplate())::take,
                this::export,
                explainer,
                new VendorWaits(store(), parts.rules(), parts.clock()),
                new RoundReplay(store(), decision::rules),
                new WhatIf(store(), decision::rules, parts.organisation(), parts.clock()),
                nights(),
                uploads(),
                parts.clock(),
                ticketDesk(),
                path,
                controls(path),
                collectDesk,
                books());
    }

    private Books books() {
        return new Books(
                new ReportDesk(
                        store(),
                        parts.data().resolve("reports"),
                        new ReportUpload(camel.createProducerTemplate())::take),
                new ExceptionDesk(
                        store(),
                        parts.organisation(),
                        asset -> decision.asset(asset).isPresent(),
                        parts.clock(),
                        parts.ids(),
                        () -> {
                            excepted.refresh();
                            looking.execute(this::lookForRounds);
                        }),
                SettingsInForce.none(),
                List::of,
                this::headReceivers);
    }

    /** How those stand who are sent the audit log's heads; none where the settings name nobody. */
    public List<Contacts.Receiver> headReceivers() {
        return headSender.map(HeadSender::standing).orElse(List.of());
    }

    private TicketDesk ticketDesk() {
        if (parts.tickets().systems().names().isEmpty()) return TicketDesk.unconnected(store(), parts.clock());
        ProducerTemplate template = camel.createProducerTemplate();
        return new TicketDesk(
                store(),
                ticketSender,
                () -> template.sendBody(TicketRoute.SEND, ""),
                () -> {
                    ticketSync.lookAtAll();
                    changeSync.lookAtAll();
                },
                new TicketHooks(
                        parts.tickets().hooks(),
                        (in, number) -> {
                            ticketSync.wake(in, number);
                            changeSync.wake(in, number);
                        },
                        parts.tickets().observer()),
                parts.clock());
    }

    private ConsolePorts.Outlook outlook() {
        return new ConsolePorts.Outlook() {
            @Override
            public Organisation organisation() {
                return parts.organisation().get();
            }

            @Override
            public Optional<AssetState> asset(AssetId id) {
                return decision.asset(id);
            }

            @Override
            public List<IdentityClaim> claims(AssetId id) {
                return decision.claims(id);
            }

            @Override
            public long elsewhere(String by) {
                return parts.sources().trust().limits(by) ? decision.elsewhere(by) : 0;
            }

            @Override
            public Optional<ChangeWindow> window(@Nullable String site, Instant at) {
                return windows.next(site, at);
            }
        };
    }

    private ConsolePorts.Nights nights() {
        NightReport report = report();
        return new ConsolePorts.Nights() {
            @Override
            public ObjectNode at(Instant at) {
                return report.at(at);
            }

            @Override
            public List<Brake> brakes() {
                return brakeDesk.brakes();
            }

            @Override
            public void release(String scope, String by, String reason) {
                brakeDesk.release(scope, by, reason);
            }
        };
    }

    private Path uploads() {
        try {
            return Files.createDirectories(parts.data().resolve("uploads"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (looks != null) looks.cancel(false);
        looking.shutdown();
        triggers.close();
        collecting.close();
        waking.shutdownNow();
        night.close();
        waves.close();
        camel.stop();
        spools.forEach(SyslogSpool::close);
        ticketThreads.shutdown();
        noticeThreads.shutdown();
        pullThreads.shutdown();
        headThreads.shutdown();
        store().close();
    }
}
