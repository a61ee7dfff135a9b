package io.ratchet.routes.syslog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One message of RFC 5424, or of the older form without a version, of which only the text is taken.
 *
 * @param header empty for the older form
 * @param text what stands behind header and data
 */
record SyslogMessage(Optional<Header> header, Map<String, String> data, String text) {
    record Header(String time, String host, String app) {}

    private static final Pattern HEADER =
            Pattern.compile("<[0-9]{1,3}>1 (\\S{1,64}) (\\S{1,255}) (\\S{1,48}) (\\S{1,128}) (\\S{1,32}) ");
    private static final Pattern OLD = Pattern.compile("<[0-9]{1,3}>");
    /** What RFC 3164 puts before the text: a time, a host and, as a rule, who speaks. */
    private static final Pattern OLD_HEADER = Pattern.compile(
            "[A-Z][a-z]{2} [ 0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9] \\S{1,255} (?:[^\\s:{<]{1,64}: ?)?(?=[{<])");
    /** In which an event says itself whose it is; who sends it on may be another. */
    private static final List<String> COMPUTERS = List.of("Computer", "ComputerName", "MachineName", "Hostname");

    private static final int MOST_PARAMETERS = 200;

    static SyslogMessage parse(String message) {
        Matcher header = HEADER.matcher(message);
        if (!header.lookingAt()) {
            Matcher old = OLD.matcher(message);
            return new SyslogMessage(
                    Optional.empty(), Map.of(), old.lookingAt() ? message.substring(old.end()) : message);
        }
        Map<String, String> data = new LinkedHashMap<>();
        int at = data(message, header.end(), data);
        String text = message.substring(Math.min(at, message.length())).strip();
        if (text.startsWith("\uFEFF")) text = text.substring(1);
        return new SyslogMessage(
                Optional.of(new Header(header.group(1), header.group(2), header.group(3))), data, text);
    }

    /** Puts the parameters of all elements into one map and returns where the text begins. */
    private static int data(String message, int from, Map<String, String> data) {
        int at = from;
        if (at < message.length() && message.charAt(at) == '-') return at + 1;
        while (at < message.length() && message.charAt(at) == '[') {
            at = element(message, at + 1, data);
        }
        return at;
    }

    private static int element(String message, int from, Map<String, String> data) {
        int at = from;
        while (at < message.length() && message.charAt(at) != ' ' && message.charAt(at) != ']') at++;
        while (at < message.length() && message.charAt(at) == ' ') {
            int equals = message.indexOf("=\"", at);
            if (equals < 0) return message.length();
            String name = message.substring(at + 1, equals).strip();
            StringBuilder value = new StringBuilder();
            at = equals + 2;
            while (at < message.length() && message.charAt(at) != '"') {
                if (message.charAt(at) == '\\' && at + 1 < message.length()) at++;
                value.append(message.charAt(at++));
            }
            at++;
            if (data.size() < MOST_PARAMETERS) data.putIfAbsent(name, value.toString());
        }
        return at + 1;
    }

    /**
     * One line that a reader of intake may know: JSON, XML, CEF or LEEF as it came; an event whose fields stand in the
     * header and the data, as agents for Windows write them, as JSON. Empty for anything else.
     */
    Optional<String> line() {
        String plain = text.startsWith("@cee:") ? text.substring(5).strip() : text;
        Matcher old = OLD_HEADER.matcher(plain);
        if (header.isEmpty() && old.lookingAt()) plain = plain.substring(old.end());
        if (plain.startsWith("{") || plain.startsWith("<Event")) return Optional.of(oneLine(plain));
        if (plain.contains("CEF:") || plain.contains("LEEF:")) return Optional.of(oneLine(plain));
        return header.filter(known -> data.containsKey("EventID")).map(this::event);
    }

    private String event(Header known) {
        ObjectNode event = Json.object();
        event.put("EventTime", known.time());
        event.put(
                "Hostname",
                COMPUTERS.stream()
                        .filter(name -> !data.getOrDefault(name, "").isBlank())
                        .findFirst()
                        .map(data::get)
                        .orElse(known.host()));
        event.put("SourceName", known.app());
        data.forEach((name, value) -> {
            if (!name.equals("Hostname") && !name.equals("EventTime")) event.put(name, value);
        });
        event.put("Message", text);
        return Json.line(event);
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]+", " ");
    }
}
