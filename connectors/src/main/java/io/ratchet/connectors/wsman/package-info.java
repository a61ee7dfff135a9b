/**
 * WS-Man as Windows speaks it: one connection, a logon on it, messages sealed over plain HTTP, a shell and its
 * commands. What an answer means for a run is said in {@code winrm}.
 */
@NullMarked
package io.ratchet.connectors.wsman;

import org.jspecify.annotations.NullMarked;
