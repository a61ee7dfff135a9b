/**
 * Second stage: who is who. A pure function of everything ever said, so that the order in which reports came makes no
 * difference: stronger identifiers first, a conflict in a stronger one vetoes a match in a weaker one, several
 * candidates are ambiguous and never act.
 */
@NullMarked
package io.ratchet.routes.identify;

import org.jspecify.annotations.NullMarked;
