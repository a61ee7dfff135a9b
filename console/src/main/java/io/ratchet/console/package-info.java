/**
 * What people see: plain pages without a build step, and REST under {@code /api/v1}. Everything is refused to whoever
 * is not known, and everything from outside is escaped where it is shown.
 */
@NullMarked
package io.ratchet.console;

import org.jspecify.annotations.NullMarked;
