/**
 * What Ratchet tells Prometheus: every meter with its labels in one list, fed by what the flow tells its observers and
 * by gauges. The only package that knows Micrometer.
 */
@NullMarked
package io.ratchet.app.metrics;

import org.jspecify.annotations.NullMarked;
