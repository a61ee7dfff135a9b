package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.store.Reports.Delivered;
import io.ratchet.store.Reports.Placed;
import io.ratchet.store.Reports.Which;
import io.ratchet.store.Store;
import io.ratchet.wire.CoverageJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.RejectedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries to be looked at: what was read of each, what could not be and why, and what may be read once more. One
 * that was taken in whole is never read twice; its findings have been decided on.
 */
public final class ReportDesk {
    public static final String LIST = "ratchet.reports/1";
    public static final String ONE = "ratchet.report/1";

    private final Store store;
    private final Path kept;
    private final Taking taking;

    /** Takes a report in and has it decided on, as for an upload. */
    @FunctionalInterface
    public interface Taking {
        /**
         * @param by {@code user:..}
         * @param from who had brought it, whose word is no better for being read once more
         */
        List<Coverage> take(String name, Path report, String by, String from);
    }

    /** @param kept the folder in which raw reports lie, named by their hash */
    public ReportDesk(Store store, Path kept, Taking taking) {
        this.store = store;
        this.kept = kept;
        this.taking = taking;
    }

    /**
     * {@value #LIST}, newest first.
     *
     * @param after the hash of the delivery behind which it goes on; null: from the newest on
     */
    public ObjectNode list(Which which, @Nullable String after, int limit) {
        ObjectNode answer = Json.object().put("schema", LIST);
        ArrayNode reports = answer.putArray("reports");
        store.transact(tx -> tx.reports().delivered(which, after, limit))
                .forEach(delivered -> reports.add(head(delivered)));
        return answer;
    }

    /**
     * {@value #ONE}: one delivery with its rejected records in the order of reading.
     *
     * @param after the position of the record behind which it goes on; 0: from the first on
     * @throws FailureException ID_UNKNOWN
     */
    public ObjectNode one(String sha256, long after, int limit) {
        Delivered delivered = find(sha256);
        ObjectNode answer = head(delivered).put("schema", ONE).put("kept", Files.exists(kept.resolve(sha256)));
        ArrayNode rows = answer.putArray("rejects");
        for (Placed placed : store.transact(tx -> tx.reports().rejected(sha256, after, limit))) {
            ObjectNode row = RejectedJson.write(placed.rejected());
            row.remove("schema");
            rows.add(row.put("position", placed.position()));
        }
        return answer;
    }

    /**
     * A mapping to begin with, for a table of a format that nobody has described; empty for anything else.
     *
     * @throws FailureException ID_UNKNOWN
     */
    public Optional<String> mapping(String sha256) {
        Delivered delivered = find(sha256);
        Path file = kept.resolve(sha256);
        if (delivered.finished() != null || !Files.exists(file)) return Optional.empty();
        try {
            return Optional.of(MappingProposal.of(new Delivery(delivered.file(), file)));
        } catch (FailureException e) {
            return Optional.empty(); // no table, or one of which no column is known
        } catch (IOException e) {
            throw new UncheckedIOException("the kept report cannot be read", e);
        }
    }

    /**
     * Reads a delivery once more that broke off or was of no known format.
     *
     * @throws FailureException ID_UNKNOWN; NOT_WAITING when it was taken in whole, or is not kept on this machine; what
     *     intake says when it still cannot be read
     */
    public List<Coverage> again(String sha256, String by) {
        Delivered delivered = find(sha256);
        Path file = kept.resolve(sha256);
        if (delivered.finished() != null)
            throw FailureException.of(
                    FailureCode.NOT_WAITING,
                    "'" + delivered.file()
                            + "' was taken in and is not read twice. Correct the rejected records in a file of their own and deliver that.");
        if (!Files.exists(file))
            throw FailureException.of(
                    FailureCode.NOT_WAITING,
                    "'" + delivered.file() + "' is not kept on this machine any more; deliver it again.");
        List<Coverage> taken =
                taking.take(delivered.file(), file, by, broughtBy(sha256).orElse(by));
        store.run(tx -> tx.reports().readable(sha256));
        return taken;
    }

    private Optional<String> broughtBy(String sha256) {
        return store.transact(tx -> tx.findings().broughtBy(List.of(sha256))).getOrDefault(sha256, Set.of()).stream()
                .sorted()
                .findFirst();
    }

    private Delivered find(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}"))
            throw FailureException.of(FailureCode.ID_UNKNOWN, "There is no report '" + sha256 + "'.");
        return store.transact(tx -> tx.reports().delivered(sha256))
                .orElseThrow(() -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no report '" + sha256 + "'."));
    }

    private static ObjectNode head(Delivered delivered) {
        ObjectNode node = Json.object().put("sha256", delivered.sha256()).put("file", delivered.file());
        node.put("begun", delivered.begun().toString());
        if (delivered.finished() != null)
            node.put("finished", delivered.finished().toString());
        if (delivered.coverage() != null) {
            ObjectNode coverage = CoverageJson.write(delivered.coverage());
            coverage.remove("schema");
            node.set("coverage", coverage);
        }
        return node.put("rejected", delivered.rejected());
    }
}
