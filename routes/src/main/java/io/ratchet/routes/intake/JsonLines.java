package io.ratchet.routes.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Finding;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** One JSON object a line. A line over the limit or without an object is rejected, and reading goes on behind it. */
final class JsonLines {
    static final int LONGEST = 1 << 20;

    @FunctionalInterface
    interface Line {
        /** As {@link Report.Interpretation#findings()}. */
        List<Finding> findings(String record, JsonNode object);
    }

    private JsonLines() {}

    static void read(Source source, Report report, Line says) throws IOException {
        read(source, report, line -> true, says);
    }

    /** @param mayBeOfUse false for a line that says nothing wanted, whatever stands in its fields */
    static void read(Source source, Report report, Predicate<String> mayBeOfUse, Line says) throws IOException {
        try (Decoded in = Decoded.text(source.open())) {
            Lines lines = new Lines(in, LONGEST);
            for (String line = lines.next(); line != null; line = lines.next())
                if (!line.isBlank()) read(bare(line), lines, report, mayBeOfUse, says);
            report.decoded(in);
        }
    }

    /** Without the comma that some put between lines, as within a list. */
    static String bare(String line) {
        return line.endsWith("},") ? line.substring(0, line.length() - 1) : line;
    }

    private static void read(String line, Lines lines, Report report, Predicate<String> mayBeOfUse, Line says) {
        String record = "line[" + lines.number() + "]";
        if (lines.tooLong()) {
            report.reject(record, FailureCode.INTAKE_TOO_LARGE, "The line is longer than 1 MiB; split it.", line);
            return;
        }
        if (!mayBeOfUse.test(line) && isObject(line)) {
            report.ignored();
            return;
        }
        JsonNode object;
        try {
            object = Json.parse(line);
        } catch (JsonEOFException e) {
            if (lines.terminated()) noObject(record, report, line);
            else
                report.broken(
                        record,
                        FailureCode.INTAKE_TRUNCATED,
                        "The report breaks off in the middle of this line; the lines before were used.");
            return;
        } catch (JsonProcessingException e) {
            noObject(record, report, line);
            return;
        }
        if (object.isObject()) report.record(record, () -> line, () -> says.findings(record, object));
        else noObject(record, report, line);
    }

    /** Whether it is exactly one object, which is not built for that. */
    private static boolean isObject(String line) {
        try (JsonParser json = Json.mapper().getFactory().createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) return false;
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static void noObject(String record, Report report, String line) {
        report.reject(
                record,
                FailureCode.INTAKE_BAD_VALUE,
                "The line is not one JSON object; export one object a line.",
                line);
    }
}
