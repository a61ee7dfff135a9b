package io.ratchet.store.audit;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditPlaces;
import io.ratchet.wire.AuditEventJson;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code ratchet.audit-event/2}, some of whose values are sealed: its leaf is not made of them but of a
 * commitment to each, so that a value can be left out and the line is still proven. {@code sealed} names their places.
 * The line shows all of them and has the one {@code salt} that their salts come from; or it has {@code salts}, one for
 * each that it shows; or it has neither and shows none, and then it is what its leaf is made of.
 *
 * <p>It is read by its bytes, and every one of them that is not a sealed value is hashed as it stands, so that there is
 * nothing in a line that could be spelled otherwise unseen. What {@code docs/guides/audit.md} says of it is all there
 * is to know.
 */
public final class SealedLine {
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final int LONGEST_PLACE = 192;
    private static final byte[] SCHEMA = ascii('"' + AuditEventJson.SEALED + '"');
    private static final byte[] HIDDEN = ascii("\"hidden:");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HexFormat HEX = HexFormat.of();

    private static final byte[] ACTOR = ascii(AuditPlaces.ACTOR);
    private static final byte[] ASSET = ascii(AuditPlaces.ASSET);
    private static final byte[] DATA = ascii("data");

    private final byte[] line;
    private final List<Value> values;
    private final Sha256 hash;

    /** Where {@code salt} or {@code salts} stands, with the comma behind it; where it would, if there is none. */
    private final Span salts;

    private record Span(int from, int to) {}

    /**
     * A sealed value.
     *
     * @param salt null: it is hidden, and what stands there is the commitment to it
     */
    private record Value(String place, Span span, byte @Nullable [] salt) {}

    /**
     * What opens a hidden value.
     *
     * @param salt 32 hexadecimal digits
     * @param json the value as it stands in the line
     */
    record Opening(String salt, String json) {}

    private SealedLine(byte[] line, List<Value> values, Span salts, Sha256 hash) {
        this.line = line;
        this.values = values;
        this.salts = salts;
        this.hash = hash;
    }

    /** A salt for a new line. */
    public static String newSalt() {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return HEX.formatHex(salt);
    }

    /**
     * What the leaf of a line is made of: of one that seals nothing the line itself.
     *
     * @throws IllegalArgumentException when it says that it is sealed, and is not as such a line must be
     */
    public static byte[] hashed(byte[] line) {
        SealedLine sealed = read(line);
        return sealed == null ? line : sealed.form();
    }

    /** As {@link #hashed}, but of a line that is not as it must be the line itself, whose hash is no sealed line's. */
    public static byte[] leaf(byte[] line) {
        try {
            return hashed(line);
        } catch (IllegalArgumentException e) {
            return line;
        }
    }

    /**
     * Null where the line is of another schema.
     *
     * @throws IllegalArgumentException when it is of this one, and not as such a line must be
     */
    static @Nullable SealedLine read(byte[] line) {
        Scan scan = new Scan(line);
        Members all = scan.outermost();
        int schema = all.find(line, "schema");
        return schema >= 0 && Arrays.equals(line, all.from(schema), all.to(schema), SCHEMA, 0, SCHEMA.length)
                ? scan.sealed(all)
                : null;
    }

    /** Whether one of its values is hidden. */
    boolean hides() {
        return values.stream().anyMatch(value -> value.salt() == null);
    }

    /** What the leaf is made of: the line with all its values hidden. */
    byte[] form() {
        return written(value -> false, new TreeMap<>());
    }

    /** The line with the values at these places hidden; the others stay as they are. */
    byte[] without(Predicate<String> places) {
        if (values.stream().noneMatch(value -> value.salt() != null && places.test(value.place()))) return line;
        SortedMap<String, String> salts = new TreeMap<>();
        for (Value value : values)
            if (value.salt() != null && !places.test(value.place()))
                salts.put(value.place(), HEX.formatHex(value.salt()));
        return written(value -> salts.containsKey(value.place()), salts);
    }

    /** What opens each of the values that are shown, by their places. */
    SortedMap<String, Opening> openings() {
        SortedMap<String, Opening> openings = new TreeMap<>();
        for (Value value : values)
            if (value.salt() != null)
                openings.put(value.place(), new Opening(HEX.formatHex(value.salt()), text(value.span())));
        return openings;
    }

    /** The places whose values are hidden, in their order. */
    List<String> hidden() {
        return values.stream()
                .filter(value -> value.salt() == null)
                .map(Value::place)
                .toList();
    }

    /**
     * The line with what these open shown.
     *
     * @throws IllegalArgumentException when one opens no value that is hidden here, or another value
     */
    byte[] opened(Map<String, Opening> openings) {
        Map<String, byte[]> shown = new LinkedHashMap<>();
        SortedMap<String, String> salts = new TreeMap<>();
        for (Value value : values) {
            Opening opening = openings.get(value.place());
            if (value.salt() != null) salts.put(value.place(), HEX.formatHex(value.salt()));
            else if (opening != null) {
                if (!isSalt(opening.salt()) || !token(opening).equals(text(value.span())))
                    throw new IllegalArgumentException("what is given for '" + value.place() + "' does not open it");
                shown.put(value.place(), opening.json().getBytes(StandardCharsets.UTF_8));
                salts.put(value.place(), opening.salt());
            }
        }
        for (String place : openings.keySet())
            if (!shown.containsKey(place)) throw new IllegalArgumentException("nothing is hidden at '" + place + "'");
        return spliced(
                value -> {
                    byte[] bytes = shown.get(value.place());
                    return bytes == null
                            ? Arrays.copyOfRange(
                                    line, value.span().from(), value.span().to())
                            : bytes;
                },
                salts);
    }

    private static String token(Opening opening) {
        return new String(
                token(HEX.parseHex(opening.salt()), opening.json().getBytes(StandardCharsets.UTF_8), new Sha256()),
                StandardCharsets.US_ASCII);
    }

    private byte[] written(Predicate<Value> shown, SortedMap<String, String> salts) {
        return spliced(
                value -> {
                    byte[] bytes = Arrays.copyOfRange(
                            line, value.span().from(), value.span().to());
                    byte[] itsSalt = value.salt();
                    return itsSalt == null || shown.test(value) ? bytes : token(itsSalt, bytes, hash);
                },
                salts);
    }

    private interface Shown {
        byte[] of(Value value);
    }

    private byte[] spliced(Shown shown, SortedMap<String, String> withSalts) {
        Writing writing = new Writing(line);
        // 'actor', 'asset' and what is in 'data' stand before the salts.
        for (Value value : values) writing.replace(value.span(), shown.of(value));
        writing.replace(salts, withSalts.isEmpty() ? new byte[0] : ascii(member(withSalts)));
        return writing.done();
    }

    private static String member(SortedMap<String, String> salts) {
        StringBuilder member = new StringBuilder("\"salts\":{");
        salts.forEach((place, salt) ->
                member.append('"').append(place).append("\":\"").append(salt).append("\","));
        member.setLength(member.length() - 1);
        return member.append("},").toString();
    }

    /** {@code "hidden:HEX"} of {@code SHA-256(salt || value)}. */
    private static byte[] token(byte[] salt, byte[] value, Sha256 hash) {
        byte[] token = Arrays.copyOf(HIDDEN, HIDDEN.length + 2 * HASH + 1);
        byte[] digits = ascii(HEX.formatHex(hash.add(salt).add(value).bytes()));
        System.arraycopy(digits, 0, token, HIDDEN.length, digits.length);
        token[token.length - 1] = '"';
        return token;
    }

    private String text(Span span) {
        return new String(line, span.from(), span.to() - span.from(), StandardCharsets.UTF_8);
    }

    static boolean isSalt(String text) {
        return text.length() == 2 * SALT && text.chars().allMatch(SealedLine::isDigit);
    }

    private static boolean isDigit(int digit) {
        return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The line with pieces of it replaced, from left to right. */
    private static final class Writing {
        private final byte[] line;
        private byte[] written;
        private int size;
        private int at;

        Writing(byte[] line) {
            this.line = line;
            this.written = new byte[line.length + 2 * HASH];
        }

        void replace(Span span, byte[] by) {
            put(line, at, span.from());
            put(by, 0, by.length);
            at = span.to();
        }

        byte[] done() {
            put(line, at, line.length);
            return Arrays.copyOf(written, size);
        }

        private void put(byte[] bytes, int from, int to) {
            int length = to - from;
            if (size + length > written.length) written = Arrays.copyOf(written, 2 * (size + length));
            System.arraycopy(bytes, from, written, size, length);
            size += length;
        }
    }

    /** Finds the values of a line without a blank in which the names of an object rise. */
    private static final class Scan {
        private final byte[] line;
        private int at;

        Scan(byte[] line) {
            this.line = line;
        }

        private static IllegalArgumentException noLine() {
            return new IllegalArgumentException("the line is not as a line with sealed values is written");
        }

        /** The members of the outermost object; none where they are not written as those of a sealed line are. */
        Members outermost() {
            try {
                Members all = members(0);
                return at == line.length ? all : new Members();
            } catch (IllegalArgumentException e) {
                return new Members();
            }
        }

        SealedLine sealed(Members all) {
            Members places = texts(all, present(all, "sealed"));
            int salt = all.find(line, "salt");
            int salts = all.find(line, "salts");
            if (salt >= 0 && (salts >= 0 || places.size == 0)) throw noLine();
            byte[] lineSalt = salt < 0 ? null : salt(all.from(salt), all.to(salt));
            Members each = salts < 0 ? null : members(all.from(salts));
            if (each != null && each.size == 0) throw noLine();
            Sha256 hash = new Sha256();
            List<Value> values = new ArrayList<>(places.size);
            Members data = null;
            Members inner = null;
            int innerOf = -1;
            int shown = 0;
            int end = 0;
            for (int i = 0; i < places.size; i++) {
                int from = places.from(i);
                int to = places.to(i);
                int first = point(from, to);
                Members in = all;
                int found;
                if (first < 0) {
                    found = all.find(line, from, to);
                    if (!is(from, to, ACTOR) && !is(from, to, ASSET)) throw noLine();
                } else {
                    if (!is(from, first, DATA)) throw noLine();
                    if (data == null) data = members(all.from(present(all, "data")));
                    in = data;
                    int second = point(first + 1, to);
                    found = data.find(line, first + 1, second < 0 ? to : second);
                    if (second >= 0) {
                        if (found < 0) throw noLine();
                        if (inner == null || innerOf != found) inner = members(data.from(found));
                        innerOf = found;
                        in = inner;
                        if (point(second + 1, to) >= 0) throw noLine();
                        found = inner.find(line, second + 1, to);
                    }
                }
                if (found < 0 || in.from(found) < end) throw noLine();
                end = in.to(found);
                byte[] own = lineSalt == null ? own(each, from, to) : saltOf(lineSalt, from, to, hash);
                if (own == null) mustBeHidden(in.from(found), end);
                else shown++;
                values.add(new Value(text(from, to), new Span(in.from(found), end), own));
            }
            if (each != null && shown != each.size) throw noLine();
            return new SealedLine(line, values, saltMember(all, Math.max(salt, salts), salt >= 0), hash);
        }

        private String text(int from, int to) {
            return new String(line, from, to - from, StandardCharsets.US_ASCII);
        }

        private byte @Nullable [] own(@Nullable Members salts, int from, int to) {
            int found = salts == null ? -1 : salts.find(line, from, to);
            return salts == null || found < 0 ? null : salt(salts.from(found), salts.to(found));
        }

        /** Half of a hash, so that a salt says nothing of those whose places begin alike. */
        private byte[] saltOf(byte[] lineSalt, int from, int to, Sha256 hash) {
            return Arrays.copyOf(
                    hash.add(lineSalt).add(Arrays.copyOfRange(line, from, to)).bytes(), SALT);
        }

        /**
         * The whole member with the comma behind it; a place without extent before {@code schema} where there is none.
         */
        private Span saltMember(Members all, int salt, boolean one) {
            int schema = all.from(present(all, "schema")) - "\"schema\":".length();
            if (salt < 0) return new Span(schema, schema);
            if (all.to(salt) + 1 != schema) throw noLine();
            return new Span(all.from(salt) - (one ? "\"salt\":" : "\"salts\":").length(), schema);
        }

        private int present(Members all, String name) {
            int found = all.find(line, name);
            if (found < 0) throw noLine();
            return found;
        }

        private boolean is(int from, int to, byte[] word) {
            return Arrays.equals(line, from, to, word, 0, word.length);
        }

        /** Where the next point stands; -1: nowhere. */
        private int point(int from, int to) {
            for (int i = from; i < to; i++) if (line[i] == '.') return i;
            return -1;
        }

        private void mustBeHidden(int from, int to) {
            boolean hidden = to - from == HIDDEN.length + 2 * HASH + 1
                    && Arrays.equals(line, from, from + HIDDEN.length, HIDDEN, 0, HIDDEN.length);
            for (int i = from + HIDDEN.length; hidden && i < to - 1; i++) hidden = isDigit(line[i]);
            if (!hidden) throw noLine();
        }

        private byte[] salt(int from, int to) {
            if (to - from != 2 * SALT + 2 || line[from] != '"') throw noLine();
            String text = new String(line, from + 1, 2 * SALT, StandardCharsets.ISO_8859_1);
            if (!isSalt(text)) throw noLine();
            return HEX.parseHex(text);
        }

        /** A list of texts that rise, each as a name without a value. */
        private Members texts(Members all, int sealed) {
            Members texts = new Members();
            at = all.from(sealed);
            take('[');
            if (gone(']')) return texts;
            do {
                int from = name();
                texts.add(line, from, at - 1, from, at - 1);
            } while (gone(','));
            take(']');
            return texts;
        }

        /** The members of the object that begins there; where it ends is where the next is looked for. */
        private Members members(int from) {
            Members members = new Members();
            at = from;
            take('{');
            if (gone('}')) return members;
            do {
                int name = name();
                int end = at - 1;
                take(':');
                int begin = at;
                value();
                members.add(line, name, end, begin, at);
            } while (gone(','));
            take('}');
            return members;
        }

        /** Letters, digits and points alone, so that it is spelled in one way; returns where it begins. */
        private int name() {
            take('"');
            int from = at;
            while (at < line.length && isOfName(line[at])) at++;
            if (at == from || at - from > LONGEST_PLACE) throw noLine();
            take('"');
            return from;
        }

        private static boolean isOfName(byte one) {
            return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') || one == '.';
        }

        /** Goes behind a value: what is in it is not looked at but for where it ends. */
        private void value() {
            int depth = 0;
            do {
                if (at >= line.length) throw noLine();
                byte one = line[at];
                if (one == '"') text();
                else if (one == '{' || one == '[') {
                    depth++;
                    at++;
                } else if (one == '}' || one == ']') {
                    if (depth-- == 0) throw noLine();
                    at++;
                } else if (depth == 0) word();
                else at++;
            } while (depth > 0);
        }

        private void text() {
            at++;
            for (; at < line.length && line[at] != '"'; at++) if (line[at] == '\\') at++;
            if (at >= line.length) throw noLine();
            at++;
        }

        /** A number, {@code true} or {@code false}. */
        private void word() {
            int from = at;
            while (at < line.length
                    && ((line[at] >= 'a' && line[at] <= 'z')
                            || (line[at] >= '0' && line[at] <= '9')
                            || line[at] == '-')) at++;
            if (at == from) throw noLine();
        }

        private boolean gone(char one) {
            if (at >= line.length || line[at] != one) return false;
            at++;
            return true;
        }

        private void take(char one) {
            if (!gone(one)) throw noLine();
        }
    }
    /** Members of an object, whose names rise, as places in the line. */
    private static final class Members {
        private static final int EACH = 4;
        private int[] places = new int[EACH * 12];
        private int size;

        void add(byte[] line, int nameFrom, int nameTo, int from, int to) {
            if (size > 0) {
                int before = EACH * (size - 1);
                if (Arrays.compare(line, places[before], places[before + 1], line, nameFrom, nameTo) >= 0)
                    throw Scan.noLine();
            }
            if (EACH * (size + 1) > places.length) places = Arrays.copyOf(places, 2 * places.length);
            int here = EACH * size++;
            places[here] = nameFrom;
            places[here + 1] = nameTo;
            places[here + 2] = from;
            places[here + 3] = to;
        }

        int from(int number) {
            return places[EACH * number + 2];
        }

        int to(int number) {
            return places[EACH * number + 3];
        }

        /** Which of them has this name; -1: none. */
        int find(byte[] line, String name) {
            byte[] bytes = ascii(name);
            return find(line, bytes, 0, bytes.length);
        }

        int find(byte[] line, int from, int to) {
            return find(line, line, from, to);
        }

        private int find(byte[] line, byte[] name, int from, int to) {
            for (int i = 0; i < size; i++)
                if (Arrays.equals(line, places[EACH * i], places[EACH * i + 1], name, from, to)) return i;
            return -1;
        }
    }
}
