/** The command that runs the simulated fleet alone: the only one, beside the demo, that knows the lab. */
@NullMarked
package io.ratchet.app.lab;

import org.jspecify.annotations.NullMarked;
