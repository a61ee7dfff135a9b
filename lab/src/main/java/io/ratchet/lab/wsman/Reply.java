package io.ratchet.lab.wsman;

/**
 * What a request is answered with.
 *
 * @param status of HTTP; {@link #RESET} has none
 */
record Reply(int status, String body) {
    /** The connection is reset instead of answered. */
    static final Reply RESET = new Reply(0, "");

    static final Reply EMPTY = new Reply(200, "");

    static Reply ok(String body) {
        return new Reply(200, body);
    }
}
