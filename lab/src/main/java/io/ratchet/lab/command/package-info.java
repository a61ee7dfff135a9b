/**
 * What a command line does to a simulated machine: the phase scripts of {@code docs/phase-script.md}, read and carried
 * out in Java with the answers that the PowerShell gives, and the few plain commands that people and tools use.
 * Everything else fails loudly.
 */
@NullMarked
package io.ratchet.lab.command;

import org.jspecify.annotations.NullMarked;
