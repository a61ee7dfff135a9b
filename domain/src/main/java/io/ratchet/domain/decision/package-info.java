/** What an asset needs, why, what holds it, and how far it has come. */
@NullMarked
package io.ratchet.domain.decision;

import org.jspecify.annotations.NullMarked;
