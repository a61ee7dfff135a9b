package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom to believe about one asset. Sources that disagree are weighed by how they know (statement 1), then by who spoke
 * last; facts older than {@link #FRESH}, and what nobody looked at, are inventory but no evidence (statements 109, 126
 * and 127). Something good rests only on a fact that is {@link #sure} and that no fact opposes.
 */
public final class Belief {
    /** Statement 109: evidence older than this is verified again before anything rests on it. */
    public static final Duration FRESH = Known.days("evidence-is-fresh");

    private static final int REMEMBERED = 50_000;
    private static final Map<String, String> FOLDED = new ConcurrentHashMap<>();
    /** Each folded text by itself, so that there is one of it. */
    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    private static final Map<String, Map<String, Place>> PLACES = new ConcurrentHashMap<>();
    private static final AtomicInteger PLACES_KNOWN = new AtomicInteger();
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
    private final Map<Class<?>, List<Fact>> byType = new LinkedHashMap<>();
    private final Map<Place, List<Fact>> registry = new HashMap<>();
    private final Map<String, List<Fact>> updates = new HashMap<>();
    private final @Nullable Instant lastBoot;
    private final @Nullable Instant lastSureBoot;
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
        // Facts of one type mostly follow each other.
        Class<?> type = null;
        List<Fact> ofType = new ArrayList<>();
        for (Ranked one : ranked) {
            Class<?> next = one.fact.observation().getClass();
            if (next != type) ofType = byType.computeIfAbsent(next, unheard -> new ArrayList<>());
            type = next;
            ofType.add(one.fact);
            file(one.fact);
        }
        this.lastBoot = lastBoot(false);
        this.lastSureBoot = lastBoot(true);
        this.lastKeyWrite = lastWrite();
        this.lastServiced = lastServiced();
    }

    /**
     * A fact with what decides how much it is believed, worked out once: evidence first, then what was seen too long
     * ago, then what nobody looked at; then the better method, then the later word.
     */
    private record Ranked(int standing, Method method, Fact fact) implements Comparable<Ranked> {
        @Override
        public int compareTo(Ranked other) {
            if (standing != other.standing) return Integer.compare(standing, other.standing);
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

    private @Nullable Instant lastBoot(boolean surely) {
        Instant last = null;
        for (Fact fact : list(Observation.Boot.class)) {
            if (surely && !sure(fact)) continue;
            Instant boot = ((Observation.Boot) fact.observation()).at();
            if (!boot.isAfter(freshTo) && (last == null || boot.isAfter(last))) last = boot;
        }
        return last;
    }

    private Ranked ranked(Fact fact) {
        return new Ranked(standing(fact), method(fact), fact);
    }

    private void file(Fact fact) {
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

    /** What is believed most of each kind of observation, what is believed most first. */
    List<Fact> foremost() {
        return byType.values().stream().map(facts -> facts.get(0)).toList();
    }

    /** How this fact is known: by its own word, else as sources of its format usually know. */
    public Method method(Fact fact) {
        Method method = fact.method();
        return method == null ? catalogue.trust(fact.format()) : method;
    }

    public boolean fresh(Fact fact) {
        return !fact.observedAt().isBefore(freshFrom) && !fact.observedAt().isAfter(freshTo);
    }

    /** Whether something good may rest on it: it is fresh, and its source looked (statements 109, 126 and 127). */
    public boolean sure(Fact fact) {
        return fresh(fact) && method(fact).looked();
    }

    /** How far a fact is evidence: 0 it is, 1 it was once, 2 nobody looked, 3 nobody looked and that long ago. */
    int standing(Fact fact) {
        return (method(fact).looked() ? 0 : 2) + (fresh(fact) ? 0 : 1);
    }

    /**
     * Statement 126: whether it counts that something is gone, stopped or done. A sure fact must say so, and none that
     * is opposed to it otherwise.
     *
     * @param facts that say one thing or the other of it; those that cannot tell are left out
     */
    boolean counts(List<Fact> facts, Predicate<Fact> says) {
        for (Fact one : facts) if (says.test(one) && sure(one) && !opposed(one, facts, says)) return true;
        return false;
    }

    private boolean opposed(Fact one, List<Fact> facts, Predicate<Fact> says) {
        for (Fact other : facts) if (!says.test(other) && opposes(other, one)) return true;
        return false;
    }

    /**
     * Whether {@code other} outweighs {@code one}, which says something good: it is as new or newer, and as trusted or
     * from an agent at least (statements 126 and 128); or it was said not long before by who is more trusted (statement
     * 1). How old both are by now makes no difference: time alone frees nothing.
     */
    boolean opposes(Fact other, Fact one) {
        Method against = method(other);
        if (other.observedAt().isBefore(one.observedAt()))
            return against.compareTo(method(one)) < 0
                    && !other.observedAt().isBefore(one.observedAt().minus(FRESH));
        return against.compareTo(method(one)) <= 0 || against.compareTo(Method.AGENT) <= 0;
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

    /** When a value or an update of it last changed; null when nobody saw any change. */
    @Nullable
    Instant lastChange() {
        if (lastKeyWrite == null || lastServiced == null) return lastKeyWrite == null ? lastServiced : lastKeyWrite;
        return lastKeyWrite.isAfter(lastServiced) ? lastKeyWrite : lastServiced;
    }

    /** Whether the machine started after the last change of a value, as far as changes were seen. */
    public boolean bootedSinceLastWrite() {
        return lastSureBoot != null && (lastKeyWrite == null || lastSureBoot.isAfter(lastKeyWrite));
    }

    /** The most trusted fact of all. */
    Fact first() {
        if (first == null) throw new IllegalStateException("nothing is known of " + state.id());
        return first;
    }

    /** The facts of one type, most trusted first. */
    List<Fact> list(Class<? extends Observation> type) {
        return byType.getOrDefault(type, List.of());
    }

    /**
     * What is listed of a part, most trusted first, without what a later listing of the same name replaced: parts are
     * updated where they stand. Who listed it must have looked lately, and nobody more trusted the other not long
     * before; what one report lists stands side by side, whenever each row of it was seen.
     */
    List<Fact> listings(Pattern name) {
        List<Fact> listed = new ArrayList<>();
        for (Fact fact : list(Observation.InstalledProduct.class))
            if (name.matcher(name(fact)).find()) listed.add(fact);
        if (listed.size() < 2) return listed;
        return listed.stream()
                .filter(one -> listed.stream()
                        .noneMatch(later -> later.observedAt().isAfter(one.observedAt())
                                && !later.report().equals(one.report())
                                && name(later).equals(name(one))
                                && sure(later)
                                && !opposes(one, later)))
                .toList();
    }

    private static String name(Fact listing) {
        return ((Observation.InstalledProduct) listing.observation()).name().strip();
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

    /**
     * The most trusted operating system; stale is better than none, machines rarely change it. A source that knows of
     * no version says nothing against one that does.
     */
    public Told<Observation.OperatingSystem> operatingSystem() {
        Fact fact = facts(Observation.OperatingSystem.class)
                .filter(told -> !WindowsSeen.isSilent((Observation.OperatingSystem) told.observation()))
                .findFirst()
                .or(() -> facts(Observation.OperatingSystem.class).findFirst())
                .orElse(null);
        return new Told<>(Observation.OperatingSystem.class, fact, fact != null && sure(fact));
    }

    public Told<Observation.RegistryValue> registry(String key, String name) {
        return first(Observation.RegistryValue.class, registry.get(place(key, name)));
    }

    /** The same, where a newer reading that is not {@code good} beats an older one that is (statement 128). */
    Told<Observation.RegistryValue> registry(String key, String name, Predicate<RegistryData> good) {
        return weighed(
                Observation.RegistryValue.class, registry.get(place(key, name)), value -> good.test(value.data()));
    }

    /** What is believed of a setting. */
    Told<Observation.RegistryValue> registry(Setting setting) {
        return weighed(
                Observation.RegistryValue.class,
                registry.get(setting.place()),
                value -> setting.standsIn(value.data()));
    }

    /** Everything that was told of one value, most trusted first. */
    List<Fact> readings(String key, String name) {
        return registry.getOrDefault(place(key, name), List.of());
    }

    /** Everything that was told of a setting, most trusted first. */
    List<Fact> readings(Setting setting) {
        return registry.getOrDefault(setting.place(), List.of());
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

    /** Whether an update is there for sure (statement 126): seen lately, and by nobody seen not to be since. */
    boolean installed(String kb) {
        List<Fact> told = updates.get(kb);
        if (told == null) return false;
        List<Fact> telling = new ArrayList<>(told.size());
        for (Fact fact : told) if (presence(fact) != Observation.Presence.UNKNOWN) telling.add(fact);
        return counts(telling, fact -> presence(fact) == Observation.Presence.PRESENT);
    }

    private static Observation.Presence presence(Fact fact) {
        return ((Observation.UpdateInstalled) fact.observation()).state();
    }

    /** Whether a service counts as being in this state and no other (statement 126). */
    boolean service(Pattern name, Predicate<String> state) {
        if (!told(Observation.Service.class)) return false;
        List<Fact> facts = new ArrayList<>();
        for (Fact fact : list(Observation.Service.class))
            if (name.matcher(((Observation.Service) fact.observation()).name()).matches()) facts.add(fact);
        return counts(facts, fact -> state.test(((Observation.Service) fact.observation()).state()));
    }

    /**
     * The file with this name in System32, or in SysWOW64 for the 32-bit view; a newer reading that is not {@code good}
     * beats an older one that is.
     */
    Told<Observation.FileVersion> systemFile(String name, boolean wow64, Predicate<Observation.FileVersion> good) {
        String wanted = wow64 ? "\\syswow64\\" + name : "\\system32\\" + name;
        List<Fact> readings = new ArrayList<>();
        for (Fact fact : list(Observation.FileVersion.class)) {
            String path = ((Observation.FileVersion) fact.observation()).path();
            if (path.replace('/', '\\').toLowerCase(Locale.ROOT).endsWith(wanted)) readings.add(fact);
        }
        return weighed(Observation.FileVersion.class, readings, good);
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

    /** The same, where a newer reading that is not {@code good} beats an older one that is (statement 128). */
    @Nullable
    Long number(String key, String name, LongPredicate good) {
        return registry(key, name, data -> dwordIs(data, good))
                .believed()
                .map(Observation.RegistryValue::data)
                .filter(data -> data.kind() == RegistryData.Kind.DWORD)
                .map(data -> (Long) data.value())
                .orElse(null);
    }

    private static boolean dwordIs(RegistryData data, LongPredicate good) {
        Long number = data.asDword();
        return number != null && good.test(number);
    }

    private <T extends Observation> Told<T> first(Class<T> type, @Nullable List<Fact> facts) {
        if (facts == null || facts.isEmpty()) return new Told<>(type, null, false);
        return new Told<>(type, facts.get(0), sure(facts.get(0)));
    }

    private <T extends Observation> Told<T> weighed(Class<T> type, @Nullable List<Fact> facts, Predicate<T> good) {
        Told<T> first = first(type, facts);
        Fact fact = first.fact();
        if (facts == null || facts.size() < 2 || fact == null || !good.test(type.cast(fact.observation())))
            return first;
        for (Fact other : facts)
            if (method(other).looked() && !good.test(type.cast(other.observation())) && opposes(other, fact))
                return new Told<>(type, other, sure(other));
        return first;
    }

    /**
     * The moment by which a value was last seen to differ from what was seen before, whoever saw it: it was written in
     * between (statement 128).
     */
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
                if (!Objects.equals(data(before), data(after))
                        && (last == null || after.observedAt().isAfter(last))) last = after.observedAt();
            }
        }
        return last;
    }

    /**
     * When an update or a server product was last installed; evidence from before is verified again (statement 109).
     */
    private @Nullable Instant lastServiced() {
        Instant last = null;
        for (Fact fact : list(Observation.UpdateInstalled.class)) {
            Observation.UpdateInstalled update = (Observation.UpdateInstalled) fact.observation();
            if (update.state() == Observation.Presence.PRESENT) last = later(last, update.at());
        }
        for (Fact fact : list(Observation.InstalledProduct.class)) {
            Observation.InstalledProduct product = (Observation.InstalledProduct) fact.observation();
            if (product.at() != null && SERVER_PRODUCT.matcher(product.name()).find()) last = later(last, product.at());
        }
        return last;
    }

    /** The later of two moments, of those that have come. */
    private @Nullable Instant later(@Nullable Instant last, @Nullable Instant moment) {
        if (moment == null || moment.isAfter(freshTo)) return last;
        return last == null || moment.isAfter(last) ? moment : last;
    }

    private static RegistryData data(Fact fact) {
        return ((Observation.RegistryValue) fact.observation()).data();
    }

    /** A value's place, however its path is written; spellings repeat across an estate and are worked out once. */
    static Place place(String key, String name) {
        Map<String, Place> under = PLACES.get(key);
        Place known = under == null ? null : under.get(name);
        if (known != null) return known;
        Place place = new Place(folded(key), folded(name));
        if (PLACES_KNOWN.get() < REMEMBERED) {
            PLACES_KNOWN.incrementAndGet();
            PLACES.computeIfAbsent(key, unheard -> new ConcurrentHashMap<>()).put(name, place);
        }
        return place;
    }

    /** Its hash is asked for again and again. */
    record Place(String key, String name, int hash) {
        Place(String key, String name) {
            this(key, name, key.hashCode() * 31 + name.hashCode());
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) return true;
            return other instanceof Place place
                    && hash == place.hash
                    && key.equals(place.key)
                    && name.equals(place.name);
        }
    }

    /** Whether two spellings name the same key. */
    public static boolean sameKey(String one, String other) {
        return folded(one).equals(folded(other));
    }

    /** A path as it is compared, however it is spelt. */
    static String folded(String text) {
        String known = FOLDED.get(text);
        if (known != null) return known;
        // One text for all spellings: what is the same text is compared at once.
        String folded = fold(text);
        if (FOLDED.size() >= REMEMBERED) return folded;
        String before = TEXTS.putIfAbsent(folded, folded);
        String one = before == null ? folded : before;
        FOLDED.put(text, one);
        return one;
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
