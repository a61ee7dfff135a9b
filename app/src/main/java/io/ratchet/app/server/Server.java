package io.ratchet.app.server;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import com.zaxxer.hikari.HikariDataSource;
import io.ratchet.app.flow.Flow;
import io.ratchet.app.flow.FlowParts;
import io.ratchet.app.metrics.Metrics;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.credentials.CredentialReferences;
import io.ratchet.connectors.notice.NoticeReceiver;
import io.ratchet.connectors.notice.NoticeReceivers;
import io.ratchet.connectors.pull.PullSources;
import io.ratchet.connectors.ticket.TicketHook;
import io.ratchet.connectors.ticket.TicketSystem;
import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.connectors.time.TimeAnswer;
import io.ratchet.connectors.time.TimeServers;
import io.ratchet.connectors.tls.ControlPeer;
import io.ratchet.connectors.tls.ProbeSettings;
import io.ratchet.connectors.tls.TlsProbes;
import io.ratchet.connectors.winrm.CredentialCircuit;
import io.ratchet.connectors.winrm.HostShellSettings;
import io.ratchet.connectors.winrm.HostShells;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.console.Access;
import io.ratchet.console.ApproverRights;
import io.ratchet.console.Company;
import io.ratchet.console.Person;
import io.ratchet.console.Webhook;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.routes.collect.CollectRun;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.routes.intake.FactsRoute;
import io.ratchet.routes.intake.Formats;
import io.ratchet.routes.intake.IntakeRoute;
import io.ratchet.routes.intake.TopicLag;
import io.ratchet.routes.syslog.SyslogEars;
import io.ratchet.routes.tickets.TicketHooks;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.AuditObserver;
import io.ratchet.store.Store;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.audit.LogGuard;
import io.ratchet.store.audit.OtherClocks;
import io.ratchet.store.audit.SigningKeys;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server for real hosts, from its settings to its open port. */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** How long after an approval a run may still begin under it: long enough for the next weekend's window. */
    private static final Duration APPROVAL_LASTS = Duration.ofDays(14);

    /** How soon a changed profile or rules folder, an ended run or a day that has come is decided on. */
    private static final Duration LOOK_FOR_CHANGES = Duration.ofSeconds(15);

    /** How often it is looked whether the audit log has come further than what is kept of it. */
    private static final Duration KEEP_HEAD = Duration.ofSeconds(10);

    /** How long a time server has to answer. */
    private static final Duration TIME_SERVERS = Duration.ofSeconds(2);

    /** Of a webhook, in characters: 128 bits in hexadecimal. */
    private static final int SHORTEST_KEY = 32;

    /** What the owner of the data folder is called. */
    public static final String OWNER = "local";

    private final ServeSettings settings;
    private final Map<String, String> environment;
    private final Lifetime lifetime;
    private final LogGuard.Accepted accepted;
    private final Clock clock = Clock.systemUTC();

    public Server(ServeSettings settings, Map<String, String> environment, Lifetime lifetime) {
        this(settings, environment, lifetime, LogGuard.Accepted.nothing());
    }

    /** @param accepted what a person lets pass that would keep the server from starting */
    public Server(
            ServeSettings settings, Map<String, String> environment, Lifetime lifetime, LogGuard.Accepted accepted) {
        this.settings = settings;
        this.environment = environment;
        this.lifetime = lifetime;
        this.accepted = accepted;
    }

    /**
     * Starts everything on the data folder and returns where it listens; whatever was opened is closed with the
     * lifetime.
     */
    public URI start(Path data) throws IOException {
        // Reading the rules, opening the database and most of a web server take the longest of what can be done at
        // once.
        Optional<CompletableFuture<RuleBook>> shipped =
                settings.rules().isPresent() ? Optional.empty() : Optional.of(supplyAsync(RuleBook::shipped));
        CompletableFuture<WebServer.Served> served = new CompletableFuture<>();
        CompletableFuture<WebServer> web = beside(() -> WebServer.start(settings.http(), served::join));
        try {
            return open(data, shipped, served, web);
        } catch (RuntimeException | IOException e) {
            served.completeExceptionally(e);
            web.handle((listening, failed) -> listening).join();
            throw e;
        }
    }

    private URI open(
            Path data,
            Optional<CompletableFuture<RuleBook>> shipped,
            CompletableFuture<WebServer.Served> served,
            CompletableFuture<WebServer> starting)
            throws IOException {
        WatchedFolders.prepare(settings.folders());
        Credentials credentials =
                new CredentialReferences(settings.credentials(), environment, settings.vault(), clock);
        boolean account = hasAccount(credentials);
        Formats formats =
                settings.sources().mappings().map(Formats.shipped()::with).orElseGet(Formats::shipped);
        FlowParts.Sources sources = sources(formats, credentials);
        DataFolder folder = lifetime.closeOnStop(DataFolder.open(data));
        Supplier<Organisation> organisation = organisation();
        EvidenceBeforeChange.Wanted evidence = known(settings.evidence(), organisation.get());
        Optional<RulesSource> rules = settings.rules().map(site -> new RulesSource(site, clock));
        PackageDepot depot = settings.packages().map(PackageDepot::read).orElseGet(PackageDepot::none);
        ControlPeer control = lifetime.closeOnStop(TlsProbes.loopbackControl());
        Metrics metrics = lifetime.closeOnStop(new Metrics(clock));
        SqlStore store = store(folder, credentials, metrics);
        settings.audit()
                .keys()
                .ifPresent(from -> SigningKeys.copy(from, folder.path().resolve("keys")));
        LogGuard guard = guarded(store, folder);
        HeadPublisher publisher = new HeadPublisher(
                store,
                folder.path().resolve("keys"),
                settings.audit().publishing(folder.path()),
                new AuditPost(),
                clock,
                LOG::warn);
        if (guard.isBegunAnew()) publisher.beginAnew();
        Access access = access(folder, credentials);
        AtomicReference<Function<AssetId, Optional<AssetState>>> estate = new AtomicReference<>(id -> Optional.empty());
        Flow flow = lifetime.closeOnStop(Flow.open(new FlowParts(
                new FlowParts.Ground(
                        store,
                        folder.path(),
                        organisation,
                        rules.map(source -> source.auditedIn(store)).orElseGet(() -> shipped.orElseThrow()::join),
                        clock,
                        IdSource.random()),
                new FlowParts.Hosts(
                        new OwnNetworks(
                                new EstateHosts(
                                        settings.winrm(),
                                        settings.profiles(),
                                        id -> Objects.requireNonNull(estate.get())
                                                .apply(id)),
                                organisation,
                                Server::addresses),
                        metrics.around(shell(credentials, store)),
                        metrics.around(TlsProbes.clientHello(ProbeSettings.defaults(), control)),
                        depot),
                new FlowParts.Changing(
                        RunSettings.patient(),
                        Night.Settings.calm(),
                        APPROVAL_LASTS,
                        evidence,
                        new ApproverRights(access, clock)),
                new FlowParts.Observers(metrics.intake(), metrics.rounds(), metrics.routes()),
                sources,
                ticketing(credentials, metrics),
                noticing(credentials, metrics),
                new FlowParts.Collecting(settings.collects(), CollectRun.Pace.calm()),
                new FlowParts.Proving(Optional.of(publisher), settings.audit().reached(credentials)),
                new FlowParts.Telling(settings.kafka().flatMap(ServeSettings.Kafka::events), metrics.events()))));
        estate.set(flow.decision()::asset);
        HeadKeeper keeper = lifetime.closeOnStop(new HeadKeeper(guard, publisher, KEEP_HEAD));
        AuditObserver measuring = metrics.audit();
        store.observeAudit((type, code, lines) -> {
            measuring.committed(type, code, lines);
            keeper.grown();
        });
        settings.kafka().ifPresent(kafka -> metrics.watch(new TopicLag()));
        if (settings.kafka().flatMap(ServeSettings.Kafka::events).isPresent()) metrics.watchEvents();
        metrics.watchWaves(flow::undecidedSince);
        if (!flow.headReceivers().isEmpty()) metrics.watchHeads(flow::headReceivers);
        served.complete(new WebServer.Served(
                access,
                flow.ports().of(SettingsShown.of(settings, folder.path()), new SourcesSeen(settings, folder.path())),
                Optional.of(metrics::scrape),
                metrics.signIns()));
        WebServer web = lifetime.closeOnStop(started(starting));
        flow.startWaves();
        flow.watchForRounds(LOOK_FOR_CHANGES);
        flow.startNight();
        if (account) flow.startCollecting();
        if (!account)
            LOG.warn(
                    "The settings name no account for hosts (winrm.credential): this server decides, and can ask hosts nothing and change nothing.");
        folder.closeWhatWasMade();
        folder.announce(web.address());
        web.tls().ifPresent(tls -> LOG.info("By TLS it is reached at port {}.", tls.port()));
        return web.address();
    }

    private static FlowParts.Inbox inbox(ServeSettings.Kafka kafka) {
        return new FlowParts.Inbox(
                FactsRoute.topic(kafka.brokers(), kafka.topic(), kafka.group()),
                kafka.deadLetters().map(dead -> FactsRoute.deadLetters(kafka.brokers(), dead)));
    }

    /** A site that is misspelled would be changed without what is wanted of it. */
    private static EvidenceBeforeChange.Wanted known(EvidenceBeforeChange.Wanted wanted, Organisation organisation) {
        for (String site : wanted.sites())
            if (organisation.site(site).isEmpty())
                throw FailureException.of(
                        FailureCode.CONFIG_INVALID,
                        "'evidence' in the settings names the site '" + site
                                + "', which the profile does not know; correct it, or name the site in the profile.");
        return wanted;
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

    private static <T> CompletableFuture<T> beside(Supplier<T> work) {
        return supplyAsync(work, task -> {
            Thread thread = new Thread(task, "web-start");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static WebServer started(CompletableFuture<WebServer> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failed) throw failed;
            throw e;
        }
    }

    /** The accounts of ticket systems are read when they are needed; that one is missing is said now. */
    private FlowParts.Ticketing ticketing(Credentials credentials, Metrics metrics) {
        Map<String, String> queues = new LinkedHashMap<>();
        for (TicketSystem system : settings.tickets()) {
            if (system.signsIn()) credentials.resolve(system.credential());
            queues.put(system.name(), system.queue());
        }
        return new FlowParts.Ticketing(
                TicketSystems.connect(settings.tickets(), credentials, clock),
                new TicketSettings(queues, TicketSettings.Pace.calm()),
                metrics.tickets(),
                ticketHooks(credentials));
    }

    /** Secrets are read when they are needed; that one is missing is said now. */
    private FlowParts.Noticing noticing(Credentials credentials, Metrics metrics) {
        NotificationSettings told = settings.notifications();
        for (NoticeReceiver receiver : told.receivers()) receiver.credential().ifPresent(credentials::resolve);
        return new FlowParts.Noticing(
                NoticeReceivers.connect(told.receivers(), told.address(), credentials, clock),
                told.told(),
                metrics.notices());
    }

    private Map<String, TicketHooks.Hook> ticketHooks(Credentials credentials) {
        Map<String, TicketHooks.Hook> hooks = new HashMap<>();
        for (TicketSystem system : settings.tickets())
            system.webhook()
                    .ifPresent(reference -> hooks.put(
                            system.name(),
                            new TicketHooks.Hook(
                                    new TicketHook(system.kind(), clock),
                                    signingKey("ticket system '" + system.name() + "'", reference, credentials))));
        return hooks;
    }

    /** The key of who signs what it sends, read anew each time; one that could be guessed is refused now. */
    private static Supplier<String> signingKey(String whose, String reference, Credentials credentials) {
        Supplier<String> key = () -> credentials.resolve(reference).password();
        if (key.get().length() < SHORTEST_KEY)
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The key of the " + whose + " is shorter than " + SHORTEST_KEY
                            + " characters and could be guessed; give it a long random one.");
        return key;
    }

    /** Nothing is done on a log that is in doubt. */
    private LogGuard guarded(SqlStore store, DataFolder folder) {
        try {
            return LogGuard.open(store, folder.path().resolve("keys"), clock, otherClocks(store), accepted);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** One that does not tell the time is named in the log; the start goes by what the others say. */
    private OtherClocks otherClocks(SqlStore store) {
        Map<String, Instant> told = new HashMap<>();
        for (TimeAnswer answer : TimeServers.ask(settings.timeServers(), TIME_SERVERS)) {
            if (answer instanceof TimeAnswer.Told says) told.put(says.server().toString(), says.time());
            if (answer instanceof TimeAnswer.Untold none)
                LOG.warn("The time server {} does not say what time it is: {}.", none.server(), none.because());
        }
        return new OtherClocks(store.clock(), told);
    }

    private Supplier<Organisation> organisation() throws IOException {
        if (settings.organisation().isEmpty()) return Organisation::careful;
        return new OrganisationSource(settings.organisation().get());
    }

    private SqlStore store(DataFolder folder, Credentials credentials, Metrics metrics) {
        Optional<ServeSettings.Database> database = settings.database();
        SqlStore store = database.isEmpty()
                ? SqlStore.h2(folder.path())
                : opened(database.get(), pool(database.get(), credentials, metrics));
        store.pool().ifPresent(metrics::watch);
        store.observeAudit(metrics.audit());
        if (settings.audit().redactable()) store.sealAudit();
        metrics.watch(store);
        return store;
    }

    private static SqlStore opened(ServeSettings.Database database, HikariDataSource pool) {
        return database.migrate() ? SqlStore.open(pool) : SqlStore.openMigrated(pool);
    }

    /**
     * Brings the schema of the settings' database up to date without serving, and returns how many steps that took.
     *
     * @throws FailureException CONFIG_INVALID where the settings name no database, or it cannot be opened
     */
    public static int migrate(ServeSettings settings, Map<String, String> environment) {
        ServeSettings.Database database = settings.database()
                .orElseThrow(() -> FailureException.of(
                        FailureCode.CONFIG_INVALID,
                        "The settings name no database; the one in a data folder is brought up to date by the server that"
                                + " opens it."));
        Credentials credentials = new CredentialReferences(settings.credentials(), environment);
        try (HikariDataSource pool = PostgresDatabase.open(database, credentials)) {
            return SqlStore.migrate(pool);
        }
    }

    private HikariDataSource pool(ServeSettings.Database database, Credentials credentials, Metrics metrics) {
        HikariDataSource pooled = lifetime.closeOnStop(PostgresDatabase.open(database, credentials));
        metrics.watch(new PooledConnections(pooled));
        return pooled;
    }

    /**
     * The account for hosts is needed at night at the earliest; that it is missing or lies open is said now. A server
     * whose settings say nothing of hosts may only be there to decide.
     */
    private boolean hasAccount(Credentials credentials) {
        try {
            settings.accounts()
                    .filter(reference -> !EstateHosts.isOfEachHost(reference))
                    .forEach(credentials::resolve);
            return true;
        } catch (FailureException e) {
            if (settings.winrm().given() || Files.exists(settings.credentials().resolve("winrm"))) throw e;
            return false;
        }
    }

    private HostShell shell(Credentials credentials, Store store) {
        OlderTlsLines olderTls = new OlderTlsLines(store, clock);
        CredentialCircuit circuit = CredentialCircuit.withDefaults(clock);
        Map<String, HostShell> shells = new HashMap<>();
        shells.put("", shell(settings.winrm(), 0, credentials, circuit, olderTls));
        for (int i = 0; i < settings.profiles().size(); i++) {
            ServeSettings.WinrmProfile profile = settings.profiles().get(i);
            shells.put(EstateHosts.name(i), shell(profile.winrm(), profile.atOnce(), credentials, circuit, olderTls));
        }
        return (host, script) ->
                Objects.requireNonNull(shells.get(host.profile())).run(host, script);
    }

    private HostShell shell(
            ServeSettings.Winrm winrm,
            int atOnce,
            Credentials credentials,
            CredentialCircuit circuit,
            OlderTlsLines olderTls) {
        HostShellSettings shells = HostShellSettings.defaults();
        if (atOnce > 0) shells = shells.withShellsPerHost(host -> atOnce);
        if (!winrm.https()) shells = shells.allowingPlainHttp();
        if (winrm.trust().isPresent()) shells = shells.trusting(winrm.trust().get(), "");
        if (winrm.stdin()) shells = shells.sendingScriptsByInput();
        if (winrm.olderTls()) shells = shells.allowingOlderTls(olderTls);
        if (winrm.certificate().isPresent())
            shells = shells.showing(
                    new HostShellSettings.KeyFile(winrm.certificate().get(), winrm.credential()));
        if (winrm.transport() == ServeSettings.Transport.OVERTHERE)
            return HostShells.overthere(credentials, shells, circuit, clock);
        Authentication authentication = switch (winrm.auth()) {
            case NTLM -> Authentication.NTLM;
            case KERBEROS -> Authentication.KERBEROS;
            case CERTIFICATE -> Authentication.CERTIFICATE;
            case BASIC -> Authentication.BASIC;
        };
        return HostShells.wsman(credentials, shells, authentication, circuit, clock);
    }

    /** What can be wrong with them is said before anything starts. */
    private FlowParts.Sources sources(Formats formats, Credentials credentials) {
        SourceSettings sources = settings.sources();
        sources.pull().forEach(source -> credentials.resolve(source.credential()));
        return new FlowParts.Sources(
                settings.folders().stream()
                        .map(ServeSettings.Folder::path)
                        .map(IntakeRoute::folder)
                        .toList(),
                settings.kafka().map(Server::inbox),
                formats,
                sources.pull(),
                source -> PullSources.connect(source, credentials, clock),
                sources.syslog()
                        .map(syslog -> SyslogEars.of(
                                syslog,
                                reference -> credentials.resolve(reference).password())),
                sources.trust());
    }

    private Access access(DataFolder folder, Credentials credentials) {
        Map<String, Person> people = new HashMap<>();
        settings.users()
                .forEach(user ->
                        people.put(user.tokenSha256(), new Person(user.name(), user.roles(), user.sites(), false)));
        people.put(Access.hash(folder.token()), Person.owner(OWNER));
        Map<String, Supplier<String>> webhooks = new HashMap<>();
        for (Webhook webhook : settings.sources().webhooks())
            webhooks.put(
                    webhook.name(), signingKey("webhook '" + webhook.name() + "'", webhook.credential(), credentials));
        return new Access(
                Optional.empty(),
                people,
                webhooks,
                settings.company()
                        .map(company -> new Company(
                                new OpenIdProvider(company.openid(), credentials, clock),
                                company.grants(),
                                company.formerly())));
    }
}
