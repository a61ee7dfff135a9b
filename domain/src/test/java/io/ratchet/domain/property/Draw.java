package io.ratchet.domain.property;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One case of a property, made of what the test draws from it. Early draws of a row keep to small numbers, short texts
 * and few elements; all of them prefer the ends of a range now and then, where mistakes live.
 */
public final class Draw {
    /** What breaks quoting, lines, encodings and directions of writing. */
    private static final String NASTY =
            "'\"`$(){}[]@#;|&<>\n\r\t\0\\\u00a0\u2018\u2019\u201c\u201d\u2028\u202e\u212a\ufeff\uffff";

    private final long seed;
    private final int number;
    private final int tries;
    private final SplittableRandom random;
    private final List<Object> drawn = new ArrayList<>();

    Draw(long seed, int number, int tries) {
        this.seed = seed;
        this.number = number;
        this.tries = tries;
        this.random = new SplittableRandom(seed * 1_000_003L + number);
    }

    /** A number from {@code min} to {@code max}, both included; near {@code min} in early draws. */
    public int between(int min, int max) {
        return Math.toIntExact(between((long) min, (long) max));
    }

    /** As {@link #between(int, int)}; the range holds no more numbers than a long counts. */
    public long between(long min, long max) {
        return seen(number(min, max));
    }

    /** Any number there is, as likely great as small. */
    public long anyLong() {
        return seen(random.nextInt(8) == 0 ? end(Long.MIN_VALUE, Long.MAX_VALUE) : random.nextLong());
    }

    /** One of these, each as likely as another. */
    public <T> T of(T[] choices) {
        return of(List.of(choices));
    }

    /** As {@link #of(Object[])}. */
    public <T> T of(List<T> choices) {
        return seen(choices.get(random.nextInt(choices.size())));
    }

    /** What one of these draws, each as likely as another. */
    @SafeVarargs
    public final <T> T from(Supplier<? extends T>... choices) {
        return choices[random.nextInt(choices.length)].get();
    }

    /** What {@code choice} draws, or null in {@code percent} of the cases. */
    public <T> @Nullable T orNull(int percent, Supplier<T> choice) {
        return random.nextInt(100) < percent ? null : choice.get();
    }

    /** Up to {@code most} of what {@code element} draws. */
    public <T> List<T> list(int most, Supplier<T> element) {
        int size = (int) number(0, most);
        List<T> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) list.add(element.get());
        return list;
    }

    /** Up to {@code longest} characters of any kind that Unicode knows; no half of a surrogate pair. */
    public String text(int longest) {
        return seen(characters(longest));
    }

    /** Exactly {@code length} of these characters. */
    public String textOf(String characters, int length) {
        return seen(Stream.generate(() -> characters.charAt(random.nextInt(characters.length())))
                .limit(length)
                .map(String::valueOf)
                .collect(Collectors.joining()));
    }

    private String characters(int longest) {
        StringBuilder text = new StringBuilder();
        for (long length = number(0, longest); text.length() < length; ) {
            int character = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(' ', 0x7f);
                case 1 -> NASTY.charAt(random.nextInt(NASTY.length()));
                case 2 -> random.nextInt(Character.MIN_SURROGATE);
                default -> random.nextInt(Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT + 1);
            };
            if (text.length() + Character.charCount(character) <= length) text.appendCodePoint(character);
        }
        return text.toString();
    }

    private long number(long min, long max) {
        if (random.nextInt(8) == 0) return end(min, max);
        double reach = (double) Math.subtractExact(max, min) * (number + 1) / tries;
        return min + random.nextLong(Math.min((long) reach, Long.MAX_VALUE - 1) + 1);
    }

    private long end(long min, long max) {
        return random.nextBoolean() ? min : max;
    }

    private <T> T seen(T value) {
        drawn.add(value);
        return value;
    }

    /** What was drawn so far, for people. */
    String drawn() {
        return drawn.toString();
    }

    @Override
    public String toString() {
        return "seed " + seed + ", draw " + (number + 1) + " of " + tries;
    }
}
