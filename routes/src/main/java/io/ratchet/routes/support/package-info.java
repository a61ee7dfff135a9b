/** What all routes share: what becomes of a failure in them. */
@NullMarked
package io.ratchet.routes.support;

import org.jspecify.annotations.NullMarked;
