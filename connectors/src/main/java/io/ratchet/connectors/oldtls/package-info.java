/**
 * TLS 1.0 and 1.1, spoken by a process of its own so that Ratchet's never does.
 * {@link io.ratchet.connectors.oldtls.OlderTls} is the door. The other process knows an address and a port and passes
 * bytes on; whom to trust is judged here.
 */
@NullMarked
package io.ratchet.connectors.oldtls;

import org.jspecify.annotations.NullMarked;
