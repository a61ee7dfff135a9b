package io.ratchet.routes.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The beginning of a file, by which its format is known. Its name is never asked. */
final class Beginning {
    /** How much is looked at: nmap repeats its whole command line before the root element. */
    static final int MOST = 64 << 10;

    private static final int MOST_LINES = 20;

    private final String text;

    private Beginning(String text) {
        this.text = text;
    }

    /** @param head at most {@value #MOST} bytes */
    static Beginning of(byte[] head) {
        boolean little = starts(head, 0xFF, 0xFE);
        boolean big = starts(head, 0xFE, 0xFF);
        Charset charset = little ? StandardCharsets.UTF_16LE : big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
        String text = new String(head, charset);
        return new Beginning((text.startsWith("\uFEFF") ? text.substring(1) : text).stripLeading());
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
        return text.lines()
                .limit(MOST_LINES)
                .filter(line -> line.startsWith("{"))
                .map(Beginning::fields)
                .filter(fields -> !fields.isEmpty());
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

    /** The names of a table's columns, lower case, behind PowerShell's {@code #TYPE} line. */
    Set<String> columns() {
        String header = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#TYPE"))
                .findFirst()
                .orElse("");
        Set<String> columns = new HashSet<>();
        for (String column : header.split("[,;\t]"))
            columns.add(column.replace("\"", "").strip().toLowerCase(Locale.ROOT));
        return columns;
    }
}
