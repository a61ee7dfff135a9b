package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.finding.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The objects of a JSON report, whether it is one a line or one document. */
final class JsonRecords {
    @FunctionalInterface
    interface Each {
        /** As {@link Report.Interpretation#findings()}. */
        List<Finding> findings(String record, JsonNode object);
    }

    private JsonRecords() {}

    static void read(Source source, Report report, Each each) throws IOException {
        byte[] head;
        try (InputStream in = source.open()) {
            head = in.readNBytes(Beginning.MOST);
        }
        if (Beginning.of(head).jsonLines() && !mayBeList(head)) JsonLines.read(source, report, each::findings);
        else
            JsonRows.read(
                    source,
                    report,
                    (record, object, around) ->
                            report.record(record, object::toString, () -> each.findings(record, object)));
    }

    /** One line that is a whole answer of a web API, list and all. */
    private static boolean mayBeList(byte[] head) {
        Beginning beginning = Beginning.of(head);
        String text = beginning.text();
        boolean one = text.strip().indexOf('\n') < 0;
        return one
                && (beginning.mentions("value") || beginning.mentions("records") || beginning.mentions("hits"))
                && text.contains(":[");
    }
}
