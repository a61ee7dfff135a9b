package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The wish to refuse everything older than TLS 1.2 on one host of a site whose goal is ONLY. Each question here is one
 * that a gate asks; an answer nobody gave never opens one.
 */
public final class Disabling {
    /** Windows Server 2019, the first with Disable Legacy TLS per binding. */
    private static final Version BINDINGS = Known.version("tls-by-binding");

    private static final int OWN_CHANNEL = Known.number("own-channel");

    /** Products that can do no better than older protocols (statement 122). */
    private static final Set<String> INCAPABLE = Set.of("unable", "never-client");

    private final Host host;
    private final Neighbours estate;
    private final @Nullable Row row;
    private final LegacyOff off;
    private final EstateView.GoneDead goDead;

    public Disabling(Host host, Neighbours estate) {
        this.host = host;
        this.estate = estate;
        this.row = host.windowsRow()
                .filter(found -> found.course().equals("windows")
                        && host.system(found.id()).isPresent())
                .orElse(null);
        this.off = host.legacyOff();
        this.goDead = isSkypePath() ? estate.goDeadWith(host) : EstateView.GoneDead.NOTHING;
    }

    public Host host() {
        return host;
    }

    /** The row of its Windows; null when that is not known or can never speak TLS 1.2. */
    public @Nullable Row row() {
        return row;
    }

    public List<Change> server() {
        return off.server();
    }

    public List<Change> client() {
        return off.client();
    }

    public List<Change> winhttp() {
        return off.winhttp();
    }

    public boolean isDone() {
        return off.done();
    }

    /** Ports that still accept something older although the values refuse it (statement 105). */
    public boolean isContradicted() {
        return off.done() && !host.evidence().portsWithOlder().isEmpty();
    }

    public boolean isWindowsUnknown() {
        return row == null;
    }

    /** Statement 62: anything on the host that READY still asks for, or READY without evidence. */
    public boolean isNotReady() {
        return isUnfinished() || inboundUnproven() || !estate.ready(host);
    }

    /** Something that comes before refusing is open: a value, an update, a build or a fact. */
    public boolean isUnfinished() {
        return host.needs().stream().anyMatch(need -> need.isOpen() && need.isBeforeOnly());
    }

    /** Statements 48 and 130. */
    private boolean inboundUnproven() {
        boolean node =
                host.recognised().stream().anyMatch(system -> system.getCourse().equals("federation"))
                        && !host.isReadyInBothDirections();
        return (node || !host.unprovenInbound().isEmpty()) && !estate.proven(host, "R102");
    }

    /** Statement 63: something of READY is still to be changed here. */
    public boolean isReadyInSameChange() {
        return host.needs().stream()
                .anyMatch(need -> need.isBeforeOnly() && need.status().equals("unmet") && need.isDoable());
    }

    /**
     * What stands out about the way to ONLY here: {@code by-binding}, {@code partial}, {@code reopened},
     * {@code edge-2013} or {@code plain}.
     */
    public String getWay() {
        if (isByBinding()) return "by-binding";
        if (isPartial()) return "partial";
        if (estate.reopened(host, Goal.ONLY)) return "reopened";
        return on("sv-lync2013-edge") ? "edge-2013" : "plain";
    }

    /** Statement 88: one service must keep older protocols and this Windows can keep them for one binding. */
    private boolean isByBinding() {
        Version windows = host.windows().version();
        boolean bindings = windows != null && windows.atLeast(BINDINGS) && host.server() && row != null;
        return bindings && (isException() || host.evidence().legacyUsed(Observation.Direction.INBOUND));
    }

    /** Statement 87: only the calling side needs older protocols, or the listening side refuses them already. */
    private boolean isPartial() {
        Evidence evidence = host.evidence();
        boolean callers = evidence.legacyUsed(Observation.Direction.OUTBOUND)
                && !evidence.legacyUsed(Observation.Direction.INBOUND);
        return callers || (server().isEmpty() && !client().isEmpty());
    }

    public boolean isException() {
        return estate.exception(host, Goal.ONLY);
    }

    public List<AssetId> exceptions() {
        return estate.exceptionsOn(host, Goal.ONLY);
    }

    public boolean isSkype() {
        return host.is("skype-server");
    }

    public boolean isEdge() {
        return host.isEdge();
    }

    /** A Skype or Lync server, its Edge or a reverse proxy before it. */
    public boolean isSkypePath() {
        return host.is("skype-server") || host.is("reverse-proxy");
    }

    public boolean on(String system) {
        return host.system(system).isPresent();
    }

    /** Statement 67. */
    public boolean isSkypeBelowFloor() {
        return below(system -> system.is("skype-server") && !system.is("lync-server-2013"));
    }

    /** What the Skype servers here must reach first, in the catalogue's words. */
    public String skypeFloors() {
        return host.recognised().stream()
                .filter(system -> system.is("skype-server") && system.row().disableFloor() != null)
                .map(system ->
                        system.row().name() + ": " + system.row().disableFloor().says())
                .collect(Collectors.joining("; "));
    }

    /**
     * The build of a product from which older protocols may go, by the name of its update; empty for an unknown one.
     */
    public String disableFloor(String system) {
        Floor floor = host.catalogue().row(system).disableFloor();
        return floor == null ? "" : floor.brief();
    }

    public boolean isExchangeBelowFloor() {
        if (host.role("exchange-.*") && !host.is("exchange")) return true;
        return below(system -> system.is("exchange"));
    }

    /** Statement 122: a product that no other gate names. */
    public boolean isOtherBelowFloor() {
        return !othersBelowFloor().isEmpty();
    }

    public List<String> othersBelowFloor() {
        return host.recognised().stream()
                .filter(system -> !system.is("skype-server") && !system.is("exchange") && !system.is("sql"))
                .filter(system -> !system.row().course().equals("windows"))
                .filter(system -> system.row().neverOnly() != null
                        || INCAPABLE.contains(system.getCourse())
                        || open(system.getDisableFloor())
                        || open(system.getFloor()))
                .map(Recognised::says)
                .sorted()
                .toList();
    }

    private boolean below(Predicate<Recognised> which) {
        return host.recognised().stream()
                .filter(which)
                .anyMatch(system -> open(system.getDisableFloor()) || open(system.getFloor()));
    }

    private static boolean open(String verdict) {
        return verdict.equals("unmet") || verdict.equals("unknown");
    }

    public List<AssetId> lackingPrerequisites() {
        return estate.lackingPrerequisites(host);
    }

    public boolean isTopologyIncomplete() {
        return isSkype() && !estate.lackingPrerequisites(host).isEmpty();
    }

    public boolean isSomethingGoesDead() {
        return !goDead.assets().isEmpty();
    }

    public List<AssetId> goDeadIds() {
        return goDead.assets();
    }

    public String goDeadNames() {
        return goDead.names();
    }

    public boolean isRoomsAwaitVendor() {
        return isSkypePath() && !estate.roomsAwaitingVendor(host).isEmpty();
    }

    public List<AssetId> roomsAwaitingVendor() {
        return estate.roomsAwaitingVendor(host);
    }

    /** Statement 58. */
    public boolean isRoomsAheadOfServer() {
        return isSkypeBelowFloor() && estate.roomsNeedTheServer(host);
    }

    public boolean isHubsCannotSignIn() {
        return (host.is("exchange") || host.is("adfs") || host.is("wap"))
                && !estate.hubsBelowFull(host).isEmpty();
    }

    public List<AssetId> hubsBelowFull() {
        return estate.hubIdsBelowFull(host);
    }

    /** The build from which a hub's account can be set up again, in the catalogue's words. */
    public String hubFloor() {
        return estate.hubsBelowFull(host).stream()
                .map(hub -> hub.row().disableFloor())
                .filter(Objects::nonNull)
                .map(Floor::says)
                .findFirst()
                .orElse("its full floor");
    }

    public boolean isPartnersLost() {
        return isEdge() && !estate.weakPartners().isEmpty() && !estate.waived(host, "R071");
    }

    public List<String> weakPartners() {
        return estate.weakPartners();
    }

    public boolean isDashboardOpen() {
        return isSkype() && !estate.callQualityDashboardInstalled() && !estate.proven(host, "R072");
    }

    public boolean isConnectorInPath() {
        boolean named = host.organisation().topology().contains("cce+sfb-online");
        return host.is("cce")
                || (isSkype() && (named || !estate.connectors(host).isEmpty()));
    }

    public List<AssetId> connectors() {
        List<AssetId> connectors = estate.connectors(host);
        return connectors.isEmpty() ? List.of(host.state().id()) : connectors;
    }

    public boolean isLaterServersOpen() {
        return isSkype() && !estate.proven(host, "R074");
    }

    public boolean isExportMissing() {
        return host.server() && !estate.proven(host, "R075");
    }

    public boolean isRemoteDesktopLost() {
        return host.release() != null
                && host.release().remoteDesktopUpdate() != null
                && RemoteDesktop.needsUpdate(host.belief())
                && host.needs().stream()
                        .anyMatch(need -> need.topic().equals("remote-desktop-update") && need.isOpen());
    }

    /** Statement 77: internal database or unknown, before Windows Server 2019. */
    public boolean isBrokerOnInternalDatabase() {
        return host.is("rds-broker") && Broker.bound(host);
    }

    public boolean isFarmWithoutStrongCrypto() {
        return (host.is("adfs") || host.is("wap"))
                && !estate.farmWithoutStrongCrypto(host).isEmpty();
    }

    public List<AssetId> weakFarmMembers() {
        return estate.farmWithoutStrongCrypto(host);
    }

    /** Statement 79: an instance, a driver it needs, or the SQL Server it talks to, below its floor. */
    public boolean isSqlBelowFloor() {
        return !sqlHolders().isEmpty();
    }

    public List<AssetId> sqlHolders() {
        List<AssetId> holders = new ArrayList<>();
        if (SqlFloors.below(host)) holders.add(host.state().id());
        estate.weakDatabases(host).stream()
                .filter(other -> !other.equals(host.state().id()))
                .forEach(holders::add);
        return holders;
    }

    /** Statement 134: SQL Servers it talks to that nobody inventoried. */
    public List<String> unknownDatabases() {
        return estate.unknownDatabases(host);
    }

    public boolean isDatabaseUnknown() {
        return !unknownDatabases().isEmpty();
    }

    /** Statement 136. */
    public boolean isSiteUnknown() {
        return host.isSiteUnknown();
    }

    /** Statement 131. */
    public boolean isServerUnplaced() {
        return host.isServerUnplaced();
    }

    public boolean isClientsOrphaned() {
        return host.is("manages-clients") && !estate.orphansOf(host).isEmpty();
    }

    public List<AssetId> orphans() {
        return estate.orphansOf(host);
    }

    public boolean isDirectoryUnproven() {
        return controller() && !estate.proven(host, "R081");
    }

    private boolean controller() {
        Integer type = host.windows().productType();
        return (type != null && type == 2) || host.role("domain-controller");
    }

    /** Statement 82: shared services are watched for the whole window; a waiver is enough for others. */
    public boolean isUnwatched() {
        boolean shared =
                host.is("shared-service") || controller() || host.role("iis|exchange-.*|adfs|wap") || webServer();
        if (!host.server() && !host.listens()) return false;
        if (host.isWatched() || estate.proven(host, "R082")) return false;
        return shared || !estate.waived(host, "R082");
    }

    private boolean webServer() {
        return host.belief()
                .all(Observation.Service.class)
                .anyMatch(service -> service.name().equalsIgnoreCase("W3SVC")
                        && service.state().equals("running"));
    }

    public boolean isLegacyUsed() {
        return !host.evidence().legacyUse().isEmpty();
    }

    public boolean isIntegrationUnproven() {
        return host.belief().facts(Observation.Integration.class).findAny().isPresent()
                && !estate.proven(host, "R084")
                && !estate.waived(host, "R084");
    }

    public boolean isCipherOrderUnproven() {
        boolean fips = stands(Keys.FIPS, "Enabled", data -> data.value() instanceof Long number && number != 0);
        boolean policy = stands(Keys.CIPHER_ORDER, "Functions", data -> !data.absent());
        return (fips || policy || host.is("suites-limited")) && !estate.proven(host, "R085");
    }

    /** What was once read of a policy stands until it counts that it is gone (statement 126). */
    private boolean stands(String key, String name, Predicate<RegistryData> there) {
        List<Fact> told = host.belief().readings(key, name);
        Predicate<Fact> gone = fact -> !there.test(((Observation.RegistryValue) fact.observation()).data());
        return !told.stream().allMatch(gone) && !host.belief().counts(told, gone);
    }

    public boolean isOwnChannelUnproven() {
        return host.evidence().offersOn(OWN_CHANNEL) && !estate.proven(host, "R086");
    }

    /** What stands in the site's scope, as gates name it. */
    public String scope() {
        return host.site() == null ? "topology" : "site:" + host.site();
    }

    /** The pool where all that go dead are homed with this host, else its site. */
    public String goDeadScope() {
        return host.pools().stream()
                .sorted()
                .filter(pool -> goDead.pools().contains(pool))
                .findFirst()
                .map(pool -> "pool:" + pool)
                .orElseGet(this::scope);
    }

    public Readiness readiness() {
        if (isException()) return Readiness.EXCEPTION;
        return host.recognised().stream()
                .filter(system -> system.row() == row)
                .map(system -> Standing.of(system, estate, Goal.ONLY))
                .findFirst()
                .orElse(Readiness.UNKNOWN);
    }
}
