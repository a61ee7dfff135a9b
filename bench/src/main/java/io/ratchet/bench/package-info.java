/**
 * The numbers. A benchmark is named in {@link io.ratchet.bench.Benchmarks} and run by
 * {@link io.ratchet.bench.BenchRunner}; whatever needs a steady state is measured by JMH.
 */
@NullMarked
package io.ratchet.bench;

import org.jspecify.annotations.NullMarked;
