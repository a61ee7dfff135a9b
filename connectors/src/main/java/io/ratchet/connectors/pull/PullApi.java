package io.ratchet.connectors.pull;

import java.nio.file.Path;
import java.util.Map;

/** One source. Of each there is one; it is asked by one thread at a time. */
public interface PullApi {
    /**
     * Asks for what follows what was kept.
     *
     * @param kept of the step before; empty at the very beginning
     * @param folder where a page's file is made
     * @throws PullFault when there was no whole answer; what was kept still counts
     */
    PullStep next(Map<String, String> kept, Path folder) throws PullFault;
}
