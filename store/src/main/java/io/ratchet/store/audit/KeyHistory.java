package io.ratchet.store.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.Checks;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Which key followed which, oldest first. Each step is signed by the key before and by the one that follows, so whoever
 * knows any of the keys can follow the way to the one of today.
 */
public record KeyHistory(List<Step> steps) {
    static final String FILE = "audit-keys.ndjson";
    private static final int LARGEST = 1 << 20;

    /**
     * One key followed another.
     *
     * @param before the key before, base64 of its X.509 form
     * @param key the key that follows
     * @param size how many lines the log had
     * @param root over these, lower-case hexadecimal
     * @param signature by the key before, base64
     * @param accepted the same by the key that follows
     */
    record Step(String before, String key, long size, String root, Instant time, String signature, String accepted) {
        private static final String SCHEMA = "ratchet.audit-key/1";

        static Step signed(SigningKey before, SigningKey key, long size, byte[] root, Instant time) {
            String hex = HexFormat.of().formatHex(root);
            String text = text(before.publicKey(), key.publicKey(), size, hex, time);
            return new Step(
                    before.publicKey(),
                    key.publicKey(),
                    size,
                    hex,
                    time,
                    Base64.getEncoder().encodeToString(before.sign(text)),
                    Base64.getEncoder().encodeToString(key.sign(text)));
        }

        private static String text(String before, String key, long size, String root, Instant time) {
            return SCHEMA + "\nbefore " + before + "\nkey " + key + "\nsize " + size + "\nroot " + root + "\ntime "
                    + time + "\n";
        }

        boolean holds() {
            String text = text(before, key, size, root, time);
            return SigningKey.verifies(before, text, signature) && SigningKey.verifies(key, text, accepted);
        }

        String line() {
            return Json.line(Json.object()
                            .put("schema", SCHEMA)
                            .put("before", before)
                            .put("key", key)
                            .put("size", size)
                            .put("root", root)
                            .put("time", time.toString())
                            .put("signature", signature)
                            .put("accepted", accepted))
                    + "\n";
        }

        static Step read(String line) throws IOException {
            if (!(Json.mapper().readTree(line) instanceof ObjectNode node)) throw new IOException("it is no object");
            return new Step(
                    node.path("before").asText(),
                    node.path("key").asText(),
                    node.path("size").asLong(-1),
                    node.path("root").asText(),
                    Instant.parse(node.path("time").asText()),
                    node.path("signature").asText(),
                    node.path("accepted").asText());
        }
    }

    public KeyHistory {
        steps = List.copyOf(steps);
    }

    /** There was one key only. */
    static KeyHistory none() {
        return new KeyHistory(List.of());
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    KeyHistory with(Step step) {
        List<Step> all = new ArrayList<>(steps);
        all.add(step);
        return new KeyHistory(all);
    }

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        steps.forEach(step -> all.writeBytes(step.line().getBytes(StandardCharsets.UTF_8)));
        return all.toByteArray();
    }

    /**
     * Reads it strictly: every step holds, and each goes on from the one before, to the key {@code last}.
     *
     * @param last base64 of its X.509 form
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static KeyHistory read(byte[] bytes, String last) {
        Checks.that(bytes.length <= LARGEST, "it has at most 1 MiB");
        List<Step> steps = new ArrayList<>();
        try {
            for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) steps.add(Step.read(line));
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("a line of it cannot be read", e);
        }
        KeyHistory history = new KeyHistory(steps);
        Checks.that(Arrays.equals(bytes, history.bytes()), "it is not as it was written");
        String key = null;
        long size = 0;
        for (Step step : steps) {
            Checks.that(step.holds(), "a signature in it does not hold");
            Checks.that(key == null || key.equals(step.before()), "a step in it does not go on from the one before");
            Checks.that(step.size() >= size, "a step in it is of a shorter log than the one before");
            key = step.key();
            size = step.size();
        }
        Checks.that(key == null || key.equals(last), "it does not lead to the key that signed");
        return history;
    }

    /**
     * What is kept in a folder of keys; of one that has none, none.
     *
     * @throws IllegalArgumentException as {@link #read(byte[], String)}
     */
    static KeyHistory in(Path keys, String last) {
        try {
            return read(Files.readAllBytes(keys.resolve(FILE)), last);
        } catch (NoSuchFileException e) {
            return none();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys before, oldest first, base64 of their X.509 form. */
    List<String> before() {
        return steps.stream().map(Step::before).toList();
    }

    /** Whether the key of this fingerprint signed once. */
    boolean names(KeyFingerprint key) {
        return before().stream().anyMatch(each -> fingerprint(each).equals(key));
    }

    static KeyFingerprint fingerprint(String key) {
        return KeyFingerprint.of(Base64.getDecoder().decode(key));
    }

    /** The first key of all. */
    Optional<KeyFingerprint> first() {
        return steps.stream().findFirst().map(step -> fingerprint(step.before()));
    }

    /** Those that may have signed checkpoints of a log before today's. */
    List<NoteKey> noteKeys(String origin) {
        return before().stream()
                .map(key -> NoteKey.of(
                        origin, NoteKey.Kind.NOTE, Base64.getDecoder().decode(key)))
                .toList();
    }
}
