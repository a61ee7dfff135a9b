package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Sight;
import io.ratchet.rules.catalogue.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the systems of the catalogue on one host by what was seen of it. */
final class Recogniser {
    private static final Pattern ITANIUM = Pattern.compile("IA-?64|Itanium", Pattern.CASE_INSENSITIVE);

    private static final List<String> SERVERS_WITH_TOOLS =
            List.of("skype-server", "skype-never", "exchange", "one-of:sharepoint");

    private static final String ANY_DEVICE = "dv-3pip";

    private static final int REMEMBERED = 5_000;
    private static final int NAMES_REMEMBERED = 40;
    private static final Map<String, Map<String, String>> PLACES = new ConcurrentHashMap<>();
    private static final Map<String, Boolean> OF_ITANIUM = new ConcurrentHashMap<>();

    /** Names are short; what is longer comes from somebody who wants patterns to work hard. */
    private static final int LONGEST = 1024;

    private final Host host;
    private final Belief belief;
    private final Catalogue catalogue;

    Recogniser(Host host, Catalogue catalogue) {
        this.host = host;
        this.belief = host.belief();
        this.catalogue = catalogue;
    }

    /** What one fact shows of one row. */
    private record Seen(Fact fact, String text, @Nullable Version version, boolean weak, int telling) {
        /** Whether it shows only what was seen from outside, not what stands on the host. */
        boolean indirect() {
            return telling > 5;
        }

        /** Product generations differ in the first two parts of their versions; empty when none was told. */
        String generation() {
            return version == null ? "" : version.major() + "." + version.minor();
        }

        /**
         * The whole of a server, or the part whose build is the server's: other parts are left as they are by most
         * updates.
         */
        boolean core() {
            return text.contains("Core Components") || (text.contains(" ") && !text.contains(","));
        }

        Instant day() {
            return fact.observedAt().truncatedTo(ChronoUnit.DAYS);
        }
    }

    List<Recognised> recognise() {
        Map<String, List<Seen>> seen = new TreeMap<>();
        for (Fact fact : belief.state().facts()) look(fact, seen);
        String name = belief.state().host().fqdn();
        if (name != null && !belief.state().facts().isEmpty())
            for (Catalogue.SightOf one : catalogue.sights("host", name))
                add(seen, one.row(), new Seen(belief.first(), name, null, false, 9));
        seen.entrySet().removeIf(entry -> vetoed(catalogue.row(entry.getKey()), entry.getValue()));
        seen.entrySet().removeIf(entry -> toolsOnly(catalogue.row(entry.getKey()), entry.getValue()));
        chooseOneOfEach(seen);
        List<Recognised> found = new ArrayList<>();
        seen.forEach((id, sightings) -> found.add(recognised(catalogue.row(id), sightings)));
        found.addAll(new OfficeClients(host, catalogue).recognise());
        upgradedInPlace(found);
        if (found.isEmpty()
                && belief.told(Observation.DeviceModel.class)
                && !host.pools().isEmpty()) found.add(unheardOf());
        boolean appliance = false;
        for (Recognised system : found) appliance |= system.is("appliance");
        if (!appliance) host.windowsRow().ifPresent(row -> found.add(windows(row)));
        found.sort(Comparator.comparing(Recognised::getSystem));
        return List.copyOf(found);
    }

    private Recognised windows(Row row) {
        Fact fact = host.windows().fact();
        return new Recognised(host, row, host.windows().version(), fact == null ? List.of() : List.of(fact), false);
    }

    /** A device that somebody said to be homed on a pool is an endpoint of it, and unproven, whoever made it. */
    private Recognised unheardOf() {
        List<Fact> devices = belief.list(Observation.DeviceModel.class);
        return new Recognised(host, catalogue.row(ANY_DEVICE), null, devices, false);
    }

    private void look(Fact fact, Map<String, List<Seen>> seen) {
        Shown shown = shown(fact);
        if (shown == null || shown.text.length() > LONGEST) return;
        for (Catalogue.SightOf one : catalogue.sights(shown.by, shown.text))
            see(one.row(), one.sight(), fact, shown, seen);
    }

    private void see(Row row, Sight sight, Fact fact, Shown shown, Map<String, List<Seen>> seen) {
        if (!sight.systems().isEmpty()
                && (host.release() == null
                        || !sight.systems().contains(host.release().system()))) return;
        if (sight.os() != null && !sight.os().matcher(host.windows().caption()).find()) return;
        if (!sight.installers().isEmpty() && !sight.installers().contains(shown.installer)) return;
        Optional<Version> told = captured(sight, shown.text);
        Version version = judged(row, (told.isPresent() ? told : Version.read(shown.version)).orElse(null));
        // The firmware of an appliance says nothing of the server on it.
        if (version != null
                && shown.by.equals("device")
                && row.is("skype-server")
                && (version.major() < 5 || version.major() > 6)) version = null;
        if (sight.meant(version)) add(seen, row, new Seen(fact, shown.text, version, sight.weak(), telling(sight)));
    }

    private static void add(Map<String, List<Seen>> seen, Row row, Seen sighting) {
        seen.computeIfAbsent(row.id(), id -> new ArrayList<>()).add(sighting);
    }

    /** Statement 6: a version whose major number was cut off is restored from the product, or not believed. */
    private static @Nullable Version judged(Row row, @Nullable Version version) {
        if (version != null && row.is("sql")) return version.withoutServicePack();
        if (version == null || !version.truncated()) return version;
        return row.major() == null ? null : version.restored(row.major());
    }

    /** @param by the kind of sight that looks at it */
    private record Shown(String by, String text, @Nullable String version, String installer) {}

    private static @Nullable Shown shown(Fact fact) {
        Observation seen = fact.observation();
        if (seen instanceof Observation.RegistryValue value) {
            if (value.data().absent()) return null;
            boolean text = value.data().kind() == RegistryData.Kind.STRING;
            return new Shown(
                    "registry", place(value), text ? (String) value.data().value() : null, "");
        }
        if (seen instanceof Observation.InstalledProduct product)
            return new Shown("product", product.name().strip(), product.version(), product.installer());
        if (seen instanceof Observation.ServerRole role) return new Shown("role", role.role(), role.version(), "");
        if (seen instanceof Observation.UserAgent agent) return new Shown(agent.via(), agent.value(), null, "");
        if (seen instanceof Observation.DeviceModel device) {
            String version = device.appVersion() == null ? device.firmware() : device.appVersion();
            String app = device.app() == null ? "" : " " + device.app();
            return new Shown("device", device.vendor() + " " + device.model() + app, version, "");
        }
        if (seen instanceof Observation.FileVersion file)
            return file.state() == Observation.Presence.PRESENT
                    ? new Shown("file", file.path(), file.version(), "")
                    : null;
        if (seen instanceof Observation.Service service)
            return service.state().equals("absent") ? null : new Shown("service", service.name(), null, "");
        if (seen instanceof Observation.Integration integration)
            return new Shown("integration", integration.kind() + " " + integration.name(), null, "");
        if (seen instanceof Observation.OperatingSystem os) {
            String sku = os.sku() == null ? "" : " " + os.sku();
            String revision = os.revision() == null || os.version().split("\\.").length >= 4 ? "" : "." + os.revision();
            return new Shown("caption", (os.caption() == null ? "" : os.caption()) + sku, os.version() + revision, "");
        }
        return null;
    }

    /** One text for each place in the registry: places repeat across an estate. */
    private static String place(Observation.RegistryValue value) {
        Map<String, String> names = PLACES.get(value.key());
        if (names == null) {
            names = new ConcurrentHashMap<>();
            if (PLACES.size() < REMEMBERED) PLACES.put(value.key(), names);
        }
        String place = names.get(value.name());
        if (place != null) return place;
        place = value.key() + "|" + value.name();
        if (names.size() < NAMES_REMEMBERED) names.put(value.name(), place);
        return place;
    }

    /** A file's own version tells more than an uninstall entry, and that more than a role or a user agent. */
    private static int telling(Sight sight) {
        return switch (sight.by()) {
            case "file" -> 0;
            case "registry" -> 1;
            case "product" -> 2;
            case "caption" -> 3;
            case "device" -> 4;
            case "role" -> 5;
            default -> 6;
        };
    }

    private static Optional<Version> captured(Sight sight, String text) {
        if (!sight.captures()) return Optional.empty();
        Matcher matcher = sight.pattern().matcher(text);
        return matcher.find() && matcher.group("v") != null ? Version.read(matcher.group("v")) : Optional.empty();
    }

    /**
     * Whether the file without which the system cannot be counts as gone (statement 126). A later listing of the
     * product, one as new by another source, and a role or service of it seen as late, say otherwise; where one source
     * saw both at once, the uninstall entry may be all that was left behind.
     */
    private boolean vetoed(Row row, List<Seen> sightings) {
        String name = row.absentFile();
        if (name == null || !belief.told(Observation.FileVersion.class)) return false;
        List<Fact> files = belief.facts(Observation.FileVersion.class)
                .filter(fact -> file(fact).path().toLowerCase(Locale.ROOT).endsWith("\\" + name))
                .filter(fact -> file(fact).state() != Observation.Presence.UNKNOWN)
                .toList();
        if (!belief.counts(files, fact -> file(fact).state() == Observation.Presence.ABSENT)) return false;
        Fact gone = files.stream()
                .filter(fact -> file(fact).state() == Observation.Presence.ABSENT && belief.sure(fact))
                .max(Comparator.comparing(Fact::observedAt))
                .orElseThrow();
        return sightings.stream()
                .map(Seen::fact)
                .noneMatch(fact -> belief.opposes(fact, gone)
                        && !fact.observedAt().isBefore(gone.observedAt())
                        && (!(fact.observation() instanceof Observation.InstalledProduct)
                                || fact.observedAt().isAfter(gone.observedAt())
                                || !fact.source().equals(gone.source())));
    }

    /**
     * Statement 139: on a workstation the parts of a server are those that its tools bring along, unless a role of it
     * or a service is seen there too.
     */
    private boolean toolsOnly(Row row, List<Seen> sightings) {
        Integer type = host.windows().productType();
        return SERVERS_WITH_TOOLS.stream().anyMatch(row::is)
                && host.windows().certain()
                && type != null
                && type == 1
                && sightings.stream()
                        .map(seen -> seen.fact.observation())
                        .noneMatch(
                                told -> told instanceof Observation.ServerRole || told instanceof Observation.Service);
    }

    private static Observation.FileVersion file(Fact fact) {
        return (Observation.FileVersion) fact.observation();
    }

    /**
     * Rows that share a {@code one-of:} tag describe one installation, unless one source saw several generations at one
     * moment: then each stands. Whoever is trusted most decides (statement 1), then who spoke last, then the order of
     * the catalogue.
     */
    private void chooseOneOfEach(Map<String, List<Seen>> seen) {
        if (seen.size() < 2) return;
        List<Row> rows = catalogue.inOrder(seen.keySet());
        Set<String> groups = new LinkedHashSet<>();
        for (Row row : rows)
            row.tags().stream().filter(tag -> tag.startsWith("one-of:")).forEach(groups::add);
        for (String group : groups) {
            List<Row> rivals = rows.stream().filter(row -> row.is(group)).toList();
            if (rivals.size() > 1) choose(rivals, seen);
        }
    }

    private void choose(List<Row> rivals, Map<String, List<Seen>> seen) {
        Comparator<Seen> trust = Comparator.<Seen>comparingInt(one -> belief.standing(one.fact))
                .thenComparing(one -> belief.method(one.fact))
                .thenComparing(Seen::indirect);
        Comparator<Seen> order = trust.thenComparing(one -> one.fact.observedAt(), Comparator.reverseOrder())
                .thenComparing(one -> one.fact.pointer());
        Map<Row, Seen> best = new LinkedHashMap<>();
        for (Row rival : rivals)
            seen.getOrDefault(rival.id(), List.of()).stream()
                    .filter(one -> !one.weak && !lowered(one, rivals, seen))
                    .min(order)
                    .ifPresent(one -> best.put(rival, one));
        Map<String, Row> kept = new LinkedHashMap<>();
        if (!best.isEmpty()) {
            Seen leader = best.values().stream().min(order).orElseThrow();
            best.values().removeIf(one -> trust.compare(one, leader) != 0);
            boolean several = best.values().stream()
                            .map(Seen::generation)
                            .filter(one -> !one.isEmpty())
                            .distinct()
                            .count()
                    > 1;
            if (several) best.values().removeIf(one -> !one.fact.observedAt().equals(leader.fact.observedAt()));
            best.forEach((rival, one) -> {
                if (kept.isEmpty() || (several && !one.generation().isEmpty()))
                    kept.putIfAbsent(one.generation(), rival);
            });
        } else kept.put("", rivals.get(0));
        merge(rivals, kept, seen);
    }

    /** Statement 128: whether a newer reading of the same thing tells of a lower version, of whichever row. */
    private boolean lowered(Seen one, List<Row> rivals, Map<String, List<Seen>> seen) {
        return rivals.stream()
                .flatMap(rival -> seen.getOrDefault(rival.id(), List.of()).stream())
                .anyMatch(other -> other.version != null
                        && one.version != null
                        && other.version.below(one.version)
                        && other.text.equals(one.text)
                        && other.telling == one.telling
                        && belief.sure(other.fact)
                        && belief.opposes(other.fact, one.fact)
                        && !other.fact.observedAt().equals(one.fact.observedAt()));
    }

    /** What was seen of the others speaks of the one that is left, as far as it is of its generation. */
    private static void merge(List<Row> rivals, Map<String, Row> kept, Map<String, List<Seen>> seen) {
        Map<String, List<Seen>> before = new TreeMap<>();
        for (Row rival : rivals) before.put(rival.id(), seen.remove(rival.id()));
        kept.forEach((generation, row) -> {
            List<Seen> all = new ArrayList<>(before.get(row.id()));
            for (Row rival : rivals) {
                if (rival == row || kept.containsValue(rival)) continue;
                for (Seen one : before.getOrDefault(rival.id(), List.of()))
                    if (generation.isEmpty()
                            || one.generation().isEmpty()
                            || one.generation().equals(generation)) all.add(one);
            }
            seen.put(row.id(), all);
        });
    }

    private Comparator<Seen> mostTelling() {
        return Comparator.<Seen, Boolean>comparing(seen -> seen.version == null)
                .thenComparing(seen -> belief.standing(seen.fact))
                .thenComparing(seen -> belief.method(seen.fact))
                .thenComparing(Seen::telling)
                .thenComparing(Seen::day, Comparator.reverseOrder())
                .thenComparing(seen -> !seen.core())
                .thenComparing(seen -> seen.fact.observedAt(), Comparator.reverseOrder())
                .thenComparing(seen -> seen.fact.pointer())
                .thenComparing(Seen::text);
    }

    private Recognised recognised(Row row, List<Seen> sightings) {
        List<Seen> ordered = new ArrayList<>(sightings);
        if (ordered.size() > 1) ordered.sort(mostTelling());
        Seen best = ordered.get(0);
        Version version = best.version;
        // Several instances, or parts of a server, may stand side by side: the oldest decides.
        if (version != null && (row.is("instances") || (row.is("skype-server") && !best.core()))) {
            for (Seen seen : ordered)
                if (seen.telling == best.telling
                        && seen.version != null
                        && seen.fact.observedAt().equals(best.fact.observedAt())
                        && seen.version.below(version)) version = seen.version;
        }
        version = lower(row, best, version, ordered);
        if (row.is("os-build") && version != null && !buildKnown(row, best, version)) version = null;
        boolean itanium = false;
        for (Seen seen : ordered) itanium |= itanium(seen.text);
        return new Recognised(host, row, version, cited(ordered), itanium);
    }

    private static List<Fact> cited(List<Seen> ordered) {
        if (ordered.size() == 1) return List.of(ordered.get(0).fact);
        return ordered.stream().map(Seen::fact).distinct().limit(5).toList();
    }

    /** Texts repeat across an estate; each is looked at once. */
    private static boolean itanium(String text) {
        Boolean known = OF_ITANIUM.get(text);
        if (known != null) return known;
        boolean itanium = ITANIUM.matcher(text).find();
        if (OF_ITANIUM.size() < REMEMBERED) OF_ITANIUM.put(text, itanium);
        return itanium;
    }

    /**
     * Statement 128: a newer reading of the same thing that is below the floor beats an older one that reaches it,
     * whoever took that.
     */
    private @Nullable Version lower(Row row, Seen best, @Nullable Version version, List<Seen> ordered) {
        Floor floor = row.disableFloor() == null ? row.floor() : row.disableFloor();
        if (floor == null || version == null || ordered.size() < 2) return version;
        return ordered.stream()
                .filter(seen -> seen.version != null
                        && seen.telling == best.telling
                        && seen.text.equals(best.text)
                        && seen.version.below(version)
                        && belief.sure(seen.fact)
                        && belief.opposes(seen.fact, best.fact))
                .map(Seen::version)
                .min(Comparator.naturalOrder())
                .orElse(version);
    }

    /**
     * A build without its revision says nothing where the floor lies within that build, and a firmware number is no
     * build of Windows.
     */
    private boolean buildKnown(Row row, Seen best, Version version) {
        Floor floor = row.floor();
        if (floor == null || version.major() != Version.of(floor.build()).major()) return false;
        if (version.revision() > 0
                || version.build() != Version.of(floor.build()).build()) return version.build() > 0;
        return best.fact.observation() instanceof Observation.OperatingSystem
                && host.windows().revisionKnown();
    }

    /**
     * §1.5: Skype for Business Server 2015 on Windows 6.1, or on 6.2 or 6.3 where a Lync Server 2013 product was ever
     * listed, was upgraded in place.
     */
    private void upgradedInPlace(List<Recognised> found) {
        Recognised skype = null;
        for (Recognised system : found) if (system.getSystem().equals("sv-sfb2015")) skype = system;
        if (skype == null) return;
        List<Recognised> lync =
                found.stream().filter(system -> system.is("lync-server-2013")).toList();
        Version windows = host.windows().version();
        if (windows != null && windows.major() != 6) return;
        boolean oldWindows = windows != null && windows.minor() == 1;
        boolean listed = !lync.isEmpty()
                || belief.all(Observation.InstalledProduct.class)
                        .anyMatch(product -> product.name().contains("Lync Server 2013"));
        if (!oldWindows && !listed) return;
        found.remove(skype);
        found.removeAll(lync);
        found.add(new Recognised(host, catalogue.row("sv-sfb2015-inplace"), skype.version(), skype.facts(), false));
    }
}
