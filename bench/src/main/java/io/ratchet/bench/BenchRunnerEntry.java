package io.ratchet.bench;

import io.ratchet.app.command.BenchEntry;
import java.util.List;

/** The benchmarks as the command line finds them. */
public final class BenchRunnerEntry implements BenchEntry {
    @Override
    public int run(List<String> names, boolean json, boolean quick) {
        return BenchRunner.run(names, json, quick);
    }
}
