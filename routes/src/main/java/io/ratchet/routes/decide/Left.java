package io.ratchet.routes.decide;

/** What is left to be decided after a round. */
public enum Left {
    NOTHING,
    /** Only what nothing new is known of: all is decided anew, by another rule book or profile or at a start. */
    REST,
    /** Something of which anything is new. */
    NEWS
}
