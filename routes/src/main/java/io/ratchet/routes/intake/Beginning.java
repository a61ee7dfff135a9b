package io.ratchet.routes.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ratchet.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The beginning of a file, by which its format is known. Its name is never asked. */
final class Beginning {
    /** How much is looked at: nmap repeats its whole command line before the root element. */
    static final int MOST = 64 << 10;

    private static final int MOST_LINES = 20;
    private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]");
    private static final int MOST_BEFORE_XML = 2_000;

    private final String text;
    private final byte[] bytes;
    private @Nullable List<Map<String, String>> objects;
    private @Nullable List<Set<String>> headers;
    private @Nullable Set<String> cellNames;

    private Beginning(String text, byte[] bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /** @param head at most {@value #MOST} bytes */
    static Beginning of(byte[] head) {
        String text;
        try (Decoded in = Decoded.text(new ByteArrayInputStream(head))) {
            char[] all = new char[MOST];
            int length = 0;
            while (length < all.length) {
                int read = in.read(all, length, all.length - length);
                if (read < 0) break;
                length += read;
            }
            text = new String(all, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be read", e);
        }
        String bare = text.substring(prologue(text)).stripLeading();
        // As they are read: one such character must not hide what stands behind it.
        return new Beginning(
                bare.startsWith("{") || bare.startsWith("[")
                        ? CONTROLS.matcher(bare).replaceAll(" ")
                        : bare,
                head);
    }

    /**
     * How many characters stand before the text itself: further byte order marks, and, where an XML declaration begins
     * a line, blanks and what a console said before it.
     */
    static int prologue(String text) {
        int declaration = text.indexOf("<?xml ");
        if (declaration > 0 && declaration < MOST_BEFORE_XML && text.indexOf('<') == declaration) {
            char before = text.charAt(declaration - 1);
            if (before == '\n'
                    || before == '\r'
                    || before == '\uFEFF'
                    || text.substring(0, declaration).isBlank()) return declaration;
        }
        int marks = 0;
        while (marks < text.length() && text.charAt(marks) == '\uFEFF') marks++;
        return marks;
    }

    /** As they came. */
    byte[] bytes() {
        return bytes;
    }

    String text() {
        return text;
    }

    static boolean starts(byte[] head, int... bytes) {
        if (head.length < bytes.length) return false;
        for (int i = 0; i < bytes.length; i++) if ((head[i] & 0xFF) != bytes[i]) return false;
        return true;
    }

    /**
     * The root element of an XML document; the one that a document type names when what it declares is too long to be
     * looked behind.
     */
    Optional<String> rootElement() {
        Optional<String> promised = Optional.empty();
        int at = 0;
        while (at < text.length() && text.charAt(at) == '<') {
            int end;
            if (text.startsWith("<?", at)) end = after("?>", at);
            else if (text.startsWith("<!--", at)) end = after("-->", at);
            else if (text.startsWith("<!DOCTYPE", at)) {
                promised = Optional.of(word(at + "<!DOCTYPE".length() + 1));
                int subset = text.indexOf('[', at);
                int close = text.indexOf('>', at);
                end = subset >= 0 && subset < close ? after("]>", at) : after(">", at);
            } else return Optional.of(word(at + 1)).filter(name -> !name.isEmpty());
            if (end < 0) return promised;
            at = end;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        }
        return promised;
    }

    private int after(String end, int from) {
        int at = text.indexOf(end, from);
        return at < 0 ? -1 : at + end.length();
    }

    private String word(int from) {
        int end = from;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_-.:".indexOf(text.charAt(end)) >= 0)) end++;
        return text.substring(Math.min(from, text.length()), end);
    }

    /**
     * The first lines that are JSON objects: their own fields, and those of an object in them as {@code outer.inner}; a
     * text by its value, anything else as empty.
     */
    Stream<Map<String, String>> objects() {
        if (objects == null)
            objects = text.lines()
                    .limit(MOST_LINES)
                    .filter(line -> line.startsWith("{"))
                    .map(Beginning::fields)
                    .filter(fields -> !fields.isEmpty())
                    .toList();
        return objects.stream();
    }

    /** Whether it is JSON of any kind. */
    boolean json() {
        return text.startsWith("{") || text.startsWith("[");
    }

    /** Whether the first line is an object of its own: then each is read alone, and a broken one loses no other. */
    boolean jsonLines() {
        int end = text.indexOf('\n');
        String first = JsonLines.bare((end < 0 ? text : text.substring(0, end)).strip());
        if (!first.startsWith("{") || !first.endsWith("}")) return false;
        try (JsonParser json = Json.mapper().getFactory().createParser(first)) {
            json.nextToken();
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException e) {
            return end > 0;
        }
    }

    /**
     * The names on the way to every value near the beginning of a JSON document, of the objects in its list where it
     * carries one, by their letters and digits.
     */
    Set<String> cellNames() {
        if (cellNames != null) return cellNames;
        Set<String> names = new HashSet<>();
        Deque<String> path = new ArrayDeque<>();
        try (JsonParser json = Json.mapper().getFactory().createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null && names.size() < 2_000; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) path.push(name(path, json));
                else if (token == JsonToken.END_OBJECT) path.pop();
                else if (token == JsonToken.FIELD_NAME)
                    names.add((path.isEmpty() ? "" : path.peek()) + Cells.name(json.currentName()));
            }
        } catch (IOException e) {
            // It is cut off somewhere: what came before is enough to know it by.
        }
        cellNames = names;
        return names;
    }

    /** An object in a list begins anew: it is a record. */
    private static String name(Deque<String> path, JsonParser json) {
        boolean listed = json.getParsingContext().getParent() != null
                && json.getParsingContext().getParent().inArray();
        String own = json.getParsingContext().getParent() == null
                ? null
                : json.getParsingContext().getParent().getCurrentName();
        if (listed || path.isEmpty() || own == null) return "";
        return path.peek() + Cells.name(own);
    }

    /** The names of all fields near the beginning of a JSON document, as they are written. */
    boolean mentions(String... fields) {
        for (String field : fields) if (!text.contains("\"" + field + "\"")) return false;
        return true;
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = Json.mapper().getFactory().createParser(line)) {
            String outer = "";
            int depth = 0;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isStructStart()) depth++;
                if (token.isStructEnd()) depth--;
                if (token == JsonToken.FIELD_NAME && depth == 1) outer = json.currentName();
                if (depth == 1 && token == JsonToken.FIELD_NAME) fields.put(outer, "");
                if (depth == 2 && token == JsonToken.FIELD_NAME) fields.put(outer + "." + json.currentName(), "");
                if (depth == 1 && token == JsonToken.VALUE_STRING) fields.put(outer, json.getText());
            }
        } catch (IOException e) {
            // A line that is cut off or no JSON further on: what came before is enough to know it by.
            return fields;
        }
        return fields;
    }

    /**
     * The names of the columns that each of the first lines would give if it were a table's header, by their letters
     * and digits, lower case.
     */
    List<Set<String>> headers() {
        if (headers != null) return headers;
        List<Set<String>> found = new ArrayList<>();
        if (!json() && !text.startsWith("<") && bytes.length > 0) {
            Iterator<String> lines = text.lines().iterator();
            char told = 0;
            while (lines.hasNext() && found.size() < CsvRows.MOST_BEFORE_HEADER) {
                String line = lines.next();
                if (line.isBlank() || line.startsWith("#TYPE")) continue;
                line = continued(line, lines);
                if (told == 0) told = CsvRows.told(line);
                List<String> cells = CsvRows.split(line, told == 0 ? CsvRows.separator(line) : told);
                found.add(cells == null ? Set.of() : CsvTable.columns(cells).keySet());
            }
        }
        headers = found;
        return found;
    }

    /** A name of a column that runs over lines, as Excel's cells may. */
    private static String continued(String first, Iterator<String> lines) {
        String line = first;
        for (int i = 0; i < CsvRows.MOST_IN_A_HEADER && CsvRows.odd(line) && lines.hasNext(); i++)
            line = line + "\n" + lines.next();
        return line;
    }
}
