package io.ratchet.domain;

import java.util.UUID;

/** Where new ids come from; injected, so that golden files can name them. */
@FunctionalInterface
public interface IdSource {
    /** A new id, unique for all time, letters digits and hyphens only. */
    String next();

    static IdSource random() {
        return () -> UUID.randomUUID().toString();
    }
}
