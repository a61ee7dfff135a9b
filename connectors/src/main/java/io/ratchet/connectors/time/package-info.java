/** What other machines' clocks say. */
@NullMarked
package io.ratchet.connectors.time;

import org.jspecify.annotations.NullMarked;
