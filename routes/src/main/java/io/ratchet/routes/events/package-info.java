/** What others outside are told of, as it comes about. */
@NullMarked
package io.ratchet.routes.events;

import org.jspecify.annotations.NullMarked;
