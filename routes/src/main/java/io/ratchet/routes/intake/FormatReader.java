package io.ratchet.routes.intake;

import java.io.IOException;
import java.io.InputStream;

/** Reads one format, a record at a time. */
interface FormatReader {
    /**
     * Reads {@code in} to its end and counts every record in {@code report} as used, ignored or rejected. What stands in a record never
     * makes it throw; a report that breaks off is told to {@link Report#broken}.
     */
    void read(InputStream in, Report report) throws IOException;
}
