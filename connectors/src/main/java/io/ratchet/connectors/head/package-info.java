/** Webhooks that are sent the heads of the audit log. */
@NullMarked
package io.ratchet.connectors.head;

import org.jspecify.annotations.NullMarked;
