/**
 * The assembly: the command line, the server and the demo, put together from the other rooms. Nothing depends on it but
 * the bench.
 */
@NullMarked
package io.ratchet.app;

import org.jspecify.annotations.NullMarked;
