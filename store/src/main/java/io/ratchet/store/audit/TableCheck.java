package io.ratchet.store.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.store.AuditLog.Line;
import io.ratchet.wire.AuditEventJson;
import io.ratchet.wire.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws the table again from the lines and compares. The assets may stand in any order, since databases sort names
 * differently; each must have exactly its rows.
 */
final class TableCheck {
    /** Of lines held at one time; a longer log is read several times. */
    private static final long HELD_BYTES = 64L << 20;

    /** Of the memory there is, this part may hold lines. */
    private static final int PART_OF_MEMORY = 4;

    /** That each core draws, so that none waits long for another. */
    private static final int PIECES = 4;

    private static final int LONGEST_CELL = 1 << 16;

    private final ExportFile export;
    private final Workers workers;
    private final long parts;

    /** That the lines have together, as the zip's directory says. */
    private final long bytes;

    /** The lines of the first part. */
    private final Map<String, List<Held>> held = new HashMap<>();

    private long taken;
    private boolean cannotBeRead;

    /** The rows that each asset must have, by its cell as it stands in the table. */
    private final Map<String, Rows> expected = new HashMap<>();

    private record Rows(int bytes, String sha256) {}

    private record Held(
            long sequence, byte[] line, @Nullable AuditType type) {}

    TableCheck(ExportFile export, Workers workers) {
        this.export = export;
        this.workers = workers;
        long room = Math.max(HELD_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
        this.bytes = export.bytes(AuditExport.EVENTS);
        this.parts = bytes / room + 1;
    }

    /** Each line of the export in order, before the {@link #problem} is asked for. */
    void take(LinesRead.Line line) {
        taken += line.bytes().length + 1;
        // Of a zip that is longer than it says, which is found out by ZipTiles, not even its lines are kept.
        if (taken <= bytes) hold(line, 0);
    }

    private void hold(LinesRead.Line line, long part) {
        LineHead said = line.said();
        String asset = said.asset();
        Long sequence = said.sequence();
        if (asset == null || sequence == null || (parts > 1 && Math.floorMod(asset.hashCode(), parts) != part)) return;
        AuditType type = said.type() == null ? null : AuditType.of(said.type()).orElse(null);
        if (said.event() && !AssetStory.tells(type, said.ofRemediation())) return;
        held.computeIfAbsent(asset, first -> new ArrayList<>())
                .add(new Held(sequence, line.bytes(), said.event() ? type : null));
    }

    /** Where the table is not what the lines give, in one sentence. */
    Optional<String> problem() throws IOException {
        if (taken > bytes) return Optional.empty();
        draw();
        for (long part = 1; part < parts && !cannotBeRead; part++) {
            try (LinesRead lines = LinesRead.again(export.open(AuditExport.EVENTS), workers)) {
                for (LinesRead.Line line = lines.next(); line != null; line = lines.next()) hold(line, part);
            }
            draw();
        }
        return cannotBeRead
                ? Optional.of("A line cannot be read as an event, so assets.csv cannot be drawn from the lines again.")
                : compare();
    }

    private void draw() throws IOException {
        List<Map.Entry<String, List<Held>>> assets = List.copyOf(held.entrySet());
        List<Workers.Task<Map<String, Rows>>> tasks = new ArrayList<>();
        int atOnce = assets.size() / (PIECES * workers.number()) + 1;
        for (int from = 0; from < assets.size(); from += atOnce) {
            List<Map.Entry<String, List<Held>>> some = assets.subList(from, Math.min(from + atOnce, assets.size()));
            tasks.add(workers.begin(() -> rows(some)));
        }
        try {
            for (Workers.Task<Map<String, Rows>> task : tasks) expected.putAll(task.done());
        } catch (JsonProcessingException | RuntimeException e) {
            cannotBeRead = true;
        }
        held.clear();
    }

    private static Map<String, Rows> rows(List<Map.Entry<String, List<Held>>> assets) throws JsonProcessingException {
        Map<String, Rows> rows = new HashMap<>();
        for (Map.Entry<String, List<Held>> asset : assets) {
            byte[] drawn = drawn(asset.getValue());
            if (drawn.length > 0) rows.put(Csv.cell(asset.getKey()), new Rows(drawn.length, Sha256.hex(drawn)));
        }
        return rows;
    }

    /** Without a decision there is no row, and a line that is known to be an event need not be read to know that. */
    private static byte[] drawn(List<Held> held) throws JsonProcessingException {
        if (held.stream().allMatch(one -> one.type() != null && one.type() != AuditType.DECISION_MADE))
            return new byte[0];
        List<Line> lines = new ArrayList<>(held.size());
        for (Held one : held) lines.add(new Line(one.sequence(), event(one.line()), one.line()));
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        AssetTable.rows(lines.stream(), rows::writeBytes);
        return rows.toByteArray();
    }

    /** A line of an export as an event. */
    static AuditEvent event(byte[] line) throws JsonProcessingException {
        AuditEvent written = WrittenLine.event(line);
        return written == null ? AuditEventJson.read(Json.parse(new String(line, StandardCharsets.UTF_8))) : written;
    }

    private Optional<String> compare() throws IOException {
        try (BufferedInputStream table = export.open(AuditExport.TABLE)) {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            AssetTable.write(Stream.empty(), head::writeBytes);
            if (!Arrays.equals(table.readNBytes(head.size()), head.toByteArray()))
                return Optional.of("assets.csv does not begin with the columns that this Ratchet draws;"
                        + " check it with the release that wrote it.");
            for (Optional<String> cell = cell(table); cell.isPresent(); cell = cell(table)) {
                Rows rows = expected.remove(cell.get());
                if (rows == null || !Sha256.hex(table.readNBytes(rows.bytes())).equals(rows.sha256()))
                    return Optional.of("assets.csv says of " + cell.get() + " what the lines do not give.");
            }
        }
        return expected.keySet().stream()
                .sorted()
                .findFirst()
                .map(cell -> "assets.csv leaves out " + cell + ", of which the lines tell.");
    }

    /** The first cell of the next row, as it stands there; the row is still to be read. Empty at the end. */
    private static Optional<String> cell(BufferedInputStream table) throws IOException {
        table.mark(LONGEST_CELL);
        ByteArrayOutputStream cell = new ByteArrayOutputStream();
        boolean quoted = false;
        int next = table.read();
        boolean ended = next < 0;
        for (; next >= 0 && (quoted || next != ',') && cell.size() < LONGEST_CELL - 1; next = table.read()) {
            if (next == '"') quoted = !quoted;
            cell.write(next);
        }
        table.reset();
        return ended ? Optional.empty() : Optional.of(cell.toString(StandardCharsets.UTF_8));
    }
}
