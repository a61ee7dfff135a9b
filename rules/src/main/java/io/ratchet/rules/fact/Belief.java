package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom to believe about one asset. Sources that disagree are weighed by how they know (statement 1), then by who spoke
 * last; facts older than {@link #FRESH} are inventory but no evidence (statement 109).
 */
public final class Belief {
    /** Statement 109: evidence older than this is verified again before anything rests on it. */
    public static final Duration FRESH = Duration.ofDays(30);

    private static final int REMEMBERED = 50_000;
    private static final Map<String, String> FOLDED = new ConcurrentHashMap<>();
    private static final Pattern SERVER_PRODUCT = Pattern.compile(
            "(Skype for Business|Lync|Exchange|SharePoint|SQL|Office Online) Server|Cumulative Update|Service Pack",
            Pattern.CASE_INSENSITIVE);
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private final AssetState state;
    private final Instant at;
    private final Catalogue catalogue;
    private final Instant freshFrom;
    private final Instant freshTo;
    private final @Nullable Fact first;
    private final Map<Class<?>, List<Fact>> byType = new HashMap<>();
    private final Map<Place, List<Fact>> registry = new HashMap<>();
    private final Map<String, List<Fact>> updates = new HashMap<>();
    private final @Nullable Instant lastBoot;
    private final @Nullable Instant lastKeyWrite;
    private final @Nullable Instant lastServiced;

    public Belief(AssetState state, Instant at, Catalogue catalogue) {
        this.state = state;
        this.at = at;
        this.catalogue = catalogue;
        this.freshFrom = at.minus(FRESH);
        this.freshTo = at.plus(CLOCK_SKEW);
        Ranked[] ranked = new Ranked[state.facts().size()];
        for (int i = 0; i < ranked.length; i++) ranked[i] = ranked(state.facts().get(i));
        Arrays.sort(ranked);
        this.first = ranked.length == 0 ? null : ranked[0].fact;
        for (Ranked one : ranked) file(one.fact);
        this.lastBoot = facts(Observation.Boot.class)
                .map(fact -> ((Observation.Boot) fact.observation()).at())
                .filter(boot -> !boot.isAfter(at.plus(CLOCK_SKEW)))
                .max(Comparator.naturalOrder())
                .orElse(null);
        this.lastKeyWrite = lastWrite();
        this.lastServiced = lastServiced();
    }

    /**
     * A fact with what decides how much it is believed, worked out once: fresh ones first, then the better method, then
     * the later word.
     */
    private record Ranked(boolean stale, Method method, Fact fact) implements Comparable<Ranked> {
        @Override
        public int compareTo(Ranked other) {
            if (stale != other.stale) return stale ? 1 : -1;
            if (method != other.method) return method.compareTo(other.method);
            int order = other.fact.observedAt().compareTo(fact.observedAt());
            if (order == 0) order = fact.pointer().compareTo(other.fact.pointer());
            if (order != 0) return order;
            // One record often says several things of different kinds; only those of one kind need their texts.
            order = fact.observation()
                    .getClass()
                    .getSimpleName()
                    .compareTo(other.fact.observation().getClass().getSimpleName());
            return order != 0
                    ? order
                    : fact.observation()
                            .toString()
                            .compareTo(other.fact.observation().toString());
        }
    }

    private Ranked ranked(Fact fact) {
        return new Ranked(!fresh(fact), method(fact), fact);
    }

    private void file(Fact fact) {
        byType.computeIfAbsent(fact.observation().getClass(), type -> new ArrayList<>())
                .add(fact);
        if (fact.observation() instanceof Observation.RegistryValue value)
            registry.computeIfAbsent(place(value.key(), value.name()), place -> new ArrayList<>())
                    .add(fact);
        if (fact.observation() instanceof Observation.UpdateInstalled update)
            updates.computeIfAbsent(update.kb(), kb -> new ArrayList<>()).add(fact);
    }

    public AssetState state() {
        return state;
    }

    public Instant at() {
        return at;
    }

    /** When the machine last started; null when nobody said. */
    public @Nullable Instant lastBoot() {
        return lastBoot;
    }

    /** How this fact is known: by its own word, else as sources of its format usually know. */
    public Method method(Fact fact) {
        Method method = fact.method();
        return method == null ? catalogue.trust(fact.format()) : method;
    }

    public boolean fresh(Fact fact) {
        return !fact.observedAt().isBefore(freshFrom) && !fact.observedAt().isAfter(freshTo);
    }

    /**
     * Whether this was seen after the last start and the last change of a value: older evidence is stale (statement
     * 12).
     */
    public boolean afterLastChange(Instant seen) {
        return (lastBoot == null || seen.isAfter(lastBoot))
                && (lastKeyWrite == null || !seen.isBefore(lastKeyWrite))
                && (lastServiced == null || !seen.isBefore(lastServiced));
    }

    /** Whether the machine started after the last change of a value, as far as changes were seen. */
    public boolean bootedSinceLastWrite() {
        return lastBoot != null && (lastKeyWrite == null || lastBoot.isAfter(lastKeyWrite));
    }

    /** The most trusted fact of all. */
    Fact first() {
        if (first == null) throw new IllegalStateException("nothing is known of " + state.id());
        return first;
    }

    /** The facts of one type, most trusted first. */
    public Stream<Fact> facts(Class<? extends Observation> type) {
        List<Fact> facts = byType.get(type);
        return facts == null ? Stream.empty() : facts.stream();
    }

    /** Whether anybody said anything of this type: most hosts are asked of much that nobody ever says. */
    boolean told(Class<? extends Observation> type) {
        return byType.containsKey(type);
    }

    public <T extends Observation> Stream<T> all(Class<T> type) {
        return facts(type).map(fact -> type.cast(fact.observation()));
    }

    /** The most trusted operating system; stale is better than none, machines rarely change it. */
    public Told<Observation.OperatingSystem> operatingSystem() {
        Fact fact = facts(Observation.OperatingSystem.class).findFirst().orElse(null);
        return new Told<>(Observation.OperatingSystem.class, fact, fact != null);
    }

    public Told<Observation.RegistryValue> registry(String key, String name) {
        return first(Observation.RegistryValue.class, registry.get(place(key, name)));
    }

    /** Every value told under one key, most trusted first for each name. */
    public Stream<Fact> registryUnder(String key) {
        String prefix = folded(key);
        return facts(Observation.RegistryValue.class).filter(fact -> {
            Observation.RegistryValue value = (Observation.RegistryValue) fact.observation();
            return folded(value.key()).equals(prefix);
        });
    }

    public Told<Observation.UpdateInstalled> update(String kb) {
        return first(Observation.UpdateInstalled.class, updates.get(kb));
    }

    /** The file with this name in System32, or in SysWOW64 for the 32-bit view. */
    public Told<Observation.FileVersion> systemFile(String name, boolean wow64) {
        String wanted = wow64 ? "\\syswow64\\" + name : "\\system32\\" + name;
        return first(
                Observation.FileVersion.class,
                facts(Observation.FileVersion.class)
                        .filter(fact -> ((Observation.FileVersion) fact.observation())
                                .path()
                                .replace('/', '\\')
                                .toLowerCase(Locale.ROOT)
                                .endsWith(wanted))
                        .toList());
    }

    /**
     * A number that stands in a value of the right type; null when it is absent, of another type (statement 11) or
     * unknown.
     */
    public @Nullable Long number(String key, String name) {
        return registry(key, name)
                .believed()
                .map(Observation.RegistryValue::data)
                .filter(data -> data.kind() == RegistryData.Kind.DWORD)
                .map(data -> (Long) data.value())
                .orElse(null);
    }

    private <T extends Observation> Told<T> first(Class<T> type, @Nullable List<Fact> facts) {
        if (facts == null || facts.isEmpty()) return new Told<>(type, null, false);
        return new Told<>(type, facts.get(0), fresh(facts.get(0)));
    }

    /** The moment by which a value was last seen to differ from what the same source had seen before. */
    private @Nullable Instant lastWrite() {
        Instant last = null;
        for (List<Fact> facts : registry.values()) {
            if (facts.size() < 2) continue;
            List<Fact> inTime = facts.stream()
                    .sorted(Comparator.comparing(Fact::observedAt))
                    .toList();
            for (int i = 1; i < inTime.size(); i++) {
                Fact before = inTime.get(i - 1);
                Fact after = inTime.get(i);
                boolean same = Objects.equals(data(before), data(after))
                        || !before.source().equals(after.source());
                if (!same && (last == null || after.observedAt().isAfter(last))) last = after.observedAt();
            }
        }
        return last;
    }

    /**
     * When an update or a server product was last installed; evidence from before is verified again (statement 109).
     */
    private @Nullable Instant lastServiced() {
        Stream<Instant> installed = Stream.concat(
                all(Observation.UpdateInstalled.class)
                        .filter(update -> update.state() == Observation.Presence.PRESENT)
                        .map(Observation.UpdateInstalled::at),
                all(Observation.InstalledProduct.class)
                        .filter(product -> product.at() != null
                                && SERVER_PRODUCT.matcher(product.name()).find())
                        .map(Observation.InstalledProduct::at));
        return installed
                .filter(moment -> moment != null && !moment.isAfter(at.plus(CLOCK_SKEW)))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static RegistryData data(Fact fact) {
        return ((Observation.RegistryValue) fact.observation()).data();
    }

    /** A value's place, however its path is written; spellings repeat across an estate and are worked out once. */
    private static Place place(String key, String name) {
        return new Place(folded(key), folded(name));
    }

    private record Place(String key, String name) {}

    /** Whether two spellings name the same key. */
    static boolean sameKey(String one, String other) {
        return folded(one).equals(folded(other));
    }

    /** A path as it is compared, however it is spelt. */
    static String folded(String text) {
        String known = FOLDED.get(text);
        if (known != null) return known;
        String folded = fold(text);
        if (FOLDED.size() < REMEMBERED) FOLDED.put(text, folded);
        return folded;
    }

    private static String fold(String key) {
        String path = key.toLowerCase(Locale.ROOT).replace('/', '\\');
        if (path.startsWith("computer\\")) path = path.substring("computer\\".length());
        if (path.startsWith("hklm:\\")) path = "hklm" + path.substring("hklm:".length());
        if (path.startsWith("hkey_local_machine\\")) path = "hklm" + path.substring("hkey_local_machine".length());
        while (path.endsWith("\\")) path = path.substring(0, path.length() - 1);
        return path;
    }
}
