/** The one taxonomy of failures: sealed kinds, stable codes. */
@NullMarked
package io.ratchet.domain.failure;

import org.jspecify.annotations.NullMarked;
