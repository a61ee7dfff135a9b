package io.ratchet.store;

import io.ratchet.domain.audit.AuditEvent;
import java.util.stream.Stream;

/** The append-only log; an RFC 6962 tree stands over its lines. */
public interface AuditLog {
    /** A line of the log: its sequence number from 0 and its canonical bytes, the leaf of the tree. */
    record Line(long sequence, AuditEvent event, byte[] canonical) {}

    /** Appends and returns the sequence number. */
    long append(AuditEvent event);

    long size();

    /** Lines from {@code from} on, in order. Close the stream inside the transaction. */
    Stream<Line> lines(long from);
}
