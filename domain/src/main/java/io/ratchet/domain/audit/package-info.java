/** The append-only log line. */
@NullMarked
package io.ratchet.domain.audit;

import org.jspecify.annotations.NullMarked;
