package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the gates need to know of everything else: which devices and servers stand where, and what people have proven,
 * waived or excepted. Built once from all hosts before anything is decided.
 */
public final class EstateView {
    /** By what hosts are said to be one cluster, availability group or back-end. */
    private static final List<String> CLUSTERS = List.of("pool", "farm", "service", "dag");

    private static final Pattern TRANSPORT = Pattern.compile("^(tcp|np|lpc|admin):", Pattern.CASE_INSENSITIVE);
    private static final Pattern INSTANCE = Pattern.compile("(?<!:)[:\\\\,][^:]*$");

    /** How programs call the machine they run on. */
    private static final Pattern ITSELF = Pattern.compile("\\.|localhost|\\(local(db)?\\)|127\\..*|::1");

    private static final Pattern SKYPE = Pattern.compile("skype|lync|sfb");

    private final Instant at;
    private final Organisation organisation;
    private final List<Host> hosts;
    private final List<Recognised> systems;
    private final Map<String, List<Recognised>> byTag = new HashMap<>();
    private final Assurances assurances;
    private final Set<String> sitesWithEdge = new HashSet<>();
    /** What stands near one place, worked out once: servers of one site and pool serve the same clients. */
    private final Map<Place, GoneDead> goneDead = new HashMap<>();

    private final Map<Place, List<Recognised>> awaiting = new HashMap<>();
    private final Map<Place, List<Recognised>> clouds = new HashMap<>();
    private final Map<Place, Set<String>> servers = new HashMap<>();
    private final Map<Place, Boolean> roomsAhead = new HashMap<>();
    private final Map<String, Host> byId = new HashMap<>();
    private final List<Host> farms;
    private final Set<String> farmsNamed;
    private final Alike<Host, Federated> weakFederation;
    private final Alike<Recognised, Homes> weakHubs;
    private final List<String> weakPartners;
    private final List<Recognised> incapable;
    private final List<AssetId> lacking;
    private final List<AssetId> lackingForNewer;
    private final Alike<Host, Managed> behind;
    private final Map<Recognised, Readiness> standings = new IdentityHashMap<>();
    private final Map<Host, Boolean> ready = new IdentityHashMap<>();
    /** Who is said to belong to one cluster by now, and who ever was; by the kind and the name of it. */
    private final Map<Cluster, List<Host>> surelyIn = new HashMap<>();

    private final Map<Cluster, List<Host>> saidIn = new HashMap<>();
    private final Map<Host, Place> places = new HashMap<>();
    private final ExceptionRegister exceptions;
    private final AssetNames names;
    private final Map<String, Set<String>> callers = new HashMap<>();
    private final Set<String> sitesWithPool = new HashSet<>();
    /** Pools of branch appliances: they register users who are homed on a pool elsewhere (statement 135). */
    private final Set<String> branchPools = new HashSet<>();

    private final List<Host> unnamedBackEnds;
    private final Map<Host, Databases> databasesOf = new HashMap<>();
    private final Map<Host, List<Host>> dependenciesOf = new HashMap<>();

    private record Cluster(String kind, String name) {}

    /** What of a federation host decides whom it trusts (statement 133). */
    private record Federated(boolean farm, boolean proxy, Set<String> said, Set<String> surely) {
        static Federated of(Host host) {
            return new Federated(host.is("adfs"), host.is("wap"), host.memberships("farm"), host.surely("farm"));
        }
    }

    /** Where the mailbox of a Surface Hub is known to be. */
    private record Homes(boolean online, Set<Host> exchanges) {}

    /** By what a client is said to be managed (statement 132). */
    private record Managed(Set<String> said, Set<String> surely) {
        static Managed of(Host client) {
            return new Managed(client.memberships("service"), client.surely("service"));
        }
    }

    private record Place(@Nullable String site, Set<String> pools, Set<String> sure, boolean edge, boolean branch) {
        static Place of(Host host) {
            return new Place(
                    host.place(),
                    host.pools(),
                    host.surely("pool"),
                    host.isEdge() || host.is("reverse-proxy"),
                    host.isBranch());
        }
    }

    /**
     * What would go dead with a server.
     *
     * @param names some of what they are, for a sentence
     * @param pools that all of them are homed on
     */
    record GoneDead(List<AssetId> assets, String names, Set<String> pools) {
        private static final int NAMED = 8;

        static final GoneDead NOTHING = new GoneDead(List.of(), "", Set.of());

        static GoneDead of(List<Recognised> systems) {
            String names = systems.stream()
                    .map(Recognised::says)
                    .sorted()
                    .distinct()
                    .limit(NAMED)
                    .collect(Collectors.joining(", "));
            Set<String> pools = systems.isEmpty()
                    ? Set.of()
                    : new TreeSet<>(systems.get(0).host().pools());
            for (Recognised system : systems)
                if (!pools.isEmpty()) pools.retainAll(system.host().pools());
            return new GoneDead(ids(systems), names, pools);
        }
    }

    public EstateView(Instant at, Organisation organisation, List<Host> hosts) {
        this(
                at,
                organisation,
                hosts,
                AssetNames.of(hosts.stream().map(Host::state).toList()));
    }

    /** @param names of all these hosts */
    public EstateView(Instant at, Organisation organisation, List<Host> hosts, AssetNames names) {
        this.at = at;
        this.organisation = organisation;
        this.hosts = List.copyOf(hosts);
        List<Recognised> onThem = new ArrayList<>();
        for (Host host : hosts) onThem.addAll(host.recognised());
        this.systems = List.copyOf(onThem);
        this.names = names;
        this.assurances = new Assurances(at, organisation, this.hosts, names);
        index();
        this.exceptions = new ExceptionRegister(this, names, at);
        List<Host> federated = new ArrayList<>();
        List<Host> leftBehind = new ArrayList<>();
        for (Host host : hosts) {
            if (host.isLeftBehind()) leftBehind.add(host);
            if (host.is("adfs") || host.is("wap")) federated.add(host);
        }
        this.farms = federated.stream().filter(host -> host.is("adfs")).toList();
        this.farmsNamed = new HashSet<>();
        farms.forEach(farm -> farmsNamed.addAll(farm.surely("farm")));
        this.weakFederation = Alike.of(
                federated.stream().filter(EstateView::withoutStrongCrypto).toList(),
                Federated::of,
                host -> host.state().id());
        this.weakHubs = Alike.of(
                systems("surface-hub")
                        .filter(system -> system.toDisableFloor() != Verdict.MET)
                        .toList(),
                this::homes,
                system -> system.host().state().id());
        this.weakPartners = lostPartners();
        this.incapable = systems("blocks-skype").filter(this::incapable).toList();
        this.unnamedBackEnds = unnamedBackEnds();
        List<Recognised> behindTheRest = lacking();
        this.lacking = ids(behindTheRest);
        this.lackingForNewer = ids(Stream.concat(
                        behindTheRest.stream(),
                        systems("lync-server-2013")
                                .filter(system -> system.row().neverOnly() != null))
                .toList());
        this.behind = Alike.of(leftBehind, Managed::of, client -> client.state().id());
    }

    private void index() {
        for (Recognised system : systems) {
            for (String tag : system.row().tags())
                byTag.computeIfAbsent(tag, key -> new ArrayList<>()).add(system);
            Host host = system.host();
            String site = host.place();
            if (host.isBranch()) {
                branchPools.addAll(host.pools());
                continue;
            }
            // What was seen there long ago, or is only declared, serves nobody's clients (statement 126).
            boolean before = host.isEdge() || system.is("reverse-proxy");
            boolean pool = system.is("skype-server") || system.is("skype-never");
            if (site == null || !(before || pool) || system.facts().stream().noneMatch(host.belief()::sure)) continue;
            (before ? sitesWithEdge : sitesWithPool).add(site);
        }
        for (Host host : hosts) {
            byId.put(host.id(), host);
            for (String kind : CLUSTERS) {
                host.surely(kind).forEach(name -> in(surelyIn, kind, name, host));
                host.memberships(kind).forEach(name -> in(saidIn, kind, name, host));
            }
        }
        for (Host host : hosts) {
            if (!host.belief().told(Observation.ProtocolUse.class)) continue;
            uses(host)
                    .map(use -> peer(use.peer()))
                    .filter(Objects::nonNull)
                    .forEach(called -> callers.computeIfAbsent(called.id(), id -> new TreeSet<>())
                            .add(host.id()));
        }
    }

    private static void in(Map<Cluster, List<Host>> clusters, String kind, String name, Host host) {
        clusters.computeIfAbsent(new Cluster(kind, name), unheard -> new ArrayList<>())
                .add(host);
    }

    /** The hosts ever said to belong to one of these clusters, in order. */
    private Stream<Host> saidIn(String kind, Set<String> names) {
        if (names.isEmpty()) return Stream.empty();
        return names.stream()
                .flatMap(name -> saidIn.getOrDefault(new Cluster(kind, name), List.of()).stream())
                .distinct()
                .sorted(Comparator.comparing(host -> host.state().id()));
    }

    Stream<Host> hosts() {
        return hosts.stream();
    }

    @Nullable
    Host host(String id) {
        return byId.get(id);
    }

    /** The host a peer's name or address stands for; null when it is none of this estate, or not one alone. */
    @Nullable
    Host peer(@Nullable String name) {
        AssetId one = name == null ? null : names.one(machine(name));
        return one == null ? null : byId.get(one.value());
    }

    /** The machine of a peer that is written with its port or its instance. */
    static String machine(String peer) {
        String address = TRANSPORT.matcher(peer.strip()).replaceFirst("");
        return INSTANCE.matcher(address).replaceFirst("");
    }

    /** What a SQL Server peer turns out to be (statements 79 and 134). */
    record Databases(List<Host> known, List<String> unknown) {}

    /**
     * The SQL Servers this host was seen to talk to. A name that no host has is that of a cluster or availability group
     * where hosts are said to be its members; else nobody inventoried it.
     */
    Databases databases(Host host) {
        Databases known = databasesOf.get(host);
        if (known == null) {
            known = findDatabases(host);
            databasesOf.put(host, known);
        }
        return known;
    }

    private Databases findDatabases(Host host) {
        Set<Host> known = new LinkedHashSet<>();
        Set<String> unknown = new TreeSet<>();
        host.belief()
                .all(Observation.ProtocolUse.class)
                .filter(use -> use.direction() == Observation.Direction.OUTBOUND
                        && !use.test()
                        && (use.stack() == Observation.Stack.SQL
                                || host.catalogue().sqlPort(use.port())))
                .filter(use -> !somebodyElses(host, use.peer()))
                .forEach(use -> {
                    List<Host> behind = behindName(host, use.peer());
                    known.addAll(behind);
                    if (behind.isEmpty() || behind.stream().noneMatch(EstateView::database))
                        unknown.add(use.peer() == null ? "a SQL Server that nobody named" : Words.clean(use.peer()));
                });
        return new Databases(List.copyOf(known), List.copyOf(unknown));
    }

    /** A database service in somebody else's cloud is of no build that could be below a floor. */
    private static boolean somebodyElses(Host caller, @Nullable String peer) {
        return peer != null
                && caller.catalogue().sights("host", AssetNames.folded(machine(peer))).stream()
                        .anyMatch(one -> one.row().way() == Course.EXTERNAL);
    }

    private List<Host> behindName(Host caller, @Nullable String peer) {
        if (peer == null) return List.of();
        if (ITSELF.matcher(AssetNames.folded(machine(peer))).matches()) return List.of(caller);
        Host one = peer(peer);
        if (one != null) return List.of(one);
        String name = AssetNames.folded(machine(peer));
        Set<String> said = new HashSet<>(List.of(name, name.split("\\.", 2)[0]));
        List<Cluster> clusters = CLUSTERS.stream()
                .flatMap(kind -> said.stream().map(told -> new Cluster(kind, told)))
                .toList();
        // Who stands behind the name must be sure; whoever once did stands there until somebody says otherwise.
        if (clusters.stream().noneMatch(surelyIn::containsKey)) return List.of();
        return clusters.stream()
                .flatMap(cluster -> saidIn.getOrDefault(cluster, List.of()).stream())
                .distinct()
                .sorted(Comparator.comparing(host -> host.state().id()))
                .toList();
    }

    private static boolean database(Host host) {
        return host.is("sql") || host.is("sql-never") || host.unversionedRoles().contains("sql-server");
    }

    /** Statement 79: the SQL Servers this host was seen to talk to that are below their floor. */
    List<Host> weakDatabases(Host host) {
        return databases(host).known().stream().filter(SqlFloors::instanceBelow).toList();
    }

    /** What this system stands or falls with beside its host: the SQL Servers and the farm members (statement 140). */
    List<Host> dependencies(Host host) {
        List<Host> known = dependenciesOf.get(host);
        if (known == null) {
            known = findDependencies(host);
            dependenciesOf.put(host, known);
        }
        return known;
    }

    private List<Host> findDependencies(Host host) {
        Set<Host> others = new LinkedHashSet<>(databases(host).known());
        for (String kind : CLUSTERS)
            saidIn(kind, host.memberships(kind)).filter(EstateView::database).forEach(others::add);
        if (host.recognised().stream().anyMatch(system -> system.row().way() == Course.FARM))
            saidIn("farm", host.memberships("farm")).forEach(others::add);
        others.remove(host);
        return List.copyOf(others);
    }

    /** Statement 124: whoever was seen to speak with this host, and the servers it is homed on; sorted. */
    List<String> peersOf(Host host) {
        Set<String> peers = new TreeSet<>(callers.getOrDefault(host.id(), Set.of()));
        uses(host)
                .map(Observation.ProtocolUse::peer)
                .filter(Objects::nonNull)
                .map(Words::clean)
                .forEach(peers::add);
        if (host.is("blocks-skype")) peers.addAll(servers.computeIfAbsent(place(host), place -> serversOf(host)));
        peers.remove(host.id());
        return List.copyOf(peers);
    }

    private Set<String> serversOf(Host client) {
        return Stream.of("skype-server", "skype-never", "reverse-proxy")
                .flatMap(this::systems)
                .map(Recognised::host)
                .filter(server -> serves(server, client))
                .map(Host::id)
                .collect(Collectors.toSet());
    }

    private static Stream<Observation.ProtocolUse> uses(Host host) {
        return host.belief().all(Observation.ProtocolUse.class).filter(use -> use.count() > 0);
    }

    public Instant at() {
        return at;
    }

    public Organisation organisation() {
        return organisation;
    }

    private Place place(Host host) {
        return places.computeIfAbsent(host, Place::of);
    }

    /** Whether the host is READY, as far as what is on it is. */
    boolean ready(Host host) {
        return ready.computeIfAbsent(host, key -> Standing.ready(key, this));
    }

    /** How far a system has come by itself; asked for every line about it and about what rests on it. */
    Readiness alone(Recognised system) {
        Readiness known = standings.get(system);
        if (known == null) {
            known = Standing.alone(system, this);
            standings.put(system, known);
        }
        return known;
    }

    Stream<Recognised> systems(String tag) {
        return byTag.getOrDefault(tag, List.of()).stream();
    }

    /** Whether somebody proved what findings cannot show, for a scope this host lies in (statement 125). */
    boolean proven(Host host, String gate) {
        return assurances.proven(host, gate);
    }

    /** Whether somebody signed for going on without (statements 71, 82 and 84 only). */
    boolean waived(Host host, String gate) {
        return assurances.waived(host, gate);
    }

    /**
     * Whether an exception that has not ended keeps this host from the goal; one on a shared host holds its pool
     * (statements 111 to 113).
     */
    boolean exception(Host host, Goal goal) {
        return !exceptionsOn(host, goal).isEmpty();
    }

    List<AssetId> exceptionsOn(Host host, Goal goal) {
        return exceptions.on(host, goal);
    }

    /** Statement 112: an exception that kept it has ended or was cleared. */
    boolean reopened(Host host, Goal goal) {
        return exceptions.reopened(host, goal);
    }

    /**
     * Clients and devices that would go dead if this Skype or Lync host, Edge or reverse proxy refused older protocols
     * (statement 69).
     */
    GoneDead goDeadWith(Host host) {
        return goneDead.computeIfAbsent(
                place(host),
                place -> GoneDead.of(incapable.stream()
                        .filter(system -> serves(host, system.host()))
                        .toList()));
    }

    private boolean incapable(Recognised system) {
        if (system.is("blocks-unproven")) return !proven(system.host(), "R047");
        if (system.is("skype-client") && system.host().lacks12()) return true;
        return system.row().floor() == null || system.toFloor() != Verdict.MET;
    }

    /** Rooms whose vendor had released nothing yet at this moment (statement 70). */
    List<Recognised> roomsAwaitingVendor(Host host) {
        return awaiting.computeIfAbsent(
                place(host),
                place -> systems("room")
                        .filter(system -> system.toFloor() != Verdict.MET)
                        .filter(system -> system.row().floor() != null
                                && !system.row().floor().releasedAt(at))
                        .filter(system -> serves(host, system.host()))
                        .toList());
    }

    /** Rooms that are ready while the servers they use are not (statement 58). */
    boolean roomsNeedTheServer(Host host) {
        return roomsAhead.computeIfAbsent(
                place(host),
                place -> systems("room")
                        .anyMatch(system -> system.toFloor() == Verdict.MET && serves(host, system.host())));
    }

    /**
     * Surface Hubs whose device account could not be set up again (statement 123): on this Exchange, unless it is known
     * that their mailbox is elsewhere; and through any federation server (statement 135).
     */
    List<Recognised> hubsBelowFull(Host host) {
        return weakHubs.where(homes -> mayNeed(homes, host));
    }

    List<AssetId> hubIdsBelowFull(Host host) {
        return weakHubs.idsWhere(homes -> mayNeed(homes, host));
    }

    private Homes homes(Recognised hub) {
        Set<Host> exchanges = new HashSet<>();
        for (String kind : CLUSTERS)
            hub.host()
                    .surely(kind)
                    .forEach(name -> surelyIn.getOrDefault(new Cluster(kind, name), List.of()).stream()
                            .filter(server -> server.is("exchange"))
                            .forEach(exchanges::add));
        return new Homes(Scenario.mailboxOnline(hub.host()), exchanges);
    }

    private static boolean mayNeed(Homes homes, Host server) {
        if (!server.is("exchange") || server.is("adfs") || server.is("wap")) return true;
        if (homes.online) return false;
        return homes.exchanges.isEmpty()
                || homes.exchanges.contains(server)
                || homes.exchanges.stream()
                        .anyMatch(home -> !Collections.disjoint(home.memberships("dag"), server.memberships("dag")));
    }

    /**
     * Whether a server serves a client or device: same pool or same site; what is not known to be elsewhere counts as
     * near. An Edge or reverse proxy also serves the sites that have none of their own, and so may a pool.
     */
    boolean serves(Host server, Host client) {
        if (!Collections.disjoint(server.pools(), client.pools())) return true;
        if (server.place() == null || client.place() == null) return true;
        if (server.place().equals(client.place())) return true;
        boolean edge = server.isEdge() || server.is("reverse-proxy");
        if (edge) return !sitesWithEdge.contains(client.place());
        Set<String> homed = new HashSet<>(client.surely("pool"));
        homed.removeAll(branchPools);
        boolean elsewhere = !server.surely("pool").isEmpty() && !homed.isEmpty();
        return server.is("skype-server") && !elsewhere && !sitesWithPool.contains(client.place());
    }

    /**
     * Skype and Lync servers and their databases that lack something the whole topology needs (statement 68). A Lync
     * Server 2013 that can never go without older protocols keeps every newer server, but not its own kin: their Edge
     * may go first (statement 66).
     */
    List<AssetId> lackingPrerequisites(Host host) {
        return host.is("lync-server-2013") ? lacking : lackingForNewer;
    }

    private List<Recognised> lacking() {
        return systems.stream()
                .filter(system -> system.is("skype-server")
                        || system.is("skype-never")
                        || backEnd(system)
                        || unnamedBackEnds.contains(system.host()))
                .filter(system -> system.is("skype-never")
                        || system.is("sql-never")
                        || (backEnd(system) && SqlFloors.belowForSkype(system))
                        || (!system.isAsked()
                                && !system.host().openForCapability(system).isEmpty())
                        || system.host().needs().stream()
                                .anyMatch(need ->
                                        need.isOpen() && (need.row() == system.row() || underSkype(system, need)))
                        || system.toDisableFloor() == Verdict.UNMET
                        || system.toDisableFloor() == Verdict.UNKNOWN
                        || system.toFloor() == Verdict.UNKNOWN
                        || unnamedBackEnds.contains(system.host()))
                .toList();
    }

    /**
     * Statement 134: what may be the back-end of a pool whose back-end nobody named. Of a pool of several Front Ends,
     * which is an Enterprise pool, these are the Front Ends; else every SQL Server that nobody said to belong anywhere
     * and that is not good enough for a back-end.
     */
    private List<Host> unnamedBackEnds() {
        List<Host> fronts = systems("skype-server")
                .map(Recognised::host)
                .filter(host -> !host.isEdge() && !host.isBranch() && !backEndNamed(host))
                .distinct()
                .toList();
        if (fronts.isEmpty()) return List.of();
        Set<Host> unnamed = new LinkedHashSet<>();
        Map<String, Integer> frontsOfPool = new HashMap<>();
        for (Host front : fronts) front.pools().forEach(pool -> frontsOfPool.merge(pool, 1, Integer::sum));
        for (Host front : fronts)
            if (front.pools().stream().anyMatch(pool -> frontsOfPool.getOrDefault(pool, 0) > 1)) unnamed.add(front);
        Stream.of("sql", "sql-never")
                .flatMap(this::systems)
                .filter(system -> !system.host().is("skype-server")
                        && CLUSTERS.stream()
                                .allMatch(kind -> system.host().surely(kind).isEmpty())
                        && (system.is("sql-never") || SqlFloors.belowForSkype(system)))
                .map(Recognised::host)
                .forEach(unnamed::add);
        return List.copyOf(unnamed);
    }

    private boolean backEndNamed(Host front) {
        return databases(front).known().stream().anyMatch(other -> other != front && database(other))
                || CLUSTERS.stream()
                        .flatMap(kind -> front.surely(kind).stream().map(name -> new Cluster(kind, name)))
                        .anyMatch(cluster -> surelyIn.getOrDefault(cluster, List.of()).stream()
                                .anyMatch(other -> !other.is("skype-server") && database(other)));
    }

    /** The values and updates of Windows are prerequisites of the server or the back-end on it (chapter 4.1). */
    private static boolean underSkype(Recognised system, Need need) {
        return (system.is("skype-server") || backEnd(system))
                && need.row().way() == Course.WINDOWS
                && need.goal() == Goal.READY;
    }

    private static boolean backEnd(Recognised system) {
        return (system.is("sql") || system.is("sql-never"))
                && (system.host().is("skype-server")
                        || !system.host().memberships("pool").isEmpty()
                        || system.host().memberships("service").stream()
                                .anyMatch(name -> SKYPE.matcher(name).find()));
    }

    /**
     * Whether two federation hosts trust each other (statement 133): members of one farm, and a proxy with what it
     * publishes, which is everything where nobody said what.
     */
    boolean federatedWith(Host one, Host other) {
        return federated(Federated.of(one), Federated.of(other));
    }

    private boolean federated(Federated one, Federated other) {
        if (!(one.farm || one.proxy) || !(other.farm || other.proxy)) return false;
        if (one.farm && other.farm)
            return one.surely.isEmpty() || other.surely.isEmpty() || !Collections.disjoint(one.said, other.said);
        if (one.farm) return publishes(other, one);
        if (other.farm) return publishes(one, other);
        return farms.isEmpty()
                || farms.stream()
                        .map(Federated::of)
                        .distinct()
                        .anyMatch(farm -> publishes(one, farm) && publishes(other, farm));
    }

    private boolean publishes(Federated proxy, Federated farm) {
        if (!Collections.disjoint(proxy.said, farm.said)) return true;
        return farm.surely.isEmpty() || Collections.disjoint(proxy.surely, farmsNamed);
    }

    /** Members of the AD FS farm and its proxies where strong cryptography was not read back (statement 78). */
    List<AssetId> farmWithoutStrongCrypto(Host host) {
        Federated asking = Federated.of(host);
        return weakFederation.idsWhere(other -> federated(asking, other));
    }

    private static boolean withoutStrongCrypto(Host host) {
        if (host.lacks12()) return true;
        boolean asked = false;
        for (Need need : host.needs()) {
            boolean product = need.topic().equals("product-dotnet");
            if ((product || need.topic().equals("dotnet-values")) && need.isOpen() && strongCrypto(need)) return true;
            asked |= product || need.topic().endsWith("dotnet-values");
        }
        return !asked;
    }

    /** Whether a need speaks of the value that the trust rests on (chapter 5.4), and not of its companion alone. */
    private static boolean strongCrypto(Need need) {
        return need.changes().isEmpty()
                || need.changes().stream()
                        .anyMatch(change -> !(change instanceof Change.Registry value)
                                || value.name().equals(DotNet.STRONG));
    }

    /**
     * Whether its farm is one change: SharePoint (statement 40), and Office Online Server, whose members call each
     * other.
     */
    static boolean ofFarm(Recognised system) {
        return system.row().way() == Course.FARM || system.is("office-online");
    }

    /** Whether nothing of READY is open on a member of a farm, its Windows included. */
    private static boolean done(Recognised member) {
        Host host = member.host();
        return member.isSettled()
                && host.windowsRow().map(row -> row.way() == Course.WINDOWS).orElse(true)
                && host.windowsRow().map(host::openForReady).orElse(List.of()).isEmpty();
    }

    /** Statement 40: members and databases of this host's farm that are not done yet. */
    List<AssetId> farmNotDone(Host host) {
        return saidIn("farm", host.memberships("farm"))
                .filter(other -> other != host)
                .filter(other -> SqlFloors.instanceBelow(other)
                        || other.recognised().stream().anyMatch(system -> ofFarm(system) && !done(system)))
                .map(other -> other.state().id())
                .toList();
    }

    /**
     * Windows hosts whose WinHTTP would be cut off from this management server (statement 80): all but those that are
     * known to be managed by another (statement 132).
     */
    List<AssetId> orphansOf(Host server) {
        Set<String> services = server.memberships("service");
        return behind.idsWhere(client -> !managedElsewhere(client, server, services));
    }

    private boolean managedElsewhere(Managed client, Host server, Set<String> services) {
        if (client.surely.isEmpty() || managedBy(client.said, server, services)) return false;
        return systems("manages-clients")
                .map(Recognised::host)
                .anyMatch(other -> managedBy(client.surely, other, other.surely("service")));
    }

    /** A client is said to belong to its manager by the manager's name, or by a service that both belong to. */
    private boolean managedBy(Set<String> said, Host manager, Set<String> services) {
        return !Collections.disjoint(said, services) || said.stream().anyMatch(name -> manager.equals(peer(name)));
    }

    /** Federated partners that could be lost (statement 71), as words. */
    List<String> weakPartners() {
        return weakPartners;
    }

    private List<String> lostPartners() {
        // Somebody is federated with, and nobody said who: an unknown is never a pass (statement 125).
        if (organisation.federation() == Organisation.Federation.NOW
                && organisation.federatedPartners().isEmpty())
            return List.of("partners that the profile does not list");
        return organisation.federatedPartners().stream()
                .filter(partner -> switch (partner.server()) {
                    case "lync-2013" -> below(partner.build(), "sv-lync2013-edge");
                    case "sfb-2015" -> below(partner.build(), "sv-sfb2015");
                    case "sfb-2019" -> false;
                    default -> true;
                })
                .map(partner -> partner.name() + " (" + partner.server() + ")")
                .sorted()
                .toList();
    }

    private boolean below(@Nullable String build, String system) {
        Version version = Version.read(build).orElse(null);
        if (version == null || hosts.isEmpty()) return true;
        Floor floor = hosts.get(0).catalogue().row(system).floor();
        return floor == null || !floor.holds(version, false);
    }

    /** Cloud Connector Editions that stand with this host (statement 73). */
    List<Recognised> connectors(Host host) {
        return clouds.computeIfAbsent(
                place(host),
                place -> systems("cce")
                        .filter(system -> serves(host, system.host()))
                        .toList());
    }

    boolean callQualityDashboardInstalled() {
        return systems("cqd").anyMatch(Recognised::isSure);
    }

    static List<AssetId> ids(List<Recognised> systems) {
        return systems.stream()
                .map(system -> system.host().state().id())
                .sorted()
                .distinct()
                .toList();
    }
}
