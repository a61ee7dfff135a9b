package io.ratchet.connectors.notice;

import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.ticket.Sent;

/**
 * Tells people. All text of a notice is plain and comes from outside: an implementation sees to it that nothing of it
 * becomes markup, a header or a mention there, and cuts what is longer than may be told, saying so. Nothing can be
 * looked for afterwards: what is told twice is known by its {@link Notice#id()} at most. Safe for use by many threads.
 */
@FunctionalInterface
public interface Notices {
    /**
     * Tells it once. The outcome never holds a secret.
     *
     * @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID where the secret cannot be read; nothing was
     *     told then
     */
    Sent tell(Notice notice);
}
