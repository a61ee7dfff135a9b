package io.ratchet.wire;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Times as nearly every source writes them, {@code yyyy-MM-dd HH:mm:ss} with a {@code T} or a blank between, a fraction
 * or none, a {@code Z} or none: read digit by digit, for a large report holds millions. Every other way of writing, and
 * what is no time, is left to whoever asks.
 */
public final class UsualTime {
    private UsualTime() {}

    /** A time that has its {@code T} and its {@code Z}; null for any other. */
    static @Nullable Instant utc(String text) {
        return text.length() > 19 && text.charAt(10) == 'T' && text.charAt(text.length() - 1) == 'Z'
                ? read(text, ZoneOffset.UTC)
                : null;
    }

    /**
     * @param zone of a time that ends without {@code Z}
     * @return null for every other way of writing
     */
    public static @Nullable Instant read(String text, ZoneId zone) {
        int length = text.length();
        if (length < 19 || length > 30) return null;
        char between = text.charAt(10);
        boolean parted = text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && (between == ' ' || between == 'T')
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
        if (!parted) return null;
        int end = text.charAt(length - 1) == 'Z' ? length - 1 : length;
        int nanos = 0;
        if (end > 19) {
            int digits = end - 20;
            if (text.charAt(19) != '.' || digits < 1 || digits > 9) return null;
            nanos = number(text, 20, end);
            if (nanos < 0) return null;
            for (int i = digits; i < 9; i++) nanos *= 10;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        boolean known = year > 0
                && month >= 1
                && month <= 12
                && day >= 1
                && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth())
                && hour >= 0
                && hour < 24
                && minute >= 0
                && minute < 60
                && second >= 0
                && second < 60;
        if (!known) return null;
        if (end < length || zone.equals(ZoneOffset.UTC))
            return Instant.ofEpochSecond(
                    86_400L * LocalDate.of(year, month, day).toEpochDay() + 3_600L * hour + 60L * minute + second,
                    nanos);
        return LocalDateTime.of(year, month, day, hour, minute, second, nanos)
                .atZone(zone)
                .toInstant();
    }

    /** Of digits alone; negative where something else stands there. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') return Integer.MIN_VALUE;
            number = 10 * number + c - '0';
        }
        return number;
    }
}
