package io.ratchet.store.sql;

import io.ratchet.wire.Packed;
import java.util.ArrayList;
import java.util.List;

/**
 * What one delivery said, one finding after the other, in one row ({@code V26__what_is_said_in_blocks.sql}). Column by
 * column, each number as its difference to the one above it and each record without what it has in common with the one
 * above it: so hardly anything is left where a report says the same of host after host.
 *
 * @param last position of the last one
 * @param lastOrdinal of the same
 */
record StatementBlock(long last, long lastOrdinal, int size) {
    /** More make it hardly smaller, and a page of findings reads at least a whole one. */
    static final int MOST = 2_000;

    /** Of characters in records, so that a block is never larger than a row may be. */
    static final int LONGEST = 1 << 16;

    long first() {
        return last - size + 1;
    }

    long firstOrdinal() {
        return lastOrdinal - size + 1;
    }

    static byte[] pack(List<Statement> statements) {
        Packed.Writer out = new Packed.Writer().number(statements.size());
        Statement above = NOTHING;
        for (Statement one : statements) {
            out.signed(one.report() - above.report());
            above = one;
        }
        above = NOTHING;
        for (Statement one : statements) {
            out.signed(one.second() - above.second());
            above = one;
        }
        for (Statement one : statements) out.number(one.nano());
        above = NOTHING;
        for (Statement one : statements) {
            out.signed(one.host() - above.host());
            above = one;
        }
        above = NOTHING;
        for (Statement one : statements) {
            out.signed(one.observation() - above.observation());
            above = one;
        }
        above = NOTHING;
        for (Statement one : statements) {
            out.signed(one.evidence() - above.evidence());
            above = one;
        }
        above = NOTHING;
        for (Statement one : statements) {
            out.number(one.longRecord());
            int common = Packed.common(above.record(), one.record());
            out.number(common).text(one.record(), common);
            above = one;
        }
        return out.packed();
    }

    private static final Statement NOTHING = new Statement(0, "", 0, 0, 0, 0, 0, 0);

    static List<Statement> unpack(byte[] packed) {
        Packed.Reader in = Packed.Reader.of(packed);
        int size = in.count();
        long[] reports = signed(in, size);
        long[] seconds = signed(in, size);
        int[] nanos = new int[size];
        for (int i = 0; i < size; i++) nanos[i] = (int) in.number();
        long[] hosts = signed(in, size);
        long[] observations = signed(in, size);
        long[] evidence = signed(in, size);
        List<Statement> statements = new ArrayList<>(size);
        String above = "";
        for (int i = 0; i < size; i++) {
            long longRecord = in.number();
            long common = in.number();
            if (common < 0 || common > above.length()) throw Packed.unreadable(null);
            String record = above.substring(0, (int) common) + in.text();
            statements.add(new Statement(
                    reports[i], record, longRecord, seconds[i], nanos[i], hosts[i], observations[i], evidence[i]));
            above = record;
        }
        return statements;
    }

    private static long[] signed(Packed.Reader in, int size) {
        long[] column = new long[size];
        long above = 0;
        for (int i = 0; i < size; i++) {
            above += in.signed();
            column[i] = above;
        }
        return column;
    }
}
