/** One plan on one asset and its life; each state offers only its legal next states. */
@NullMarked
package io.ratchet.domain.remediation;

import org.jspecify.annotations.NullMarked;
