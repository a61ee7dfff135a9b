package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Questions;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Skype for Business or Lync desktop client stands on a host. The product, then the installer, then the update
 * channel choose the floor (statements 52 and 53): one number would judge wrongly in both directions.
 */
final class OfficeClients {
    private static final String CONFIGURATION = Known.key("click-to-run");
    private static final String CONFIGURATION_2013 = Known.key("click-to-run-2013");
    private static final int CLICK_TO_RUN_FROM = Known.number("click-to-run-builds");
    private static final String REPORTED = "VersionToReport";
    private static final List<String> CHANNELS = List.of("UpdateChannel", "CDNBaseUrl");

    /** Where Click-to-Run says what stands here. */
    static final List<Questions.Place> PLACES = List.of(
            new Questions.Place(CONFIGURATION, REPORTED),
            new Questions.Place(CONFIGURATION_2013, REPORTED),
            new Questions.Place(CONFIGURATION, CHANNELS.get(0)),
            new Questions.Place(CONFIGURATION, CHANNELS.get(1)));

    private static final Pattern SUITE =
            Pattern.compile("office|365|skype for business|lync", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_SUITE = Pattern.compile(
            "server|language pack|proofing|visio|project|viewer|web components|sdk|room", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLIENT = Pattern.compile("skype for business|lync", Pattern.CASE_INSENSITIVE);
    /** Patches have uninstall entries of their own. */
    private static final Pattern UPDATE =
            Pattern.compile("\\(KB\\d+\\)|^(Security |Critical )?Update for", Pattern.CASE_INSENSITIVE);

    private static final Pattern SIP = Pattern.compile("\\bOC/(?<v>1[56]\\.0\\.[0-9.]+)");

    private static final String PROGRAM = "lync.exe";

    private static final Duration ONE_DAY = Duration.ofDays(1);

    private static final int REMEMBERED = 50_000;
    private static final Map<String, Boolean> NAMED = new ConcurrentHashMap<>();

    private final Host host;
    private final Belief belief;
    private final Catalogue catalogue;
    private final List<Fact> clientFiles;

    OfficeClients(Host host, Catalogue catalogue) {
        this.host = host;
        this.belief = host.belief();
        this.catalogue = catalogue;
        this.clientFiles = new ArrayList<>();
        for (Fact fact : belief.list(Observation.FileVersion.class)) if (ofClient(fact)) clientFiles.add(fact);
    }

    /** Office 2013 and 2016 may stand side by side; of one generation only one installation can. */
    List<Recognised> recognise() {
        List<Recognised> found = new ArrayList<>();
        clickToRun().ifPresent(found::add);
        if (found.stream().noneMatch(OfficeClients::of2013))
            windowsInstaller(15).ifPresent(found::add);
        if (found.stream().allMatch(OfficeClients::of2013)) windowsInstaller(16).ifPresent(found::add);
        if (found.isEmpty()) registered().ifPresent(found::add);
        return found;
    }

    private static boolean of2013(Recognised client) {
        return client.getSystem().equals("cl-lync2013-desktop");
    }

    /** The client's file of one generation and installer. */
    private @Nullable Fact file(long generation, boolean clickToRun) {
        if (clientFiles.isEmpty()) return null;
        return lowest(
                clientFiles.stream()
                        .filter(fact -> state(fact) == Observation.Presence.PRESENT)
                        .filter(fact -> path(fact).contains("\\office" + generation + "\\lync.exe"))
                        .filter(fact -> path(fact).contains("\\root\\") == clickToRun)
                        .toList(),
                fact -> ((Observation.FileVersion) fact.observation()).version());
    }

    /**
     * The most trusted of these, unless a newer one tells of a lower build (statement 128).
     *
     * @param told most trusted first
     */
    private @Nullable Fact lowest(List<Fact> told, Function<Fact, @Nullable String> build) {
        if (told.isEmpty()) return null;
        Fact lowest = told.get(0);
        Version low = Version.read(build.apply(lowest)).orElse(null);
        for (Fact other : told) {
            Version version = Version.read(build.apply(other)).orElse(null);
            if (version == null || low == null || !version.below(low)) continue;
            if (!belief.sure(other) || !belief.opposes(other, told.get(0))) continue;
            lowest = other;
            low = version;
        }
        return lowest;
    }

    /** Whether the client counts as gone from where this installer puts it (statement 126). */
    private boolean removed(long generation, boolean clickToRun) {
        if (clientFiles.isEmpty()) return false;
        List<Fact> files = clientFiles.stream()
                .filter(fact -> path(fact).contains("\\office" + generation + "\\lync.exe"))
                .filter(fact -> path(fact).contains("\\root\\") == clickToRun)
                .filter(fact -> state(fact) != Observation.Presence.UNKNOWN)
                .toList();
        if (!belief.counts(files, fact -> state(fact) == Observation.Presence.ABSENT)) return false;
        Fact gone = files.stream()
                .filter(fact -> state(fact) == Observation.Presence.ABSENT && belief.sure(fact))
                .max(Comparator.comparing(Fact::observedAt))
                .orElseThrow();
        // Where one source saw both at once, the entry may be all that was left behind; a later one, or another
        // source's,
        // tells of a client.
        return belief.facts(Observation.InstalledProduct.class)
                .filter(fact -> CLIENT.matcher(product(fact).name()).find()
                        && !NOT_SUITE.matcher(product(fact).name()).find())
                .noneMatch(fact -> belief.opposes(fact, gone)
                        && (fact.observedAt().isAfter(gone.observedAt())
                                || (fact.observedAt().equals(gone.observedAt())
                                        && !fact.source().equals(gone.source()))));
    }

    /**
     * Whether somebody asked for the client's file and the answer does not count (statement 126): then a suite that may
     * bring the client is one of an unknown build.
     */
    private boolean doubted(long generation) {
        return clientFiles.stream()
                        .anyMatch(fact -> path(fact).contains("\\office" + generation + "\\lync.exe")
                                && !path(fact).contains("\\root\\"))
                && !removed(generation, false);
    }

    private static Observation.Presence state(Fact fact) {
        return ((Observation.FileVersion) fact.observation()).state();
    }

    private Optional<Recognised> clickToRun() {
        Fact suite = suiteOnClickToRun();
        Fact reported = reported(CONFIGURATION);
        if (reported == null) reported = reported(CONFIGURATION_2013);
        String version = reported == null ? null : text(reported);
        if (version == null && suite != null) version = product(suite).version();
        if (version == null && suite == null) return Optional.empty();
        Version build = judged(version, suite != null && product(suite).name().contains("2013") ? 15 : 16);
        long generation = build != null && build.major() == 15 ? 15 : 16;
        if (removed(generation, true)) return Optional.empty();
        Fact file = file(generation, true);
        if (build == null && file != null)
            build = judged(((Observation.FileVersion) file.observation()).version(), generation);
        List<Fact> facts = new ArrayList<>();
        if (reported != null) facts.add(reported);
        if (suite != null) facts.add(suite);
        if (file != null) facts.add(file);
        if (generation == 15) return client("cl-lync2013-desktop", build, facts);
        Optional<String> channel = channel(suite);
        return channel.isPresent()
                ? client(channel.get(), build, facts)
                : client("cl-sfb2016-c2r-monthly", certain(build), facts);
    }

    private @Nullable Fact suiteOnClickToRun() {
        for (Fact fact : belief.list(Observation.InstalledProduct.class))
            if (product(fact).installer().equals("c2r")
                    && SUITE.matcher(product(fact).name()).find()
                    && !NOT_SUITE.matcher(product(fact).name()).find()) return fact;
        return null;
    }

    /** Without the channel only a build above every floor passes; any other must be asked for (§1.2). */
    private @Nullable Version certain(@Nullable Version build) {
        return build != null && floor("cl-sfb2016-c2r-monthly").holds(build, false) ? build : null;
    }

    private Floor floor(String system) {
        Floor floor = catalogue.row(system).floor();
        if (floor == null) throw new IllegalStateException(system + " has no floor in the catalogue");
        return floor;
    }

    /** What Click-to-Run reports to be here; null where nobody read it, or the most trusted found nothing. */
    private @Nullable Fact reported(String key) {
        List<Fact> told = belief.readings(key, REPORTED);
        return told.isEmpty() || text(told.get(0)) == null
                ? null
                : lowest(told.stream().filter(fact -> text(fact) != null).toList(), OfficeClients::text);
    }

    /** Statement 53: where the machine was told to change channel, the new one counts. */
    private Optional<String> channel(@Nullable Fact suite) {
        for (String name : CHANNELS) {
            List<Fact> told = belief.readings(CONFIGURATION, name);
            Optional<String> channel = told.isEmpty() ? Optional.empty() : catalogue.channel(text(told.get(0)));
            if (channel.isEmpty()) continue;
            // A channel of long ago may have been left since, and so may one that was read differently: then none is
            // known.
            boolean left = told.stream()
                    .filter(other -> belief.sure(other) && belief.opposes(other, told.get(0)))
                    .anyMatch(other -> !catalogue.channel(text(other)).equals(channel));
            return belief.sure(told.get(0)) && !left ? channel : Optional.empty();
        }
        return suite == null || !belief.sure(suite)
                ? Optional.empty()
                : catalogue.channel(product(suite).channel());
    }

    private Optional<Recognised> windowsInstaller(long generation) {
        Fact file = file(generation, false);
        if (file == null && removed(generation, false)) return Optional.empty();
        Fact root = file == null ? file(generation, true) : null;
        boolean doubted = file == null && root == null && doubted(generation);
        Fact named = named(generation, doubted);
        List<Fact> facts = new ArrayList<>();
        for (Fact fact : Arrays.asList(file, root, named)) if (fact != null) facts.add(fact);
        if (facts.isEmpty()) return Optional.empty();
        Fact telling = facts.get(0);
        Version build = judged(
                telling.observation() instanceof Observation.FileVersion seen
                        ? seen.version()
                        : product(telling).version(),
                generation);
        if (root != null && generation == 16) return client("cl-sfb2016-c2r-monthly", certain(build), facts);
        String system = generation == 15 ? "cl-lync2013-desktop" : "cl-sfb2016-msi";
        return client(system, file == null && root == null ? proved(system, build) : build, facts);
    }

    private @Nullable Fact named(long generation, boolean doubted) {
        for (Fact fact : belief.list(Observation.InstalledProduct.class))
            if ((named(product(fact)) || (doubted && suite(product(fact))))
                    && (generation == 15) == named15(product(fact))) return fact;
        return null;
    }

    private static boolean named(Observation.InstalledProduct product) {
        return !product.installer().equals("c2r") && !product.installer().equals("appx") && namesClient(product.name());
    }

    /** A suite of Office that the Windows Installer brought; most editions bring the client along. */
    private static boolean suite(Observation.InstalledProduct product) {
        return !product.installer().equals("c2r")
                && !product.installer().equals("appx")
                && SUITE.matcher(product.name()).find()
                && !NOT_SUITE.matcher(product.name()).find()
                && !UPDATE.matcher(product.name()).find();
    }

    /** Names repeat across an estate; each is looked at once. */
    private static boolean namesClient(String name) {
        Boolean known = NAMED.get(name);
        if (known != null) return known;
        boolean client = CLIENT.matcher(name).find()
                && name.matches(
                        "(?i).*(lync|skype for business).*(2013|2015|2016).*|.*(lync|skype for business) basic.*")
                && !NOT_SUITE.matcher(name).find()
                && !UPDATE.matcher(name).find()
                && !name.matches("(?i).*\\b(2010|mac|web app|phone|iphone|ipad|ios|android|mobile)\\b.*");
        if (NAMED.size() < REMEMBERED) NAMED.put(name, client);
        return client;
    }

    /** An uninstall entry keeps the build of its service pack; an update that is listed shows more (§3.7). */
    private @Nullable Version proved(String system, @Nullable Version build) {
        String kb = catalogue.row(system).provedBy();
        Version floor = Version.of(floor(system).build());
        boolean listed = kb != null
                && (belief.installed(kb)
                        || belief.facts(Observation.InstalledProduct.class)
                                .anyMatch(fact -> belief.sure(fact)
                                        && product(fact).name().contains("(" + kb + ")")));
        return listed && (build == null || build.below(floor)) ? floor : build;
    }

    private static boolean named15(Observation.InstalledProduct product) {
        return product.name().contains("2013")
                || product.name().contains("2015")
                || (product.version() != null && product.version().startsWith("15."));
    }

    /**
     * What registered with SIP names its build, but neither installer nor channel; installer builds of 16.0 stay far
     * below those of Click-to-Run.
     */
    private Optional<Recognised> registered() {
        if (!belief.told(Observation.UserAgent.class)) return Optional.empty();
        List<Recognised> found = new ArrayList<>();
        Instant newest = null;
        for (Fact fact : belief.list(Observation.UserAgent.class)) {
            Recognised client = registered(fact).orElse(null);
            if (client == null) continue;
            // Several that registered from one host on one day stand side by side: the worst of them decides.
            if (newest == null) newest = fact.observedAt();
            if (!fact.observedAt().isBefore(newest.minus(ONE_DAY))) found.add(client);
        }
        return found.stream()
                .filter(client -> client.toFloor() != Verdict.MET)
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    private Optional<Recognised> registered(Fact fact) {
        Observation.UserAgent agent = (Observation.UserAgent) fact.observation();
        Matcher matcher = SIP.matcher(agent.value());
        if (!agent.via().equals("sip") || !matcher.find()) return Optional.empty();
        Version build = Version.read(matcher.group("v")).orElse(null);
        if (build == null) return Optional.empty();
        if (build.major() == 15) return client("cl-lync2013-desktop", build, List.of(fact));
        boolean installer = build.build() < CLICK_TO_RUN_FROM;
        return installer
                ? client("cl-sfb2016-msi", build, List.of(fact))
                : client("cl-sfb2016-c2r-monthly", certain(build), List.of(fact));
    }

    private Optional<Recognised> client(String system, @Nullable Version build, List<Fact> facts) {
        Row row = catalogue.row(system);
        return Optional.of(new Recognised(host, row, build, facts, false));
    }

    private static @Nullable Version judged(@Nullable String text, long major) {
        Version version = Version.read(text).orElse(null);
        return version != null && version.truncated() ? version.restored(major) : version;
    }

    private static @Nullable String text(Fact reading) {
        RegistryData data = ((Observation.RegistryValue) reading.observation()).data();
        return data.kind() == RegistryData.Kind.STRING || data.kind() == RegistryData.Kind.EXPAND_STRING
                ? (String) data.value()
                : null;
    }

    private static Observation.InstalledProduct product(@Nullable Fact fact) {
        if (fact == null) throw new IllegalStateException("no product");
        return (Observation.InstalledProduct) fact.observation();
    }

    private static boolean ofClient(Fact fact) {
        String path = ((Observation.FileVersion) fact.observation()).path();
        int name = path.length() - PROGRAM.length();
        return name > 0
                && path.regionMatches(true, name, PROGRAM, 0, PROGRAM.length())
                && (path.charAt(name - 1) == '\\' || path.charAt(name - 1) == '/');
    }

    private static String path(Fact fact) {
        return ((Observation.FileVersion) fact.observation())
                .path()
                .replace('/', '\\')
                .toLowerCase(Locale.ROOT);
    }
}
