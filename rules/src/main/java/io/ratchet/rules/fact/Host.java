package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.ServerSign;
import io.ratchet.rules.catalogue.Version;
import io.ratchet.rules.catalogue.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One asset with everything derived about it: the systems on it, what they need, and how far they have come. */
public final class Host {
    private static final Pattern NATIVE_OWNERS = Known.pattern("schannel-processes");
    private static final Pattern SCHANNEL_MODULES = Known.pattern("schannel-modules");
    private static final Pattern WEB_OWNERS = Known.pattern("web-processes");
    private static final Pattern INSTANCE = Known.pattern("sql-processes");
    private static final Pattern EDGES = Known.pattern("edges");
    private static final Pattern BRANCH_SERVERS = Known.pattern("branch-servers");

    private static final List<String> OFF_OF_LATE = Known.names("protocols-off-of-late");
    private static final int TOO_OLD = Known.number("alert-version");
    private static final int FAILED = Known.number("alert-handshake");
    private static final int ALERT_RECEIVED = Known.number("event-alert-received");
    private static final int NO_SUITE = Known.number("event-no-suite");
    private static final int CLIENT_REFUSED = Known.number("event-client-refused");
    private static final String STATE_REFUSED = Known.text("state-client-refused");

    private static final Set<String> SCHANNEL = Set.of("schannel-update", "schannel-values", "schannel-native");

    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private final Belief belief;
    private final AssetNames names;
    private final Organisation organisation;
    private final @Nullable String site;
    private final Goal goal;
    private final Catalogue catalogue;
    private final WindowsSeen windows;
    private final Optional<Row> windowsRow;
    private final List<Recognised> recognised;
    private final List<String> unplaced;
    private final List<Need> needs;
    private final Evidence evidence;
    private final Set<String> pools;
    private final String scope;
    private final boolean edge;
    private final boolean branch;
    private final Map<String, List<Need>> openForReady;
    private final boolean leftBehind;
    private final Map<String, Set<String>> said;
    private final Map<String, Set<String>> sure;
    private final Set<String> tags;
    private final Map<String, List<Need>> openForCapability = new HashMap<>();
    private @Nullable List<String> unversioned;
    private @Nullable LegacyOff legacyOff;
    private @Nullable Summary summary;

    private Host(AssetState state, AssetNames names, Organisation organisation, Instant at, Catalogue catalogue) {
        this.belief = new Belief(Admitted.of(state, at), at, catalogue);
        this.names = names;
        this.organisation = organisation;
        this.site = site(state.site(), organisation);
        this.goal = organisation.goalAt(site);
        this.catalogue = catalogue;
        this.evidence = new Evidence(belief);
        this.said = memberships(fact -> true);
        this.sure = memberships(belief::sure);
        this.pools = memberships("pool");
        this.scope = "asset:" + state.id();
        this.windows = WindowsSeen.on(belief, catalogue);
        this.windowsRow = windows.release() == null
                ? Optional.empty()
                : Optional.of(catalogue.row(windows.release().system()));
        this.recognised = new Recogniser(this, catalogue).recognise();
        this.tags = new HashSet<>();
        for (Recognised system : recognised) tags.addAll(system.row().tags());
        this.unplaced = findUnplaced();
        boolean skype = is("skype-server") || is("skype-never");
        this.edge = is("edge") || role("(sfb|lync)-edge") || (skype && lists(EDGES));
        this.branch = is("branch-appliance") || (skype && isBranchServer());
        this.needs = new Requirements(this, catalogue).all();
        this.openForReady = open();
        this.leftBehind = WinHttpClient.leftBehind(this);
    }

    /** Derives everything that can be known of one asset that stands alone. */
    public static Host of(AssetState state, Organisation organisation, Instant at, Catalogue catalogue) {
        return of(state, AssetNames.of(List.of(state)), organisation, at, catalogue);
    }

    /** Derives everything that can be known of one asset alone, among others that people name. */
    public static Host of(
            AssetState state, AssetNames names, Organisation organisation, Instant at, Catalogue catalogue) {
        return new Host(state, names, organisation, at, catalogue);
    }

    /** The site as the profile spells it; as it was told where the profile does not know it (statement 136). */
    private static @Nullable String site(@Nullable String told, Organisation organisation) {
        if (told == null || told.isBlank()) return null;
        return organisation.site(told).map(Organisation.Site::name).orElse(told.strip());
    }

    AssetNames names() {
        return names;
    }

    /** What decisions about others may look at of it. */
    public Summary summary() {
        if (summary == null) summary = Summary.of(this);
        return summary;
    }

    public Belief belief() {
        return belief;
    }

    public AssetState state() {
        return belief.state();
    }

    public String id() {
        return belief.state().id().value();
    }

    /** How a proof, a waiver or a gate names this asset alone. */
    String scope() {
        return scope;
    }

    public Evidence evidence() {
        return evidence;
    }

    public Organisation organisation() {
        return organisation;
    }

    /** A figure of the catalogue that is known by name, as it is written there. */
    public String figure(String id) {
        return Known.said(id);
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    public WindowsSeen windows() {
        return windows;
    }

    /** The release of Windows; null when there is none or it is not certain which. */
    public @Nullable Windows release() {
        return windows.release();
    }

    public List<Recognised> recognised() {
        return recognised;
    }

    public List<Need> needs() {
        return needs;
    }

    /** The goal asked of this host's site. */
    public Goal goal() {
        return goal;
    }

    public boolean isAskedOnly() {
        return goal() == Goal.ONLY;
    }

    public boolean isUnrecognised() {
        return recognised.isEmpty();
    }

    /**
     * Whether a Windows was told, but too long ago, by nobody who looked, or differently (statements 1, 109 and 126).
     */
    public boolean isWindowsDoubted() {
        return windows.fact() != null && !windows.certain();
    }

    public boolean isWindowsUndecided() {
        return windows.undecided() != null;
    }

    /** Statement 131: server roles and products on it that the catalogue cannot place; sorted. */
    public List<String> unplaced() {
        return unplaced;
    }

    public boolean isServerUnplaced() {
        return !unplaced.isEmpty();
    }

    private List<String> findUnplaced() {
        Set<String> names = new TreeSet<>();
        for (Fact fact : belief.list(Observation.ServerRole.class)) {
            Observation.ServerRole role = (Observation.ServerRole) fact.observation();
            if (unplaced(role))
                names.add("role " + Words.clean(role.role())
                        + (role.version() == null ? "" : " " + Words.clean(role.version())));
        }
        for (Fact fact : belief.list(Observation.InstalledProduct.class)) {
            String name =
                    ((Observation.InstalledProduct) fact.observation()).name().strip();
            if (catalogue.unplacedProduct(name)) names.add(Words.clean(name));
        }
        for (Fact fact : belief.list(Observation.Service.class)) {
            Observation.Service service = (Observation.Service) fact.observation();
            if (!service.state().equals("absent")) sign("service", service.name(), names);
        }
        for (Fact fact : belief.list(Observation.PortOwner.class))
            sign("process", ((Observation.PortOwner) fact.observation()).process(), names);
        for (Fact fact : belief.list(Observation.FileVersion.class)) {
            Observation.FileVersion file = (Observation.FileVersion) fact.observation();
            if (file.state() == Observation.Presence.PRESENT) sign("file", file.path(), names);
        }
        for (Fact fact : belief.list(Observation.RegistryValue.class)) {
            Observation.RegistryValue value = (Observation.RegistryValue) fact.observation();
            if (!value.data().absent()) sign("registry", value.key(), names);
        }
        return List.copyOf(names);
    }

    /** Adds what is a sign of a server of which nothing else is known here. */
    private void sign(String by, String text, Set<String> names) {
        Optional<ServerSign> sign = catalogue.serverSign(by, text);
        if (sign.isPresent() && sign.get().tags().stream().noneMatch(this::is)) names.add(by + " " + Words.clean(text));
    }

    /** A role of no name that is known, or whose version no system of that name has; no version at all is asked for. */
    private boolean unplaced(Observation.ServerRole role) {
        if (!catalogue.placesRole(role.role())) return true;
        List<Catalogue.SightOf> sights = catalogue.sights("role", role.role());
        if (role.version() == null || sights.isEmpty()) return false;
        Version version = Version.read(role.version()).orElse(null);
        return sights.stream().noneMatch(one -> one.sight().meant(version));
    }

    /** Whether something was told that names a product or device, though none that the catalogue lists. */
    public boolean isUnlisted() {
        return belief.told(Observation.InstalledProduct.class)
                || belief.told(Observation.DeviceModel.class)
                || belief.told(Observation.OperatingSystem.class);
    }

    /** Whether a port with a finding belongs to a program that does not use Schannel (statement 13). */
    public boolean isForeignListener() {
        return belief.told(Observation.PortOwner.class) && !foreignListeners().isEmpty();
    }

    public List<String> foreignListeners() {
        if (!belief.told(Observation.PortOwner.class)) return List.of();
        return belief.all(Observation.PortOwner.class)
                .filter(owner -> evidence.portsWithOlder().contains(owner.port())
                        || evidence.portsWithout12().contains(owner.port()))
                .filter(Host::foreign)
                .map(owner -> Words.clean(owner.process()) + " on port " + owner.port())
                .sorted()
                .distinct()
                .toList();
    }

    /** Statement 104: a port that a fresh probe found without TLS 1.2 although the values of Windows allow it. */
    public boolean isListenerWithout12() {
        return isListenerLacking12()
                && windowsRow().filter(row -> row.way() == Course.WINDOWS).isPresent()
                && recognised.stream()
                        .filter(system -> system.row().way() == Course.WINDOWS)
                        .allMatch(Recognised::isSettled);
    }

    /** A fresh probe found a port of Windows without TLS 1.2. */
    public boolean isListenerLacking12() {
        for (int port : evidence.portsWithout12()) if (!foreignOwner(port)) return true;
        return false;
    }

    /** Statement 116: a scanner goes on reporting older protocols, though TLS 1.2 is on. */
    public boolean isOlderStillOffered() {
        return !evidence.portsWithOlder().isEmpty();
    }

    /** Services of somebody else, as the catalogue names them, that it was lately seen to call with older protocols. */
    public List<String> olderCalls() {
        return evidence.legacyUses()
                .filter(use -> use.direction() == Observation.Direction.OUTBOUND && use.peer() != null)
                .flatMap(use -> catalogue.sights("host", AssetNames.folded(EstateView.machine(use.peer()))).stream())
                .map(one -> one.row().name())
                .sorted()
                .distinct()
                .toList();
    }

    public boolean isCallingWithOlder() {
        return belief.told(Observation.ProtocolUse.class) && !olderCalls().isEmpty();
    }

    /** Statement 107: a peer refused what this host offered as too old. */
    public boolean isRefusedByPeers() {
        return failed(TOO_OLD) || event(ALERT_RECEIVED, String.valueOf(TOO_OLD));
    }

    /** Statement 108: a handshake of TLS 1.2 failed over suites or certificates. */
    public boolean isSuitesDisagree() {
        if (!belief.told(Observation.ProtocolFailure.class) && !belief.told(Observation.SchannelEvent.class))
            return false;
        return belief.list(Observation.ProtocolFailure.class).stream()
                        .filter(belief::fresh)
                        .anyMatch(fact -> {
                            Observation.ProtocolFailure failure = (Observation.ProtocolFailure) fact.observation();
                            return failure.alert() != null
                                    && failure.alert() == FAILED
                                    && failure.protocol() == Protocol.TLS_1_2;
                        })
                || event(NO_SUITE, "TLS 1.2");
    }

    /** Statement 106: local programs again and again ask for a protocol that is switched off. */
    public boolean isProgramsNeedOlder() {
        if (!belief.told(Observation.SchannelEvent.class)) return false;
        return belief.facts(Observation.SchannelEvent.class)
                .filter(belief::fresh)
                .anyMatch(fact -> {
                    Observation.SchannelEvent event = (Observation.SchannelEvent) fact.observation();
                    return event.eventId() == CLIENT_REFUSED && event.count() > 1 && mentions(event, STATE_REFUSED);
                });
    }

    /** Statement 110: on a Windows that has them off, somebody switched older protocols on. */
    public boolean isOlderSwitchedOn() {
        return system("os-2025-24h2").isPresent()
                && OFF_OF_LATE.stream()
                        .flatMap(protocol ->
                                Stream.of(Keys.schannel(protocol, "Client"), Keys.schannel(protocol, "Server")))
                        .map(key -> belief.number(key, "Enabled", on -> on == 0))
                        .anyMatch(number -> number != null && number != 0);
    }

    private boolean failed(int alert) {
        if (!belief.told(Observation.ProtocolFailure.class)) return false;
        return belief.facts(Observation.ProtocolFailure.class)
                .filter(belief::fresh)
                .anyMatch(fact -> {
                    Observation.ProtocolFailure failure = (Observation.ProtocolFailure) fact.observation();
                    return failure.direction() == Observation.Direction.OUTBOUND
                            && failure.alert() != null
                            && failure.alert() == alert
                            && belief.afterLastChange(fact.observedAt());
                });
    }

    private boolean event(int id, String mention) {
        if (!belief.told(Observation.SchannelEvent.class)) return false;
        return belief.facts(Observation.SchannelEvent.class)
                .filter(fact -> belief.fresh(fact) && belief.afterLastChange(fact.observedAt()))
                .map(fact -> (Observation.SchannelEvent) fact.observation())
                .anyMatch(event -> event.eventId() == id && mentions(event, mention));
    }

    private static boolean mentions(Observation.SchannelEvent event, String mention) {
        return event.fields().values().stream()
                .anyMatch(value -> value.equals(mention)
                        || (mention.length() > 2 && value.contains(mention))
                        || (value.strip().contains(" ") && endsWith(value.strip(), mention)));
    }

    /** A message of the event log, in whatever language, ends with the code that it tells of. */
    private static boolean endsWith(String text, String code) {
        String message = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return message.endsWith(" " + code) || message.endsWith(":" + code);
    }

    /** What a web site of Windows listens on is a listener of the service, whatever its port. */
    private static boolean web(Observation.PortOwner owner) {
        return WEB_OWNERS.matcher(owner.process()).matches()
                || (owner.module() != null && WEB_OWNERS.matcher(owner.module()).matches());
    }

    private static boolean foreign(Observation.PortOwner owner) {
        return !NATIVE_OWNERS.matcher(owner.process()).matches()
                && !(owner.module() != null
                        && SCHANNEL_MODULES.matcher(owner.module()).find());
    }

    /**
     * Whether it counts that a program without Schannel answers there (statement 126): then nothing is asked of
     * Windows.
     */
    private boolean foreignOwner(int port) {
        if (!belief.told(Observation.PortOwner.class)) return false;
        List<Fact> owners = belief.facts(Observation.PortOwner.class)
                .filter(fact -> ((Observation.PortOwner) fact.observation()).port() == port)
                .toList();
        return belief.counts(owners, fact -> foreign((Observation.PortOwner) fact.observation()));
    }

    /**
     * Statement 39: what Exchange must reach before its values are written; null when it stands there or there is no
     * Exchange.
     */
    @Nullable
    String buildThatComesFirst() {
        for (Need need : needs) {
            Floor floor = need.row().floor();
            if (floor != null && need.topic().equals("build") && need.isOpen() && need.isExchange())
                return floor.says();
        }
        return null;
    }

    /**
     * Statement 17: what must be known of the update that brings TLS 1.2 to this Windows before any value is written;
     * null when it is known.
     */
    @Nullable
    String updateInDoubt() {
        for (Need need : needs)
            if (need.topic().equals("schannel-update")
                    && (need.state() == Need.State.UNKNOWN || need.state() == Need.State.BROKEN)) return need.missing();
        return null;
    }

    /**
     * Statements 17, 46 and 90: where TLS 1.2 itself comes by an update of Windows, and on Skype servers, updates are
     * restarted and verified before the product's build, and that before the values.
     */
    int leg(Need need) {
        if (need.remedy() == Remedy.KB || !inLegs(need.goal())) return 1;
        return need.remedy() == Remedy.REGISTRY ? 3 : 2;
    }

    private boolean inLegs(Goal asked) {
        for (Need need : needs)
            if (need.goal() == asked
                    && need.isOpen()
                    && need.isDoable()
                    && (need.topic().equals("schannel-update")
                            || (need.topic().equals("build") && need.isSkypeServer()))) return true;
        return false;
    }

    /** Statement 48: seen outbound, and inbound on a port that such a node serves (statement 130). */
    public boolean isReadyInBothDirections() {
        return evidence.outbound12("SCHANNEL")
                && evidence.everyListenerSpeaks12()
                && recognised.stream()
                        .filter(system -> system.row().way() == Course.FEDERATION)
                        .allMatch(system -> speaks12For(system.row()));
    }

    /**
     * Statement 130: whether TLS 1.2 was seen on a port that this role serves, and on every other of its ports on which
     * it is known to listen, asked or not.
     */
    private boolean speaks12For(Row row) {
        boolean spoken = false;
        for (int port : evidence.portsSpeaking12()) spoken |= serves(row, port);
        if (!spoken || row.ports().isEmpty() || !belief.told(Observation.PortOwner.class)) return spoken;
        return belief.all(Observation.PortOwner.class)
                .filter(owner -> row.ports().contains(owner.port()) && !foreign(owner))
                .allMatch(
                        owner -> evidence.portsSpeaking12().contains(owner.port()) || evidence.inbound12(owner.port()));
    }

    private boolean serves(Row row, int port) {
        if (row.ports().isEmpty()) return !catalogue.managementPort(port);
        return row.ports().contains(port) || (row.is("sql") && owner(port, INSTANCE));
    }

    /**
     * Statement 130: the servers on it of which nothing inbound is proven, though listeners of the host were seen: what
     * answers on a port of another purpose proves nothing for them. A product that only keeps a database of its own
     * serves nobody.
     */
    List<Recognised> unprovenInbound() {
        boolean seen = evidence.offersOnAny();
        List<Recognised> unproven = new ArrayList<>();
        for (Recognised system : recognised)
            if (system.is("server")
                    && system.row().way() != Course.OBSERVABILITY
                    && (seen || system.row().way() == Course.FEDERATION)
                    && (!(system.is("sql") || system.is("sql-never")) || role("sql-server"))
                    && !speaks12For(system.row())) unproven.add(system);
        return unproven;
    }

    private boolean owner(int port, Pattern process) {
        return belief.facts(Observation.PortOwner.class)
                .filter(belief::sure)
                .map(fact -> (Observation.PortOwner) fact.observation())
                .anyMatch(owner ->
                        owner.port() == port && process.matcher(owner.process()).matches());
    }

    /** Statements 82 and 130: whether inbound use was watched on every listener of what the host is there for. */
    public boolean isWatched() {
        Set<Integer> served = new HashSet<>();
        for (Recognised system : recognised) served.addAll(system.row().ports());
        Set<Integer> listeners = evidence.listeners();
        for (Fact fact : belief.list(Observation.PortOwner.class)) {
            Observation.PortOwner owner = (Observation.PortOwner) fact.observation();
            if (served.contains(owner.port()) || web(owner)) listeners.add(owner.port());
        }
        listeners.removeIf(port -> catalogue.managementPort(port) && !served.contains(port));
        return evidence.watched(listeners);
    }

    /** Whether a product that is asked anything names this need itself. */
    boolean needsOfProducts(String need) {
        for (Recognised system : recognised)
            for (String asked : system.row().needs())
                if (asked.startsWith(need)
                        && (asked.length() == need.length()
                                || (asked.startsWith("-unless:", need.length()) && !lifted(asked)))
                        && ProductRequirements.asked(system)) return true;
        return false;
    }

    /** Whether the update is there from which this need is no longer asked for. */
    boolean lifted(String need) {
        if (!need.contains("-unless:")) return false;
        String kb = need.substring(need.indexOf(':') + 1);
        return belief.installed(kb);
    }

    /** Roles whose product has floors, told without the version that decides. */
    public List<String> unversionedRoles() {
        if (unversioned == null) unversioned = findUnversionedRoles();
        return unversioned;
    }

    private List<String> findUnversionedRoles() {
        if (!belief.told(Observation.ServerRole.class)) return List.of();
        return belief.all(Observation.ServerRole.class)
                .filter(role -> role.version() == null || matches(folded(role), "(exchange|sfb|lync)-.*"))
                .map(Host::folded)
                .filter(role -> (role.equals("sql-server") && !is("sql") && !is("sql-never"))
                        || (matches(role, "exchange-(mailbox|cas|edge)") && !is("exchange"))
                        || (matches(role, "(sfb|lync)-.*") && !is("skype-server") && !is("skype-never") && !is("cce"))
                        || (role.equals("sharepoint")
                                && recognised.stream()
                                        .noneMatch(system -> system.row().way() == Course.FARM)))
                .sorted()
                .distinct()
                .toList();
    }

    public boolean isRoleWithoutVersion() {
        return !unversionedRoles().isEmpty();
    }

    public boolean isEdge() {
        return edge;
    }

    /**
     * Whether it registers the users of a branch who are homed on a pool elsewhere (statement 135): a survivable branch
     * appliance or server, of whichever generation.
     */
    boolean isBranch() {
        return branch;
    }

    private boolean isBranchServer() {
        return lists(BRANCH_SERVERS)
                || belief.all(Observation.ServerRole.class)
                        .anyMatch(role -> BRANCH_SERVERS.matcher(role.role()).find())
                || belief.all(Observation.DeviceModel.class)
                        .anyMatch(device -> BRANCH_SERVERS
                                .matcher(device.vendor() + " " + device.model())
                                .find());
    }

    private boolean lists(Pattern product) {
        return belief.all(Observation.InstalledProduct.class)
                .anyMatch(listed -> product.matcher(listed.name()).find());
    }

    /** Whether the whole text matches; the few patterns are ours and are compiled once. */
    private static boolean matches(String text, String pattern) {
        return PATTERNS.computeIfAbsent(pattern, Pattern::compile).matcher(text).matches();
    }

    public @Nullable String site() {
        return site;
    }

    /** How its site is compared; null when nobody told it. */
    @Nullable
    String place() {
        return site == null ? null : AssetNames.folded(site);
    }

    /** Statement 136: somebody named a site that the profile does not know; nothing is switched off there. */
    public boolean isSiteUnknown() {
        return site != null && organisation.site(site).isEmpty();
    }

    public Set<String> pools() {
        return pools;
    }

    /** Everything of this kind that it was ever said to belong to: what holds it to others. */
    public Set<String> memberships(String kind) {
        return said.getOrDefault(kind, Set.of());
    }

    /** What it is seen to belong to by now: what it may be told apart from others by (statement 126). */
    Set<String> surely(String kind) {
        return sure.getOrDefault(kind, Set.of());
    }

    private Map<String, Set<String>> memberships(Predicate<Fact> which) {
        if (!belief.told(Observation.Membership.class)) return Map.of();
        return belief.facts(Observation.Membership.class)
                .filter(which)
                .map(fact -> (Observation.Membership) fact.observation())
                .collect(Collectors.groupingBy(
                        Observation.Membership::kind,
                        Collectors.mapping(
                                membership -> AssetNames.folded(membership.name()), Collectors.toUnmodifiableSet())));
    }

    /** {@link #memberships} of every kind. */
    Map<String, Set<String>> said() {
        return said;
    }

    /** {@link #surely} of every kind. */
    Map<String, Set<String>> sure() {
        return sure;
    }

    /** Those of every system on it. */
    Set<String> tags() {
        return tags;
    }

    /** Whether any system on it carries this tag. */
    public boolean is(String tag) {
        return tags.contains(tag);
    }

    /** Whether it was said to have a role whose name, in small letters, matches as a whole. */
    public boolean role(String pattern) {
        if (!belief.told(Observation.ServerRole.class)) return false;
        for (Fact fact : belief.list(Observation.ServerRole.class))
            if (matches(folded((Observation.ServerRole) fact.observation()), pattern)) return true;
        return false;
    }

    private static String folded(Observation.ServerRole role) {
        return AssetNames.folded(role.role());
    }

    public Optional<Recognised> system(String id) {
        for (Recognised system : recognised) if (system.row().id().equals(id)) return Optional.of(system);
        return Optional.empty();
    }

    /** What refuses older protocols on it. */
    LegacyOff legacyOff() {
        if (legacyOff == null) legacyOff = LegacyOff.on(this);
        return legacyOff;
    }

    /** What this system requires for READY and does not have, or nobody told of. */
    List<Need> openForReady(Row row) {
        return openForReady.getOrDefault(row.id(), List.of());
    }

    /**
     * Whether the Windows under it is known and its Schannel does not speak TLS 1.2, or may not: whatever the build of
     * a program that uses it, it speaks no better.
     */
    boolean lacks12() {
        Windows release = release();
        if (release == null) return false;
        if (!release.capable()) return true;
        for (Need need : needs) if (need.isOpen() && SCHANNEL.contains(need.topic())) return true;
        return false;
    }

    /** What a system that the scenario does not ask for lacks all the same to be capable of TLS 1.2 (statement 51). */
    List<Need> openForCapability(Recognised system) {
        return openForCapability.computeIfAbsent(
                system.row().id(),
                unasked -> new ProductRequirements(this, catalogue)
                        .whateverIsAsked(system).stream()
                                .filter(need -> need.isOpen() && need.isBeforeOnly())
                                .toList());
    }

    /** Whether it could no longer reach a management server that refuses older protocols (statements 80 and 132). */
    boolean isLeftBehind() {
        return leftBehind;
    }

    private Map<String, List<Need>> open() {
        Map<String, List<Need>> open = new HashMap<>();
        for (Need need : needs)
            if (need.goal() == Goal.READY && need.isOpen())
                open.computeIfAbsent(need.row().id(), id -> new ArrayList<>()).add(need);
        return open;
    }

    /** The row of its Windows release. */
    public Optional<Row> windowsRow() {
        return windowsRow;
    }

    /** Whether it accepts TLS connections, as far as anything was seen. */
    public boolean listens() {
        if (belief.told(Observation.ServerRole.class)) return true;
        for (int port : evidence.portsOpen()) if (!foreignOwner(port)) return true;
        return belief.list(Observation.ProtocolUse.class).stream()
                .anyMatch(use ->
                        ((Observation.ProtocolUse) use.observation()).direction() == Observation.Direction.INBOUND);
    }

    public boolean server() {
        Integer type = windows.productType();
        return type == null || type != 1;
    }

    /** {@code x64}, {@code x86} or another; null when nobody told and the release does not settle it. */
    public @Nullable String architecture() {
        return windows.architecture();
    }

    /** Whether programs of 32 bits have a view of the registry of their own: on 64-bit Windows of either kind (139). */
    public boolean bothViews() {
        return "x64".equals(architecture()) || "arm64".equals(architecture());
    }

    /** The facts of one type, as something to cite. */
    public List<Fact> facts(Class<? extends Observation> type) {
        return belief.facts(type).toList();
    }
}
