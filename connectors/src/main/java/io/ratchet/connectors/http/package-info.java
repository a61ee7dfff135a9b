/** The HTTP that Ratchet speaks to systems of others, with the same limits whatever is spoken over it. */
@NullMarked
package io.ratchet.connectors.http;

import org.jspecify.annotations.NullMarked;
