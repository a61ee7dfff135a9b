package io.ratchet.routes.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. A line over the limit or without an object is rejected, and reading goes on behind it. */
final class JsonLines {
    static final int LONGEST = 8 << 20;

    @FunctionalInterface
    interface Line {
        void read(String record, JsonNode node, String text);
    }

    private JsonLines() {}

    static void read(InputStream in, Report report, Line line) throws IOException {
        try (BufferedReader text = new BufferedReader(Texts.decoded(in))) {
            int number = 0;
            StringBuilder next = new StringBuilder();
            for (String one = line(text, next); one != null; one = line(text, next)) {
                String record = "line[" + ++number + "]";
                if (one.isBlank()) {
                    number--;
                    continue;
                }
                parse(record, one, report, line);
            }
        }
    }

    private static void parse(String record, String text, Report report, Line line) {
        if (text.length() > LONGEST) {
            report.reject(record, FailureCode.INTAKE_TOO_LARGE, "The line is longer than 8 MiB; split it.", text);
            return;
        }
        try {
            line.read(record, Json.parse(text), text);
        } catch (JsonProcessingException e) {
            report.reject(record, FailureCode.INTAKE_BAD_VALUE, "The line is not one JSON object; export one object a line.", text);
        } catch (FailureException e) {
            report.reject(record, e, text);
        }
    }

    /** Like {@code readLine}, but keeps no more of a line than the limit and one character. */
    private static @Nullable String line(Reader text, StringBuilder next) throws IOException {
        next.setLength(0);
        int c = text.read();
        if (c < 0) return null;
        for (; c >= 0 && c != '\n'; c = text.read()) if (next.length() <= LONGEST) next.append((char) c);
        return next.toString();
    }
}
