package io.ratchet.wire;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Deadlines;
import io.ratchet.domain.organisation.Deadlines.Exposure;
import io.ratchet.domain.organisation.Deadlines.Part;
import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.domain.organisation.Vulnerability.Impact;
import io.ratchet.domain.organisation.Vulnerability.Sign;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads vulnerabilities with what makes their deadlines, and what a profile says of both. */
public final class DeadlinesYaml {
    /** The keys of a vulnerability. */
    public static final Set<String> VULNERABILITY = Set.of("cve", "kev", "automatable", "impact", "offers", "missing");

    private static final Map<String, Boolean> YES_OR_NO = words("yes", true, "no", false);
    private static final Map<String, Impact> IMPACTS = words("partial", Impact.PARTIAL, "total", Impact.TOTAL);
    private static final Map<String, Part> PARTS =
            Map.of("host", Part.HOST, "network", Part.NETWORK, "site", Part.SITE);

    private DeadlinesYaml() {}

    static Deadlines read(YamlNode node) {
        Map<String, YamlNode> f = node.mapping(Set.of("follows", "exposure", "vulnerabilities"));
        Set<String> parts = new HashSet<>();
        List<Exposure> exposures = new ArrayList<>();
        for (YamlNode one : list(f, "exposure")) exposures.add(exposure(one, parts));
        Set<String> ids = new HashSet<>();
        List<Vulnerability> vulnerabilities = new ArrayList<>();
        for (YamlNode one : list(f, "vulnerabilities")) {
            Vulnerability read = vulnerability(one, one.mapping(VULNERABILITY));
            if (!ids.add(read.cve())) throw one.refuse("the vulnerability " + read.cve() + " stands here twice.");
            vulnerabilities.add(read);
        }
        return new Deadlines(
                YamlNode.given(f.get("follows")).map(DeadlinesYaml::yesOrNo).orElse(null), exposures, vulnerabilities);
    }

    private static Exposure exposure(YamlNode node, Set<String> parts) {
        Map<String, YamlNode> f = node.mapping(Set.of("host", "network", "site", "public"));
        boolean isPublic = yesOrNo(node.required(f, "public"));
        List<String> named = PARTS.keySet().stream().filter(f::containsKey).toList();
        if (named.size() != 1) throw node.refuse("an entry says of one host, one network or one site whether it is.");
        String key = named.get(0);
        YamlNode given = node.required(f, key);
        String name = key.equals("network")
                ? given.as("a network such as 10.0.0.0/16", OrganisationFile::cidr)
                : given.text().strip();
        String same =
                key + " " + (key.equals("network") ? OrganisationFile.block(name) : name.toLowerCase(Locale.ROOT));
        if (!parts.add(same)) throw given.refuse("the " + key + " '" + name + "' stands here twice.");
        return new Exposure(Part.valueOf(key.toUpperCase(Locale.ROOT)), name, isPublic);
    }

    /**
     * A vulnerability.
     *
     * @param keys of its mapping, which may have others than {@link #VULNERABILITY}
     * @throws FailureException CONFIG_INVALID with file and line
     */
    public static Vulnerability vulnerability(YamlNode node, Map<String, YamlNode> keys) {
        return new Vulnerability(
                node.required(keys, "cve").as("a CVE id such as CVE-2014-3566", id -> {
                    if (!id.matches("CVE-[0-9]{4}-[0-9]{4,7}")) throw new IllegalArgumentException(id);
                    return id;
                }),
                node.required(keys, "kev")
                        .as(
                                "the day it was added, such as 2026-11-02, or no",
                                day -> day.equals("no") ? Optional.empty() : Optional.of(LocalDate.parse(day))),
                YamlNode.given(keys.get("automatable")).map(DeadlinesYaml::yesOrNo),
                YamlNode.given(keys.get("impact")).map(DeadlinesYaml::impact),
                sign(node, keys));
    }

    public static boolean yesOrNo(YamlNode node) {
        return node.oneOf(YES_OR_NO);
    }

    public static Impact impact(YamlNode node) {
        return node.oneOf(IMPACTS);
    }

    private static Sign sign(YamlNode node, Map<String, YamlNode> keys) {
        Optional<YamlNode> offers = YamlNode.given(keys.get("offers"));
        Optional<YamlNode> missing = YamlNode.given(keys.get("missing"));
        if (offers.isPresent() == missing.isPresent())
            throw node.refuse("a vulnerability is seen by what a host 'offers' or by an update that is 'missing'.");
        if (offers.isPresent()) return new Sign.Offered(offers.get().oneOf(legacy()));
        List<String> updates = missing.get().list().stream()
                .map(one -> one.as("an update such as KB3140245", kb -> {
                    if (!kb.matches("KB[0-9]{5,8}")) throw new IllegalArgumentException(kb);
                    return kb;
                }))
                .toList();
        if (updates.isEmpty()) throw missing.get().refuse("'missing' names at least one update.");
        return new Sign.Missing(updates);
    }

    private static Map<String, Protocol> legacy() {
        Map<String, Protocol> legacy = new LinkedHashMap<>();
        for (Protocol protocol : Protocol.values()) if (protocol.legacy()) legacy.put(protocol.wire(), protocol);
        return legacy;
    }

    private static List<YamlNode> list(Map<String, YamlNode> keys, String key) {
        return YamlNode.given(keys.get(key)).map(YamlNode::list).orElse(List.of());
    }

    private static <T> Map<String, T> words(String one, T first, String other, T second) {
        Map<String, T> words = new LinkedHashMap<>();
        words.put(one, first);
        words.put(other, second);
        return words;
    }
}
