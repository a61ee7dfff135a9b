/** The line of the append-only log, the kinds of lines there are, and the one place that writes each. */
@NullMarked
package io.ratchet.domain.audit;

import org.jspecify.annotations.NullMarked;
