package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.RegistryData;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code reg export}; a record is a value. The file names neither the machine nor the time: both are asked of whoever
 * delivers it. A key that is not in it may be there all the same: the export may have been of another branch.
 */
final class RegReader implements FormatReader {
    private static final int LONGEST = 1 << 20;
    private static final Pattern VALUE = Pattern.compile("(?s)(@|\"((?:[^\"\\\\]|\\\\.)*)\")\\s*=\\s*(.*)");
    private static final Pattern DELETED = Pattern.compile("\\s*(?:@|\"(?:[^\"\\\\]|\\\\.){0,1000}\")\\s*=\\s*-\\s*");
    private static final Pattern WHOLE = Pattern.compile(
            "(?is)\\[.*\\]|(?:@|\"(?:[^\"\\\\]|\\\\.){0,1000}\")\\s*=\\s*(?:dword:[0-9a-f]{8}|\"(?:[^\"\\\\]|\\\\.)*+\")");
    /** The exports of Windows 95 and NT 4, which reg still writes where it is asked to. */
    private static final String OLD = "REGEDIT4";
    /** In those the bytes of texts are no UTF-16. */
    private static final Charset ANSI = Charset.forName("windows-1252");

    private static final Pattern HEADER = Pattern.compile("\uFEFF?(?:Windows Registry Editor Version 5\\.00|REGEDIT4)");
    private static final Pattern TYPED = Pattern.compile("(?is)hex(?:\\(([0-9a-f]+)\\))?:(.*)");

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.text().startsWith("Windows Registry Editor Version 5")
                || beginning.text().startsWith("REGEDIT4");
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        if (deletes(source)) {
            report.broken(
                    "file",
                    FailureCode.INTAKE_UNRECOGNISED,
                    "The file deletes keys or values, so it is a script for import and not what a machine holds; "
                            + "run reg export on the machine and deliver that.");
            return;
        }
        try (Decoded in = Decoded.text(source.open())) {
            Lines lines = new Lines(in, LONGEST);
            boolean ansi = String.valueOf(lines.next()).contains(OLD);
            String key = "";
            for (String line = lines.next(); line != null; line = lines.next()) {
                String record = "line[" + lines.number() + "]";
                StringBuilder whole = new StringBuilder(line.strip());
                while (whole.length() > 0 && whole.charAt(whole.length() - 1) == '\\' && whole.length() < LONGEST) {
                    whole.setLength(whole.length() - 1);
                    String next = lines.next();
                    if (next == null) break;
                    whole.append(next.strip());
                }
                String text = whole.toString();
                if (!lines.terminated() && mayGoOn(line, text)) {
                    report.broken(
                            record,
                            FailureCode.INTAKE_TRUNCATED,
                            "The export breaks off in this value, which may have gone on; the values before were used.");
                    continue;
                }
                if (text.isEmpty() || text.startsWith(";")) continue;
                if (HEADER.matcher(text).matches()) { // of a further export that was put behind
                    ansi = text.contains(OLD);
                    key = "";
                    continue;
                }
                if (text.startsWith("[")) {
                    key = text.replaceAll("^\\[|\\]$", "");
                    continue;
                }
                String of = key;
                Charset letters = ansi ? ANSI : StandardCharsets.UTF_16LE;
                report.record(record, () -> "[" + of + "] " + text, () -> findings(record, of, text, letters, report));
            }
            report.decoded(in);
        }
    }

    /** Whether the last line, which has no end, may be the beginning of another: half a number is another number. */
    private static boolean mayGoOn(String line, String text) {
        if (text.isBlank() || text.startsWith(";")) return false;
        return line.stripTrailing().endsWith("\\") || !WHOLE.matcher(text).matches();
    }

    /** No export does. */
    private static boolean deletes(Source source) throws IOException {
        try (Decoded in = Decoded.text(source.open())) {
            Lines lines = new Lines(in, LONGEST);
            for (String line = lines.next(); line != null; line = lines.next())
                if (line.strip().startsWith("[-") || DELETED.matcher(line).matches()) return true;
            return false;
        }
    }

    private static List<Finding> findings(String record, String key, String text, Charset letters, Report report) {
        String full = RegistryRow.key(key).orElse("");
        if (!RegistryRow.ofUse(full)) return List.of();
        Matcher value = VALUE.matcher(text);
        if (!value.matches()) throw RoleCells.bad("The line is no value of a registry export.");
        String name = value.group(2) == null ? "" : value.group(2).replaceAll("\\\\(.)", "$1");
        Observation seen = new RegistryValue(full, name, data(value.group(3).strip(), letters));
        return Report.findings(
                report.reference("reg-export", null, Method.REGISTRY),
                record,
                report.observed(null),
                host(report),
                new Evidence("reg:export", Excerpt.evidence(text)),
                List.of(seen));
    }

    static HostRef host(Report report) {
        String host = report.options().host();
        if (host == null)
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST, "The export does not name the machine it is of; give --host NAME.");
        return ListenerHost.named(host, null, report);
    }

    private static RegistryData data(String written, Charset letters) {
        if (written.startsWith("\"")) {
            if (!written.endsWith("\"") || written.length() < 2)
                throw RoleCells.bad("The text of the value is not closed.");
            return RegistryData.string(
                    written.substring(1, written.length() - 1).replaceAll("\\\\(.)", "$1"));
        }
        String lower = written.toLowerCase(Locale.ROOT);
        if (lower.startsWith("dword:")) {
            if (!lower.matches("dword:[0-9a-f]{1,8}"))
                throw RoleCells.bad("'" + Excerpt.of(written, 60) + "' is no DWORD.");
            return RegistryData.dword(Long.parseLong(lower.substring(6), 16));
        }
        Matcher typed = TYPED.matcher(lower);
        if (!typed.matches())
            throw RoleCells.bad("'" + Excerpt.of(written, 60) + "' is no kind of value that is known here.");
        byte[] bytes = bytes(typed.group(2));
        String type = typed.group(1) == null ? "3" : typed.group(1);
        String text = new String(bytes, letters);
        return switch (type) {
            case "1" -> RegistryData.string(text.replaceAll("\0+$", ""));
            case "2" -> new RegistryData(RegistryData.Kind.EXPAND_STRING, text.replaceAll("\0+$", ""));
            case "4" -> RegistryData.dword(number(bytes, 4));
            case "7" ->
                new RegistryData(
                        RegistryData.Kind.MULTI_STRING,
                        List.of(text.split("\0")).stream()
                                .filter(one -> !one.isEmpty())
                                .toList());
            case "b" -> new RegistryData(RegistryData.Kind.QWORD, number(bytes, 8));
            default -> new RegistryData(RegistryData.Kind.BINARY, typed.group(2).replaceAll("[^0-9a-f]", ""));
        };
    }

    private static byte[] bytes(String list) {
        String digits = list.replaceAll("[^0-9a-f]", "");
        if (digits.length() % 2 != 0) throw RoleCells.bad("The bytes of the value are not whole.");
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++)
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        return bytes;
    }

    private static long number(byte[] bytes, int length) {
        if (bytes.length != length) throw RoleCells.bad("The number of the value is not whole.");
        long number = 0;
        for (int i = length - 1; i >= 0; i--) number = number << 8 | (bytes[i] & 0xFF);
        return number;
    }
}
