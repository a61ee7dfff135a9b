package io.ratchet.store.audit;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a line that stands there as nearly every line is written: printable ASCII without a blank between its parts,
 * each object's names in rising order and so none twice, whole numbers. Of such a line it says what the JSON library
 * says; of any other it says nothing, and the library is asked. It is here because the library took most of the time of
 * a check, half of that to see that no name stands there twice.
 */
public final class WrittenLine {
    private static final int LONGEST = 1 << 16;
    private static final int LONGEST_NAME = 1 << 8;
    private static final int DEEPEST = 32;
    private static final int MOST_DIGITS = 18;
    private static final long SECONDS_A_DAY = 86_400;

    /** Thrown and caught here alone; it says that the library is to be asked. */
    private static final class Otherwise extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Otherwise() {
            super(null, null, false, false);
        }
    }

    private final byte[] line;
    private int at;

    private WrittenLine(byte[] line) {
        this.line = line;
    }

    /** Null where the library must be asked. */
    static @Nullable LineHead head(byte[] line) {
        if (line.length > LONGEST) return null;
        try {
            return new WrittenLine(line).head();
        } catch (Otherwise e) {
            return null;
        }
    }

    /** Null where the library must be asked, and where it says that this is no event. */
    public static @Nullable AuditEvent event(byte[] line) {
        if (line.length > LONGEST) return null;
        try {
            return new WrittenLine(line).whole();
        } catch (Otherwise e) {
            return null;
        }
    }

    private LineHead head() {
        Long sequence = null;
        Instant moment = null;
        String type = null;
        String asset = null;
        boolean actor = false;
        boolean remediation = false;
        boolean data = false;
        int before = -1;
        take('{');
        do {
            int name = name(before);
            before = name;
            if (is(name, "sequence")) sequence = number();
            else if (is(name, "at")) moment = moment();
            else if (is(name, "type")) type = text();
            else if (is(name, "asset")) asset = text();
            else if (is(name, "actor")) actor = !text().isBlank();
            else if (is(name, "remediation")) {
                text();
                remediation = true;
            } else {
                data |= is(name, "data") && at < line.length && line[at] == '{';
                skip(1);
            }
        } while (more('}'));
        if (at != line.length) throw new Otherwise();
        boolean event = moment != null
                && actor
                && data
                && type != null
                && !type.isBlank()
                && (asset == null || !asset.isBlank());
        return new LineHead(sequence, moment, type, asset, remediation, event);
    }

    private @Nullable AuditEvent whole() {
        Map<String, Object> all = object(0);
        if (at != line.length) throw new Otherwise();
        if (!(all.get("at") instanceof String moment
                && all.get("type") instanceof String type
                && all.get("actor") instanceof String actor
                && all.get("data") instanceof Map<?, ?> data)) return null;
        Object asset = all.get("asset");
        Object remediation = all.get("remediation");
        boolean texts =
                (asset == null || asset instanceof String) && (remediation == null || remediation instanceof String);
        if (!texts || type.isBlank() || actor.isBlank() || (asset != null && ((String) asset).isBlank())) return null;
        Map<String, Object> said = new TreeMap<>();
        data.forEach((name, value) -> said.put((String) name, value));
        return new AuditEvent(
                moment(moment),
                type,
                actor,
                asset == null ? null : new AssetId((String) asset),
                (String) remediation,
                said);
    }

    // --- Values, as they are needed -----------------------------------------------------------------------------

    private Object value(int depth) {
        if (at >= line.length) throw new Otherwise();
        return switch (line[at]) {
            case '"' -> text();
            case '{' -> object(depth);
            case '[' -> list(depth);
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        if (depth > DEEPEST) throw new Otherwise();
        Map<String, Object> values = new LinkedHashMap<>();
        take('{');
        if (gone('}')) return values;
        int before = -1;
        do {
            before = name(before);
            String name = new String(line, before, at - 2 - before, StandardCharsets.ISO_8859_1);
            values.put(name, value(depth + 1));
        } while (more('}'));
        return values;
    }

    private List<Object> list(int depth) {
        if (depth > DEEPEST) throw new Otherwise();
        List<Object> values = new ArrayList<>();
        take('[');
        if (gone(']')) return values;
        do values.add(value(depth + 1));
        while (more(']'));
        return values;
    }

    private Object word(String word, boolean value) {
        for (int i = 0; i < word.length(); i++) take(word.charAt(i));
        return value;
    }

    private long number() {
        boolean below = gone('-');
        int from = at;
        long number = 0;
        for (; at < line.length && line[at] >= '0' && line[at] <= '9'; at++) number = number * 10 + (line[at] - '0');
        int digits = at - from;
        boolean plain = digits > 0 && digits <= MOST_DIGITS && (line[from] != '0' || (digits == 1 && !below));
        // What stands behind it must end it: a point or an exponent does not.
        if (!plain || at >= line.length || (line[at] != ',' && line[at] != '}' && line[at] != ']'))
            throw new Otherwise();
        return below ? -number : number;
    }

    private String text() {
        take('"');
        int from = at;
        boolean escaped = closing();
        int to = at++;
        return escaped ? unescaped(from, to) : new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private String unescaped(int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            if (line[i] == '\\') text.append(meant(line[++i]));
            else text.append((char) line[i]);
        }
        return text.toString();
    }

    private static char meant(byte escape) {
        return switch (escape) {
            case '"', '\\', '/' -> (char) escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw new Otherwise();
        };
    }

    private Instant moment() {
        return moment(text());
    }

    /** {@code 2018-09-20T22:00:00Z}, with up to nine digits of a second behind a point. */
    private static Instant moment(String text) {
        int length = text.length();
        boolean shaped = length >= 20
                && length <= 30
                && length != 21
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(length - 1) == 'Z'
                && (length == 20 || text.charAt(19) == '.');
        if (!shaped) throw new Otherwise();
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        boolean inRange =
                year >= 1 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59;
        if (!inRange || (day > 28 && day > YearMonth.of(year, month).lengthOfMonth())) throw new Otherwise();
        int nanos = length == 20 ? 0 : digits(text, 20, length - 1);
        for (int digits = length - 21; length > 20 && digits < 9; digits++) nanos *= 10;
        long day0 = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(day0 * SECONDS_A_DAY + hour * 3600L + minute * 60L + second, nanos);
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') throw new Otherwise();
            number = number * 10 + (digit - '0');
        }
        return number;
    }

    // --- Passing over what is not needed ------------------------------------------------------------------------

    private void skip(int depth) {
        if (at >= line.length) throw new Otherwise();
        switch (line[at]) {
            case '"' -> {
                at++;
                closing();
                at++;
            }
            case '{' -> skipObject(depth);
            case '[' -> skipList(depth);
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            default -> number();
        }
    }

    private void skipObject(int depth) {
        if (depth > DEEPEST) throw new Otherwise();
        take('{');
        if (gone('}')) return;
        int before = -1;
        do {
            before = name(before);
            skip(depth + 1);
        } while (more('}'));
    }

    private void skipList(int depth) {
        if (depth > DEEPEST) throw new Otherwise();
        take('[');
        if (gone(']')) return;
        do skip(depth + 1);
        while (more(']'));
    }

    /** Goes to the quote that ends a text; whether there are escapes in it. */
    private boolean closing() {
        byte[] all = line;
        int i = at;
        boolean escaped = false;
        for (; i < all.length && all[i] != '"'; i++) {
            byte one = all[i];
            if (one < ' ' || one == 0x7f) throw new Otherwise();
            if (one != '\\') continue;
            escaped = true;
            if (++i >= all.length) throw new Otherwise();
            meant(all[i]);
        }
        if (i >= all.length) throw new Otherwise();
        at = i;
        return escaped;
    }

    /**
     * Takes a name and the colon behind it; returns where it begins.
     *
     * @param before where the name before it begins; -1: it is the first
     */
    private int name(int before) {
        take('"');
        int from = at;
        if (closing()) throw new Otherwise();
        int to = at++;
        take(':');
        if (to - from > LONGEST_NAME || (before >= 0 && !rises(before, from))) throw new Otherwise();
        return from;
    }

    /** Both end at a quote, which stands in no name. */
    private boolean rises(int one, int next) {
        for (int i = 0; ; i++) {
            byte a = line[one + i];
            byte b = line[next + i];
            if (a == '"') return b != '"';
            if (b == '"' || a > b) return false;
            if (a < b) return true;
        }
    }

    private boolean is(int from, String name) {
        int length = name.length();
        if (from + length >= line.length || line[from + length] != '"') return false;
        for (int i = 0; i < length; i++) if (line[from + i] != name.charAt(i)) return false;
        return true;
    }

    private boolean more(char end) {
        if (gone(',')) return true;
        take(end);
        return false;
    }

    private boolean gone(char one) {
        if (at >= line.length || line[at] != one) return false;
        at++;
        return true;
    }

    private void take(char one) {
        if (!gone(one)) throw new Otherwise();
    }
}
