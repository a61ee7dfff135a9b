package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * waived or excepted. Built once from the summaries of all assets before anything is decided; it sees nothing else of
 * them. Whoever asks is known by a summary as well. Answers are ids, words and yes or no: two are the same when they
 * are equal.
 */
public final class EstateView {
    private static final Pattern TRANSPORT = Pattern.compile("^(tcp|np|lpc|admin):", Pattern.CASE_INSENSITIVE);
    private static final Pattern INSTANCE = Pattern.compile("(?<!:)[:\\\\,][^:]*$");

    /** How programs call the machine they run on. */
    private static final Pattern ITSELF = Pattern.compile("\\.|localhost|\\(local(db)?\\)|127\\..*|::1");

    private final Instant at;
    private final Organisation organisation;
    private final @Nullable Catalogue catalogue;
    private final Map<AssetId, Summary> all = new LinkedHashMap<>();
    private final Map<String, List<Found>> byTag = new HashMap<>();
    private final Assurances assurances;
    private final Set<String> sitesWithEdge = new HashSet<>();
    /** What stands near one place, worked out once: servers of one site and pool serve the same clients. */
    private final Map<Summary.Where, GoneDead> goneDead = new HashMap<>();

    private final Map<Summary.Where, List<AssetId>> awaiting = new HashMap<>();
    private final Map<Summary.Where, List<AssetId>> clouds = new HashMap<>();
    private final Map<Summary.Where, Set<String>> servers = new HashMap<>();
    private final Map<Summary.Where, Boolean> roomsAhead = new HashMap<>();
    private final List<Summary> farms;
    private final Set<String> farmsNamed;
    private final Alike<Summary, Federated> weakFederation;
    private final Alike<Found, Homes> weakHubs;
    private final List<String> weakPartners;
    private final List<Found> incapable;
    private final List<AssetId> lacking;
    private final List<AssetId> lackingForNewer;
    private final Alike<Summary, Managed> behind;
    /** Who is said to belong to one cluster by now, and who ever was; by the kind and the name of it. */
    private final Map<Cluster, List<Summary>> surelyIn = new HashMap<>();

    private final Map<Cluster, List<Summary>> saidIn = new HashMap<>();
    private final ExceptionRegister exceptions;
    private final AssetNames names;
    private final Map<AssetId, Set<String>> callers = new HashMap<>();
    private final Set<String> sitesWithPool = new HashSet<>();
    /** Pools of branch appliances: they register users who are homed on a pool elsewhere (statement 135). */
    private final Set<String> branchPools = new HashSet<>();

    private final Map<AssetId, Databases> databasesOf = new HashMap<>();
    private final Map<AssetId, Boolean> restsOnIncapable = new HashMap<>();

    /** A system, and where it was found. */
    private record Found(Summary on, Summary.Part part) {
        AssetId id() {
            return on.id();
        }
    }

    private record Cluster(String kind, String name) {}

    /** What of a federation host decides whom it trusts (statement 133). */
    private record Federated(boolean farm, boolean proxy, Set<String> said, Set<String> surely) {
        static Federated of(Summary host) {
            return new Federated(host.is("adfs"), host.is("wap"), host.said("farm"), host.surely("farm"));
        }
    }

    /** Where the mailbox of a Surface Hub is known to be. */
    private record Homes(boolean online, Set<AssetId> exchanges) {}

    /** By what a client is said to be managed (statement 132). */
    private record Managed(Set<String> said, Set<String> surely) {
        static Managed of(Summary client) {
            return new Managed(client.said("service"), client.surely("service"));
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

        private static GoneDead of(List<Found> systems) {
            String names = systems.stream()
                    .map(system -> system.part().says())
                    .sorted()
                    .distinct()
                    .limit(NAMED)
                    .collect(Collectors.joining(", "));
            Set<String> pools = systems.isEmpty()
                    ? Set.of()
                    : new TreeSet<>(systems.get(0).on().where().pools());
            for (Found system : systems)
                if (!pools.isEmpty()) pools.retainAll(system.on().where().pools());
            return new GoneDead(ids(systems), names, pools);
        }
    }

    /** From hosts as they are derived, whose names are those of all of them. */
    public static EstateView of(Instant at, Organisation organisation, List<Host> hosts) {
        return of(
                at,
                organisation,
                hosts,
                AssetNames.of(hosts.stream().map(Host::state).toList()));
    }

    /** @param names of all these hosts */
    public static EstateView of(Instant at, Organisation organisation, List<Host> hosts, AssetNames names) {
        return new EstateView(
                at,
                organisation,
                hosts.isEmpty() ? null : hosts.get(0).catalogue(),
                hosts.stream().map(Host::summary).toList(),
                names);
    }

    /**
     * @param catalogue null where there are no assets
     * @param assets in the order of their ids
     * @param names of all of them
     */
    public EstateView(
            Instant at,
            Organisation organisation,
            @Nullable Catalogue catalogue,
            Collection<Summary> assets,
            AssetNames names) {
        this.at = at;
        this.organisation = organisation;
        this.catalogue = catalogue;
        assets.forEach(asset -> all.put(asset.id(), asset));
        this.names = names;
        this.assurances = new Assurances(at, organisation, all.values(), names);
        index();
        this.exceptions = new ExceptionRegister(this, organisation, names, at);
        List<Summary> federated = new ArrayList<>();
        List<Summary> leftBehind = new ArrayList<>();
        for (Summary asset : all.values()) {
            if (asset.shown().leftBehind()) leftBehind.add(asset);
            if (asset.is("adfs") || asset.is("wap")) federated.add(asset);
        }
        this.farms = federated.stream().filter(host -> host.is("adfs")).toList();
        this.farmsNamed = new HashSet<>();
        farms.forEach(farm -> farmsNamed.addAll(farm.surely("farm")));
        this.weakFederation = Alike.of(
                federated.stream().filter(host -> host.shown().weakCrypto()).toList(), Federated::of, Summary::id);
        this.weakHubs = Alike.of(
                systems("surface-hub")
                        .filter(system -> system.part().disableFloor() != Verdict.MET)
                        .toList(),
                this::homes,
                Found::id);
        this.weakPartners = lostPartners();
        this.incapable = systems("blocks-skype").filter(this::incapable).toList();
        Set<AssetId> behindTheRest = new TreeSet<>(unnamedBackEnds());
        for (Summary asset : all.values())
            if (asset.shown().parts().stream().anyMatch(Summary.Part::lacking)) behindTheRest.add(asset.id());
        this.lacking = List.copyOf(behindTheRest);
        systems("lync-server-2013")
                .filter(system -> system.part().row().neverOnly() != null)
                .forEach(system -> behindTheRest.add(system.id()));
        this.lackingForNewer = List.copyOf(behindTheRest);
        this.behind = Alike.of(leftBehind, Managed::of, Summary::id);
    }

    private void index() {
        for (Summary asset : all.values())
            for (Summary.Part part : asset.shown().parts()) {
                Found system = new Found(asset, part);
                for (String tag : part.row().tags())
                    byTag.computeIfAbsent(tag, key -> new ArrayList<>()).add(system);
                Summary.Where where = asset.where();
                String site = where.site();
                if (where.branch()) {
                    branchPools.addAll(where.pools());
                    continue;
                }
                // What was seen there long ago, or is only declared, serves nobody's clients (statement 126).
                boolean before = where.edge() || part.is("reverse-proxy");
                boolean pool = part.is("skype-server") || part.is("skype-never");
                if (site == null || !(before || pool) || !part.seen()) continue;
                (before ? sitesWithEdge : sitesWithPool).add(site);
            }
        for (Summary asset : all.values())
            for (String kind : Summary.CLUSTERS) {
                asset.surely(kind).forEach(name -> in(surelyIn, kind, name, asset));
                asset.said(kind).forEach(name -> in(saidIn, kind, name, asset));
            }
        for (Summary asset : all.values())
            asset.shown().peers().stream()
                    .map(this::peer)
                    .filter(Objects::nonNull)
                    .forEach(called -> callers.computeIfAbsent(called.id(), id -> new TreeSet<>())
                            .add(asset.id().value()));
    }

    private static void in(Map<Cluster, List<Summary>> clusters, String kind, String name, Summary asset) {
        clusters.computeIfAbsent(new Cluster(kind, name), unheard -> new ArrayList<>())
                .add(asset);
    }

    /** The hosts ever said to belong to one of these clusters. */
    private Stream<Summary> saidIn(String kind, Set<String> clusters) {
        return clusters.stream().flatMap(name -> saidIn.getOrDefault(new Cluster(kind, name), List.of()).stream());
    }

    Stream<Summary> assets() {
        return all.values().stream();
    }

    @Nullable
    Summary asset(AssetId id) {
        return all.get(id);
    }

    /** The asset a peer's name or address stands for; null when it is none of this estate, or not one alone. */
    private @Nullable Summary peer(@Nullable String name) {
        AssetId one = name == null ? null : names.one(machine(name));
        return one == null ? null : all.get(one);
    }

    /** The machine of a peer that is written with its port or its instance. */
    static String machine(String peer) {
        String address = TRANSPORT.matcher(peer.strip()).replaceFirst("");
        return INSTANCE.matcher(address).replaceFirst("");
    }

    /** What a SQL Server peer turns out to be (statements 79 and 134). */
    private record Databases(List<Summary> known, List<String> unknown) {}

    /**
     * The SQL Servers this host was seen to talk to. A name that no host has is that of a cluster or availability group
     * where hosts are said to be its members; else nobody inventoried it.
     */
    private Databases databases(Summary host) {
        Databases known = databasesOf.get(host.id());
        if (known == null) {
            known = findDatabases(host);
            databasesOf.put(host.id(), known);
        }
        return known;
    }

    private Databases findDatabases(Summary host) {
        Map<AssetId, Summary> known = new LinkedHashMap<>();
        Set<String> unknown = new TreeSet<>();
        for (Summary.Peer peer : host.shown().databases()) {
            List<Summary> behind = behindName(host, peer.name());
            behind.forEach(one -> known.put(one.id(), one));
            if (behind.stream().noneMatch(one -> one.shown().database()))
                unknown.add(peer.name() == null ? "a SQL Server that nobody named" : Words.clean(peer.name()));
        }
        return new Databases(List.copyOf(known.values()), List.copyOf(unknown));
    }

    private List<Summary> behindName(Summary caller, @Nullable String peer) {
        if (peer == null) return List.of();
        if (ITSELF.matcher(AssetNames.folded(machine(peer))).matches()) return List.of(caller);
        Summary one = peer(peer);
        if (one != null) return List.of(one);
        String name = AssetNames.folded(machine(peer));
        Set<String> said = new HashSet<>(List.of(name, name.split("\\.", 2)[0]));
        List<Cluster> clusters = Summary.CLUSTERS.stream()
                .flatMap(kind -> said.stream().map(told -> new Cluster(kind, told)))
                .toList();
        // Who stands behind the name must be sure; whoever once did stands there until somebody says otherwise.
        if (clusters.stream().noneMatch(surelyIn::containsKey)) return List.of();
        return clusters.stream()
                .flatMap(cluster -> saidIn.getOrDefault(cluster, List.of()).stream())
                .distinct()
                .sorted(Comparator.comparing(Summary::id))
                .toList();
    }

    /** Statement 79: the SQL Servers this host was seen to talk to that are below their floor. */
    List<AssetId> weakDatabases(Summary host) {
        return databases(host).known().stream()
                .filter(other -> other.shown().weakDatabase())
                .map(Summary::id)
                .toList();
    }

    /** Statement 134: names of those that nobody inventoried. */
    List<String> unknownDatabases(Summary host) {
        return databases(host).unknown();
    }

    /**
     * Statement 140: whether the SQL Servers and farm members that a system stands or falls with beside its host are
     * not capable.
     */
    boolean restsOnIncapable(Summary host) {
        return restsOnIncapable.computeIfAbsent(
                host.id(),
                asked -> dependencies(host).values().stream()
                        .anyMatch(other -> other.shown().parts().stream().anyMatch(part -> isIncapable(other, part))));
    }

    private boolean isIncapable(Summary on, Summary.Part part) {
        return switch (part.incapable()) {
            case NO -> false;
            case ITSELF -> !exception(on, Goal.READY);
            case BENEATH -> true;
        };
    }

    private Map<AssetId, Summary> dependencies(Summary host) {
        Map<AssetId, Summary> others = new HashMap<>();
        databases(host).known().forEach(other -> others.put(other.id(), other));
        for (String kind : Summary.CLUSTERS)
            saidIn(kind, host.said(kind))
                    .filter(other -> other.shown().database())
                    .forEach(other -> others.put(other.id(), other));
        if (host.shown().parts().stream().anyMatch(part -> part.row().way() == Course.FARM))
            saidIn("farm", host.said("farm")).forEach(other -> others.put(other.id(), other));
        others.remove(host.id());
        return others;
    }

    /** Statement 124: whoever was seen to speak with this host, and the servers it is homed on; sorted. */
    List<String> peersOf(Summary host) {
        Set<String> peers = new TreeSet<>(callers.getOrDefault(host.id(), Set.of()));
        host.shown().peers().stream().map(Words::clean).forEach(peers::add);
        if (host.is("blocks-skype")) peers.addAll(servers.computeIfAbsent(host.where(), place -> serversOf(host)));
        peers.remove(host.id().value());
        return List.copyOf(peers);
    }

    private Set<String> serversOf(Summary client) {
        return Stream.of("skype-server", "skype-never", "reverse-proxy")
                .flatMap(this::systems)
                .map(Found::on)
                .filter(server -> serves(server, client))
                .map(server -> server.id().value())
                .collect(Collectors.toSet());
    }

    private Stream<Found> systems(String tag) {
        return byTag.getOrDefault(tag, List.of()).stream();
    }

    /** Whether somebody proved what findings cannot show, for a scope this host lies in (statement 125). */
    boolean proven(Summary host, String gate) {
        return assurances.proven(host, gate);
    }

    /** Whether somebody signed for going on without (statements 71, 82 and 84 only). */
    boolean waived(Summary host, String gate) {
        return assurances.waived(host, gate);
    }

    /**
     * Whether an exception that has not ended keeps this host from the goal; one on a shared host holds its pool
     * (statements 111 to 113).
     */
    boolean exception(Summary host, Goal goal) {
        return !exceptionsOn(host, goal).isEmpty();
    }

    List<AssetId> exceptionsOn(Summary host, Goal goal) {
        return exceptions.on(host, goal);
    }

    /** Statement 112: an exception that kept it has ended or was cleared. */
    boolean reopened(Summary host, Goal goal) {
        return exceptions.reopened(host, goal);
    }

    /**
     * Clients and devices that would go dead if this Skype or Lync host, Edge or reverse proxy refused older protocols
     * (statement 69).
     */
    GoneDead goDeadWith(Summary host) {
        return goneDead.computeIfAbsent(
                host.where(),
                place -> GoneDead.of(incapable.stream()
                        .filter(system -> serves(host, system.on()))
                        .toList()));
    }

    private boolean incapable(Found system) {
        if (system.part().is("blocks-unproven")) return !proven(system.on(), "R047");
        if (system.part().is("skype-client") && system.on().shown().lacks12()) return true;
        return system.part().row().floor() == null || system.part().floor() != Verdict.MET;
    }

    /** Rooms whose vendor had released nothing yet at this moment (statement 70). */
    List<AssetId> roomsAwaitingVendor(Summary host) {
        return awaiting.computeIfAbsent(
                host.where(),
                place -> ids(systems("room")
                        .filter(system -> system.part().floor() != Verdict.MET)
                        .filter(system -> {
                            Floor floor = system.part().row().floor();
                            return floor != null && !floor.releasedAt(at);
                        })
                        .filter(system -> serves(host, system.on()))
                        .toList()));
    }

    /** Rooms that are ready while the servers they use are not (statement 58). */
    boolean roomsNeedTheServer(Summary host) {
        return roomsAhead.computeIfAbsent(
                host.where(),
                place -> systems("room")
                        .anyMatch(system -> system.part().floor() == Verdict.MET && serves(host, system.on())));
    }

    /**
     * Surface Hubs whose device account could not be set up again (statement 123): on this Exchange, unless it is known
     * that their mailbox is elsewhere; and through any federation server (statement 135).
     */
    List<AssetId> hubsBelowFull(Summary host) {
        return weakHubs.idsWhere(homes -> mayNeed(homes, host));
    }

    /** The build from which the account of the first of these can be set up again; empty where none is known. */
    String floorOfHubs(Summary host) {
        return weakHubs.where(homes -> mayNeed(homes, host)).stream()
                .map(hub -> hub.part().row().disableFloor())
                .filter(Objects::nonNull)
                .map(Floor::says)
                .findFirst()
                .orElse("");
    }

    private Homes homes(Found hub) {
        Set<AssetId> exchanges = new HashSet<>();
        for (String kind : Summary.CLUSTERS)
            hub.on()
                    .surely(kind)
                    .forEach(name -> surelyIn.getOrDefault(new Cluster(kind, name), List.of()).stream()
                            .filter(server -> server.is("exchange"))
                            .forEach(server -> exchanges.add(server.id())));
        return new Homes(hub.on().shown().mailboxOnline(), exchanges);
    }

    private boolean mayNeed(Homes homes, Summary server) {
        if (!server.is("exchange") || server.is("adfs") || server.is("wap")) return true;
        if (homes.online) return false;
        return homes.exchanges.isEmpty()
                || homes.exchanges.contains(server.id())
                || homes.exchanges.stream()
                        .map(all::get)
                        .anyMatch(home -> home != null && !Collections.disjoint(home.said("dag"), server.said("dag")));
    }

    /**
     * Whether a server serves a client or device: same pool or same site; what is not known to be elsewhere counts as
     * near. An Edge or reverse proxy also serves the sites that have none of their own, and so may a pool.
     */
    boolean serves(Summary server, Summary client) {
        Summary.Where from = server.where();
        Summary.Where to = client.where();
        if (!Collections.disjoint(from.pools(), to.pools())) return true;
        if (from.site() == null || to.site() == null) return true;
        if (from.site().equals(to.site())) return true;
        if (from.before()) return !sitesWithEdge.contains(to.site());
        Set<String> homed = new HashSet<>(client.surely("pool"));
        homed.removeAll(branchPools);
        boolean elsewhere = !server.surely("pool").isEmpty() && !homed.isEmpty();
        return server.is("skype-server") && !elsewhere && !sitesWithPool.contains(to.site());
    }

    /**
     * Skype and Lync servers and their databases that lack something the whole topology needs (statement 68). A Lync
     * Server 2013 that can never go without older protocols keeps every newer server, but not its own kin: their Edge
     * may go first (statement 66).
     */
    List<AssetId> lackingPrerequisites(Summary host) {
        return host.is("lync-server-2013") ? lacking : lackingForNewer;
    }

    /**
     * Statement 134: what may be the back-end of a pool whose back-end nobody named. Of a pool of several Front Ends,
     * which is an Enterprise pool, these are the Front Ends; else every SQL Server that nobody said to belong anywhere
     * and that is not good enough for a back-end.
     */
    private Set<AssetId> unnamedBackEnds() {
        Map<AssetId, Summary> fronts = new LinkedHashMap<>();
        systems("skype-server")
                .map(Found::on)
                .filter(host -> !host.where().edge() && !host.where().branch() && !backEndNamed(host))
                .forEach(host -> fronts.put(host.id(), host));
        if (fronts.isEmpty()) return Set.of();
        Set<AssetId> unnamed = new HashSet<>();
        Map<String, Integer> frontsOfPool = new HashMap<>();
        for (Summary front : fronts.values())
            front.where().pools().forEach(pool -> frontsOfPool.merge(pool, 1, Integer::sum));
        for (Summary front : fronts.values())
            if (front.where().pools().stream().anyMatch(pool -> frontsOfPool.getOrDefault(pool, 0) > 1))
                unnamed.add(front.id());
        Stream.of("sql", "sql-never")
                .flatMap(this::systems)
                .filter(system -> !system.on().is("skype-server")
                        && Summary.CLUSTERS.stream()
                                .allMatch(kind -> system.on().surely(kind).isEmpty())
                        && system.part().weakForSkype())
                .forEach(system -> unnamed.add(system.id()));
        return unnamed;
    }

    private boolean backEndNamed(Summary front) {
        return databases(front).known().stream()
                        .anyMatch(other ->
                                !other.id().equals(front.id()) && other.shown().database())
                || Summary.CLUSTERS.stream()
                        .flatMap(kind -> front.surely(kind).stream().map(name -> new Cluster(kind, name)))
                        .anyMatch(cluster -> surelyIn.getOrDefault(cluster, List.of()).stream()
                                .anyMatch(other -> !other.is("skype-server")
                                        && other.shown().database()));
    }

    /**
     * Whether two federation hosts trust each other (statement 133): members of one farm, and a proxy with what it
     * publishes, which is everything where nobody said what.
     */
    boolean federatedWith(Summary one, Summary other) {
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
    List<AssetId> farmWithoutStrongCrypto(Summary host) {
        Federated asking = Federated.of(host);
        return weakFederation.idsWhere(other -> federated(asking, other));
    }

    /** Statement 40: members and databases of this host's farm that are not done yet. */
    List<AssetId> farmNotDone(Summary host) {
        return saidIn("farm", host.said("farm"))
                .filter(other -> !other.id().equals(host.id()))
                .filter(other -> other.shown().weakDatabase() || other.shown().farmOpen())
                .map(Summary::id)
                .sorted()
                .distinct()
                .toList();
    }

    /**
     * Windows hosts whose WinHTTP would be cut off from this management server (statement 80): all but those that are
     * known to be managed by another (statement 132).
     */
    List<AssetId> orphansOf(Summary server) {
        Set<String> services = server.said("service");
        return behind.idsWhere(client -> !managedElsewhere(client, server, services));
    }

    private boolean managedElsewhere(Managed client, Summary server, Set<String> services) {
        if (client.surely.isEmpty() || managedBy(client.said, server, services)) return false;
        return systems("manages-clients")
                .map(Found::on)
                .anyMatch(other -> managedBy(client.surely, other, other.surely("service")));
    }

    /** A client is said to belong to its manager by the manager's name, or by a service that both belong to. */
    private boolean managedBy(Set<String> said, Summary manager, Set<String> services) {
        return !Collections.disjoint(said, services)
                || said.stream().anyMatch(name -> {
                    Summary named = peer(name);
                    return named != null && named.id().equals(manager.id());
                });
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
        if (version == null || catalogue == null) return true;
        Floor floor = catalogue.row(system).floor();
        return floor == null || !floor.holds(version, false);
    }

    /** Cloud Connector Editions that stand with this host (statement 73). */
    List<AssetId> connectors(Summary host) {
        return clouds.computeIfAbsent(
                host.where(),
                place -> ids(systems("cce")
                        .filter(system -> serves(host, system.on()))
                        .toList()));
    }

    boolean callQualityDashboardInstalled() {
        return systems("cqd").anyMatch(system -> system.part().sure());
    }

    private static List<AssetId> ids(List<Found> systems) {
        return systems.stream().map(Found::id).sorted().distinct().toList();
    }
}
