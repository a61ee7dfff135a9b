package io.ratchet.domain.finding;

/**
 * What a listener said of one protocol. {@link #UNKNOWN}: a source looked and could not tell; it never counts as a
 * pass.
 */
public enum OfferState {
    OFFERED,
    NOT_OFFERED,
    UNKNOWN
}
