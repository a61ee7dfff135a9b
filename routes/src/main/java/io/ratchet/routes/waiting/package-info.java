/** Who waits for a vendor, for what and since when, and who waits for them. */
@NullMarked
package io.ratchet.routes.waiting;

import org.jspecify.annotations.NullMarked;
