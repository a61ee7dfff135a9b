/**
 * A fleet of simulated Windows hosts in one JVM that speak real WS-Man and real TLS on 127.x addresses.
 * {@link io.ratchet.lab.Fleet} runs many, {@link io.ratchet.lab.SimulatedHost} is one of them,
 * {@link io.ratchet.lab.Lab} is the command. Nothing in production depends on it.
 */
@NullMarked
package io.ratchet.lab;

import org.jspecify.annotations.NullMarked;
