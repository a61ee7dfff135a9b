package io.ratchet.store.tlog;

import java.io.IOException;
import java.net.URI;

/** Sends something over HTTP and waits for the answer, whatever its status. */
@FunctionalInterface
public interface Post {
    /** What came back. */
    record Answer(int status, byte[] body) {}

    /** @throws IOException when no answer came in time, or it is longer than 1 MiB */
    Answer send(URI to, String contentType, byte[] body) throws IOException;
}
