package io.ratchet.rules.catalogue;

import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One system: how it is recognised, what it must reach, and by what means.
 *
 * @param way which way the rules take with it
 * @param tags what it is to the gates, such as {@code skype-server}
 * @param floor to be TLS 1.2 capable; null when no build decides
 * @param disableFloor before older protocols may be refused around it; null when the first floor is enough
 * @param confirm builds between floors of which a person must say whether they will do; null when there are none
 * @param neverOnly why its host may never refuse older protocols; null when it may
 * @param needs the values and parts it asks of its host
 * @param ports on which it serves: TLS 1.2 inbound is proven for it on these and no other (statement 130); empty where
 *     nobody wrote them down
 * @param absentFile with this file known to be absent the system is not there
 * @param provedBy an update whose presence shows that the first floor is reached; null when none does
 * @param endOfSupport the last day its vendor supports it; it is told of beside a decision and never changes one
 * @param statements that shape every decision about it
 * @param advice what a person is told to do, a clause
 */
public record Row(
        String id,
        String name,
        Course way,
        Set<String> tags,
        List<Sight> sights,
        @Nullable Floor floor,
        @Nullable Floor disableFloor,
        @Nullable Floor confirm,
        @Nullable String neverOnly,
        Remedy remedy,
        Restart restart,
        @Nullable String playbook,
        Map<String, String> parameters,
        List<String> needs,
        List<Integer> ports,
        @Nullable String absentFile,
        @Nullable Long major,
        @Nullable String provedBy,
        @Nullable LocalDate endOfSupport,
        List<Integer> statements,
        String advice,
        List<String> sources,
        Confidence confidence) {

    static Row read(Node node) {
        Confidence confidence = Marks.of(node.text("confidence"));
        Node parameters = node.node("parameters");
        Map<String, String> given = new TreeMap<>();
        if (parameters != null) {
            for (String key : List.of("product", "build", "kb")) {
                String value = parameters.optional(key);
                if (value != null) given.put(key, value);
            }
            parameters.done();
        }
        String major = node.optional("major");
        String ends = node.optional("end-of-support");
        Row row = new Row(
                node.text("id"),
                node.text("name"),
                Course.of(node.text("course")),
                Set.copyOf(node.texts("tags")),
                node.nodes("recognise").stream().map(Sight::read).toList(),
                Floor.read(node.node("floor"), confidence),
                Floor.read(node.node("disable-floor"), confidence),
                Floor.read(node.node("confirm"), confidence),
                node.optional("never-only"),
                Remedy.valueOf(
                        node.or("remedy", "nothing").toUpperCase(Locale.ROOT).replace('-', '_')),
                Restart.valueOf(node.or("restart", "none").toUpperCase(Locale.ROOT)),
                node.optional("playbook"),
                Map.copyOf(given),
                node.texts("needs"),
                node.numbers("ports"),
                node.optional("absent-file"),
                major == null ? null : Long.valueOf(major),
                node.optional("proved-by"),
                ends == null ? null : LocalDate.parse(ends),
                node.numbers("statements"),
                node.or("advice", ""),
                node.texts("sources"),
                confidence);
        node.done();
        return row;
    }

    /** The way as the catalogue and rules write it. */
    public String course() {
        return way.word();
    }

    /** Whether its vendor's support had ended by this moment. */
    public boolean unsupportedAt(Instant moment) {
        return endOfSupport != null
                && moment.atZone(ZoneOffset.UTC).toLocalDate().isAfter(endOfSupport);
    }

    public boolean is(String tag) {
        return tags.contains(tag);
    }

    /** What of a row that would stand in the place of this one asks for less, a clause; null when nothing does. */
    @Nullable
    String laxer(Row other) {
        if (other.way != way) return "its course is not " + course();
        if (!other.tags.containsAll(tags)) return "it lacks some of the tags " + new TreeSet<>(tags);
        if (!other.needs.containsAll(needs)) return "it lacks some of the needs " + needs;
        if (neverOnly != null && other.neverOnly == null) return "it lacks never-only";
        if (laxer(floor, other.floor)) return "its floor lets builds pass that the shipped one does not";
        if (laxer(disableFloor, other.disableFloor))
            return "its disable-floor lets builds pass that the shipped one does not";
        if (other.absentFile != null && !other.absentFile.equals(absentFile))
            return "its absent-file is not the shipped one";
        if (!other.ports.equals(ports)) return "its ports are not " + ports;
        if (other.provedBy != null && !other.provedBy.equals(provedBy)) return "its proved-by is not the shipped one";
        return null;
    }

    private static boolean laxer(@Nullable Floor shipped, @Nullable Floor other) {
        return shipped != null && (other == null || !other.within(shipped));
    }

    /** The same, seen by these too. */
    Row seenAlsoAs(List<Sight> more) {
        List<Sight> all = new ArrayList<>(more);
        all.addAll(sights);
        return with(List.copyOf(all), floor, disableFloor);
    }

    /** The same, with these floors. */
    Row withFloors(@Nullable Floor first, @Nullable Floor second) {
        return with(sights, first, second);
    }

    private Row with(List<Sight> seenBy, @Nullable Floor first, @Nullable Floor second) {
        return new Row(
                id,
                name,
                way,
                tags,
                seenBy,
                first,
                second,
                confirm,
                neverOnly,
                remedy,
                restart,
                playbook,
                parameters,
                needs,
                ports,
                absentFile,
                major,
                provedBy,
                endOfSupport,
                statements,
                advice,
                sources,
                confidence);
    }
}
