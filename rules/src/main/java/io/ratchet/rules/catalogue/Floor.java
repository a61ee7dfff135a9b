package io.ratchet.rules.catalogue;

import io.ratchet.domain.decision.Confidence;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The builds of one product that will do. Most products have one floor; servicing branches make several ranges, and a
 * build between two of them fails although it is numerically higher (statements 5, 36 and 52).
 *
 * @param ranges any of them will do
 * @param faulty builds within a range that must be left all the same (statement 37)
 * @param build what to bring the product to
 * @param says the floor in words
 * @param brief the same as a name within a sentence, such as that of the update
 * @param released when the vendor released it; null when it was always there
 */
public record Floor(
        List<Range> ranges,
        List<Version> faulty,
        String build,
        String says,
        String brief,
        @Nullable LocalDate released,
        List<String> sources,
        Confidence confidence) {
    /**
     * @param below null: no upper end
     * @param confidence where it differs from that of the floor; null where it does not
     */
    public record Range(
            Version from,
            @Nullable Version below,
            boolean itanium,
            @Nullable Confidence confidence) {
        boolean holds(Version version) {
            return version.atLeast(from) && (below == null || version.below(below));
        }

        boolean within(Range other) {
            boolean ends = other.below == null || (below != null && !other.below.below(below));
            return from.atLeast(other.from) && ends && (itanium || !other.itanium);
        }
    }

    static @Nullable Floor read(@Nullable Node node, Confidence otherwise) {
        if (node == null) return null;
        String build = node.text("build");
        List<Range> ranges = node.nodes("ranges").stream().map(Floor::range).toList();
        String released = node.optional("released");
        Floor floor = new Floor(
                ranges.isEmpty() ? List.of(new Range(Version.of(build), null, false, null)) : ranges,
                node.texts("faulty").stream().map(Version::of).toList(),
                build,
                node.or("says", build),
                node.or("brief", node.or("says", build)),
                released == null ? null : LocalDate.parse(released),
                node.texts("sources"),
                node.optional("confidence") == null ? otherwise : Marks.of(node.text("confidence")));
        node.done();
        return floor;
    }

    /** The same, resting on these sources unless it names its own. */
    Floor from(List<String> others) {
        return sources.isEmpty()
                ? new Floor(ranges, faulty, build, says, brief, released, List.copyOf(others), confidence)
                : this;
    }

    private static Range range(Node node) {
        String below = node.optional("below");
        Confidence confidence = node.optional("confidence") == null ? null : Marks.of(node.text("confidence"));
        Range range = new Range(
                Version.of(node.text("from")),
                below == null ? null : Version.of(below),
                node.flag("itanium"),
                confidence);
        node.done();
        return range;
    }

    /** Whether every build that will do here will do there. */
    boolean within(Floor other) {
        boolean ranged = ranges.stream().allMatch(range -> other.ranges.stream().anyMatch(range::within));
        return ranged && other.faulty.stream().noneMatch(version -> holds(version, true));
    }

    /** Whether this build will do. */
    public boolean holds(Version version, boolean itanium) {
        if (faulty.contains(version)) return false;
        return ranges.stream().anyMatch(range -> (!range.itanium || itanium) && range.holds(version));
    }

    /** How sure the figure is that a build of this branch was held against. */
    public Confidence confidenceIn(Version version) {
        for (Range range : ranges)
            if (range.confidence != null
                    && range.from.major() == version.major()
                    && (range.below == null || version.below(range.below))) return range.confidence;
        return confidence;
    }

    /** Whether the vendor had released it at that moment (statement 61). */
    public boolean releasedAt(Instant moment) {
        return released == null
                || !released.isAfter(moment.atZone(ZoneOffset.UTC).toLocalDate());
    }
}
