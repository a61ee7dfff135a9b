package io.ratchet.routes.intake;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * What texts that come again and again mean: the caption of an operating system stands on every tenth row of an
 * inventory. Keeps a bounded number of short texts, of which a newer one takes the place of an older; what is not kept
 * is read again. May be shared among threads.
 *
 * @param <V> a meaning, which never changes
 */
final class Memo<V> {
    private static final int PLACES = 1 << 10;
    private static final int LONGEST = 256;

    private record Kept<V>(String text, V meaning) {}

    private final AtomicReferenceArray<Kept<V>> kept = new AtomicReferenceArray<>(PLACES);
    private final Function<String, V> reading;

    /** @param reading gives the same for the same text, always; what it throws goes through and is not kept */
    Memo(Function<String, V> reading) {
        this.reading = reading;
    }

    V of(String text) {
        if (text.length() > LONGEST) return reading.apply(text);
        int hash = text.hashCode();
        int place = (hash ^ (hash >>> 16) ^ (hash >>> 8)) & (PLACES - 1);
        Kept<V> known = kept.getAcquire(place);
        if (known != null && known.text().equals(text)) return known.meaning();
        V meaning = reading.apply(text);
        kept.setRelease(place, new Kept<>(text, meaning));
        return meaning;
    }
}
