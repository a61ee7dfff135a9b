package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Account;
import io.ratchet.domain.finding.Observation.DeviceModel;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.InstalledProduct;
import io.ratchet.domain.finding.Observation.Integration;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.ServerRole;
import io.ratchet.domain.finding.Observation.UpdateInstalled;
import io.ratchet.domain.finding.Observation.UserAgent;
import io.ratchet.domain.finding.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a record of a mapped table may say, and how that is read from its roles. */
enum TableFinding {
    NESSUS("nessus", TableFinding::nessus),
    QUALYS("qualys", TableFinding::qualys),
    OPENVAS("openvas", TableFinding::openvas),
    OPERATING_SYSTEM("operating-system", TableFinding::operatingSystem),
    INSTALLED_PRODUCT("installed-product", TableFinding::product),
    DEVICE_MODEL("device-model", TableFinding::device),
    USER_AGENT("user-agent", TableFinding::agent),
    SERVER_ROLE("server-role", TableFinding::role),
    PROTOCOL_USE("protocol-use", TableFinding::use),
    LEGACY_SIGN_IN("legacy-sign-in", TableFinding::legacy),
    UPDATE("update-installed", TableFinding::update),
    ACCOUNT("account", TableFinding::account),
    SCHANNEL_EVENT("schannel-event", TableFinding::event),
    REGISTRY_VALUE("registry-value", TableFinding::registry);

    /** Every role that a mapping may name. */
    static final Set<String> ROLES = Set.of(
            "host.name",
            "host.fqdn",
            "host.netbios",
            "host.domain",
            "host.ip",
            "host.mac",
            "host.uuid",
            "host.sid",
            "host.id",
            "host.site",
            "host.zone",
            "time",
            "skip.a",
            "skip.b",
            "skip.c",
            "source",
            "check.id",
            "check.port",
            "check.transport",
            "check.title",
            "check.output",
            "check.state",
            "os.caption",
            "os.version",
            "os.revision",
            "os.servicepack",
            "os.architecture",
            "os.type",
            "product.name",
            "product.version",
            "product.publisher",
            "product.at",
            "device.vendor",
            "device.model",
            "device.firmware",
            "device.app",
            "device.appversion",
            "agent.via",
            "agent.value",
            "agent.count",
            "role.name",
            "role.version",
            "use.direction",
            "use.protocol",
            "use.peer",
            "use.count",
            "use.legacy",
            "use.app",
            "use.client",
            "update.kb",
            "account.user",
            "account.mailbox",
            "account.sip",
            "account.device",
            "event.id",
            "event.provider",
            "event.computer",
            "event.log",
            "event.message",
            "event.protocol",
            "event.type",
            "event.target",
            "event.alert",
            "event.data",
            "event.count",
            "event.beat",
            "event.sender",
            "registry.key",
            "registry.name",
            "registry.kind",
            "registry.data");

    static final Map<String, TableFinding> BY_NAME = byName();

    /** In a mapping: the product is known by its version alone. */
    private static final String SKYPE_SERVER = "skype-core-components";

    private static final Map<String, String> SKYPE_SERVERS = Map.of(
            "4.0.",
            "Microsoft Lync Server 2010",
            "5.0.",
            "Microsoft Lync Server 2013",
            "6.0.",
            "Skype for Business Server 2015",
            "7.0.",
            "Skype for Business Server 2019");

    private static final Pattern RELEASE =
            Pattern.compile("(?<![0-9.])(?:5|6|10)\\.[0-9]+(?:\\.[0-9]{4,5}(?:\\.[0-9]{1,5})?)?");
    private static final Pattern BUILD = Pattern.compile("([0-9]{4,5})(?:\\.([0-9]{1,5}))?");
    private static final Pattern SERVICE_PACK = Pattern.compile("(?i)(?:service pack|sp)? ?([0-9])");
    private static final Pattern PACK_OF_VERSION = Pattern.compile("(?i)\\bService Pack ([0-9])\\b");
    private static final Pattern NAMED_OUTPUT = Pattern.compile("\\s*Plugin Output:\\s*");
    private static final Pattern SPACED_NAME = Pattern.compile("Windows[A-Za-z]*[0-9][0-9.A-Za-z]*");
    private static final Pattern SCHANNEL_IDS = Pattern.compile("368(?:6[4-9]|7[0-9]|8[0-8])");
    /** What every name of a Windows holds, in full or as inventories shorten it. */
    private static final Pattern WINDOWS = Pattern.compile(
            "(?i)(?<!dar)win|\\bNT\\b|microsoft|hyper-v|azure stack hci|\\bw2k|(?<![0-9.])20(?:03|08|12|16|19|22|25)(?![0-9.])");

    private static final Memo<Boolean> OTHER_SYSTEM = new Memo<>(
            caption -> !caption.isEmpty() && !WINDOWS.matcher(caption).find());
    private static final Memo<String> SPACED = new Memo<>(TableFinding::spaced);
    /** By what is told of the version and the caption, a line each. */
    private static final Memo<Optional<String>> VERSIONS = new Memo<>(TableFinding::version);

    /** A server's release is in its name. */
    private static final Pattern CLIENT = Pattern.compile("(?i)\\bWin(?:dows)? (10|11)\\b(?!.*20[0-9]{2})");
    /** The builds of the releases by which the people of an inventory call them: Microsoft's release information. */
    private static final Map<String, Integer> RELEASES = Map.ofEntries(
            Map.entry("10 1507", 10240),
            Map.entry("10 1511", 10586),
            Map.entry("10 1607", 14393),
            Map.entry("10 1703", 15063),
            Map.entry("10 1709", 16299),
            Map.entry("10 1803", 17134),
            Map.entry("10 1809", 17763),
            Map.entry("10 1903", 18362),
            Map.entry("10 1909", 18363),
            Map.entry("10 2004", 19041),
            Map.entry("10 20H2", 19042),
            Map.entry("10 21H1", 19043),
            Map.entry("10 21H2", 19044),
            Map.entry("10 22H2", 19045),
            Map.entry("11 21H2", 22000),
            Map.entry("11 22H2", 22621),
            Map.entry("11 23H2", 22631),
            Map.entry("11 24H2", 26100),
            Map.entry("11 25H2", 26200));

    private static final Pattern SIP = Pattern.compile("(?i)^sip:");
    private static final Pattern KB = Pattern.compile("(?i)\\bKB ?([0-9]{6,8})\\b");

    private final String word;
    private final Function<RoleCells, List<Observation>> reading;

    TableFinding(String word, Function<RoleCells, List<Observation>> reading) {
        this.word = word;
        this.reading = reading;
    }

    private static Map<String, TableFinding> byName() {
        Map<String, TableFinding> all = new LinkedHashMap<>();
        for (TableFinding finding : values()) all.put(finding.word, finding);
        return all;
    }

    String word() {
        return word;
    }

    /** Empty when the record does not say it. */
    List<Observation> read(RoleCells row) {
        return reading.apply(row);
    }

    private static List<Observation> nessus(RoleCells row) {
        String plugin = row.get("check.id");
        if (!NessusChecks.known(plugin)) return List.of();
        return NessusChecks.offers(
                plugin, row.get("check.port"), transport(row), row.get("check.title"), output(row), true);
    }

    /** Spreadsheets guard a leading sign with an apostrophe, and Tenable.sc names the field in the cell. */
    private static String output(RoleCells row) {
        String output = row.get("check.output");
        if (output.startsWith("'")) output = output.substring(1);
        Matcher named = NAMED_OUTPUT.matcher(output);
        return named.lookingAt() ? output.substring(named.end()) : output;
    }

    private static String transport(RoleCells row) {
        String word = row.get("check.transport").toLowerCase(Locale.ROOT);
        return word.equals("6") ? "tcp" : word.equals("17") ? "udp" : word;
    }

    private static List<Observation> qualys(RoleCells row) {
        String qid = row.get("check.id");
        if (!QualysChecks.known(qid)) return List.of();
        return QualysChecks.offers(qid, row.get("check.port"), transport(row), output(row));
    }

    private static List<Observation> openvas(RoleCells row) {
        String oid = row.get("check.id");
        if (!OpenVasChecks.known(oid)) return List.of();
        return OpenVasChecks.offers(oid, row.get("check.port"), transport(row), output(row));
    }

    private static List<Observation> operatingSystem(RoleCells row) {
        String caption = SPACED.of(row.get("os.caption"));
        // A kernel of Linux and a macOS have versions that are a Windows' too.
        if (OTHER_SYSTEM.of(caption)) return List.of();
        Optional<WindowsCaption> windows = WindowsCaption.of(caption);
        String told = row.get("os.version");
        Optional<String> version = VERSIONS.of(told.replace('\n', ' ') + '\n' + caption)
                .or(() -> windows.map(WindowsCaption::version))
                .or(() -> WindowsCaption.unfixed(caption));
        if (version.isEmpty()) return List.of();
        String[] parts = version.get().split("\\.");
        boolean revised = parts.length == 4 && !parts[3].equals("0");
        Long revision = row.count("os.revision");
        return List.of(new Observation.OperatingSystem(
                parts.length == 4 ? parts[0] + "." + parts[1] + "." + parts[2] : version.get(),
                revised ? Integer.valueOf(parts[3]) : revision == null ? null : Integer.valueOf(revision.intValue()),
                type(row, caption),
                servicePack(row)
                        .or(() -> windows.map(WindowsCaption::servicePack))
                        .orElse(null),
                caption.isEmpty() ? null : Excerpt.of(caption, 200),
                null,
                architecture(row.get("os.architecture"))));
    }

    /** {@code WindowsServer2016} of Defender is {@code Windows Server 2016}. */
    private static String spaced(String caption) {
        return SPACED_NAME.matcher(caption).matches()
                ? caption.replaceAll("(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=R2)", " ")
                : caption;
    }

    private static Optional<String> version(String toldAndCaption) {
        int end = toldAndCaption.indexOf('\n');
        String told = toldAndCaption.substring(0, end);
        String caption = toldAndCaption.substring(end + 1);
        Matcher release = RELEASE.matcher(told.replaceAll("\\s*\\(([0-9]{4,5})\\)", ".$1"));
        if (release.find()) return Optional.of(release.group());
        Matcher build = BUILD.matcher(told);
        Matcher named = CLIENT.matcher(caption);
        Integer known = named.find() ? RELEASES.get(named.group(1) + " " + told.toUpperCase(Locale.ROOT)) : null;
        if (known != null) return Optional.of("10.0." + known);
        boolean ten = caption.matches("(?i).*windows (10|11|server 20(16|19|22|25)).*");
        if (ten && build.matches() && Integer.parseInt(build.group(1)) >= 10240) return Optional.of("10.0." + told);
        return Optional.empty();
    }

    private static @org.jspecify.annotations.Nullable Integer type(RoleCells row, String caption) {
        String told = row.get("os.type");
        Integer named = WindowsCaption.productType(caption);
        boolean known = told.length() == 1 && told.charAt(0) >= '1' && told.charAt(0) <= '3';
        // What a list of workstations calls a server is no workstation.
        return !known || (told.equals("1") && named != null && named > 1) ? named : Integer.valueOf(told);
    }

    private static Optional<Integer> servicePack(RoleCells row) {
        String told = row.get("os.servicepack");
        if (!told.isEmpty()) {
            Matcher pack = SERVICE_PACK.matcher(told);
            if (pack.matches()) return Optional.of(Integer.valueOf(pack.group(1)));
        }
        String version = row.get("os.version");
        if (version.length() <= 15) return Optional.empty(); // most are no more than a number
        Matcher within = PACK_OF_VERSION.matcher(version);
        return within.find() ? Optional.of(Integer.valueOf(within.group(1))) : Optional.empty();
    }

    private static @org.jspecify.annotations.Nullable String architecture(String told) {
        String word = told.toLowerCase(Locale.ROOT);
        if (word.contains("arm64") || word.contains("aarch64") || word.contains("arm 64")) return "arm64";
        if (word.contains("64")) return "x64";
        return word.contains("86") || word.contains("32") ? "x86" : null;
    }

    private static List<Observation> product(RoleCells row) {
        String version = row.get("product.version");
        String told = row.get("product.name");
        String name = told.equals(SKYPE_SERVER) ? skypeServer(version) : told;
        if (name.isEmpty()) return List.of();
        return List.of(new InstalledProduct(
                name,
                version.isEmpty() ? null : version,
                row.orNull("product.publisher"),
                "unknown",
                null,
                row.time("product.at")));
    }

    /** What every server of a topology has, whatever its role; empty for a version of none that is known. */
    private static String skypeServer(String version) {
        return SKYPE_SERVERS.entrySet().stream()
                .filter(server -> version.startsWith(server.getKey()))
                .map(server -> server.getValue() + ", Core Components")
                .findFirst()
                .orElse("");
    }

    private static List<Observation> device(RoleCells row) {
        String model = row.get("device.model");
        String app = row.get("device.app");
        if (model.isEmpty() && app.isEmpty()) return List.of();
        return List.of(new DeviceModel(
                row.some("device.vendor").orElse("unknown"),
                model.isEmpty() ? app : model,
                row.orNull("device.firmware"),
                app.isEmpty() ? null : app,
                row.orNull("device.appversion")));
    }

    private static List<Observation> agent(RoleCells row) {
        String value = row.get("agent.value");
        if (value.isEmpty()) return List.of();
        return List.of(new UserAgent(row.some("agent.via").orElse("sip"), value, row.count("agent.count")));
    }

    private static List<Observation> role(RoleCells row) {
        String name = row.get("role.name");
        return name.isEmpty() ? List.of() : List.of(new ServerRole(name, row.orNull("role.version")));
    }

    private static List<Observation> use(RoleCells row) {
        String word = row.get("use.protocol");
        if (word.isEmpty()) return List.of();
        Protocol protocol = ProtocolNames.of(word)
                .orElseThrow(() -> RoleCells.bad("'" + Excerpt.of(word, 60) + "' is no version of TLS."));
        Direction direction = row.get("use.direction").equals("inbound") ? Direction.INBOUND : Direction.OUTBOUND;
        Long count = row.count("use.count");
        return List.of(new ProtocolUse(
                direction, protocol, null, row.orNull("use.peer"), null, count == null ? 1 : count, null, null, false));
    }

    /**
     * A sign-in that a service marks as legacy says neither which version nor whether the cipher was the reason: it is
     * a client that a person must look at.
     */
    private static List<Observation> legacy(RoleCells row) {
        if (!row.yes("use.legacy")) return List.of();
        return List.of(new Integration(
                row.some("use.client").orElse("client"),
                "third-party",
                "signs in to " + row.some("use.app").orElse("the service") + " with TLS 1.0, TLS 1.1 or 3DES"));
    }

    private static List<Observation> update(RoleCells row) {
        List<Observation> updates = new ArrayList<>();
        Matcher kb = KB.matcher(row.get("update.kb"));
        while (kb.find()) updates.add(new UpdateInstalled("KB" + kb.group(1), Presence.PRESENT, null));
        return updates;
    }

    private static List<Observation> account(RoleCells row) {
        String user = SIP.matcher(row.get("account.user")).replaceFirst("");
        if (user.isEmpty()) return List.of();
        return List.of(new Account(
                user, row.orNull("account.mailbox"), row.orNull("account.sip"), row.orNull("account.device")));
    }

    private static List<Observation> event(RoleCells row) {
        // What Splunk calls the source is the log.
        String provider = row.some("event.provider")
                .filter(name -> !name.toLowerCase(java.util.Locale.ROOT).contains("wineventlog"))
                .orElse("");
        // A search leaves the provider out, and no other writes these ids.
        boolean known =
                provider.isEmpty() ? SCHANNEL_IDS.matcher(row.get("event.id")).matches() : EventRecord.wanted(provider);
        if (!known) return List.of();
        // What a beat calls the host is the machine on which it runs.
        boolean forwarded = !row.get("event.beat").isEmpty()
                // Splunk's host is who sent an event; where its source is not told, that may be whoever collected it.
                || (!row.get("event.sender").isEmpty() && row.get("event.log").isEmpty())
                || row.get("event.log").toLowerCase(Locale.ROOT).contains("forwarded");
        if (forwarded && row.get("event.computer").isEmpty())
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST,
                    "The event may have been forwarded and does not name the computer whose log it was; its sender is another.");
        Map<String, String> fields = new LinkedHashMap<>();
        row.some("event.protocol").ifPresent(value -> fields.put("Protocol", value));
        row.some("event.type").filter(EventMessage::end).ifPresent(value -> fields.put("Type", value));
        row.some("event.target").ifPresent(value -> fields.put("TargetName", value));
        row.some("event.alert").ifPresent(value -> fields.put("AlertDesc", value));
        EventValues.of(row.get("event.data")).forEach(fields::putIfAbsent);
        EventMessage.complete(fields, row.get("event.message"));
        Long count = row.count("event.count");
        return SchannelMeaning.observations(row.get("event.id"), fields, count == null || count < 1 ? 1 : count);
    }

    private static List<Observation> registry(RoleCells row) {
        return RegistryRow.read(
                row.get("registry.key"), row.get("registry.name"), row.get("registry.kind"), row.get("registry.data"));
    }
}
