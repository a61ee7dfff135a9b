package io.ratchet.wire;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Risk;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Approving;
import io.ratchet.domain.organisation.Caution;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Blackout;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.domain.organisation.Organisation.Federation;
import io.ratchet.domain.organisation.Organisation.Partner;
import io.ratchet.domain.organisation.Organisation.ProofEntry;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.organisation.Organisation.Waiver;
import io.ratchet.domain.organisation.Organisation.Window;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.ticket.Ticket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code organisation.yaml} (section 4 of the contract). What it leaves out takes the careful assumption. */
public final class OrganisationFile {
    private static final Map<String, Goal> GOALS = ordered("READY", Goal.READY, "ONLY", Goal.ONLY);
    private static final Map<String, Federation> FEDERATION =
            ordered("none", Federation.NONE, "now", Federation.NOW, "planned", Federation.PLANNED);
    private static final Map<String, Caution.Undo> UNDO =
            ordered("finish", Caution.Undo.FINISH, "wait", Caution.Undo.WAIT);
    private static final Set<String> SERVERS = Set.of("lync-2010", "lync-2013", "sfb-2015", "sfb-2019", "unknown");
    private static final Set<String> TOPOLOGIES = Set.of(
            "sfb-onprem+sfb-online",
            "sfb-onprem+federation",
            "sfb-onprem+exchange-online",
            "exchange-onprem+sfb-online",
            "cce+sfb-online",
            "sfb-onprem+exchange-onprem",
            "none");
    /** Statement 125 and section 4: a waiver answers these gates and no other. */
    private static final Set<String> WAIVABLE = Set.of("R071", "R082", "R084");

    /** Ruling 143. */
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);

    /** More than any night could change; what shall not run at all is stopped. */
    private static final int MOST_HOSTS = 1_000_000;

    private static final int MOST_RUNS = 200;

    private static final Set<String> KEYS = Set.of(
            "organisation",
            "goal",
            "timezone",
            "federation",
            "federatedPartners",
            "topology",
            "sites",
            "exceptions",
            "proofs",
            "waivers",
            "blackouts",
            "caps",
            "breaker",
            "undo",
            "tickets",
            "changes",
            "approvals",
            "deadlines");

    private static final Set<String> TICKET_KEYS =
            Set.of("family", "system", "site", "in", "queue", "owner", "one", "within", "byHand");
    private static final Set<String> CHANGE_KEYS = Set.of("site", "in", "queue");
    private static final Map<String, Boolean> ONE_FOR = ordered("site", false, "owner", true);
    private static final Map<String, Ticket.ByHand> BY_HAND =
            ordered("reopen", Ticket.ByHand.REOPEN, "comment", Ticket.ByHand.COMMENT);

    /** From which risk on those who approve must be apart from the others; empty: never. */
    private static final Map<String, Optional<Risk>> APART = apart();

    private OrganisationFile() {}

    /** @throws FailureException CONFIG_INVALID with the file's line */
    public static Organisation read(Path file) {
        try {
            return read(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The organisation profile " + file + " cannot be read; check its path and encoding.",
                    e);
        }
    }

    /** @param name the file's, as refusals show it */
    public static Organisation read(String name, String yaml) {
        YamlNode root = YamlNode.parse(name, yaml);
        Map<String, YamlNode> keys = root.mapping(KEYS);
        if (keys.get("organisation") == null)
            throw root.refuse("'organisation', the organisation's name, must be given.");
        return read(keys.get("organisation").text(), keys);
    }

    /**
     * A profile that stands in another file.
     *
     * @param unnamed the organisation's name where the profile gives none
     */
    public static Organisation read(YamlNode profile, String unnamed) {
        Map<String, YamlNode> keys = profile.mapping(KEYS);
        return read(one(keys, "organisation").map(YamlNode::text).orElse(unnamed), keys);
    }

    private static Organisation read(String organisation, Map<String, YamlNode> keys) {
        Organisation careful = Organisation.careful();
        return new Organisation(
                organisation,
                one(keys, "goal").map(node -> node.oneOf(GOALS)).orElse(careful.goal()),
                one(keys, "timezone").map(OrganisationFile::zone).orElse(careful.timezone()),
                one(keys, "federation").map(node -> node.oneOf(FEDERATION)).orElse(careful.federation()),
                many(keys, "federatedPartners", OrganisationFile::partner),
                topology(keys),
                sites(keys),
                many(keys, "exceptions", OrganisationFile::exception),
                many(keys, "proofs", OrganisationFile::proof),
                many(keys, "waivers", OrganisationFile::waiver),
                many(keys, "blackouts", OrganisationFile::blackout),
                new Caution(
                        one(keys, "caps")
                                .map(OrganisationFile::caps)
                                .orElse(careful.caution().caps()),
                        one(keys, "breaker")
                                .map(OrganisationFile::breaker)
                                .orElse(careful.caution().breaker()),
                        one(keys, "undo")
                                .map(node -> node.oneOf(UNDO))
                                .orElse(careful.caution().undo())),
                new Ticketing(
                        many(keys, "tickets", OrganisationFile::ticketRule),
                        many(keys, "changes", OrganisationFile::changeRule)),
                one(keys, "approvals").map(OrganisationFile::approving).orElse(careful.approving()),
                one(keys, "deadlines").map(DeadlinesYaml::read).orElse(careful.deadlines()));
    }

    private static Approving approving(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("apart", "people"));
        Optional<YamlNode> apart = one(given, "apart");
        Risk from = apart.isEmpty()
                ? Approving.careful().apartFrom()
                : apart.get().oneOf(APART).orElse(null);
        Map<Risk, Integer> people = new EnumMap<>(Risk.class);
        one(given, "people").ifPresent(each -> {
            Map<String, YamlNode> risks =
                    each.mapping(Arrays.stream(Risk.values()).map(Risk::wire).collect(Collectors.toSet()));
            for (Risk risk : Risk.values())
                if (risks.containsKey(risk.wire()))
                    people.put(risk, number(risks, risk.wire(), 1, Approving.MOST_PEOPLE, 1));
        });
        return new Approving(from, apart.isPresent(), people);
    }

    private static Ticketing.ChangeRule changeRule(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(CHANGE_KEYS);
        return new Ticketing.ChangeRule(
                one(given, "site").map(YamlNode::text).orElse(null),
                one(given, "in").map(YamlNode::text).orElse(null),
                one(given, "queue").map(YamlNode::text).orElse(null));
    }

    private static Ticketing.Rule ticketRule(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(TICKET_KEYS);
        boolean oneForOwner = one(given, "one").map(word -> word.oneOf(ONE_FOR)).orElse(false);
        if (oneForOwner && one(given, "owner").isEmpty())
            throw node.refuse("'one: owner' needs an 'owner' whose ticket it is.");
        return new Ticketing.Rule(
                one(given, "family").map(YamlNode::text).orElse(null),
                one(given, "system").map(YamlNode::text).orElse(null),
                one(given, "site").map(YamlNode::text).orElse(null),
                one(given, "in").map(YamlNode::text).orElse(null),
                one(given, "queue").map(YamlNode::text).orElse(null),
                one(given, "owner").map(YamlNode::text).orElse(null),
                oneForOwner,
                one(given, "within")
                        .map(period -> period.as("a period such as P30D", OrganisationFile::within))
                        .orElse(Period.ofDays(30)),
                one(given, "byHand").map(word -> word.oneOf(BY_HAND)).orElse(Ticket.ByHand.REOPEN));
    }

    private static Period within(String text) {
        Period period = Period.parse(text);
        if (period.isNegative() || period.isZero()) throw new IllegalArgumentException(text);
        return period;
    }

    /** Statement 143: there is no Skype or Lync, or there is. */
    private static List<String> topology(Map<String, YamlNode> keys) {
        return one(keys, "topology")
                .map(node -> {
                    List<String> values = node.list().stream()
                            .map(value -> word(value, TOPOLOGIES))
                            .toList();
                    if (values.size() > 1 && values.contains("none"))
                        throw node.refuse("'none' says that there is no Skype or Lync; it stands alone or not at all.");
                    return values;
                })
                .orElse(List.of());
    }

    private static List<Site> sites(Map<String, YamlNode> keys) {
        Set<String> names = new HashSet<>();
        Map<String, String> networks = new HashMap<>();
        return many(keys, "sites", node -> {
            Site site = site(node);
            for (String network : site.networks()) {
                String other = networks.put(block(network), site.name());
                if (other != null && !other.equals(site.name()))
                    throw node.refuse("the network " + network + " of site '" + site.name() + "' is that of site '"
                            + other + "'; an address stands in one of them.");
            }
            if (!names.add(site.name().strip().toLowerCase(Locale.ROOT)))
                throw node.refuse("the site '" + site.name() + "' stands here twice.");
            return site;
        });
    }

    private static Site site(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("name", "goal", "networks", "timezone", "window"));
        return new Site(
                node.required(f, "name").text(),
                one(f, "goal").map(goal -> goal.oneOf(GOALS)).orElse(null),
                many(f, "networks", network -> network.as("a network such as 10.0.0.0/16", OrganisationFile::cidr)),
                one(f, "timezone").map(OrganisationFile::zone).orElse(null),
                one(f, "window").map(OrganisationFile::window).orElse(null));
    }

    private static Window window(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("rrule", "duration", "tries"));
        YamlNode rrule = node.required(f, "rrule");
        try {
            Recurrence.parse(rrule.text());
        } catch (IllegalArgumentException e) {
            throw rrule.refuse(String.valueOf(e.getMessage()));
        }
        YamlNode length = node.required(f, "duration");
        Duration duration = length.as("a duration such as PT6H", Duration::parse);
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST_WINDOW) > 0)
            throw length.refuse("a window lasts longer than nothing and at most seven days, not '" + duration + "'.");
        Optional<YamlNode> tries = one(f, "tries");
        if (tries.isEmpty()) return new Window(rrule.text(), duration);
        int times = tries.get().as("a whole number", Integer::valueOf);
        if (times < 1) throw tries.get().refuse("a host is tried in at least one window, not in " + times + ".");
        return new Window(rrule.text(), duration, times);
    }

    private static Partner partner(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("name", "server", "build"));
        return new Partner(
                node.required(f, "name").text(),
                one(f, "server").map(server -> word(server, SERVERS)).orElse("unknown"),
                one(f, "build").map(YamlNode::text).orElse(null));
    }

    private static ExceptionEntry exception(YamlNode node) {
        Map<String, YamlNode> f =
                node.mapping(Set.of("asset", "goal", "owner", "reason", "until", "compensatingControl", "clearedBy"));
        return new ExceptionEntry(
                node.required(f, "asset").text(),
                node.required(f, "goal").oneOf(GOALS),
                node.required(f, "owner").text(),
                node.required(f, "reason").text(),
                date(node.required(f, "until")),
                node.required(f, "compensatingControl").text(),
                clearing(node.required(f, "clearedBy")));
    }

    private static Clearing clearing(YamlNode node) {
        if (!node.isMapping()) return new Clearing.Words(node.text());
        Map<String, YamlNode> f = node.mapping(Set.of("product", "build", "on", "proof"));
        if (f.containsKey("proof")) {
            if (f.size() > 1) throw node.refuse("'clearedBy' is a proof or a build of a product, not both.");
            return new Clearing.Proven(gate(node.required(f, "proof")));
        }
        String build = node.required(f, "build").as("a build such as 6.0.9319.548", value -> {
            if (!value.matches("\\d+(\\.\\d+){1,3}")) throw new IllegalArgumentException(value);
            return value;
        });
        YamlNode on = node.required(f, "on");
        String product = node.required(f, "product").text();
        if (!on.isList() && on.text().startsWith("site:"))
            return new Clearing.Build(
                    product,
                    build,
                    List.of(),
                    on.text().substring("site:".length()).strip());
        List<String> assets = on.list().stream().map(YamlNode::text).toList();
        if (assets.isEmpty()) throw on.refuse("'on' names assets, or a site as site:NAME.");
        return new Clearing.Build(product, build, assets, null);
    }

    private static ProofEntry proof(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("gate", "scope", "by", "at", "detail"));
        return new ProofEntry(
                gate(node.required(f, "gate")),
                node.required(f, "scope").text(),
                node.required(f, "by").text(),
                one(f, "at").map(OrganisationFile::moment).orElse(null),
                one(f, "detail").map(YamlNode::text).orElse(null));
    }

    private static Waiver waiver(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("gate", "scope", "owner", "until", "reason"));
        YamlNode gate = node.required(f, "gate");
        if (!WAIVABLE.contains(gate(gate)))
            throw gate.refuse("a waiver answers only R071, R082 and R084, not " + gate.text() + ".");
        return new Waiver(
                gate.text(),
                node.required(f, "scope").text(),
                node.required(f, "owner").text(),
                date(node.required(f, "until")),
                node.required(f, "reason").text());
    }

    private static Blackout blackout(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("from", "until", "sites", "reason"));
        Instant from = moment(node.required(f, "from"));
        YamlNode end = node.required(f, "until");
        Instant until = moment(end);
        if (!until.isAfter(from)) throw end.refuse("a blackout ends after it begins.");
        return new Blackout(
                from,
                until,
                many(f, "sites", YamlNode::text),
                node.required(f, "reason").text());
    }

    private static Caution.Caps caps(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("total", "site", "subnet", "pool", "night", "wave"));
        Caution.Caps careful = Caution.careful().caps();
        return new Caution.Caps(
                number(f, "total", 1, MOST_HOSTS, careful.total()),
                number(f, "site", 1, MOST_HOSTS, careful.site()),
                number(f, "subnet", 1, MOST_HOSTS, careful.subnet()),
                number(f, "pool", 1, MOST_HOSTS, careful.pool()),
                number(f, "night", 1, MOST_HOSTS, careful.night()),
                number(f, "wave", 1, MOST_HOSTS, careful.wave()));
    }

    private static Caution.Breaker breaker(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("inARow", "percent", "of"));
        Caution.Breaker careful = Caution.careful().breaker();
        return new Caution.Breaker(
                number(f, "inARow", 1, MOST_RUNS, careful.inARow()),
                number(f, "percent", 1, 100, careful.percent()),
                number(f, "of", Caution.Breaker.FEWEST, MOST_RUNS, careful.of()));
    }

    private static int number(Map<String, YamlNode> fields, String key, int least, int most, int otherwise) {
        return one(fields, key)
                .map(node -> node.as("a whole number from " + least + " to " + most, value -> {
                    int number = Integer.parseInt(value);
                    if (number < least || number > most) throw new IllegalArgumentException(value);
                    return number;
                }))
                .orElse(otherwise);
    }

    private static String gate(YamlNode node) {
        return node.as("a gate such as R074", value -> {
            if (!value.matches("R[0-9]{3}")) throw new IllegalArgumentException(value);
            return value;
        });
    }

    private static LocalDate date(YamlNode node) {
        return node.as("a date such as 2019-06-30", LocalDate::parse);
    }

    /** A day alone is its first moment in UTC. */
    private static Instant moment(YamlNode node) {
        return node.as(
                "a time such as 2018-09-01T00:00:00Z, or a date",
                value -> value.length() == 10
                        ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(value).toInstant());
    }

    private static ZoneId zone(YamlNode node) {
        return node.as("a time zone such as Europe/Berlin", ZoneId::of);
    }

    static String cidr(String value) {
        int slash = value.indexOf('/');
        if (slash < 1) throw new IllegalArgumentException(value);
        boolean six = value.contains(":");
        int bits = Integer.parseInt(value.substring(slash + 1));
        String address = value.substring(0, slash);
        boolean fits = six
                ? address.matches("[0-9a-fA-F:.]+") && bits >= 0 && bits <= 128
                : address.matches("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?=.)|$)){4}") && bits >= 0 && bits <= 32;
        if (!fits || (six && mapped(address))) throw new IllegalArgumentException(value);
        return value;
    }

    /** A network of IPv4 is written as one: as {@code ::ffff:10.0.0.0} it would hold no host that is told by IPv4. */
    private static boolean mapped(String address) {
        try {
            return InetAddress.getByName(address) instanceof Inet4Address;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    /** A network's first address and length, however its host bits are written. */
    static String block(String cidr) {
        int slash = cidr.indexOf('/');
        int bits = Integer.parseInt(cidr.substring(slash + 1));
        try {
            // A literal address is never looked up.
            byte[] address = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
            for (int bit = bits; bit < address.length * 8; bit++) address[bit / 8] &= (byte) ~(1 << (7 - bit % 8));
            return HexFormat.of().formatHex(address) + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(cidr, e);
        }
    }

    private static String word(YamlNode node, Set<String> words) {
        Map<String, String> known = new LinkedHashMap<>();
        words.stream().sorted().forEach(word -> known.put(word, word));
        return node.oneOf(known);
    }

    private static Optional<YamlNode> one(Map<String, YamlNode> fields, String key) {
        return YamlNode.given(fields.get(key));
    }

    private static <T> List<T> many(Map<String, YamlNode> fields, String key, Function<YamlNode, T> reader) {
        List<T> items = new ArrayList<>();
        one(fields, key).ifPresent(node -> node.list().forEach(item -> items.add(reader.apply(item))));
        return items;
    }

    private static Map<String, Optional<Risk>> apart() {
        Map<String, Optional<Risk>> map = new LinkedHashMap<>();
        for (Risk risk : Risk.values()) map.put(risk.wire(), Optional.of(risk));
        map.put("never", Optional.empty());
        return map;
    }

    private static <T> Map<String, T> ordered(String a, T first, String b, T second) {
        Map<String, T> map = new LinkedHashMap<>();
        map.put(a, first);
        map.put(b, second);
        return map;
    }

    private static <T> Map<String, T> ordered(String a, T first, String b, T second, String c, T third) {
        Map<String, T> map = ordered(a, first, b, second);
        map.put(c, third);
        return map;
    }
}
