/**
 * One simulated Windows machine: its state as JSON, the registry, what a boot computes, what it keeps on disk. It knows
 * nothing of commands or of the network.
 */
@NullMarked
package io.ratchet.lab.machine;

import org.jspecify.annotations.NullMarked;
