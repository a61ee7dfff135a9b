package io.ratchet.rules.catalogue;

import io.ratchet.domain.finding.Method;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every system, floor, update and value that the rules know, each with its sources and how sure we are. Read once, looked up, never changed. */
public final class Catalogue {
    /** The files of the catalogue; each is a list under one key. */
    public static final List<String> FILES = List.of(
            "windows",
            "updates",
            "components",
            "trust",
            "channels",
            "browsers",
            "skype-clients",
            "rooms-and-phones",
            "skype-servers",
            "exchange",
            "sharepoint",
            "sql",
            "windows-roles",
            "network-and-third-party",
            "services");

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<Windows> windows = new ArrayList<>();
    private final Map<String, Windows> windowsBySystem = new HashMap<>();
    private final Map<String, Update> updates = new LinkedHashMap<>();
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final Map<String, Method> trust = new HashMap<>();
    private final Map<String, String> channels = new HashMap<>();

    private final Map<String, List<SightOf>> sights = new HashMap<>();
    private final Map<String, List<SightOf>> matching = new ConcurrentHashMap<>();

    /** A sight and the row it shows. */
    public record SightOf(Row row, Sight sight) {}

    /** Texts repeat across an estate; beyond this many nothing more is remembered. */
    private static final int REMEMBERED = 50_000;

    private Catalogue() {}

    /** Reads the catalogue that is shipped. */
    public static Catalogue shipped() {
        Catalogue catalogue = new Catalogue();
        for (String file : FILES) catalogue.add(file, new String(bytes(file), StandardCharsets.UTF_8));
        return catalogue;
    }

    /** The bytes of one shipped file, for the rule book's hash. */
    public static byte[] bytes(String file) {
        String name = "/catalogue/" + file + ".yaml";
        try (InputStream in = Catalogue.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the catalogue file " + name + " is not packaged");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String file, String text) {
        Node root = new Node(file, new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
        for (Node node : root.nodes("systems")) {
            Row row = Row.read(node);
            if (rows.put(row.id(), row) != null) throw node.bad("the system " + row.id() + " is there twice");
            for (Sight sight : row.sights())
                sights.computeIfAbsent(sight.by(), by -> new ArrayList<>()).add(new SightOf(row, sight));
        }
        for (Node node : root.nodes("windows")) {
            Windows release = Windows.read(node);
            windows.add(release);
            windowsBySystem.put(release.system(), release);
        }
        for (Node node : root.nodes("updates")) {
            Update update = Update.read(node);
            if (updates.put(update.kb(), update) != null) throw node.bad("the update " + update.kb() + " is there twice");
        }
        for (Node node : root.nodes("components")) {
            Component component = Component.read(node);
            components.put(component.id(), component);
        }
        for (Node node : root.nodes("trust")) {
            Method method = Method.valueOf(node.text("method"));
            for (String format : node.texts("formats")) trust.put(format, method);
            node.done();
        }
        for (Node node : root.nodes("channels")) {
            for (String name : node.texts("names")) channels.put(name.toLowerCase(Locale.ROOT), node.text("system"));
            node.done();
        }
        root.done();
    }

    /** The sights of one kind whose pattern this text matches; what is looked at only once for a whole estate. */
    public List<SightOf> sights(String by, String text) {
        String key = by + "|" + text;
        List<SightOf> known = matching.get(key);
        if (known != null) return known;
        List<SightOf> found = sights.getOrDefault(by, List.of()).stream()
                .filter(one -> one.sight().pattern().matcher(text).find())
                .filter(one -> one.sight().not() == null || !one.sight().not().matcher(text).find())
                .toList();
        if (matching.size() < REMEMBERED) matching.put(key, found);
        return found;
    }

    public List<Row> rows() {
        return List.copyOf(rows.values());
    }

    /** These systems in the order of the catalogue. */
    public List<Row> inOrder(Set<String> systems) {
        return rows.values().stream().filter(row -> systems.contains(row.id())).toList();
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
        return windows.stream()
                .filter(release -> version.atLeast(release.from()) && version.below(release.below()))
                .toList();
    }

    public Optional<Update> update(String kb) {
        return Optional.ofNullable(updates.get(kb));
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

    /** The client row of an Office update channel, by GUID or name; empty for an unknown one. */
    public Optional<String> channel(@Nullable String channel) {
        if (channel == null) return Optional.empty();
        String name = channel.toLowerCase(Locale.ROOT).trim();
        int slash = name.lastIndexOf('/');
        return Optional.ofNullable(channels.get(slash >= 0 ? name.substring(slash + 1) : name));
    }
}
