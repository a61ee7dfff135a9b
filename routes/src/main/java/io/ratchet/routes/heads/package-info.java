/** Copies of the audit log's heads for those who keep them outside. */
@NullMarked
package io.ratchet.routes.heads;

import org.jspecify.annotations.NullMarked;
