/**
 * Fifth stage: what is approved and inside a window runs on its host, one change at a time; every step is saved before
 * the next, so that a killed process goes on where it was.
 */
@NullMarked
package io.ratchet.routes.execute;

import org.jspecify.annotations.NullMarked;
