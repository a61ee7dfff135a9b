/** Hosts are asked for the facts that the rules can ask for: who is, who may be, and what came of it. */
@NullMarked
package io.ratchet.routes.collect;

import org.jspecify.annotations.NullMarked;
