package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What Splunk exports: JSON of a search, of an HTTP Event Collector or of a webhook; and the table of a search that
 * names no fields of the events, which stand in its column {@code _raw} alone.
 */
final class SplunkReader implements FormatReader {
    private static final List<String> COLUMNS = List.of("_raw", "_time", "host", "source", "sourcetype");

    private final EventReader events = new EventReader(EventShape.SPLUNK);

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.json()
                ? events.knows(beginning)
                : beginning.headers().stream().anyMatch(SplunkReader::fits);
    }

    private static boolean fits(Set<String> columns) {
        return columns.contains("raw")
                && columns.contains("time")
                && columns.contains("sourcetype")
                && !columns.contains("eventcode")
                && !columns.contains("eventid");
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        byte[] head;
        try (java.io.InputStream in = source.open()) {
            head = in.readNBytes(Beginning.MOST);
        }
        if (Beginning.of(head).json()) {
            events.read(source, report);
            return;
        }
        try (CsvTable table = new CsvTable(source, SplunkReader::fits)) {
            TableRows.read(table, report, (row, cells) -> events.findings(row.name(), object(cells), report));
        }
    }

    private static ObjectNode object(Cells cells) {
        ObjectNode object = Json.object();
        for (String column : COLUMNS) object.put(column, cells.raw(Cells.name(column)));
        return object;
    }
}
