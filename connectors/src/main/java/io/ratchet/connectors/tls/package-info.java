/**
 * Looking at a TLS listener from outside. {@link io.ratchet.connectors.tls.TlsProbes} gives a
 * {@link io.ratchet.connectors.TlsProbe} that writes a ClientHello of its own for every version, because the TLS
 * library of a modern Java refuses to speak the versions that matter here. It says NOT_OFFERED only after it has spoken
 * that version to a {@link io.ratchet.connectors.tls.ControlPeer}.
 */
@NullMarked
package io.ratchet.connectors.tls;

import org.jspecify.annotations.NullMarked;
