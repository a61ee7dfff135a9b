package io.ratchet.store.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.wire.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What opens the hidden values of an export: a file with a line of JSON for each line of the export that hides some,
 * with value and salt of each. It is made of an export that shows them, all of them or of some lines, and may be handed
 * over later; whoever has it sees the values, and that they are those that were hidden.
 */
public final class Openings {
    private static final String SCHEMA = "ratchet.audit-opening/1";

    private Openings() {}

    /**
     * Writes what opens the values that {@code redacted} hides; {@code out} is its owner's alone.
     *
     * @param whole an export of the same log that shows them
     * @param wanted which lines, as {@code whole} has them
     * @return how many values it opens
     * @throws FailureException INTAKE_UNRECOGNISED when one of the files is no export, or they are not of one log;
     *     CONFIG_INVALID when {@code out} cannot be written
     */
    public static long write(Path redacted, Path whole, Path out, Predicate<ExportProofs.Line> wanted) {
        try (ExportFile hiding = ExportFile.open(redacted);
                ExportFile showing = ExportFile.open(whole);
                PartLines hidden = hiding.open(AuditExport.EVENTS);
                Numbered shown = new Numbered(showing.open(AuditExport.EVENTS))) {
            return written(out, to -> {
                long values = 0;
                for (byte[] line = hidden.line(); line != null; line = hidden.line()) {
                    SealedLine sealed = sealed(line, redacted);
                    Long sequence = LineHead.read(line).sequence();
                    if (sealed == null || sequence == null || !sealed.hides()) continue;
                    byte[] same = shown.at(sequence);
                    if (same == null) continue;
                    SealedLine open = sealed(same, whole);
                    if (open == null || !Arrays.equals(open.form(), sealed.form()))
                        throw unrecognised(
                                "'" + whole + "' is not of the same log as '" + redacted + "': their lines " + sequence
                                        + " differ.",
                                null);
                    if (!wanted.test(
                            new ExportProofs.Line(sequence, LineHead.read(same).asset()))) continue;
                    SortedMap<String, SealedLine.Opening> openings = open.openings();
                    openings.keySet().retainAll(sealed.hidden());
                    if (openings.isEmpty()) continue;
                    to.write((Json.line(json(sequence, openings)) + "\n").getBytes(StandardCharsets.UTF_8));
                    values += openings.size();
                }
                return values;
            });
        } catch (IOException e) {
            throw unrecognised("'" + redacted + "' or '" + whole + "' is damaged and cannot be read to its end.", e);
        }
    }

    /**
     * What came of opening.
     *
     * @param values how many were shown
     * @param problem why nothing was written, in one sentence
     */
    public record Opened(long values, Optional<String> problem) {}

    /** An opening that does not open what is hidden; nothing is written then. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Refused(String problem) {
            super(problem);
        }
    }

    /**
     * Writes the lines of an export with what was hidden and is opened now; each is still what its leaf is of. Whether
     * the export itself is sound is for {@link AuditVerify} to say.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when one of the files cannot be read as what it should be;
     *     CONFIG_INVALID when {@code out} cannot be written
     */
    public static Opened open(Path redacted, Path openings, Path out) {
        try (ExportFile export = ExportFile.open(redacted);
                PartLines lines = export.open(AuditExport.EVENTS);
                Reading reading = new Reading(openings)) {
            return new Opened(
                    written(out, to -> {
                        long values = 0;
                        for (byte[] line = lines.line(); line != null; line = lines.line()) {
                            Long sequence = LineHead.read(line).sequence();
                            Map<String, SealedLine.Opening> with = sequence == null ? Map.of() : reading.of(sequence);
                            to.write(with.isEmpty() ? line : opened(line, sequence, with, redacted));
                            to.write('\n');
                            values += with.size();
                        }
                        reading.ended();
                        return values;
                    }),
                    Optional.empty());
        } catch (Refused e) {
            return new Opened(0, Optional.ofNullable(e.getMessage()));
        } catch (IOException e) {
            throw unrecognised("'" + redacted + "' or '" + openings + "' is damaged and cannot be read to its end.", e);
        }
    }

    private static byte[] opened(
            byte[] line, @Nullable Long sequence, Map<String, SealedLine.Opening> with, Path redacted) {
        SealedLine sealed = sealed(line, redacted);
        if (sealed == null) throw new Refused("Line " + sequence + " hides nothing that could be opened.");
        try {
            return sealed.opened(with);
        } catch (IllegalArgumentException e) {
            throw new Refused("Of line " + sequence + " " + e.getMessage() + ".");
        }
    }

    private static ObjectNode json(long sequence, SortedMap<String, SealedLine.Opening> openings) {
        ObjectNode json = Json.object().put("schema", SCHEMA).put("sequence", sequence);
        ObjectNode values = json.putObject("values");
        openings.forEach((place, opening) ->
                values.putObject(place).put("salt", opening.salt()).put("json", opening.json()));
        return json;
    }

    private static @Nullable SealedLine sealed(byte[] line, Path file) {
        try {
            return SealedLine.read(line);
        } catch (IllegalArgumentException e) {
            throw unrecognised(
                    "'" + file + "' cannot be used: " + e.getMessage() + "; see what `ratchet audit verify` says.", e);
        }
    }

    private static FailureException unrecognised(String sentence, @Nullable Exception cause) {
        return cause == null
                ? FailureException.of(FailureCode.INTAKE_UNRECOGNISED, sentence)
                : FailureException.of(FailureCode.INTAKE_UNRECOGNISED, sentence, cause);
    }

    private interface Work {
        long done(OutputStream to) throws IOException;
    }

    /** Whole or not at all. */
    private static long written(Path out, Work work) throws IOException {
        Path target = out.toAbsolutePath();
        Path part;
        try {
            part = Files.createTempFile(Files.createDirectories(target.getParent()), ".openings", ".part");
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "'" + out + "' cannot be written; give a file in a folder that can be written and has room.",
                    e);
        }
        try {
            long done;
            try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(part))) {
                done = work.done(to);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return done;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The lines of an export, found by their numbers, which rise. */
    private static final class Numbered implements AutoCloseable {
        private final PartLines lines;
        private byte @Nullable [] next;
        private long number = -1;

        Numbered(PartLines lines) {
            this.lines = lines;
        }

        /** Null where there is none of this number. */
        byte @Nullable [] at(long sequence) throws IOException {
            while (number < sequence) {
                next = lines.line();
                if (next == null) return null;
                Long said = LineHead.read(next).sequence();
                if (said != null) number = Math.max(number, said);
            }
            return number == sequence ? next : null;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /** A file of openings, whose numbers rise. */
    private static final class Reading implements AutoCloseable {
        private final Path file;
        private final PartLines lines;
        private long number = -1;
        private Map<String, SealedLine.Opening> next = Map.of();
        private boolean ended;

        Reading(Path file) throws IOException {
            this.file = file;
            this.lines = new PartLines(Files.newInputStream(file));
            read();
        }

        Map<String, SealedLine.Opening> of(long sequence) throws IOException {
            if (ended || number != sequence) return Map.of();
            Map<String, SealedLine.Opening> found = next;
            read();
            return found;
        }

        /** Whatever is left belongs to no line. */
        void ended() {
            if (!ended)
                throw new Refused("There is an opening for line " + number + ", which the export does not hold.");
        }

        private void read() throws IOException {
            byte[] line = lines.line();
            if (line == null) {
                ended = true;
                return;
            }
            try {
                JsonNode said = Json.parse(new String(line, StandardCharsets.UTF_8));
                long before = number;
                number = said.path("sequence").asLong(-1);
                if (!said.path("schema").asText().equals(SCHEMA) || number <= before) throw none(null);
                TreeMap<String, SealedLine.Opening> values = new TreeMap<>();
                for (Map.Entry<String, JsonNode> value : said.path("values").properties())
                    values.put(
                            value.getKey(),
                            new SealedLine.Opening(
                                    value.getValue().path("salt").asText(),
                                    value.getValue().path("json").asText()));
                if (values.isEmpty()) throw none(null);
                next = values;
            } catch (JsonProcessingException e) {
                throw none(e);
            }
        }

        private FailureException none(@Nullable Exception cause) {
            return unrecognised(
                    "'" + file + "' holds no openings; give the file that `ratchet audit openings` wrote.", cause);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
