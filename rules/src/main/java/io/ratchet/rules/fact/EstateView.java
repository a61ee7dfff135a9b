package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the gates need to know of everything else: which devices and servers stand where, and what people have proven, waived or excepted. Built once
 * from all hosts before anything is decided.
 */
public final class EstateView {
    private final Instant at;
    private final Organisation organisation;
    private final List<Host> hosts;
    private final List<ProofGiven> proofs = new ArrayList<>();
    private final List<Recognised> systems;
    private final Map<String, List<Recognised>> byTag = new HashMap<>();
    private final Map<String, List<ProofGiven>> proofsByGate = new HashMap<>();
    private final Set<String> sitesWithEdge = new HashSet<>();
    private final Map<String, List<Recognised>> goneDead = new HashMap<>();
    private final List<Recognised> incapable;
    private final List<Recognised> lacking;
    private final List<Host> behind;
    private final ExceptionRegister exceptions;
    private final Map<String, Host> byName = new HashMap<>();
    private final Map<String, Set<String>> callers = new HashMap<>();
    private final Set<String> sitesWithPool = new HashSet<>();

    private record ProofGiven(String gate, String scope, Instant at) {}

    public EstateView(Instant at, Organisation organisation, List<Host> hosts) {
        this.at = at;
        this.organisation = organisation;
        this.hosts = List.copyOf(hosts);
        this.systems = hosts.stream().flatMap(host -> host.recognised().stream()).toList();
        for (Organisation.ProofEntry proof : organisation.proofs())
            if (proof.at() == null || !proof.at().isAfter(at))
                proofs.add(new ProofGiven(proof.gate(), proof.scope(), proof.at() == null ? at : proof.at()));
        for (Host host : hosts)
            for (Fact fact : host.facts(Observation.Proof.class)) {
                Observation.Proof proof = (Observation.Proof) fact.observation();
                if (!fact.observedAt().isAfter(at)) proofs.add(new ProofGiven(proof.gate(), proof.scope(), fact.observedAt()));
            }
        index();
        this.exceptions = new ExceptionRegister(this, this.hosts, at);
        this.incapable = systems("blocks-skype").filter(this::incapable).toList();
        this.lacking = lacking();
        this.behind = behind();
    }

    private void index() {
        for (Recognised system : systems) {
            for (String tag : system.row().tags()) byTag.computeIfAbsent(tag, key -> new ArrayList<>()).add(system);
            String site = system.host().site();
            if (site != null && (system.host().isEdge() || system.is("reverse-proxy"))) sitesWithEdge.add(site);
            if (site != null && !system.host().isEdge() && (system.is("skype-server") || system.is("skype-never"))) sitesWithPool.add(site);
        }
        for (Host host : hosts)
            for (String name : names(host)) byName.putIfAbsent(name, host);
        for (Host host : hosts)
            uses(host).map(use -> peer(use.peer()))
                    .filter(Objects::nonNull)
                    .forEach(called -> callers.computeIfAbsent(called.id(), id -> new TreeSet<>()).add(host.id()));
        for (ProofGiven proof : proofs) proofsByGate.computeIfAbsent(proof.gate, key -> new ArrayList<>()).add(proof);
    }

    /** What peers may call a host: its id, names and address, lower case. */
    static List<String> names(Host host) {
        HostRef ref = host.state().host();
        String fqdn = ref.fqdn();
        return Stream.of(host.id(), fqdn, fqdn == null ? null : fqdn.split("\\.")[0], ref.netbios(), ref.ip())
                .filter(Objects::nonNull)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    /** The host a peer's name or address stands for; null when it is none of this estate. */
    @Nullable Host peer(@Nullable String name) {
        return name == null ? null : byName.get(name.toLowerCase(Locale.ROOT).replaceFirst("[:\\\\,].*$", ""));
    }

    /** Statement 79: the SQL Servers this host was seen to talk to that are below their floor. */
    List<Host> weakDatabases(Host host) {
        return host.belief()
                .all(Observation.ProtocolUse.class)
                .filter(use -> use.direction() == Observation.Direction.OUTBOUND && use.stack() == Observation.Stack.SQL)
                .map(use -> peer(use.peer()))
                .filter(Objects::nonNull)
                .filter(SqlFloors::instanceBelow)
                .distinct()
                .toList();
    }

    /** Statement 124: whoever was seen to speak with this host, and the servers it is homed on; sorted. */
    List<String> peersOf(Host host) {
        Set<String> peers = new TreeSet<>(callers.getOrDefault(host.id(), Set.of()));
        uses(host).map(Observation.ProtocolUse::peer).filter(Objects::nonNull).map(Words::clean).forEach(peers::add);
        if (host.is("blocks-skype"))
            Stream.of("skype-server", "skype-never", "reverse-proxy")
                    .flatMap(this::systems)
                    .map(Recognised::host)
                    .filter(server -> serves(server, host))
                    .forEach(server -> peers.add(server.id()));
        peers.remove(host.id());
        return List.copyOf(peers);
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

    Stream<Recognised> systems(String tag) {
        return byTag.getOrDefault(tag, List.of()).stream();
    }

    /** Whether somebody proved what findings cannot show, for a scope this host lies in (statement 125). */
    boolean proven(Host host, String gate) {
        // Evidence for READY that is older than the last change is stale, whoever gave it; a registry export of another server does not count.
        boolean own = gate.equals("R075") || gate.equals("R102");
        return proofsByGate.getOrDefault(gate, List.of()).stream()
                .filter(proof -> !gate.equals("R102") || host.belief().afterLastChange(proof.at))
                .anyMatch(proof -> covers(proof.scope, host, !own));
    }

    /** Whether somebody signed for going on without (statements 71, 82 and 84 only). */
    boolean waived(Host host, String gate) {
        LocalDate today = at.atZone(ZoneOffset.UTC).toLocalDate();
        return organisation.waivers().stream()
                .anyMatch(waiver -> waiver.gate().equals(gate)
                        && !waiver.until().isBefore(today)
                        && covers(waiver.scope(), host, true));
    }

    private static boolean covers(String scope, Host host, boolean wide) {
        if (scope.equals("asset:" + host.id())) return true;
        if (!wide) return false;
        if (scope.equals("topology")) return true;
        if (scope.startsWith("site:")) return scope.substring(5).equals(host.site());
        if (scope.startsWith("pool:")) return host.pools().contains(scope.substring(5).toLowerCase(Locale.ROOT));
        return false;
    }

    /** Whether an exception that has not ended keeps this host from the goal; one on a shared host holds its pool (statements 111 to 113). */
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

    /** Clients and devices that would go dead if this Skype or Lync host, Edge or reverse proxy refused older protocols (statement 69). */
    List<Recognised> goDeadWith(Host host) {
        // Servers of one site and pool serve the same clients.
        String place = host.site() + "|" + host.pools().stream().sorted().toList() + "|" + (host.isEdge() || host.is("reverse-proxy"));
        return goneDead.computeIfAbsent(
                place, key -> incapable.stream().filter(system -> serves(host, system.host())).toList());
    }

    private boolean incapable(Recognised system) {
        if (system.is("blocks-unproven")) return !proven(system.host(), "R047");
        return system.row().floor() == null || !system.getFloor().equals("met");
    }

    /** Rooms whose vendor had released nothing yet at this moment (statement 70). */
    List<Recognised> roomsAwaitingVendor(Host host) {
        return systems("room")
                .filter(system -> !system.getFloor().equals("met"))
                .filter(system -> system.row().floor() != null && !system.row().floor().releasedAt(at))
                .filter(system -> serves(host, system.host()))
                .toList();
    }

    /** Rooms that are ready while the servers they use are not (statement 58). */
    boolean roomsNeedTheServer(Host host) {
        return systems("room").anyMatch(system -> system.getFloor().equals("met") && serves(host, system.host()));
    }

    /** Surface Hubs whose device account could not be set up again (statement 123). */
    List<Recognised> hubsBelowFull(Host host) {
        return systems("surface-hub")
                .filter(system -> !system.getDisableFloor().equals("met"))
                .filter(system -> serves(host, system.host()))
                .toList();
    }

    /**
     * Whether a server serves a client or device: same pool or same site; what is not known to be elsewhere counts as near. An Edge or reverse proxy
     * also serves the sites that have none of their own, and so may a pool.
     */
    boolean serves(Host server, Host client) {
        if (!Collections.disjoint(server.pools(), client.pools())) return true;
        if (server.site() == null || client.site() == null) return true;
        if (server.site().equals(client.site())) return true;
        boolean edge = server.isEdge() || server.is("reverse-proxy");
        if (edge) return !sitesWithEdge.contains(client.site());
        boolean elsewhere = !server.pools().isEmpty() && !client.pools().isEmpty();
        return server.is("skype-server") && !elsewhere && !sitesWithPool.contains(client.site());
    }

    /**
     * Skype and Lync servers and their databases that lack something the whole topology needs (statement 68). A Lync Server 2013 that can never go
     * without older protocols keeps every newer server, but not its own kin: their Edge may go first (statement 66).
     */
    List<Recognised> lackingPrerequisites(Host host) {
        if (host.is("lync-server-2013")) return lacking;
        return Stream.concat(lacking.stream(), systems("lync-server-2013").filter(system -> system.row().neverOnly() != null)).toList();
    }

    private List<Recognised> lacking() {
        return systems.stream()
                .filter(system -> system.is("skype-server") || system.is("skype-never") || backEnd(system))
                .filter(system -> system.is("skype-never")
                        || system.is("sql-never")
                        || (backEnd(system) && SqlFloors.belowForSkype(system))
                        || system.host().needs().stream().anyMatch(need -> need.isOpen() && (need.row() == system.row() || underSkype(system, need)))
                        || system.getDisableFloor().equals("unmet")
                        || system.getFloor().equals("unknown"))
                .toList();
    }

    /** The values and updates of Windows are prerequisites of the server on it (chapter 4.1). */
    private static boolean underSkype(Recognised system, Need need) {
        return system.is("skype-server") && need.row().course().equals("windows") && need.goal() == Goal.READY;
    }

    private static boolean backEnd(Recognised system) {
        return (system.is("sql") || system.is("sql-never"))
                && (system.host().is("skype-server")
                        || !system.host().memberships("pool").isEmpty()
                        || system.host().memberships("service").stream().anyMatch(name -> name.matches(".*(skype|lync|sfb).*")));
    }

    /** Members of the AD FS farm and its proxies where strong cryptography was not read back (statement 78). */
    List<Host> farmWithoutStrongCrypto(Host host) {
        Set<String> farms = host.memberships("farm");
        return hosts.stream()
                .filter(other -> other.is("adfs") || other.is("wap"))
                .filter(other -> farms.isEmpty()
                        || other.memberships("farm").isEmpty()
                        || !Collections.disjoint(farms, other.memberships("farm")))
                .filter(other -> other.needs().stream()
                                .noneMatch(need -> need.topic().endsWith("dotnet-values") || need.topic().equals("product-dotnet"))
                        || other.needs().stream()
                                .anyMatch(need -> (need.topic().equals("dotnet-values") || need.topic().equals("product-dotnet"))
                                        && need.isOpen()))
                .toList();
    }

    /** Windows hosts whose WinHTTP would be cut off from a management server (statement 80). */
    List<Host> winHttpNotReady() {
        return behind;
    }

    private List<Host> behind() {
        return hosts.stream()
                .filter(host -> host.release() != null && host.release().winhttp() != null)
                .filter(host -> host.needs().stream()
                        .anyMatch(need -> need.topic().startsWith("winhttp-") && need.goal() == Goal.READY && need.isOpen()))
                .toList();
    }

    /** Federated partners that could be lost (statement 71), as words. */
    List<String> weakPartners() {
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
        return systems("cce").filter(system -> serves(host, system.host())).toList();
    }

    boolean callQualityDashboardInstalled() {
        return systems("cqd").findAny().isPresent();
    }

    static List<AssetId> ids(List<Recognised> systems) {
        return systems.stream().map(system -> system.host().state().id()).toList();
    }
}
