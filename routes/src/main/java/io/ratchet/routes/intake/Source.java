package io.ratchet.routes.intake;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a report. They are read more than once where a whole column decides what one cell means. */
@FunctionalInterface
interface Source {
    /** From the beginning; the caller closes it. */
    InputStream open() throws IOException;
}
