package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.wire.UsualTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times as sources write them. Of a date in numbers alone the order is never guessed: whoever reads a column says it,
 * and {@link DateOrders} finds it out from the whole column.
 */
final class Times {
    /** In which order a date in numbers stands. */
    enum Order {
        DAY_FIRST,
        MONTH_FIRST
    }

    private static final Pattern NUMBERS =
            Pattern.compile("([0-9]{1,2})([./-])([0-9]{1,2})\\2([0-9]{4}|[0-9]{2})(?:,?[ T]+(.+))?");
    private static final Pattern YEAR_FIRST =
            Pattern.compile("([0-9]{4})([./-])([0-9]{1,2})\\2([0-9]{1,2})(?:[ T]+(.+))?");
    private static final Pattern NAMED = Pattern.compile(
            "(?:[A-Za-z]{2,10},? +)?(?:([0-9]{1,2})[. -]+(?:de )?([\\p{L}]{3,9})\\.?|([\\p{L}]{3,9})\\.? +([0-9]{1,2})),?[ -]+(?:de )?([0-9]{4})(?:,?(?: at)?[ T]+(.+))?");
    /** As C's {@code ctime} writes it, the year at the end. */
    private static final Pattern CTIME = Pattern.compile(
            "(?:[A-Za-z]{3},? +)?([A-Za-z]{3}) +([0-9]{1,2}) +([0-9]{1,2}:[0-9]{2}:[0-9]{2}(?: [AP]M)?)(?: +([A-Z]{3,4}))? +([0-9]{4})(?: +([A-Z]{3,4}))?");

    private static final Pattern CLOCK = Pattern.compile(
            "([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?(?:[.,]([0-9]{1,9}))?(?: *([AaPp])\\.? ?[Mm]\\.?)?(?: *(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}|[A-Z]{2,4}))?");
    /**
     * Without dots, in capitals and in these letters: Spanish, Canadian, Australian and Greek ways of writing put the
     * day first.
     */
    private static final Pattern AMERICAN_HALF = Pattern.compile("[AP]M");
    /** WMI's own: to the microsecond, then the offset from UTC in minutes, asterisks where it is not known. */
    private static final Pattern DMTF = Pattern.compile("([0-9]{14})\\.[0-9]{6}(?:([+-][0-9]{3})|[+-]?\\*{3})");

    private static final DateTimeFormatter DMTF_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);
    private static final Pattern HOURS_ONLY =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]{5,18} ?[+-][0-9]{2}");
    private static final Pattern KANJI =
            Pattern.compile("^([0-9]{4})\u5E74([0-9]{1,2})\u6708([0-9]{1,2})\u65E5(?= |$)");
    private static final Pattern DOTTED = Pattern.compile("([0-9]{1,4})\\. ?([0-9]{1,2})\\. ?([0-9]{1,4})\\.?(?= |$)");
    private static final Pattern HALF_FIRST = Pattern.compile(
            "(.{6,12} )(\uC624\uC804|\uC624\uD6C4|\u4E0A\u5348|\u4E0B\u5348|\u5348\u524D|\u5348\u5F8C) ?([0-9:]{4,8})");
    private static final Pattern HALF_LAST =
            Pattern.compile("(.{6,12} [0-9:]{4,8}) ?(\u03C0\u03BC|\u03BC\u03BC|\u03C0\\.\u03BC\\.|\u03BC\\.\u03BC\\.)");
    /** Morning in Korean, Chinese, Japanese and Greek. */
    private static final Set<String> MORNING =
            Set.of("\uC624\uC804", "\u4E0A\u5348", "\u5348\u524D", "\u03C0\u03BC", "\u03C0.\u03BC.");
    /** Ticks of 100 ns since 1601, as Active Directory keeps times. */
    private static final Pattern FILE_TIME = Pattern.compile("1[0-9]{17}");

    /** Microseconds or nanoseconds since 1970. */
    private static final Pattern EPOCH_FINE = Pattern.compile("(1[0-9]{9})([0-9]{6}|[0-9]{9})");

    private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;
    /** LDAP's generalised time leaves the letter out. */
    private static final Pattern BASIC =
            Pattern.compile("([0-9]{4})([0-9]{2})([0-9]{2})T?([0-9]{2})([0-9]{2})([0-9]{2})(?:[.,][0-9]{1,9})?(Z)?");

    private static final Pattern EPOCH = Pattern.compile("([0-9]{9,10})(?:\\.[0-9]{1,9})?|([0-9]{12,13})");
    /** JSON of .NET. */
    private static final Pattern NET_DATE = Pattern.compile("\\\\?/Date\\((-?[0-9]{9,14})(?:[+-][0-9]{4})?\\)\\\\?/");

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendOffset("+HHMM", "Z")
            .toFormatter(Locale.ROOT);

    private static final Map<String, Integer> MONTHS = Map.ofEntries(
            Map.entry("jan", 1),
            Map.entry("feb", 2),
            Map.entry("f\u00E9v", 2),
            Map.entry("mar", 3),
            Map.entry("m\u00E4r", 3),
            Map.entry("apr", 4),
            Map.entry("avr", 4),
            Map.entry("may", 5),
            Map.entry("mai", 5),
            Map.entry("jun", 6),
            Map.entry("juin", 6),
            Map.entry("jul", 7),
            Map.entry("juil", 7),
            Map.entry("aug", 8),
            Map.entry("ao\u00FB", 8),
            Map.entry("sep", 9),
            Map.entry("oct", 10),
            Map.entry("okt", 10),
            Map.entry("nov", 11),
            Map.entry("dec", 12),
            Map.entry("dez", 12),
            Map.entry("ene", 1),
            Map.entry("gen", 1),
            Map.entry("fev", 2),
            Map.entry("abr", 4),
            Map.entry("mag", 5),
            Map.entry("giu", 6),
            Map.entry("lug", 7),
            Map.entry("ago", 8),
            Map.entry("set", 9),
            Map.entry("out", 10),
            Map.entry("ott", 10),
            Map.entry("dic", 12),
            Map.entry("d\u00E9c", 12));

    /** The abbreviations of zones that mean one offset only where scanners are sold. */
    private static final Map<String, String> ZONES = Map.of(
            "EST", "-05:00", "EDT", "-04:00", "CDT", "-05:00", "MST", "-07:00", "MDT", "-06:00", "PST", "-08:00", "PDT",
            "-07:00", "CET", "+01:00", "CEST", "+02:00");

    private static final Pattern ZONED = Pattern.compile(
            "(?:Z|\\b(?:UTC|GMT|" + String.join("|", ZONES.keySet()) + ")(?: +[0-9]{4})?|[+-][0-9]{2}:?[0-9]{2})$");

    private Times() {}

    /** A date in numbers alone, as far as the order of its first two may be asked. */
    record Numbers(
            int first,
            int second,
            char separator,
            boolean firstPadded,
            boolean secondPadded,
            boolean shortYear,
            boolean amPm) {
        boolean plain() {
            return separator != '.';
        }
    }

    static Optional<Numbers> numbers(String text) {
        // It begins with the year: of that no order is asked.
        if (UsualTime.read(text, ZoneOffset.UTC) != null) return Optional.empty();
        Matcher date = NUMBERS.matcher(usualized(plain(text)));
        if (!date.matches()) return Optional.empty();
        return Optional.of(new Numbers(
                Integer.parseInt(date.group(1)),
                Integer.parseInt(date.group(3)),
                date.group(2).charAt(0),
                date.group(1).length() == 2,
                date.group(3).length() == 2,
                date.group(4).length() == 2,
                AMERICAN_HALF.matcher(text).find()));
    }

    /**
     * @param order of a date in numbers; null where it is not known
     * @param zone for a time that names none
     * @throws FailureException INTAKE_BAD_VALUE when it is no time, or one of two
     */
    static Instant parse(String column, String cell, @Nullable Order order, ZoneId zone) {
        Instant usual = UsualTime.read(cell, zone);
        if (usual != null) return usual;
        String text = usualized(plain(cell));
        try {
            return read(text, column, order, zone).orElseThrow(() -> unknown(column, cell));
        } catch (DateTimeException | ArithmeticException e) {
            throw unknown(column, cell, e);
        }
    }

    /** Without a date in numbers: as logs and scanners write times. */
    static Instant parse(String field, String text) {
        return parse(field, text, null, ZoneOffset.UTC);
    }

    /** Whether the time says in which zone it is meant. */
    static boolean zoned(String text) {
        if (UsualTime.read(text, ZoneOffset.UTC) != null) return text.endsWith("Z");
        String plain = usualized(plain(text));
        // The twelve-hour clock ends with AM or PM.
        if (plain.endsWith("M")) return false;
        return ZONED.matcher(plain).find()
                || EPOCH.matcher(plain).matches()
                || FILE_TIME.matcher(plain).matches()
                || EPOCH_FINE.matcher(plain).matches()
                || NET_DATE.matcher(plain).matches();
    }

    private static Optional<Instant> read(String text, String column, @Nullable Order order, ZoneId zone) {
        if (text.length() > 60) return Optional.empty();
        if (text.length() > 5
                && Character.isDigit(text.charAt(0))
                && (text.charAt(1) == '/' || text.charAt(2) == '/')) {
            // Only a date in numbers has a slash there.
            Matcher numbers = NUMBERS.matcher(text);
            return numbers.matches() ? ordered(numbers, column, text, order, zone) : Optional.empty();
        }
        Matcher epoch = EPOCH.matcher(text);
        if (epoch.matches())
            return Optional.of(
                    epoch.group(1) == null
                            ? Instant.ofEpochMilli(Long.parseLong(epoch.group(2)))
                            : Instant.ofEpochSecond(Long.parseLong(epoch.group(1))));
        if (text.length() > 18 && text.charAt(10) == 'T') {
            Optional<Instant> iso = iso(text, zone);
            if (iso.isPresent()) return iso;
        }
        if (FILE_TIME.matcher(text).matches()) {
            long ticks = Long.parseLong(text);
            return Optional.of(
                    Instant.ofEpochSecond(ticks / 10_000_000 - SECONDS_1601_TO_1970, ticks % 10_000_000 * 100));
        }
        Matcher fine = EPOCH_FINE.matcher(text);
        if (fine.matches()) {
            long seconds = Long.parseLong(fine.group(1));
            return Optional.of(Instant.ofEpochSecond(seconds, Long.parseLong((fine.group(2) + "000").substring(0, 9))));
        }
        Matcher basic = BASIC.matcher(text);
        if (basic.matches()) {
            String clock = basic.group(4) + ":" + basic.group(5) + ":" + basic.group(6);
            return at(
                    basic.group(1), basic.group(2), basic.group(3), basic.group(7) == null ? clock : clock + "Z", zone);
        }
        Matcher net = NET_DATE.matcher(text);
        if (net.matches()) return Optional.of(Instant.ofEpochMilli(Long.parseLong(net.group(1))));
        Matcher dmtf = DMTF.matcher(text);
        if (dmtf.matches()) {
            int minutes = dmtf.group(2) == null ? 0 : Integer.parseInt(dmtf.group(2));
            return Optional.of(LocalDateTime.parse(dmtf.group(1), DMTF_TIME)
                    .toInstant(ZoneOffset.UTC)
                    .minusSeconds(60L * minutes));
        }
        Matcher year = YEAR_FIRST.matcher(text);
        if (year.matches()) return at(year.group(1), year.group(3), year.group(4), year.group(5), zone);
        Matcher ctime = CTIME.matcher(text);
        if (ctime.matches()) {
            String named = ctime.group(4) == null ? ctime.group(6) : ctime.group(4);
            return at(
                    ctime.group(5),
                    month(ctime.group(1)),
                    ctime.group(2),
                    named == null ? ctime.group(3) : ctime.group(3) + " " + named,
                    zone);
        }
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            boolean dayFirst = named.group(1) != null;
            return at(
                    named.group(5),
                    month(dayFirst ? named.group(2) : named.group(3)),
                    dayFirst ? named.group(1) : named.group(4),
                    named.group(6),
                    zone);
        }
        Matcher numbers = NUMBERS.matcher(text);
        return numbers.matches() ? ordered(numbers, column, text, order, zone) : Optional.empty();
    }

    private static Optional<Instant> iso(String text, ZoneId zone) {
        char last = text.charAt(text.length() - 1);
        try {
            if (last == 'Z') return Optional.of(Instant.parse(text));
            int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
            if (sign > 18)
                return Optional.of(
                        (text.indexOf(':', sign) > 0 ? OffsetDateTime.parse(text) : OffsetDateTime.parse(text, ISO))
                                .toInstant());
            return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
        } catch (DateTimeException e) {
            // Not quite ISO: the forms below are more lenient.
            return Optional.empty();
        }
    }

    private static Optional<Instant> ordered(
            Matcher date, String column, String text, @Nullable Order order, ZoneId zone) {
        int first = Integer.parseInt(date.group(1));
        int second = Integer.parseInt(date.group(3));
        boolean dayFirst;
        if (date.group(2).equals(".")) dayFirst = true;
        else if (order != null) dayFirst = order == Order.DAY_FIRST;
        else if (first > 12 && second <= 12 && !yearMayStandFirst(date)) dayFirst = true;
        else if (second > 12 && first <= 12) dayFirst = false;
        else if (first == second && !yearMayStandFirst(date)) dayFirst = true;
        else
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE,
                    "'" + column + "' may be two days: nothing in the table says whether '" + text
                            + "' has the day or the month first; give --date-order dmy or mdy, or export it as yyyy-MM-dd HH:mm:ss.");
        String year = date.group(4).length() == 2 ? "20" + date.group(4) : date.group(4);
        return at(
                year,
                dayFirst ? date.group(3) : date.group(1),
                dayFirst ? date.group(1) : date.group(3),
                date.group(5),
                zone);
    }

    /** {@code 18/09/20} is a day of 2018 in Japan, of 2020 in Britain. */
    private static boolean yearMayStandFirst(Matcher date) {
        return date.group(4).length() == 2 && date.group(1).length() == 2 && Integer.parseInt(date.group(4)) <= 31;
    }

    private static String month(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Integer month = MONTHS.get(
                lower.length() > 3 && MONTHS.containsKey(lower.substring(0, 4))
                        ? lower.substring(0, 4)
                        : lower.substring(0, 3));
        if (month == null) throw new DateTimeException("no month: " + name);
        return month.toString();
    }

    private static Optional<Instant> at(String year, String month, String day, @Nullable String clock, ZoneId zone) {
        LocalDate date = LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
        if (clock == null || clock.isBlank())
            return Optional.of(date.atStartOfDay(zone).toInstant());
        Matcher time = CLOCK.matcher(clock.strip());
        if (!time.matches()) return Optional.empty();
        int hour = Integer.parseInt(time.group(1));
        if (time.group(5) != null) {
            if (hour < 1 || hour > 12) return Optional.empty();
            hour = hour % 12 + (time.group(5).equalsIgnoreCase("p") ? 12 : 0);
        }
        int second = time.group(3) == null ? 0 : Integer.parseInt(time.group(3));
        int nanos = time.group(4) == null ? 0 : Integer.parseInt((time.group(4) + "00000000").substring(0, 9));
        LocalDateTime local = date.atTime(LocalTime.of(hour, Integer.parseInt(time.group(2)), second, nanos));
        String named = time.group(6);
        if (named == null) return Optional.of(local.atZone(zone).toInstant());
        if (named.equals("Z") || named.equals("UTC") || named.equals("GMT"))
            return Optional.of(local.toInstant(ZoneOffset.UTC));
        String offset = ZONES.getOrDefault(named, named);
        return Character.isLetter(offset.charAt(0))
                ? Optional.empty()
                : Optional.of(local.toInstant(ZoneOffset.of(offset)));
    }

    /** Blanks as people see them: Windows and .NET put narrow ones and marks of direction into times. */
    private static String plain(String text) {
        if (ascii(text)) return text.strip();
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u200E' || c == '\u200F' || c == '\uFEFF') continue;
            plain.append(c == '\u202F' || c == '\u00A0' || c == '\u2009' ? ' ' : c);
        }
        return plain.toString().strip();
    }

    /**
     * A time as some cultures of Windows write it, in the words of the others: {@code 2018. 09. 03. 3:15} of Hungary,
     * {@code 3. 9. 2018} of Czechia, morning and afternoon in front of the clock or in other letters, {@code um 3:15
     * Uhr} of Germany, {@code 15 h 15} of Canada.
     */
    private static String usualized(String text) {
        String time = text.startsWith("'") ? text.substring(1) : text;
        // The name of a zone says nothing more only where its offset stands before it.
        int zone = time.endsWith("]") ? time.indexOf('[') : -1;
        if (zone > 16 && ZONED.matcher(time.substring(0, zone)).find()) time = time.substring(0, zone);
        if (time.endsWith("z") && time.length() > 15) time = time.substring(0, time.length() - 1) + "Z";
        if (time.contains(" @ ")) time = time.replace(" @ ", " ");
        if (HOURS_ONLY.matcher(time).matches()) time += "00";
        if (time.length() < 8 || time.length() > 60) return time;
        Matcher dotted = DOTTED.matcher(time);
        // Of a year of two digits nobody knows whether it stands first, as in Korea, or last.
        if (dotted.lookingAt()
                && (dotted.group(1).length() == 4 || dotted.group(3).length() == 4))
            time = dotted.group(1) + "." + dotted.group(2) + "." + dotted.group(3) + time.substring(dotted.end());
        if (!ascii(time)) {
            Matcher half = HALF_FIRST.matcher(time);
            if (half.matches())
                time = half.group(1) + half.group(3) + (MORNING.contains(half.group(2)) ? " AM" : " PM");
            Matcher greek = HALF_LAST.matcher(time);
            if (greek.matches()) time = greek.group(1) + (MORNING.contains(greek.group(2)) ? " AM" : " PM");
        }
        if (time.indexOf('\u5E74') == 4) time = KANJI.matcher(time).replaceFirst("$1-$2-$3");
        if (time.endsWith("Uhr") || time.contains(" um ") || time.contains(" kl") || time.contains(" h "))
            time = time.replaceAll(" (?:um|klo|kl\\.?) (?=[0-9])", " ")
                    .replaceFirst(" ?Uhr$", "")
                    .replaceFirst("([0-9]) h ([0-9]{2})(?: min(?: ([0-9]{2}) s)?)?$", "$1:$2");
        return time.endsWith("(UTC)") ? time.substring(0, time.length() - 5) + "UTC" : time;
    }

    private static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) >= 0x80) return false;
        return true;
    }

    private static FailureException unknown(String column, String cell) {
        return unknown(column, cell, null);
    }

    private static FailureException unknown(String column, String cell, @Nullable Exception cause) {
        String sentence = "'" + column + "' is no time that is known here: '" + Excerpt.of(cell, 60)
                + "'; export it as yyyy-MM-dd HH:mm:ss.";
        return cause == null
                ? FailureException.of(FailureCode.INTAKE_BAD_VALUE, sentence)
                : FailureException.of(FailureCode.INTAKE_BAD_VALUE, sentence, cause);
    }
}
