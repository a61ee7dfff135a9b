package io.ratchet.routes.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Finding;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. A line over the limit or without an object is rejected, and reading goes on behind it. */
final class JsonLines {
    static final int LONGEST = 1 << 20;

    @FunctionalInterface
    interface Line {
        /** As {@link Report.Interpretation#findings()}; by the line alone and on any thread. */
        List<Finding> findings(String record, JsonNode object);
    }

    private JsonLines() {}

    static void read(Source source, Report report, Line says) throws IOException {
        read(source, report, line -> true, says);
    }

    /** @param mayBeOfUse false for a line that says nothing wanted, whatever stands in its fields; on any thread */
    static void read(Source source, Report report, Predicate<String> mayBeOfUse, Line says) throws IOException {
        try (Decoded in = Decoded.json(source.open())) {
            Lines lines = new Lines(in, LONGEST);
            SideBySide.each(
                    () -> next(lines),
                    line -> line.text().length(),
                    some -> looked(some, mayBeOfUse, report, says),
                    (line, look) -> take(line, look, report));
            report.decoded(in);
        }
    }

    /** One line as it was read. */
    private record Read(String text, int number, boolean tooLong, boolean terminated) {
        String record() {
            return "line[" + number + "]";
        }
    }

    /** The next that is not blank; null behind the last. */
    private static @Nullable Read next(Lines lines) throws IOException {
        String line = lines.next();
        while (line != null && line.isBlank()) line = lines.next();
        return line == null ? null : new Read(bare(line), lines.number(), lines.tooLong(), lines.terminated());
    }

    /** Without the comma that some put between lines, as within a list. */
    static String bare(String line) {
        return line.endsWith("},") ? line.substring(0, line.length() - 1) : line;
    }

    private enum Kind {
        OBJECT,
        OF_NO_USE,
        NO_OBJECT,
        BREAKS_OFF,
        TOO_LONG
    }

    /** @param outcome null unless it is an object that may be of use */
    private record Look(Kind kind, Report.@Nullable Outcome outcome, String why) {
        static Look at(Kind kind) {
            return new Look(kind, null, "");
        }
    }

    private static List<Look> looked(List<Read> lines, Predicate<String> mayBeOfUse, Report report, Line says) {
        boolean[] passedOver = new boolean[lines.size()];
        StringBuilder all = new StringBuilder();
        int count = 0;
        for (int i = 0; i < passedOver.length; i++) {
            Read line = lines.get(i);
            if (line.tooLong() || mayBeOfUse.test(line.text())) continue;
            passedOver[i] = true;
            all.append(line.text()).append('\n');
            count++;
        }
        boolean objects = count > 0 && isObjectEach(all.toString(), count);
        List<Look> looks = new ArrayList<>(passedOver.length);
        for (int i = 0; i < passedOver.length; i++) {
            Read line = lines.get(i);
            boolean ofNoUse = passedOver[i] && (objects || isObject(line.text()));
            looks.add(ofNoUse ? Look.at(Kind.OF_NO_USE) : looked(line, report, says));
        }
        return looks;
    }

    private static Look looked(Read line, Report report, Line says) {
        if (line.tooLong()) return Look.at(Kind.TOO_LONG);
        return looked(line.text(), line, report, says);
    }

    private static Look looked(String text, Read line, Report report, Line says) {
        try {
            JsonNode object = parsed(text);
            if (!object.isObject()) return Look.at(Kind.NO_OBJECT);
            return new Look(Kind.OBJECT, report.workedOut(() -> says.findings(line.record(), object)), "");
        } catch (JsonEOFException e) {
            return Look.at(line.terminated() ? Kind.NO_OBJECT : Kind.BREAKS_OFF);
        } catch (JsonProcessingException e) {
            // Within a text a tab must be written with a backslash, which some exporters forget.
            return text.indexOf('\t') < 0
                    ? new Look(Kind.NO_OBJECT, null, " (" + Excerpt.of(e.getOriginalMessage(), 120) + ")")
                    : looked(text.replace('\t', ' '), line, report, says);
        }
    }

    private static void take(Read line, Look look, Report report) {
        if (look.kind() == Kind.OF_NO_USE) {
            report.ignored();
            return;
        }
        String record = line.record();
        Report.Outcome outcome = look.outcome();
        if (outcome != null) report.take(record, line::text, outcome);
        else if (look.kind() == Kind.TOO_LONG)
            report.reject(
                    record, FailureCode.INTAKE_TOO_LARGE, "The line is longer than 1 MiB; split it.", line.text());
        else if (look.kind() == Kind.BREAKS_OFF)
            report.broken(
                    record,
                    FailureCode.INTAKE_TRUNCATED,
                    "The report breaks off in the middle of this line; the lines before were used.");
        else
            report.reject(
                    record,
                    FailureCode.INTAKE_BAD_VALUE,
                    "The line is not one JSON object" + look.why() + "; export one object a line.",
                    line.text());
    }

    /** Whether each line is exactly one object: to begin anew for each costs as much as to walk over it. */
    private static boolean isObjectEach(String lines, int count) {
        try (JsonParser json = parser(lines)) {
            for (int line = 1; line <= count; line++) {
                if (json.nextToken() != JsonToken.START_OBJECT
                        || json.currentTokenLocation().getLineNr() != line) return false;
                json.skipChildren();
                if (json.currentLocation().getLineNr() != line) return false;
            }
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it is exactly one object, which is not built for that. */
    private static boolean isObject(String line) {
        try (JsonParser json = parser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) return false;
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static JsonParser parser(String line) throws IOException {
        JsonFactory factory = Json.mapper().getFactory();
        return beginsPlain(line)
                ? factory.createParser(line.getBytes(StandardCharsets.UTF_8))
                : factory.createParser(line);
    }

    private static JsonNode parsed(String line) throws JsonProcessingException {
        // An escape may stand for half a character, which is refused in the name of a field where bytes are read.
        if (!beginsPlain(line) || line.contains("\\u")) return Json.parse(line);
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        // How long a name may be is counted in bytes there, so what is not ASCII throughout is read by its characters.
        return bytes.length == line.length() ? Json.parse(bytes) : Json.parse(line);
    }

    /**
     * Bytes are read faster than characters; but those before the fourth may be taken for signs of another encoding.
     */
    private static boolean beginsPlain(String line) {
        boolean plain = line.length() > 4 && line.charAt(0) == '{';
        for (int i = 1; plain && i < 4; i++) plain = line.charAt(i) >= ' ' && line.charAt(i) < 0x7F;
        return plain;
    }
}
