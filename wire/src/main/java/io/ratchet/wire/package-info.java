/**
 * The JSON of the contract: one codec for each schema under {@code docs/schema}. An absent field means "not said" and
 * never "no"; names and meanings are fixed within {@code /1}.
 */
@NullMarked
package io.ratchet.wire;

import org.jspecify.annotations.NullMarked;
