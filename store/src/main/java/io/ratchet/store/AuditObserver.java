package io.ratchet.store;

import org.jspecify.annotations.Nullable;

/**
 * Told what kinds of lines a transaction added to the audit log, once it is committed. It must be quick and must not
 * throw.
 */
@FunctionalInterface
public interface AuditObserver {
    /**
     * @param type of {@link io.ratchet.domain.audit.AuditType}
     * @param code of the failure that the lines name; null where they name none
     * @param lines how many of them, at least 1
     */
    void committed(String type, @Nullable String code, long lines);
}
