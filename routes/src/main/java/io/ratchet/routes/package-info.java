/** The flow: one package per stage, in the order of reading: intake, identify, decide, queue, execute, verify. */
@NullMarked
package io.ratchet.routes;

import org.jspecify.annotations.NullMarked;
