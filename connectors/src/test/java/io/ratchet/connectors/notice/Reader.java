package io.ratchet.connectors.notice;

import java.util.List;

/** Where notices arrive, as the people there see it, for a test. */
interface Reader {
    Notices notices();

    /** Tells what does not get through, with the same secret. */
    Notices failing();

    /** All that people read of each message, in its order: what is shown as it is, and our own words. */
    List<String> read() throws Exception;

    /** What else a message does: addresses that it leads to, people whom it calls, files beside it. */
    List<String> does() throws Exception;

    /** How many bytes the largest message has, and how many it may have. */
    long largest() throws Exception;

    long most();
}
