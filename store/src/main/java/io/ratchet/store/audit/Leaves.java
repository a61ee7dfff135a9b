package io.ratchet.store.audit;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@value AuditExport#LEAVES} of an export. As many hashes as have room are kept from the first time it is read. */
final class Leaves {
    private static final int HASH = 32;
    private static final int IN_A_PIECE = 1 << 12;

    /** 32 MiB of them. */
    private static final int KEPT = 1 << 20;

    private final ExportFile export;
    private final List<byte[]> pieces = new ArrayList<>();
    private long read;

    Leaves(ExportFile export) {
        this.export = export;
    }

    /** Gives each hash in order; false as soon as a line is no hash as Ratchet writes it. */
    boolean each(Consumer<byte[]> hashes) throws IOException {
        try (PartLines in = export.open(AuditExport.LEAVES)) {
            for (byte[] line = in.line(); line != null; line = in.line()) {
                byte[] hash = hash(line);
                if (hash == null) return false;
                keep(hash);
                hashes.accept(hash);
            }
        }
        return true;
    }

    private void keep(byte[] hash) {
        int in = (int) (read % IN_A_PIECE);
        if (read < KEPT && in == 0) pieces.add(new byte[IN_A_PIECE * HASH]);
        if (read < KEPT) System.arraycopy(hash, 0, pieces.get(pieces.size() - 1), in * HASH, HASH);
        read++;
    }

    /** Once more from the first, when {@link #each} went to the end. */
    Cursor cursor() {
        return new Cursor();
    }

    final class Cursor implements Closeable {
        private @Nullable PartLines part;
        private long at;

        /** The next one; null at the end. */
        byte @Nullable [] next() throws IOException {
            if (at >= read) return null;
            long here = at++;
            if (here < KEPT) {
                int from = (int) (here % IN_A_PIECE) * HASH;
                return Arrays.copyOfRange(pieces.get((int) (here / IN_A_PIECE)), from, from + HASH);
            }
            byte[] line = behindTheKept().line();
            return line == null ? null : hash(line);
        }

        private PartLines behindTheKept() throws IOException {
            PartLines open = part;
            if (open != null) return open;
            open = export.open(AuditExport.LEAVES);
            part = open;
            for (int i = 0; i < KEPT; i++) open.line();
            return open;
        }

        @Override
        public void close() throws IOException {
            if (part != null) part.close();
        }
    }

    private static byte @Nullable [] hash(byte[] line) {
        if (line.length != 2 * HASH) return null;
        byte[] hash = new byte[HASH];
        for (int i = 0; i < HASH; i++) {
            int high = digit(line[2 * i]);
            int low = digit(line[2 * i + 1]);
            if (high < 0 || low < 0) return null;
            hash[i] = (byte) (high << 4 | low);
        }
        return hash;
    }

    private static int digit(byte digit) {
        if (digit >= '0' && digit <= '9') return digit - '0';
        return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
    }
}
