/** What the organisation says of itself: goals, sites, windows, partners, exceptions, proofs and waivers. */
@NullMarked
package io.ratchet.domain.organisation;

import org.jspecify.annotations.NullMarked;
