/** What tests of routes stand on. */
@NullMarked
package io.ratchet.routes.support;

import org.jspecify.annotations.NullMarked;
