package io.ratchet.store.audit;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a part in their order, each hashed and read by some other core before it is asked for. */
final class LinesRead implements Closeable {
    private static final int BYTES_AT_ONCE = 1 << 18;
    private static final byte[] NONE = {};

    /** The hash of a line that is not as it must be: no leaf's. */
    private static final byte[] NO_LEAF = new byte[32];

    /**
     * A line, its hash as a leaf, and what it says.
     *
     * @param hides whether one of its values is hidden
     */
    record Line(byte[] bytes, byte[] hash, LineHead said, boolean hides) {}

    private final PartLines part;
    private final Workers workers;
    private final boolean hashed;
    private final Deque<Workers.Task<List<Line>>> ahead = new ArrayDeque<>();
    private Iterator<Line> now = List.<Line>of().iterator();
    private boolean ended;

    private LinesRead(PartLines part, Workers workers, boolean hashed) {
        this.part = part;
        this.workers = workers;
        this.hashed = hashed;
    }

    static LinesRead hashed(PartLines part, Workers workers) {
        return new LinesRead(part, workers, true);
    }

    /** Once more, when the hashes are known to hold; each line has an empty one. */
    static LinesRead again(PartLines part, Workers workers) {
        return new LinesRead(part, workers, false);
    }

    /**
     * The next one; null at the end.
     *
     * @throws IOException as {@link PartLines#line}, for a line that may be some thousands behind the next
     */
    @Nullable
    Line next() throws IOException {
        while (!now.hasNext()) {
            while (!ended && ahead.size() <= workers.number()) readAhead();
            if (ahead.isEmpty()) return null;
            now = ahead.remove().done().iterator();
        }
        return now.next();
    }

    private void readAhead() throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (int bytes = 0; bytes < BYTES_AT_ONCE; ) {
            byte[] line = part.line();
            if (line == null) {
                ended = true;
                break;
            }
            lines.add(line);
            bytes += line.length;
        }
        ahead.add(workers.begin(() -> read(lines)));
    }

    private List<Line> read(List<byte[]> lines) {
        MerkleTree tree = new MerkleTree();
        List<Line> read = new ArrayList<>(lines.size());
        for (byte[] line : lines)
            read.add(hashed ? hashed(line, tree) : new Line(line, NONE, LineHead.read(line), false));
        return read;
    }

    private static Line hashed(byte[] line, MerkleTree tree) {
        try {
            SealedLine sealed = SealedLine.read(line);
            return sealed == null
                    ? new Line(line, tree.leafHash(line), LineHead.read(line), false)
                    : new Line(line, tree.leafHash(sealed.form()), LineHead.read(line), sealed.hides());
        } catch (IllegalArgumentException e) {
            return new Line(line, NO_LEAF, LineHead.read(line), false);
        }
    }

    @Override
    public void close() throws IOException {
        part.close();
    }
}
