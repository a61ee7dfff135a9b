/** What others outside are told of, as it comes about. */
@NullMarked
package io.ratchet.domain.event;

import org.jspecify.annotations.NullMarked;
