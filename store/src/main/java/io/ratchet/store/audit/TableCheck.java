package io.ratchet.store.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvent;
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

/**
 * Draws the table again from the lines and compares. The assets may stand in any order, since databases sort names
 * differently; each must have exactly its rows.
 */
final class TableCheck {
    /** Of lines held at one time; a longer log is read several times. */
    private static final long HELD_BYTES = 64L << 20;

    private static final int LONGEST_CELL = 1 << 16;

    private final ExportFile export;

    /** The rows that each asset must have, by its cell as it stands in the table. */
    private final Map<String, Rows> expected = new HashMap<>();

    private record Rows(int bytes, String sha256) {}

    private record Held(long sequence, byte[] line) {}

    private TableCheck(ExportFile export) {
        this.export = export;
    }

    /**
     * Where the table is not what the lines give, in one sentence.
     *
     * @param bytes of all lines that concern an asset
     */
    static Optional<String> problem(ExportFile export, long bytes) throws IOException {
        TableCheck check = new TableCheck(export);
        long parts = bytes / HELD_BYTES + 1;
        try {
            for (long part = 0; part < parts; part++) check.draw(part, parts);
        } catch (JsonProcessingException | RuntimeException e) {
            return Optional.of(
                    "A line cannot be read as an event, so assets.csv cannot be drawn from the lines again.");
        }
        return check.compare();
    }

    private void draw(long part, long parts) throws IOException {
        Map<String, List<Held>> byAsset = new HashMap<>();
        try (PartLines in = export.open(AuditExport.EVENTS)) {
            for (byte[] line = in.line(); line != null; line = in.line()) {
                LineHead said = LineHead.read(line);
                String asset = said.asset();
                Long sequence = said.sequence();
                if (asset == null || sequence == null || Math.floorMod(asset.hashCode(), parts) != part) continue;
                byAsset.computeIfAbsent(asset, first -> new ArrayList<>()).add(new Held(sequence, line));
            }
        }
        for (Map.Entry<String, List<Held>> one : byAsset.entrySet()) expect(one.getKey(), one.getValue());
    }

    private void expect(String asset, List<Held> held) throws JsonProcessingException {
        List<Line> lines = new ArrayList<>();
        for (Held one : held) lines.add(new Line(one.sequence(), event(one.line()), one.line()));
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        AssetTable.rows(lines.stream(), rows::writeBytes);
        if (rows.size() > 0) expected.put(Csv.cell(asset), new Rows(rows.size(), Sha256.hex(rows.toByteArray())));
    }

    private static AuditEvent event(byte[] line) throws JsonProcessingException {
        return AuditEventJson.read(Json.parse(new String(line, StandardCharsets.UTF_8)));
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
