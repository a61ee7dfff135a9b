/** The demo: a simulated estate on a September night of 2018, with everything else as in earnest. */
@NullMarked
package io.ratchet.app.demo;

import org.jspecify.annotations.NullMarked;
