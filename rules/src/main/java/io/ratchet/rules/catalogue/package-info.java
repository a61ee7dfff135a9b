/**
 * The cited data that the rules look things up in: systems, floors, updates, values, and what each rule says of itself.
 * Numbers live here and nowhere else.
 */
@NullMarked
package io.ratchet.rules.catalogue;

import org.jspecify.annotations.NullMarked;
