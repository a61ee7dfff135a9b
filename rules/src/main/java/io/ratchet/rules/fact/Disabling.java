package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Version;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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
    private static final Set<Course> INCAPABLE = Set.of(Course.UNABLE, Course.NEVER_CLIENT);

    /** The services of a web server and of a directory: they tell of roles that nobody told. */
    private static final Pattern WEB = Pattern.compile("W3SVC", Pattern.CASE_INSENSITIVE);

    private static final Pattern DIRECTORY = Pattern.compile("NTDS", Pattern.CASE_INSENSITIVE);

    private final Host host;
    private final Neighbours estate;
    private final @Nullable Row row;
    private final LegacyOff off;

    public Disabling(Host host, Neighbours estate) {
        this.host = host;
        this.estate = estate;
        this.row = host.windowsRow()
                .filter(found ->
                        found.way() == Course.WINDOWS && host.system(found.id()).isPresent())
                .orElse(null);
        this.off = host.legacyOff();
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

    /** Whether a port was seen to accept something older (statement 105). */
    public boolean isOlderAccepted() {
        return !host.evidence().portsWithOlder().isEmpty();
    }

    public boolean isWindowsUnknown() {
        return row == null;
    }

    /** Statement 62: whether READY of this host is proven. */
    public boolean isReady() {
        return estate.ready();
    }

    /** Statement 40: one member of a farm is not done before all of them are, with their SQL Server. */
    public boolean isFarmNotDone() {
        return host.recognised().stream().anyMatch(Summary::ofFarm)
                && !estate.farmNotDone().isEmpty();
    }

    /** Something that comes before refusing is open: a value, an update, a build or a fact. */
    public boolean isUnfinished() {
        return host.needs().stream().anyMatch(need -> need.isOpen() && need.isBeforeOnly());
    }

    /** Statements 48 and 130: something on it serves others, and nobody saw TLS 1.2 there. */
    public boolean isInboundUnproven() {
        boolean node =
                host.recognised().stream().anyMatch(system -> system.row().way() == Course.FEDERATION)
                        && !host.isReadyInBothDirections();
        return (node || !host.unprovenInbound().isEmpty()) && !estate.proven("R102");
    }

    /**
     * What stands out about the way to ONLY here: {@code by-binding}, {@code partial}, {@code reopened},
     * {@code edge-2013} or {@code plain}.
     */
    public String getWay() {
        if (isByBinding()) return "by-binding";
        if (isPartial()) return "partial";
        if (estate.reopened(Goal.ONLY)) return "reopened";
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
        return estate.exception(Goal.ONLY);
    }

    public List<AssetId> exceptions() {
        return estate.exceptionsOn(Goal.ONLY);
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

    /** An Exchange that is below its floor, or of which nothing but its role is known. */
    public boolean isExchangeBelowFloor() {
        if (host.role("exchange-.*") && !host.is("exchange")) return true;
        return host.recognised().stream().anyMatch(system -> system.is("exchange") && system.isBelowFloor());
    }

    /** Statement 122: products that no other gate names. */
    public List<String> othersBelowFloor() {
        return host.recognised().stream()
                .filter(system -> !system.is("skype-server") && !system.is("exchange") && !system.is("sql"))
                .filter(system -> system.row().way() != Course.WINDOWS)
                .filter(system -> system.row().neverOnly() != null
                        || INCAPABLE.contains(system.row().way())
                        || system.isBelowFloor())
                .map(Recognised::says)
                .sorted()
                .toList();
    }

    /** Whether somebody has proven what this gate asks for, for this host. */
    public boolean proven(String gate) {
        return estate.proven(gate);
    }

    /** Whether somebody has signed that this gate may be passed over for this host. */
    public boolean waived(String gate) {
        return estate.waived(gate);
    }

    public List<String> weakPartners() {
        return estate.weakPartners();
    }

    public boolean isCallQualityDashboardInstalled() {
        return estate.callQualityDashboardInstalled();
    }

    /**
     * Statement 73: the Cloud Connector Editions in the path; where only the profile names one, this host stands for
     * it.
     */
    public List<AssetId> connectors() {
        List<AssetId> connectors = estate.connectors();
        boolean named = host.is("cce") || host.organisation().topology().contains("cce+sfb-online");
        return connectors.isEmpty() && named ? List.of(host.state().id()) : connectors;
    }

    /** A domain controller. */
    public boolean isController() {
        Integer type = host.windows().productType();
        return (type != null && type == 2) || host.role("domain-controller|ad-domain-services") || runs(DIRECTORY);
    }

    /** Whether it serves anybody, as far as is known. */
    public boolean isServing() {
        return host.server() || host.listens();
    }

    /** Statement 82: a service that many share is watched for the whole window; a waiver is enough for others. */
    public boolean isShared() {
        return host.is("shared-service")
                || isController()
                || host.role("iis|web-(web)?server|exchange-.*|adfs|wap")
                || webServer();
    }

    /** Unless it counts that the service, which was seen there, is stopped (statement 126). */
    private boolean webServer() {
        return runs(WEB);
    }

    private boolean runs(Pattern service) {
        boolean there = host.belief()
                .all(Observation.Service.class)
                .anyMatch(told ->
                        service.matcher(told.name()).matches() && !told.state().equals("absent"));
        return there && !host.belief().service(service, state -> !state.equals("running"));
    }

    public boolean isLegacyUsed() {
        return !host.evidence().legacyUse().isEmpty();
    }

    public boolean isIntegrated() {
        return host.belief().facts(Observation.Integration.class).findAny().isPresent();
    }

    /** Statement 85: whether FIPS mode, a cipher order policy or a product leaves few suites to choose from. */
    public boolean isFewSuites() {
        boolean fips = stands(Keys.FIPS, "Enabled", data -> data.value() instanceof Long number && number != 0);
        boolean policy = stands(Keys.CIPHER_ORDER, "Functions", data -> !data.absent());
        return fips || policy || host.is("suites-limited");
    }

    /** What was once read of a policy stands until it counts that it is gone (statement 126). */
    private boolean stands(String key, String name, Predicate<RegistryData> there) {
        List<Fact> told = host.belief().readings(key, name);
        Predicate<Fact> gone = fact -> !there.test(((Observation.RegistryValue) fact.observation()).data());
        return !told.stream().allMatch(gone) && !host.belief().counts(told, gone);
    }

    /** Statement 86: whether it is managed over WinRM by way of HTTPS. */
    public boolean isOwnChannel() {
        return host.evidence().offersOn(OWN_CHANNEL);
    }

    /** What stands in the site's scope, as gates name it. */
    public String scope() {
        return host.site() == null ? "topology" : "site:" + host.site();
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
