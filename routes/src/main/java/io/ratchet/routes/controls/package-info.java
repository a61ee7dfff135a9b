/**
 * What frameworks ask for, held against what is known of each asset: pass, fail, unknown or not applicable, with
 * evidence.
 */
@NullMarked
package io.ratchet.routes.controls;

import org.jspecify.annotations.NullMarked;
