package io.ratchet.routes.intake;

import io.ratchet.wire.FindingJson;
import java.io.IOException;
import java.util.List;

/** Findings in the words of the contract, {@code ratchet.finding/1}, one a line; each keeps the report it names. */
final class FindingsReader implements FormatReader {
    @Override
    public boolean knows(Beginning beginning) {
        return beginning.objects().anyMatch(fields -> FindingJson.SCHEMA.equals(fields.get("schema")));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        JsonLines.read(source, report, (record, object) -> List.of(FindingJson.read(object)));
    }
}
