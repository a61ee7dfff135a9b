/** The managed thing behind the identifiers, how sure we are of it, and what we believe about it. */
@NullMarked
package io.ratchet.domain.asset;

import org.jspecify.annotations.NullMarked;
