/**
 * Sixth stage: after a change the witnesses are heard: the read-back on the host and our own handshake from outside.
 */
@NullMarked
package io.ratchet.routes.verify;

import org.jspecify.annotations.NullMarked;
