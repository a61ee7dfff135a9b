/**
 * The demo: an invented company's estate on 2018-09-20, the time of Microsoft's notices, one night in it, and another
 * in July 2019 when the rooms have what their vendor owed. The hosts stand in one table
 * ({@link io.ratchet.app.demo.DemoHosts}); the simulated fleet, the reports about it and what must become of it are all
 * derived from there.
 */
@NullMarked
package io.ratchet.app.demo;

import org.jspecify.annotations.NullMarked;
