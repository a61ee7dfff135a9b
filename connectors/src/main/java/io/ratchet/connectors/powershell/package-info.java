/**
 * The Camel component {@code powershell:}. It takes a {@link io.ratchet.domain.plan.PhaseScript} as body, runs it
 * through a {@link io.ratchet.connectors.HostShell} and leaves the {@link io.ratchet.domain.plan.HostOutput}. One
 * endpoint serves all hosts of one credential policy: the host comes with each message in
 * {@link io.ratchet.connectors.powershell.PowerShellConstants#HOST}.
 *
 * <p>The configurers and the metadata under {@code src/generated} are written by {@code mvn
 * org.apache.camel:camel-package-maven-plugin:generate -pl connectors} and committed; run it after changing an option.
 */
@NullMarked
package io.ratchet.connectors.powershell;

import org.jspecify.annotations.NullMarked;
