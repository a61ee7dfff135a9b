/** What all share who send what stands in the outbox. */
@NullMarked
package io.ratchet.routes.outbox;

import org.jspecify.annotations.NullMarked;
