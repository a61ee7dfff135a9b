package io.ratchet.store.audit;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.store.AuditLog.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The readable side of the log: for each asset its decisions, each with its findings, rule and citation, and what came
 * of it, from the approval over every action with before and after to the verification and the readiness. One row for
 * each action, or for each decision without one; the last column names the lines of {@code events.ndjson} a row was
 * drawn from. Holds one asset in memory at a time.
 */
final class AssetTable {
    static final List<String> COLUMNS = List.of(
            "asset",
            "decided",
            "system",
            "goal",
            "step",
            "decision",
            "rule",
            "statements",
            "citations",
            "because",
            "findings",
            "gates",
            "withdrawn",
            "ticket",
            "remediation",
            "plan",
            "approved by",
            "approved",
            "action",
            "before",
            "after",
            "error",
            "acted",
            "verification",
            "witnesses",
            "outcome",
            "ended",
            "readiness",
            "lines");

    private AssetTable() {}

    /** Where the bytes of the table go. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] bytes) throws IOException;
    }

    /** @param lines asset after asset, each in order, as {@code AuditLog.linesByAsset} gives them */
    static void write(Stream<Line> lines, Sink sink) {
        put(sink, COLUMNS);
        rows(lines, sink);
    }

    /** The rows without the line of the columns. */
    static void rows(Stream<Line> lines, Sink sink) {
        @Nullable AssetStory story = null;
        for (Iterator<Line> all = lines.iterator(); all.hasNext(); ) {
            Line line = all.next();
            AssetId asset = line.event().asset();
            if (asset == null) continue;
            if (story == null || !story.asset().equals(asset)) {
                tell(story, sink);
                story = new AssetStory(asset);
            }
            story.add(line);
        }
        tell(story, sink);
    }

    private static void tell(@Nullable AssetStory story, Sink sink) {
        if (story != null) story.rows().forEach(row -> put(sink, row));
    }

    private static void put(Sink sink, List<String> row) {
        try {
            sink.write(Csv.row(row).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
