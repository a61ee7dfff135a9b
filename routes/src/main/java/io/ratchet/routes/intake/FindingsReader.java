package io.ratchet.routes.intake;

import io.ratchet.wire.FindingJson;
import java.io.IOException;
import java.io.InputStream;

/** Findings in the words of the contract, {@code ratchet.finding/1}, one a line; each keeps the report it names. */
final class FindingsReader implements FormatReader {
    @Override
    public void read(InputStream in, Report report) throws IOException {
        JsonLines.read(in, report, (record, node, text) -> {
            report.found(FindingJson.read(node));
            report.used();
        });
    }
}
