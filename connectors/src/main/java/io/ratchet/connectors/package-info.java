/**
 * How Ratchet reaches the world. {@link io.ratchet.connectors.HostShell} runs a phase script on a host;
 * {@link io.ratchet.connectors.TlsProbe} looks at a listener from outside; {@link io.ratchet.connectors.Credentials}
 * resolves references. Failures are the typed ones of the domain; a library's exception is translated here, once.
 */
@NullMarked
package io.ratchet.connectors;

import org.jspecify.annotations.NullMarked;
