package io.ratchet.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that can be measured. */
public interface Measurement {
    /** The word on the command line. */
    String name();

    /** What it measures, in one sentence. */
    String about();

    /** @param quick takes seconds and gives a rough figure, to see that it runs at all */
    List<Figure> run(boolean quick);

    /**
     * One number.
     *
     * @param what such as {@code assets per CPU second}
     * @param unit such as {@code 1/s}
     */
    record Figure(
            String what,
            double value,
            String unit,
            @Nullable Compared compared) {
        /** A figure with the same unit that something else reached. */
        public Figure comparedWith(String with, double other) {
            return new Figure(what, value, unit, new Compared(with, other, value / other));
        }
    }

    /** @param ratio the figure by {@code value} */
    record Compared(String with, double value, double ratio) {}
}
