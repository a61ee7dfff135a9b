package io.ratchet.rules.catalogue;

import io.ratchet.domain.finding.Method;
import io.ratchet.domain.plan.Questions;
import io.ratchet.playbooks.PlaybookCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every system, floor, update and value that the rules know, each with its sources and how sure we are. Read once,
 * looked up, never changed.
 */
public final class Catalogue {
    /** Files of systems and of what is looked up about them. */
    private static final List<String> LISTS = List.of(
            "windows",
            "updates",
            "components",
            "trust",
            "channels",
            "listeners",
            "server-products",
            "browsers",
            "skype-clients",
            "rooms-and-phones",
            "skype-servers",
            "exchange",
            "sharepoint",
            "sql",
            "windows-roles",
            "identity",
            "network-and-third-party",
            "services",
            "collect");

    /** Every file that decides, without its ending. */
    public static final List<String> FILES =
            Stream.concat(LISTS.stream(), Known.FILES.stream()).toList();

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private volatile @Nullable Map<String, Integer> places;
    private final List<Windows> windows = new ArrayList<>();
    private final Map<String, Windows> windowsBySystem = new HashMap<>();
    private final Map<String, Update> updates = new LinkedHashMap<>();
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final Map<String, Method> trust = new HashMap<>();
    private final Map<String, String> channels = new HashMap<>();
    private final Set<Integer> managementPorts = new TreeSet<>();
    private final Set<Integer> sqlPorts = new TreeSet<>();
    private final List<ServerProduct> serverProducts = new ArrayList<>();
    private final List<ServerSign> serverSigns = new ArrayList<>();
    private final Map<String, Map<String, Optional<ServerSign>>> signs = new ConcurrentHashMap<>();
    private final List<Pattern> placedRoles = new ArrayList<>();
    private final Map<String, Boolean> unplaced = new ConcurrentHashMap<>();
    private final Map<String, Boolean> placed = new ConcurrentHashMap<>();

    private final List<Questions.Place> askedValues = new ArrayList<>();
    private final List<String> askedFiles = new ArrayList<>();
    private final List<String> askedServices = new ArrayList<>();

    private final CatalogueFigures figures = new CatalogueFigures();

    private final Map<String, List<SightOf>> sights = new HashMap<>();
    private final Map<String, Map<String, List<SightOf>>> matching = new ConcurrentHashMap<>();

    /** A sight and the row it shows. */
    public record SightOf(Row row, Sight sight) {}

    /** Texts repeat across an estate; beyond this many nothing more is remembered. */
    private static final int REMEMBERED = 50_000;

    private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** What was read of the shipped files: looking one up in a jar costs a small start more than its text. */
    private static final class Shipped {
        static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();
    }

    private Catalogue() {}

    /** Reads the catalogue that is shipped. */
    public static Catalogue shipped() {
        Catalogue catalogue = new Catalogue();
        for (String file : LISTS) catalogue.addShipped(file);
        return catalogue;
    }

    /**
     * The shipped catalogue and a site's.
     *
     * @param systems where each system of the site stands, file and line, by its id
     */
    public record WithSite(Catalogue catalogue, Map<String, String> systems) {}

    /**
     * Reads the catalogue that is shipped and a site's own files beside it.
     *
     * @param files name, as messages say it, to text
     * @param playbooks what a system may name as its own
     * @param problem takes everything that stands against them, each a sentence with file and line
     */
    public static WithSite withSite(Map<String, String> files, PlaybookCatalogue playbooks, Consumer<String> problem) {
        Catalogue catalogue = shipped();
        SiteCatalogue site = new SiteCatalogue(catalogue, playbooks, problem);
        site.add(files);
        return new WithSite(catalogue, site.systems());
    }

    /** The bytes of one shipped file, for the rule book's hash; not to be changed. */
    public static byte[] bytes(String file) {
        return Shipped.FILES.computeIfAbsent(file, Catalogue::read);
    }

    private static byte[] read(String file) {
        String name = "/catalogue/" + file + ".yaml";
        try (InputStream in = Catalogue.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the catalogue file " + name + " is not packaged");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addShipped(String file) {
        Node root = Node.parse("catalogue/" + file + ".yaml", new String(bytes(file), StandardCharsets.UTF_8));
        LocalDate read = readOn(root, null);
        for (Node node : root.nodes("systems")) {
            LocalDate day = readOn(node, read);
            Row row = node.read(Row::read);
            put(row, node);
            readOn(row.id(), day);
        }
        for (Node node : root.nodes("windows")) put(node.read(Windows::read));
        for (Node node : root.nodes("updates")) {
            LocalDate day = readOn(node, read);
            Update update = node.read(Update::read);
            readOn(update.kb(), day);
            if (updates.put(update.kb(), update) != null)
                throw node.bad("the update " + update.kb() + " is there twice");
        }
        for (Node node : root.nodes("components")) {
            LocalDate day = readOn(node, read);
            Component component = node.read(Component::read);
            put(component);
            readOn(component.id(), day);
        }
        for (Node node : root.nodes("trust")) trust.putAll(node.read(Catalogue::trust));
        for (Node node : root.nodes("management-ports")) managementPorts.addAll(node.read(Catalogue::ports));
        for (Node node : root.nodes("server-products")) serverProducts.add(node.read(ServerProduct::read));
        for (Node node : root.nodes("server-signs")) serverSigns.add(node.read(ServerSign::read));
        for (Node node : root.nodes("placed-roles")) placedRoles.add(node.read(Catalogue::role));
        for (Node node : root.nodes("channels")) channels.putAll(node.read(Catalogue::channels));
        for (Node node : root.nodes("asked-values")) askedValues.addAll(node.read(Catalogue::askedValues));
        for (Node node : root.nodes("asked-files")) askedFiles.add(node.read(Catalogue::askedFile));
        askedServices.addAll(root.texts("asked-services"));
        root.done();
    }

    /** When somebody last read the sources of an entry: its own day, else that of its file; null for nobody. */
    static @Nullable LocalDate readOn(Node node, @Nullable LocalDate otherwise) {
        return node.read(one -> {
                    String day = one.optional("read");
                    return Optional.ofNullable(day == null ? otherwise : LocalDate.parse(day));
                })
                .orElse(null);
    }

    void readOn(String id, @Nullable LocalDate day) {
        figures.read(id, day);
    }

    /** Every figure that decides, for people to read again. */
    public List<CatalogueFigure> figures() {
        List<CatalogueFigure> all = new ArrayList<>(
                figures.of(rows(), windows(), List.copyOf(updates.values()), List.copyOf(components.values())));
        all.addAll(Known.figures());
        return List.copyOf(all);
    }

    private void put(Row row, Node node) {
        if (rows.containsKey(row.id())) throw node.bad("the system " + row.id() + " is there twice");
        put(row);
    }

    /** Adds a row, or puts it in the place of the one with its id. */
    void put(Row row) {
        Row before = rows.put(row.id(), row);
        if (before != null) sights.values().forEach(list -> list.removeIf(one -> one.row() == before));
        if (row.is("sql")) sqlPorts.addAll(row.ports());
        for (Sight sight : row.sights())
            sights.computeIfAbsent(sight.by(), by -> new ArrayList<>()).add(new SightOf(row, sight));
    }

    void put(Windows release) {
        windows.add(release);
        windowsBySystem.put(release.system(), release);
    }

    void put(Update update) {
        updates.put(update.kb(), update);
    }

    void put(Component component) {
        components.put(component.id(), component);
    }

    void putTrust(Map<String, Method> more) {
        trust.putAll(more);
    }

    void putChannels(Map<String, String> more) {
        channels.putAll(more);
    }

    static Map<String, Method> trust(Node node) {
        Map<String, Method> read = new LinkedHashMap<>();
        Method method = Method.valueOf(node.text("method"));
        for (String format : node.texts("formats")) read.put(format, method);
        node.done();
        return read;
    }

    private static List<Questions.Place> askedValues(Node node) {
        String key = node.text("key");
        List<Questions.Place> places = node.texts("names").stream()
                .map(name -> new Questions.Place(key, name))
                .toList();
        node.texts("sources");
        node.done();
        return places;
    }

    private static String askedFile(Node node) {
        String path = "%" + node.text("at") + "%" + node.text("file");
        node.texts("sources");
        node.done();
        return path;
    }

    private static Pattern role(Node node) {
        Pattern role = ServerProduct.compile(node.text("role"));
        node.texts("sources");
        node.done();
        return role;
    }

    private static List<Integer> ports(Node node) {
        List<Integer> ports = node.numbers("ports");
        node.text("purpose");
        node.texts("sources");
        node.done();
        return ports;
    }

    static Map<String, String> channels(Node node) {
        Map<String, String> read = new LinkedHashMap<>();
        for (String name : node.texts("names")) read.put(name.toLowerCase(Locale.ROOT), node.text("system"));
        node.done();
        return read;
    }

    /** The sights of one kind whose pattern this text matches; what is looked at only once for a whole estate. */
    public List<SightOf> sights(String by, String text) {
        Map<String, List<SightOf>> looked = matching.computeIfAbsent(by, kind -> new ConcurrentHashMap<>());
        List<SightOf> known = looked.get(text);
        if (known != null) return known;
        List<SightOf> found = sights.getOrDefault(by, List.of()).stream()
                .filter(one -> one.sight().pattern().matcher(text).find())
                .filter(one -> one.sight().not() == null
                        || !one.sight().not().matcher(text).find())
                .toList();
        if (looked.size() < REMEMBERED) looked.put(text, found);
        return found;
    }

    public List<Row> rows() {
        return List.copyOf(rows.values());
    }

    /** These systems in the order of the catalogue. */
    public List<Row> inOrder(Set<String> systems) {
        List<Row> found = new ArrayList<>(systems.size());
        for (String system : systems) {
            Row row = rows.get(system);
            if (row != null) found.add(row);
        }
        if (found.size() > 1) found.sort(Comparator.comparing(row -> places().getOrDefault(row.id(), 0)));
        return found;
    }

    /** Where each system stands in the catalogue. */
    private Map<String, Integer> places() {
        Map<String, Integer> known = places;
        if (known != null && known.size() == rows.size()) return known;
        Map<String, Integer> counted = new HashMap<>();
        for (String system : rows.keySet()) counted.put(system, counted.size());
        places = counted;
        return counted;
    }

    Optional<Row> find(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    public Row row(String id) {
        Row row = rows.get(id);
        if (row == null) throw new IllegalStateException("the catalogue has no system " + id);
        return row;
    }

    /** The Windows release of a system row; null for every other system. */
    public @Nullable Windows windows(@Nullable String system) {
        return system == null ? null : windowsBySystem.get(system);
    }

    /** The releases with this version number; more than one when product type or caption must decide. */
    public List<Windows> windows(Version version) {
        List<Windows> releases = new ArrayList<>();
        for (Windows release : windows)
            if (version.atLeast(release.from()) && version.below(release.below())) releases.add(release);
        return releases;
    }

    /** Updates and articles, in the order of the catalogue. */
    public List<Update> updates() {
        return List.copyOf(updates.values());
    }

    /** Places in the registry by which systems here are recognised, and those that people need beside them. */
    public List<Questions.Place> askedValues() {
        return List.copyOf(askedValues);
    }

    /** Files by which systems here are recognised, as {@link Questions#files} has them. */
    public List<String> askedFiles() {
        return List.copyOf(askedFiles);
    }

    /** Services that rules ask for beside those that systems here are recognised by. */
    public List<String> askedServices() {
        return List.copyOf(askedServices);
    }

    public Optional<Update> update(String kb) {
        return Optional.ofNullable(updates.get(kb));
    }

    boolean knowsComponent(String id) {
        return components.containsKey(id);
    }

    boolean knowsTrust(String format) {
        return trust.containsKey(format);
    }

    List<Windows> windows() {
        return List.copyOf(windows);
    }

    public Component component(String id) {
        Component component = components.get(id);
        if (component == null) throw new IllegalStateException("the catalogue has no component " + id);
        return component;
    }

    /** How a source of this format usually knows, for reports that do not say. */
    public Method trust(String format) {
        Method known = trust.get(format);
        return known != null ? known : trust.getOrDefault(format.toLowerCase(Locale.ROOT), Method.UNAUTHENTICATED);
    }

    /** Ports by which Windows itself is managed; an offer there says nothing of a role of the host (statement 130). */
    public boolean managementPort(int port) {
        return managementPorts.contains(port);
    }

    /**
     * Statement 131: whether this is the name of a server product that no system here is recognised by; whatever its
     * version, which its host must judge.
     */
    public boolean unplacedProduct(String name) {
        Boolean known = unplaced.get(name);
        if (known != null) return known;
        boolean found = serverProducts.stream().anyMatch(product -> product.is(name))
                && sights("product", name).isEmpty()
                && components.values().stream()
                        .noneMatch(
                                component -> component.pattern().matcher(name).find());
        if (unplaced.size() < REMEMBERED) unplaced.put(name, found);
        return found;
    }

    /**
     * Statement 131: of what server this service, process, file or registry key is a sign; empty for none that is
     * known, and where a system here is recognised by it.
     */
    public Optional<ServerSign> serverSign(String by, String text) {
        Map<String, Optional<ServerSign>> known = signs.computeIfAbsent(by, kind -> new ConcurrentHashMap<>());
        Optional<ServerSign> sign = known.get(text);
        if (sign != null) return sign;
        Optional<ServerSign> found = serverSigns.stream()
                .filter(one ->
                        one.by().equals(by) && one.pattern().matcher(text).find())
                .filter(one -> sights(by, text).isEmpty())
                .findFirst();
        if (known.size() < REMEMBERED) known.put(text, found);
        return found;
    }

    /** Whether a gate or a system here names this role, in whatever version. */
    public boolean placesRole(String role) {
        Boolean known = placed.get(role);
        if (known != null) return known;
        boolean places =
                placedRoles.stream().anyMatch(pattern -> pattern.matcher(role).find())
                        || !sights("role", role).isEmpty();
        if (placed.size() < REMEMBERED) placed.put(role, places);
        return places;
    }

    /** Whether SQL Server serves on this port. */
    public boolean sqlPort(@Nullable Integer port) {
        return port != null && sqlPorts.contains(port);
    }

    /** The client row of an Office update channel, by the GUID in it or its name; empty for an unknown one (142). */
    public Optional<String> channel(@Nullable String channel) {
        if (channel == null) return Optional.empty();
        String name = channel.toLowerCase(Locale.ROOT).strip();
        Matcher guid = GUID.matcher(name);
        return Optional.ofNullable(channels.get(guid.find() ? guid.group() : name));
    }
}
