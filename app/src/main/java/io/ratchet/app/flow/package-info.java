/** The flow as one thing: routes, store and night wired together, for the server and the demo alike. */
@NullMarked
package io.ratchet.app.flow;

import org.jspecify.annotations.NullMarked;
