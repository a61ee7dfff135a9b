/**
 * What every command shares with the terminal it runs in: streams, exit codes, tables, and how long the process lives.
 */
@NullMarked
package io.ratchet.app.terminal;

import org.jspecify.annotations.NullMarked;
