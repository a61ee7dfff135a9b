/**
 * Answers why: what was decided for an asset and on what ground, why a rule did not fire for it, and what would change
 * it. Decides nothing.
 */
@NullMarked
package io.ratchet.routes.explain;

import org.jspecify.annotations.NullMarked;
