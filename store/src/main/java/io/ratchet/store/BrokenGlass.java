package io.ratchet.store;

import java.time.Instant;
import java.util.List;

/** Approvals by one person alone, although others were needed. */
public interface BrokenGlass {
    /** @param by {@code user:..} */
    record Entry(String remediation, String asset, String by, String reason, Instant at) {}

    void add(Entry entry);

    /** From this moment on, newest first, at most {@code limit}. */
    List<Entry> since(Instant from, int limit);
}
