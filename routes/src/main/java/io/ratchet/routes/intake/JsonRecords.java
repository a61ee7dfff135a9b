package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.finding.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The objects of a JSON report, whether it is one a line or one document. */
final class JsonRecords {
    @FunctionalInterface
    interface Each {
        /** As {@link Report.Interpretation#findings()}; by the object alone and on any thread. */
        List<Finding> findings(String record, JsonNode object);
    }

    private static final Pattern LIST =
            Pattern.compile("\"(?i:value|records|results?|hits|rows|tables)\"\\s*:\\s*\\[\\s*\\{");

    private JsonRecords() {}

    static void read(Source source, Report report, Each each) throws IOException {
        read(source, report, line -> true, each);
    }

    /** @param mayBeOfUse false for a line that says nothing wanted, whatever stands in its fields */
    static void read(Source source, Report report, Predicate<String> mayBeOfUse, Each each) throws IOException {
        byte[] head;
        try (InputStream in = source.open()) {
            head = in.readNBytes(Beginning.MOST);
        }
        if (Beginning.of(head).jsonLines() && !list(head)) JsonLines.read(source, report, mayBeOfUse, each::findings);
        else
            JsonRows.read(
                    source,
                    report,
                    (record, object, around) ->
                            report.record(record, object::toString, () -> each.findings(record, object)));
    }

    /** A line that is a whole answer of a web API, list and all. */
    private static boolean list(byte[] head) {
        String text = Beginning.of(head).text();
        int end = text.indexOf('\n');
        return LIST.matcher(end < 0 ? text : text.substring(0, end)).find();
    }
}
