/**
 * WS-Management as Windows speaks it, as far as running commands in a {@code winrs} shell goes: MS-WSMV over HTTP with
 * Basic authentication.
 */
@NullMarked
package io.ratchet.lab.wsman;

import org.jspecify.annotations.NullMarked;
