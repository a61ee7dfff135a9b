package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Finding;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CEF and LEEF lines, bare or behind a syslog header, of Windows' Schannel events; a record is a line. The host in the
 * syslog header is often a relay's and never taken.
 */
final class CefReader implements FormatReader {
    private static final int LONGEST = 1 << 16;
    private static final Pattern KEY = Pattern.compile("(?:^|\\s)([A-Za-z0-9_.\\-]{1,60})=");
    private static final Pattern ESCAPED = Pattern.compile("\\\\[\\\\=nr]");
    private static final Pattern EVENT = Pattern.compile("\\b(368[0-9]{2})\\b");
    /** A version that may be the beginning of another, and a name of a machine, at the very end. */
    private static final Pattern CUT = Pattern.compile(
            "(?i)(?:=(?:TLS|SSL)(?:v? ?[0-9]\\.?)?|[|^\\s](?:dvchost|deviceHostName|identHostName)=[^\\s|^]*)$");

    /** Fields in which forwarders name the provider of an event. */
    private static final List<String> SOURCES =
            List.of("deviceProcessName", "sourceServiceName", "SourceName", "Source", "vSrcName");

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("protocol", "Protocol"),
            Map.entry("proto", "Protocol"),
            Map.entry("tlsversion", "Protocol"),
            Map.entry("role", "Type"),
            Map.entry("type", "Type"),
            Map.entry("ciphersuite", "CipherSuite"),
            Map.entry("cipher", "CipherSuite"),
            Map.entry("targetname", "TargetName"),
            Map.entry("alertdesc", "AlertDesc"),
            Map.entry("alert", "AlertDesc"));

    @Override
    public boolean knows(Beginning beginning) {
        return beginning
                .text()
                .lines()
                .limit(20)
                .anyMatch(line -> line.matches("(?:<[0-9]{1,3}>.*|[A-Z0-9].*)?\\b(?:CEF:[01]\\||LEEF:[12]\\.0\\|).*"));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        try (Decoded in = Decoded.text(source.open())) {
            Lines lines = new Lines(in, LONGEST);
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank()) continue;
                String record = "line[" + lines.number() + "]";
                String text = line;
                if (!lines.terminated() && CUT.matcher(line).find()) {
                    report.broken(
                            record,
                            io.ratchet.domain.failure.FailureCode.INTAKE_TRUNCATED,
                            "The log breaks off in the middle of this line; the lines before were used.");
                    continue;
                }
                report.record(record, () -> text, () -> findings(record, text, report));
            }
            report.decoded(in);
        }
    }

    private static List<Finding> findings(String record, String line, Report report) {
        int cef = line.indexOf("CEF:");
        int leef = line.indexOf("LEEF:");
        if (cef < 0 && leef < 0) throw RoleCells.bad("The line is neither CEF nor LEEF.");
        List<String> header = header(line.substring(Math.max(cef, leef)));
        Map<String, String> fields = cef >= 0 ? cefFields(header) : leefFields(header);
        boolean schannel = header.subList(0, header.size() - 1).stream()
                        .anyMatch(part -> part.toLowerCase(Locale.ROOT).contains("schannel"))
                || SOURCES.stream().anyMatch(source -> EventRecord.wanted(fields.getOrDefault(source, "")))
                || (header.size() > 1 && header.get(1).equals("Microsoft"));
        Matcher id = EVENT.matcher(
                first(fields, "externalId", "EventID").isEmpty()
                        ? header.size() > 4 ? header.get(4) : ""
                        : first(fields, "externalId", "EventID"));
        if (!schannel || !id.find()) return List.of();
        return new EventRecord(
                        "Schannel",
                        id.group(1),
                        first(fields, "dvchost", "deviceHostName", "identHostName"),
                        time(fields, report),
                        ofTheEvent(fields),
                        cef >= 0 ? "cef" : "leef",
                        Map.of())
                .findings(record, report);
    }

    private static String first(Map<String, String> fields, String... names) {
        for (String name : names) if (!fields.getOrDefault(name, "").isEmpty()) return fields.getOrDefault(name, "");
        return "";
    }

    private static @Nullable Instant time(Map<String, String> fields, Report report) {
        String text = first(fields, "rt", "end", "start", "devTime");
        return text.isEmpty() ? null : report.time("rt", text);
    }

    private static Map<String, String> ofTheEvent(Map<String, String> fields) {
        Map<String, String> told = new HashMap<>();
        fields.forEach((name, value) -> {
            String label = fields.getOrDefault(name + "Label", name);
            String known = NAMES.get(Cells.name(label));
            if (known != null && ofTheEvent(known, value))
                told.putIfAbsent(known, Excerpt.of(value, EventRecord.LONGEST_FIELD));
        });
        EventMessage.complete(told, first(fields, "msg", "message", "Message"));
        return told;
    }

    /** Both formats have fields of their own of these names: {@code proto=TCP}, {@code type=0}. */
    private static boolean ofTheEvent(String field, String value) {
        return switch (field) {
            case "Protocol" -> ProtocolNames.of(value).isPresent();
            case "Type" -> EventMessage.end(value);
            default -> !value.isEmpty();
        };
    }

    /** The parts between bars; an escaped bar is none. The last is what follows the header. */
    private static List<String> header(String text) {
        int parts = text.startsWith("CEF:") ? 7 : text.startsWith("LEEF:2") ? 6 : 5;
        java.util.ArrayList<String> header = new java.util.ArrayList<>();
        StringBuilder part = new StringBuilder();
        int at = 0;
        for (; at < text.length() && header.size() < parts; at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) part.append(text.charAt(++at));
            else if (c == '|') {
                header.add(part.toString());
                part.setLength(0);
            } else part.append(c);
        }
        header.add(header.size() < parts ? part.toString() : text.substring(at));
        return header;
    }

    /** A value runs up to the next key; blanks and escaped equal signs belong to it. */
    private static Map<String, String> cefFields(List<String> header) {
        String text = header.get(header.size() - 1);
        Map<String, String> fields = new HashMap<>();
        // As long as the text, and nothing escaped in it looks like a key.
        Matcher key = KEY.matcher(ESCAPED.matcher(text).replaceAll("\"\""));
        String name = null;
        int from = 0;
        while (key.find()) {
            if (name != null) fields.put(name, value(text.substring(from, key.start())));
            name = key.group(1);
            from = key.end();
        }
        if (name != null) fields.put(name, value(text.substring(from)));
        return fields;
    }

    /** From left to right, so that an escaped backslash before an n is no line end. */
    private static String value(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        switch (escape.group().charAt(1)) {
                            case 'n' -> "\n";
                            case 'r' -> "\r";
                            default -> escape.group().substring(1);
                        }))
                .strip();
    }

    /** Version 2 says by which character its fields are parted; version 1 parts them by tabs. */
    private static Map<String, String> leefFields(List<String> header) {
        String separator = "\t";
        if (header.get(0).startsWith("LEEF:2") && header.size() > 6) {
            String told = header.get(5);
            if (told.matches("(?:0?x)[0-9A-Fa-f]{1,4}"))
                separator = String.valueOf((char) Integer.parseInt(told.replaceFirst("0?x", ""), 16));
            else if (told.length() == 1) separator = told;
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : header.get(header.size() - 1).split(Pattern.quote(separator))) {
            int equal = field.indexOf('=');
            if (equal > 0)
                fields.put(
                        field.substring(0, equal).strip(),
                        field.substring(equal + 1).strip());
        }
        return fields;
    }
}
