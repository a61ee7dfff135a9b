package io.ratchet.app.command;

import java.util.List;

/**
 * What the bench module offers to the command line, found as a service because nothing but the bench depends on the
 * bench.
 */
public interface BenchEntry {
    /** Runs the named ones, or lists all when none is named; returns the exit code. */
    int run(List<String> names, boolean json, boolean quick);
}
