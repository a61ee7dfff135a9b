package io.ratchet.rules;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The short form in which case files write facts; {@code docs/guides/add-a-rule.md} explains it. */
final class Facts {
    private static final String NET = Known.key("dotnet") + "\\";
    private static final String NET_32 = Known.key("dotnet-32") + "\\";
    private static final String NET_4 = Known.text("runtime-4");
    private static final String NET_2 = Known.text("runtime-2");
    private static final String NET_SETUP = Known.key("dotnet-setup") + "\\v";
    /** Versions as they are written short, such as 1.2; those of SSL have another number before the dot. */
    private static final Map<String, Protocol> PROTOCOLS = Stream.of(Protocol.values())
            .collect(Collectors.toMap(protocol -> shortened(protocol.wire().substring(4)), protocol -> protocol));

    private static final String SHA = "0".repeat(64);

    private final Instant at;
    private int count;

    Facts(Instant at) {
        this.at = at;
    }

    List<Fact> read(Map<String, Object> entry) {
        List<Fact> facts = new ArrayList<>();
        for (Observation observation : observations(entry)) {
            Instant seen = at.minus(Duration.ofHours(12));
            String report = SHA;
            if (entry.containsKey("days-ago")) { // what is of another day stands in another report
                long days = Long.parseLong(needed(entry, "days-ago"));
                seen = at.minus(Duration.ofDays(days));
                report = Sha256.hex("days-ago " + days);
            }
            Method method = entry.containsKey("by") && !entry.containsKey("owner")
                    ? Method.valueOf(needed(entry, "by").toUpperCase(Locale.ROOT))
                    : Method.AGENT;
            String source = or(entry, "source", "case@test");
            facts.add(new Fact(observation, seen, source, "osquery", method, "sha256:" + report + "#" + count++));
        }
        return facts;
    }

    /** What two facts must share for the later to replace the earlier. */
    static String identity(Observation seen) {
        if (seen instanceof Observation.RegistryValue value) return "set " + value.key() + "|" + value.name();
        if (seen instanceof Observation.UpdateInstalled update) return update.kb();
        if (seen instanceof Observation.FileVersion file) return "file " + file.path();
        if (seen instanceof Observation.InstalledProduct product) return "product " + product.name();
        if (seen instanceof Observation.ServerRole role) return "role " + role.role();
        if (seen instanceof Observation.Service service) return "service " + service.name();
        if (seen instanceof Observation.ProtocolOffer offer) return "offer " + offer.port() + offer.protocol();
        if (seen instanceof Observation.Boot) return "boot";
        if (seen instanceof Observation.OperatingSystem) return "os";
        return seen.toString();
    }

    private List<Observation> observations(Map<String, Object> entry) {
        if (entry.containsKey("os"))
            return List.of(new Observation.OperatingSystem(
                    needed(entry, "os"),
                    number(entry, "revision"),
                    number(entry, "type"),
                    number(entry, "sp"),
                    word(entry, "caption"),
                    word(entry, "sku"),
                    word(entry, "arch")));
        if (entry.containsKey("set")) return set(entry);
        if (entry.containsKey("kb"))
            return List.of(new Observation.UpdateInstalled(
                    needed(entry, "kb"), presence(needed(entry, "is")), instant(entry, "installed-at")));
        if (entry.containsKey("file")) return List.of(file(needed(entry, "file"), needed(entry, "is")));
        if (entry.containsKey("product"))
            return List.of(new Observation.InstalledProduct(
                    needed(entry, "product"),
                    word(entry, "version"),
                    null,
                    or(entry, "installer", "msi"),
                    word(entry, "channel"),
                    instant(entry, "installed-at")));
        if (entry.containsKey("role"))
            return List.of(new Observation.ServerRole(needed(entry, "role"), word(entry, "version")));
        if (entry.containsKey("service"))
            return List.of(new Observation.Service(needed(entry, "service"), or(entry, "is", "running")));
        if (entry.containsKey("sip")) return List.of(new Observation.UserAgent("sip", needed(entry, "sip"), 1L));
        if (entry.containsKey("http")) return List.of(new Observation.UserAgent("http", needed(entry, "http"), 1L));
        if (entry.containsKey("device"))
            return List.of(new Observation.DeviceModel(
                    needed(entry, "vendor"),
                    needed(entry, "device"),
                    word(entry, "firmware"),
                    word(entry, "app"),
                    word(entry, "version")));
        if (entry.containsKey("offer")) return offer(entry);
        if (entry.containsKey("use")) return List.of(use(entry));
        if (entry.containsKey("failure"))
            return List.of(new Observation.ProtocolFailure(
                    Observation.Direction.valueOf(needed(entry, "failure").toUpperCase(Locale.ROOT)),
                    stack(entry),
                    entry.containsKey("protocol") ? protocol(needed(entry, "protocol")) : null,
                    number(entry, "alert"),
                    null,
                    3));
        if (entry.containsKey("event"))
            return List.of(new Observation.SchannelEvent(
                    neededNumber(entry, "event"),
                    entry.containsKey("count") ? neededNumber(entry, "count") : 1,
                    entry.containsKey("protocol")
                            ? Map.of("Protocol", needed(entry, "protocol"))
                            : Map.of("text", String.valueOf(entry.get("text"))),
                    null));
        if (entry.containsKey("member"))
            return List.of(new Observation.Membership(needed(entry, "member"), needed(entry, "of")));
        if (entry.containsKey("boot")) return List.of(new Observation.Boot(Instant.parse(needed(entry, "boot"))));
        if (entry.containsKey("account"))
            return List.of(new Observation.Account(
                    needed(entry, "account"), word(entry, "mailbox"), word(entry, "sip-account"), null));
        if (entry.containsKey("owner")) {
            Observation.RegistryValue value = (Observation.RegistryValue)
                    set(Map.of("set", needed(entry, "owner"), "is", "absent")).get(0);
            return List.of(
                    new Observation.PolicyOwner(value.key(), value.name(), needed(entry, "by"), word(entry, "policy")));
        }
        if (entry.containsKey("proof"))
            return List.of(new Observation.Proof(needed(entry, "proof"), needed(entry, "scope"), "somebody", null));
        if (entry.containsKey("integration"))
            return List.of(new Observation.Integration(
                    needed(entry, "integration"), needed(entry, "kind"), word(entry, "detail")));
        if (entry.containsKey("port-owner"))
            return List.of(new Observation.PortOwner(
                    neededNumber(entry, "port-owner"), needed(entry, "process"), word(entry, "module")));
        throw new IllegalArgumentException("no kind of fact is known by any of " + entry.keySet());
    }

    private List<Observation> set(Map<String, Object> entry) {
        String place = needed(entry, "set");
        int space = place.lastIndexOf(' ');
        String name = space < 0 ? "DefaultSecureProtocols" : place.substring(space + 1);
        String key = space < 0 ? place : place.substring(0, space);
        RegistryData data = entry.containsKey("qword")
                ? new RegistryData(RegistryData.Kind.QWORD, Long.valueOf(needed(entry, "qword")))
                : data(entry.get("is"));
        return List.of(new Observation.RegistryValue(key(key), name, data));
    }

    private static String key(String shortened) {
        if (shortened.startsWith("HK")) return shortened;
        if (shortened.equals("WinHttp")) return Known.key("winhttp");
        if (shortened.equals("WinHttp32")) return Known.key("winhttp-32");
        if (shortened.equals(".NET4")) return NET + NET_4;
        if (shortened.equals(".NET4/32")) return NET_32 + NET_4;
        if (shortened.equals(".NET2")) return NET + NET_2;
        if (shortened.equals(".NET2/32")) return NET_32 + NET_2;
        if (shortened.equals("NDP4")) return NET_SETUP + "4\\Full";
        if (shortened.startsWith("NDP")) return NET_SETUP + shortened.substring("NDP".length());
        return Known.key("schannel") + "\\" + shortened;
    }

    private static RegistryData data(@Nullable Object value) {
        if (value == null) throw new IllegalArgumentException("'is' must say the value, or absent");
        if (value instanceof Number number) return RegistryData.dword(number.longValue());
        if ("absent".equals(value)) return RegistryData.ABSENT;
        return RegistryData.string(String.valueOf(value));
    }

    private static Observation file(String path, String version) {
        String full = path.contains("\\") ? path : "C:\\Windows\\System32\\" + path;
        boolean absent = version.equals("absent");
        return new Observation.FileVersion(
                full, absent ? null : version, absent ? Observation.Presence.ABSENT : Observation.Presence.PRESENT);
    }

    private static List<Observation> offer(Map<String, Object> entry) {
        List<Observation> offers = new ArrayList<>();
        Map<String, Object> sorted = new TreeMap<>(entry);
        for (Map.Entry<String, Object> one : sorted.entrySet()) {
            if (!PROTOCOLS.containsKey(one.getKey())) continue;
            offers.add(new Observation.ProtocolOffer(
                    neededNumber(entry, "offer"),
                    "tcp",
                    null,
                    null,
                    protocol(one.getKey()),
                    OfferState.valueOf(String.valueOf(one.getValue())
                            .toUpperCase(Locale.ROOT)
                            .replace('-', '_'))));
        }
        return offers;
    }

    private Observation use(Map<String, Object> entry) {
        Instant to = entry.containsKey("ended-days-ago")
                ? at.minus(Duration.ofDays(neededNumber(entry, "ended-days-ago")))
                : at.minus(Duration.ofHours(12));
        int count = entry.containsKey("times") ? neededNumber(entry, "times") : 9;
        long days = entry.containsKey("days") ? neededNumber(entry, "days") : 1;
        return new Observation.ProtocolUse(
                Observation.Direction.valueOf(needed(entry, "use").toUpperCase(Locale.ROOT)),
                protocol(needed(entry, "protocol")),
                stack(entry),
                word(entry, "peer"),
                entry.containsKey("port") ? number(entry, "port") : Integer.valueOf(443),
                count,
                to.minus(Duration.ofDays(days)),
                to,
                "true".equals(word(entry, "test")));
    }

    private static Observation.@Nullable Stack stack(Map<String, Object> entry) {
        return entry.containsKey("stack")
                ? Observation.Stack.valueOf(needed(entry, "stack").toUpperCase(Locale.ROOT))
                : null;
    }

    private static String shortened(String number) {
        return number.contains(".") ? number : number + ".0";
    }

    private static Protocol protocol(String version) {
        Protocol protocol = PROTOCOLS.get(version);
        if (protocol == null) throw new IllegalArgumentException("no version of SSL or TLS is '" + version + "'");
        return protocol;
    }

    private static Observation.Presence presence(String word) {
        return switch (word) {
            case "installed" -> Observation.Presence.PRESENT;
            case "not-installed" -> Observation.Presence.ABSENT;
            case "unknown" -> Observation.Presence.UNKNOWN;
            default ->
                throw new IllegalArgumentException(
                        "'is' must be installed, not-installed or unknown, not '" + word + "'");
        };
    }

    private static @Nullable Instant instant(Map<String, Object> entry, String key) {
        Object value = entry.get(key);
        return value == null ? null : Instant.parse(String.valueOf(value));
    }

    private static @Nullable Integer number(Map<String, Object> entry, String key) {
        return entry.get(key) == null ? null : Integer.valueOf(String.valueOf(entry.get(key)));
    }

    private static String needed(Map<String, Object> entry, String key) {
        String word = word(entry, key);
        if (word == null) throw new IllegalArgumentException("'" + key + "' must be given");
        return word;
    }

    private static int neededNumber(Map<String, Object> entry, String key) {
        return Integer.parseInt(needed(entry, key));
    }

    private static String or(Map<String, Object> entry, String key, String otherwise) {
        return entry.containsKey(key) ? needed(entry, key) : otherwise;
    }

    private static @Nullable String word(Map<String, Object> entry, String key) {
        return entry.get(key) == null ? null : String.valueOf(entry.get(key));
    }
}
