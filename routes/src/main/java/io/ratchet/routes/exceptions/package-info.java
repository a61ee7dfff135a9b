/** What people ask to be left out of a goal, for how long, and who allows it. */
@NullMarked
package io.ratchet.routes.exceptions;

import org.jspecify.annotations.NullMarked;
