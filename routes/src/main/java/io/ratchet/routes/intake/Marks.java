package io.ratchet.routes.intake;

/** A set of marks of eight bytes each, open-addressed: a mark costs twelve bytes to twenty-four, not eighty. */
final class Marks {
    private long[] places = new long[1 << 8];
    private int size;
    /** Zero means an empty place. */
    private boolean zero;

    void add(long mark) {
        if (mark == 0) {
            zero = true;
            return;
        }
        if (put(places, mark) && ++size > places.length / 3 * 2) grow();
    }

    /** False when it was there before. */
    private static boolean put(long[] places, long mark) {
        int at = place(mark, places.length);
        while (places[at] != 0) {
            if (places[at] == mark) return false;
            at = (at + 1) & (places.length - 1);
        }
        places[at] = mark;
        return true;
    }

    private static int place(long mark, int length) {
        return (int) (mark ^ (mark >>> 32)) & (length - 1);
    }

    private void grow() {
        long[] wider = new long[2 * places.length];
        for (long mark : places) if (mark != 0) put(wider, mark);
        places = wider;
    }

    int size() {
        return zero ? size + 1 : size;
    }
}
