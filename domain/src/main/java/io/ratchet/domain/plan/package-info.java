/** What an approval binds to, and what travels to a host and back. */
@NullMarked
package io.ratchet.domain.plan;

import org.jspecify.annotations.NullMarked;
