package io.ratchet.routes.identify;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Finding;
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
    private static final int MORE = 0x80;
    private static final int SEVEN = 0x7f;
    /** Of a number of 64 bits. */
    private static final int LONGEST = 10;

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
            int length = 0;
            while (length < large.length) length += inflater.inflate(large, length, large.length - length);
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
        Out out = new Out(32 * lines.size());
        Line before = new Line(0, 0, 0, 0, "");
        for (Line line : lines) {
            String record = line.record;
            int same = same(before.record, record);
            out.signed(line.observation - (long) before.observation);
            out.signed(line.origin - (long) before.origin);
            out.signed(line.second - before.second);
            out.unsigned(line.nano);
            out.unsigned(same);
            out.unsigned(record.length() - same);
            // By characters, for no encoding has every text that can be told.
            for (int i = same; i < record.length(); i++) out.unsigned(record.charAt(i));
            before = line;
        }
        return out.done();
    }

    /** With how many characters both begin. */
    private static int same(String one, String other) {
        int most = Math.min(one.length(), other.length());
        int same = 0;
        while (same < most && one.charAt(same) == other.charAt(same)) same++;
        return same;
    }

    private static void read(byte[] packed, int count, List<Line> lines) {
        In in = new In(packed);
        Line before = new Line(0, 0, 0, 0, "");
        StringBuilder record = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int observation = (int) (before.observation + in.signed());
            int origin = (int) (before.origin + in.signed());
            long second = before.second + in.signed();
            int nano = (int) in.unsigned();
            int same = (int) in.unsigned();
            int more = (int) in.unsigned();
            record.setLength(same);
            for (int next = 0; next < more; next++) record.append((char) in.unsigned());
            before = new Line(observation, origin, second, nano, record.toString());
            lines.add(before);
        }
    }

    /** Numbers in as few bytes as they need, seven bits in each. */
    private static final class Out {
        private byte[] bytes;
        private int length;

        Out(int likely) {
            bytes = new byte[Math.max(64, likely)];
        }

        void unsigned(long number) {
            long left = number;
            if (length + LONGEST > bytes.length) bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            while ((left & ~SEVEN) != 0) {
                bytes[length++] = (byte) ((left & SEVEN) | MORE);
                left >>>= 7;
            }
            bytes[length++] = (byte) left;
        }

        /** Small ones of either sign are small. */
        void signed(long number) {
            unsigned((number << 1) ^ (number >> 63));
        }

        byte[] done() {
            return Arrays.copyOf(bytes, length);
        }
    }

    private static final class In {
        private final byte[] bytes;
        private int at;

        In(byte[] bytes) {
            this.bytes = bytes;
        }

        long unsigned() {
            long number = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                number |= (long) (next & SEVEN) << shift;
                if ((next & MORE) == 0) return number;
            }
        }

        long signed() {
            long number = unsigned();
            return (number >>> 1) ^ -(number & 1);
        }
    }
}
