/**
 * Whole nights in one thread: many simulated hosts, one or two processes, a clock, and everything that goes wrong drawn
 * from a seed before it begins.
 */
@NullMarked
package io.ratchet.routes.night;

import org.jspecify.annotations.NullMarked;
