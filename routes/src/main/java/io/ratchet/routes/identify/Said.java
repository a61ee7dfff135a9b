package io.ratchet.routes.identify;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Finding;
import io.ratchet.wire.Packed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Everything that was said with one claim, in a few bytes a fact: a process knows the facts of the whole estate. Each
 * is told by how it differs from the one before: the number of its observation and of its origin ({@link Vocabulary}),
 * its moment, and its place in the report. What has come together is closed and deflated, with the stretch before it as
 * the dictionary: what an inventory says again each week costs next to nothing.
 */
final class Said {
    /** Oldest first. */
    static final Comparator<Fact> ORDER = Comparator.comparing(Fact::observedAt)
            .thenComparing(Fact::pointer)
            .thenComparing(fact -> fact.observation().toString());

    private static final byte[] NOTHING = {};

    /** A stretch of so many facts is closed. */
    private static final int FULL = 48;

    /** Those that are closed, in the order in which they came. */
    private Stretch[] closed = {};

    private byte[] packed = NOTHING;
    private int count;

    /** @param length of what was deflated */
    private record Stretch(byte[] deflated, int length, int count) {}

    /** A fact by numbers. */
    private record Line(int observation, int origin, long second, int nano, String record) {
        Fact fact(Vocabulary words) {
            Vocabulary.Origin from = words.origin(origin);
            return new Fact(
                    words.observation(observation),
                    Instant.ofEpochSecond(second, nano),
                    from.source(),
                    from.format(),
                    from.method(),
                    "sha256:" + from.report() + "#" + record);
        }
    }

    /**
     * Adds what was said.
     *
     * @param deflater for raw data, which nobody else uses meanwhile
     */
    void add(Collection<Finding> findings, Vocabulary words, Deflater deflater) {
        List<Line> lines = new ArrayList<>(count + findings.size());
        read(packed, count, lines);
        for (Finding finding : findings) {
            Instant at = finding.observedAt();
            long second = at.getEpochSecond();
            int nano = at.getNano();
            lines.add(new Line(
                    words.number(finding.observation()),
                    words.numberOfOrigin(finding),
                    second,
                    nano,
                    finding.record()));
        }
        lines.sort((one, other) -> compare(one, other, words));
        packed = write(lines);
        count = lines.size();
        if (count >= FULL) close(deflater);
    }

    private void close(Deflater deflater) {
        deflater.reset();
        if (closed.length > 0) deflater.setDictionary(last());
        deflater.setInput(packed);
        deflater.finish();
        byte[] small = new byte[packed.length + 64];
        int length = 0;
        while (!deflater.finished()) {
            if (length == small.length) small = Arrays.copyOf(small, 2 * length);
            length += deflater.deflate(small, length, small.length - length);
        }
        closed = Arrays.copyOf(closed, closed.length + 1);
        closed[closed.length - 1] = new Stretch(Arrays.copyOf(small, length), packed.length, count);
        packed = NOTHING;
        count = 0;
    }

    /** The last stretch that is closed, as it was. */
    private byte[] last() {
        byte[] last = NOTHING;
        Inflater inflater = new Inflater(true);
        try {
            for (Stretch stretch : closed) last = inflated(inflater, stretch, last);
        } finally {
            inflater.end();
        }
        return last;
    }

    private static byte[] inflated(Inflater inflater, Stretch stretch, byte[] before) {
        inflater.reset();
        if (before.length > 0) inflater.setDictionary(before);
        inflater.setInput(stretch.deflated);
        byte[] large = new byte[stretch.length];
        try {
            // One call fills it: all of the input is there.
            if (inflater.inflate(large) < large.length)
                throw new IllegalStateException("a stretch of facts is cut off");
        } catch (DataFormatException e) {
            throw new IllegalStateException("what was deflated here is not any more", e);
        }
        return large;
    }

    /** All of it, stretch by stretch; true where it is in order. */
    private boolean read(List<Line> lines) {
        if (closed.length > 0) {
            Inflater inflater = new Inflater(true);
            try {
                byte[] before = NOTHING;
                for (Stretch stretch : closed) {
                    before = inflated(inflater, stretch, before);
                    read(before, stretch.count, lines);
                }
            } finally {
                inflater.end();
            }
        }
        read(packed, count, lines);
        return closed.length == 0 || (closed.length == 1 && count == 0);
    }

    /** As {@link #ORDER} has them: hashes of reports are of one length. */
    private static int compare(Line one, Line other, Vocabulary words) {
        if (one.second != other.second) return Long.compare(one.second, other.second);
        if (one.nano != other.nano) return Integer.compare(one.nano, other.nano);
        if (one.origin != other.origin) {
            int order = words.origin(one.origin)
                    .report()
                    .compareTo(words.origin(other.origin).report());
            if (order != 0) return order;
        }
        int order = one.record.compareTo(other.record);
        if (order != 0 || one.observation == other.observation) return order;
        return words.observation(one.observation)
                .toString()
                .compareTo(words.observation(other.observation).toString());
    }

    boolean isEmpty() {
        return count == 0 && closed.length == 0;
    }

    /** In order. */
    List<Fact> facts(Vocabulary words) {
        List<Line> lines = new ArrayList<>();
        if (!read(lines)) lines.sort((one, other) -> compare(one, other, words));
        List<Fact> facts = new ArrayList<>(lines.size());
        for (Line line : lines) facts.add(line.fact(words));
        return facts;
    }

    /** The hashes of the reports it was said in. */
    Set<String> reports(Vocabulary words) {
        List<Line> lines = new ArrayList<>();
        read(lines);
        Set<String> reports = new HashSet<>();
        for (Line line : lines) reports.add(words.origin(line.origin).report());
        return reports;
    }

    private static byte[] write(List<Line> lines) {
        Packed.Writer out = new Packed.Writer();
        Line before = new Line(0, 0, 0, 0, "");
        for (Line line : lines) {
            int common = Packed.common(before.record, line.record);
            out.signed(line.observation - (long) before.observation)
                    .signed(line.origin - (long) before.origin)
                    .signed(line.second - before.second)
                    .number(line.nano)
                    .number(common)
                    .text(line.record, common);
            before = line;
        }
        return out.plain();
    }

    private static void read(byte[] packed, int count, List<Line> lines) {
        Packed.Reader in = Packed.Reader.plain(packed);
        Line before = new Line(0, 0, 0, 0, "");
        for (int i = 0; i < count; i++) {
            int observation = (int) (before.observation + in.signed());
            int origin = (int) (before.origin + in.signed());
            long second = before.second + in.signed();
            int nano = (int) in.number();
            String record = before.record.substring(0, (int) in.number()) + in.text();
            before = new Line(observation, origin, second, nano, record);
            lines.add(before);
        }
    }
}
