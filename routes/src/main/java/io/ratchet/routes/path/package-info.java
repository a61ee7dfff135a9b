/**
 * The path to the goal: what is reached since when, what remains in which order, what holds the most and who owes it.
 */
@NullMarked
package io.ratchet.routes.path;

import org.jspecify.annotations.NullMarked;
