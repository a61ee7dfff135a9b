/** The server: its settings, its files in the data folder, and the wiring of every stage by constructor calls. */
@NullMarked
package io.ratchet.app.server;

import org.jspecify.annotations.NullMarked;
