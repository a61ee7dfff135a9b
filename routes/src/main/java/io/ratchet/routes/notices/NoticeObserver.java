package io.ratchet.routes.notices;

import io.ratchet.domain.ticket.Sent;

/** Told what comes of telling people. */
@FunctionalInterface
public interface NoticeObserver {
    /** An attempt was made. */
    void told(Sent outcome);

    static NoticeObserver none() {
        return outcome -> {};
    }
}
