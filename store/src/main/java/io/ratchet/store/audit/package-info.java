/**
 * The proof over the audit log: an RFC 6962 tree whose heads are signed, an export that holds everything needed to
 * check it, and the check itself, which needs neither a database nor a network. {@code docs/guides/audit.md} shows the
 * same check by hand.
 */
@NullMarked
package io.ratchet.store.audit;

import org.jspecify.annotations.NullMarked;
