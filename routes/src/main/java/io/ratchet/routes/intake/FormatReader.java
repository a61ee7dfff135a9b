package io.ratchet.routes.intake;

import java.io.IOException;

/** Knows and reads one format, a record at a time. */
interface FormatReader {
    /** Whether a file that begins so is of this format. */
    boolean knows(Beginning beginning);

    /**
     * Reads {@code source} to its end and counts every record in {@code report} as used, ignored or rejected. What
     * stands in a record never makes it throw; a report that breaks off is told to {@link Report#broken}.
     *
     * @throws IOException when the bytes cannot be read
     */
    void read(Source source, Report report) throws IOException;
}
