package io.ratchet.rules.catalogue;

import io.ratchet.domain.decision.Confidence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the mechanism of the rules knows by name: settings, moments, numbers and texts, each with its source. It is
 * shipped, and a site's catalogue neither adds to it nor replaces it: what a mask or an event means is the same
 * everywhere.
 */
public final class Known {
    /** The files it stands in. */
    static final List<String> FILES = List.of(
            "settings/schannel",
            "settings/winhttp",
            "settings/dotnet",
            "settings/windows",
            "timeline",
            "recognise",
            "words");

    /** How an entry says what it is; each is a key of the file. */
    private static final List<String> KINDS =
            List.of("key", "mask", "number", "days", "day", "version", "text", "names", "pattern");

    private static final Known SHIPPED = shipped();

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * @param file in which it stands, without folder and ending
     * @param says what it is, a clause
     * @param kind one of {@link #KINDS}
     * @param value as it is written; several only of the kind {@code names}
     */
    private record Entry(
            String file,
            String id,
            String says,
            String kind,
            List<String> value,
            Object meant,
            List<String> sources,
            Confidence confidence,
            @Nullable LocalDate read) {}

    Known() {}

    private static Known shipped() {
        Known known = new Known();
        for (String file : FILES)
            known.add(
                    file,
                    Node.parse(
                            "catalogue/" + file + ".yaml", new String(Catalogue.bytes(file), StandardCharsets.UTF_8)));
        return known;
    }

    /** Reads one file; what cannot be understood is refused in a sentence with file and line. */
    void add(String file, Node root) {
        LocalDate read = Catalogue.readOn(root, null);
        for (Node node : root.nodes("known")) {
            LocalDate day = Catalogue.readOn(node, read);
            Entry entry = node.read(one -> entry(file, one, day));
            if (entries.put(entry.id, entry) != null) throw node.bad("'" + entry.id + "' is there twice");
        }
        root.done();
    }

    private static Entry entry(String file, Node node, @Nullable LocalDate day) {
        String id = node.text("id");
        List<String> kinds =
                KINDS.stream().filter(kind -> !node.texts(kind).isEmpty()).toList();
        if (kinds.size() != 1) throw node.bad("'" + id + "' must say what it is by one of " + String.join(", ", KINDS));
        String kind = kinds.get(0);
        List<String> sources = node.texts("sources");
        if (sources.isEmpty()) throw node.bad("'sources' must say where '" + id + "' comes from");
        if (day == null) throw node.bad("'read' must say when somebody read the sources of '" + id + "'");
        List<String> value = node.texts(kind);
        if (value.size() > 1 && !kind.equals("names")) throw node.bad("'" + id + "' must be one, not several");
        Entry entry = new Entry(
                file,
                id,
                node.text("says"),
                kind,
                value,
                meant(kind, value),
                sources,
                Marks.of(node.text("confidence")),
                day);
        node.done();
        return entry;
    }

    private static Object meant(String kind, List<String> value) {
        String one = value.get(0);
        return switch (kind) {
            case "mask" -> {
                if (!one.matches("0x[0-9A-Fa-f]{1,8}"))
                    throw new IllegalArgumentException(
                            "a mask is written in hexadecimal digits after 0x, not '" + one + "'");
                yield Long.decode(one);
            }
            case "number" -> Long.valueOf(one);
            case "days" -> Duration.ofDays(Long.parseLong(one));
            case "day" -> LocalDate.parse(one);
            case "version" -> Version.of(one);
            case "names" -> value;
            case "pattern" -> Pattern.compile(one, Pattern.CASE_INSENSITIVE);
            case "key" -> {
                if (!one.matches("HKLM(\\\\[^\\\\]+)+"))
                    throw new IllegalArgumentException("a key begins with HKLM\\ and ends with a name");
                yield one;
            }
            default -> one;
        };
    }

    /** A key of the registry, without a backslash at its end. */
    public static String key(String id) {
        return SHIPPED.get(id, "key", String.class);
    }

    /** A bit mask. */
    public static long mask(String id) {
        return SHIPPED.get(id, "mask", Long.class);
    }

    /** A number that is compared, such as that of an event. */
    public static int number(String id) {
        return Math.toIntExact(SHIPPED.get(id, "number", Long.class));
    }

    /** How long something lasts. */
    public static Duration days(String id) {
        return SHIPPED.get(id, "days", Duration.class);
    }

    public static LocalDate day(String id) {
        return SHIPPED.get(id, "day", LocalDate.class);
    }

    public static Version version(String id) {
        return SHIPPED.get(id, "version", Version.class);
    }

    public static String text(String id) {
        return SHIPPED.get(id, "text", String.class);
    }

    @SuppressWarnings("unchecked") // names are texts
    public static List<String> names(String id) {
        return SHIPPED.get(id, "names", List.class);
    }

    /** A regular expression that takes upper and lower case alike. */
    public static Pattern pattern(String id) {
        return SHIPPED.get(id, "pattern", Pattern.class);
    }

    /** Any of them as it is written, for a sentence. */
    public static String said(String id) {
        return String.join(", ", SHIPPED.of(id).value);
    }

    <T> T get(String id, String kind, Class<T> type) {
        Entry entry = of(id);
        if (!entry.kind.equals(kind)) throw new IllegalStateException("'" + id + "' is no " + kind);
        return type.cast(entry.meant);
    }

    private Entry of(String id) {
        Entry entry = entries.get(id);
        if (entry == null) throw new IllegalStateException("the catalogue knows no '" + id + "'");
        return entry;
    }

    /** The names of all that is shipped, in order. */
    static List<String> ids() {
        return List.copyOf(SHIPPED.entries.keySet());
    }

    /** All of them as figures, for people to read again. */
    static List<CatalogueFigure> figures() {
        List<CatalogueFigure> figures = new ArrayList<>();
        for (Entry entry : SHIPPED.entries.values())
            figures.add(new CatalogueFigure(
                    entry.file.startsWith("settings/") ? "setting" : entry.file,
                    entry.id,
                    entry.says,
                    entry.kind,
                    String.join(", ", entry.value),
                    entry.sources,
                    entry.confidence,
                    entry.read));
        return figures;
    }
}
