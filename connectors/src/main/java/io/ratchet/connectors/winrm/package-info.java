/**
 * Running phase scripts on Windows hosts over WinRM. {@link io.ratchet.connectors.winrm.HostShells} is the door;
 * {@link io.ratchet.connectors.winrm.HostShellSettings} says how patient and how careful it is;
 * {@link io.ratchet.connectors.winrm.CredentialCircuit} keeps a wrong password from locking an account.
 *
 * <p>OverThere is the library underneath. Its exceptions are translated here and nowhere else, and its logger
 * {@code com.xebialabs.overthere} must stay at WARN: at INFO it prints whole command lines.
 */
@NullMarked
package io.ratchet.connectors.winrm;

import org.jspecify.annotations.NullMarked;
