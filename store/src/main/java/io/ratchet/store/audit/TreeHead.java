package io.ratchet.store.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A signed statement: at {@code time} the log had {@code size} lines with this root, and this table was drawn from
 * them. The signature is over the lines of {@link #signedText()}.
 *
 * @param root lower-case hexadecimal
 * @param table SHA-256 of {@code assets.csv} in lower-case hexadecimal
 * @param key the public key, base64 of its X.509 form
 * @param signature base64
 * @param selection which of the lines the export holds, and what it hides of them
 * @param lines how many these are; {@code size} where it is all of them
 * @param parts the SHA-256, in lower-case hexadecimal, of what else the export holds, by its name; empty in what older
 *     releases wrote
 */
record TreeHead(
        long size,
        String root,
        Instant time,
        String table,
        String key,
        String signature,
        AuditSelection selection,
        long lines,
        SortedMap<String, String> parts) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,63}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final String ED25519 = "302a300506032b6570032100";

    static final String SCHEMA = "ratchet.audit-head/1";

    /** Of an export that holds a part of the lines. */
    static final String SELECTED = "ratchet.audit-head/2";

    /** Of an export with more parts than the first four. */
    static final String WITH_PARTS = "ratchet.audit-head/3";

    /** Of an export that hides values. */
    static final String REDACTED = "ratchet.audit-head/4";

    /** Over an export of every line. */
    static TreeHead signed(long size, byte[] root, Instant time, byte[] tableHash, SigningKey key) {
        return signed(size, root, time, tableHash, key, AuditSelection.all(), size, new TreeMap<>());
    }

    static TreeHead signed(
            long size,
            byte[] root,
            Instant time,
            byte[] tableHash,
            SigningKey key,
            AuditSelection selection,
            long lines,
            SortedMap<String, String> parts) {
        String rootHex = HexFormat.of().formatHex(root);
        String tableHex = HexFormat.of().formatHex(tableHash);
        byte[] signature = key.sign(text(size, rootHex, time, tableHex, selection, lines, parts));
        return new TreeHead(
                size,
                rootHex,
                time,
                tableHex,
                key.publicKey(),
                Base64.getEncoder().encodeToString(signature),
                selection,
                lines,
                parts);
    }

    String signedText() {
        return text(size, root, time, table, selection, lines, parts);
    }

    /** A selection is one line of JSON, in which a line end is written as two characters. */
    private static String text(
            long size,
            String root,
            Instant time,
            String table,
            AuditSelection selection,
            long lines,
            SortedMap<String, String> parts) {
        StringBuilder text = new StringBuilder(schema(selection, parts))
                .append("\nsize " + size + "\nroot " + root + "\ntime " + time + "\nassets.csv " + table + "\n");
        if (!selection.isAll())
            text.append("selection ").append(Json.line(selection.json())).append('\n');
        if (counts(selection)) text.append("lines ").append(lines).append('\n');
        if (!selection.hidden().isEmpty())
            text.append("redacted ").append(Redaction.words(selection.hidden())).append('\n');
        parts.forEach((name, hash) -> text.append(name).append(' ').append(hash).append('\n'));
        return text.toString();
    }

    /** Whether the export may hold fewer lines than the log. */
    private static boolean counts(AuditSelection selection) {
        return !selection.isAll() || !selection.hidden().isEmpty();
    }

    private static String schema(AuditSelection selection, SortedMap<String, String> parts) {
        if (!selection.hidden().isEmpty()) return REDACTED;
        if (!parts.isEmpty()) return WITH_PARTS;
        return selection.isAll() ? SCHEMA : SELECTED;
    }

    boolean signatureHolds() {
        return SigningKey.verifies(key, signedText(), signature);
    }

    /** What a person compares with the key they were given on another way. */
    String keyFingerprint() {
        try {
            return "sha256:" + Sha256.hex(Base64.getDecoder().decode(key));
        } catch (IllegalArgumentException e) {
            return "none";
        }
    }

    byte[] json() {
        ObjectNode node = Json.object()
                .put("schema", schema(selection, parts))
                .put("size", size)
                .put("root", root)
                .put("time", time.toString())
                .put("assetsCsv", table);
        if (!selection.isAll()) node.set("selection", selection.json());
        if (counts(selection)) node.put("lines", lines);
        if (!selection.hidden().isEmpty()) node.put("redacted", Redaction.words(selection.hidden()));
        if (!parts.isEmpty()) {
            ObjectNode hashes = node.putObject("parts");
            parts.forEach(hashes::put);
        }
        node.put("key", key).put("signature", signature);
        try {
            return (Json.mapper()
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(node)
                                    .replace("\r\n", "\n") + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text and numbers is always JSON", e);
        }
    }

    /**
     * Empty unless {@code bytes} are exactly what {@link #json()} writes, so that no byte of a head can be changed
     * unseen.
     */
    static Optional<TreeHead> read(byte[] bytes) {
        try {
            if (!(Json.mapper().readTree(bytes) instanceof ObjectNode node)) return Optional.empty();
            Set<Redaction> hidden =
                    node.has("redacted") ? Redaction.read(node.path("redacted").asText()) : Set.of();
            AuditSelection selection = AuditSelection.read(node.path("selection"), hidden)
                    .orElseThrow(() -> new DateTimeException("a selection's moments"));
            TreeHead head = new TreeHead(
                    node.path("size").asLong(-1),
                    node.path("root").asText(),
                    Instant.parse(node.path("time").asText()),
                    node.path("assetsCsv").asText(),
                    node.path("key").asText(),
                    node.path("signature").asText(),
                    selection,
                    counts(selection)
                            ? node.path("lines").asLong(-1)
                            : node.path("size").asLong(-1),
                    parts(node.path("parts")));
            boolean asWritten = MessageDigest.isEqual(bytes, head.json())
                    && base64(head.key)
                    && ed25519(head.key)
                    && base64(head.signature);
            return asWritten ? Optional.of(head) : Optional.empty();
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What is no name or no hash is left out, so that the head is not as it would be written. */
    private static SortedMap<String, String> parts(JsonNode node) {
        SortedMap<String, String> parts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> part : node.properties()) {
            String hash = part.getValue().asText();
            if (NAME.matcher(part.getKey()).matches() && HASH.matcher(hash).matches()) parts.put(part.getKey(), hash);
        }
        return parts;
    }

    /** The one encoding of an Ed25519 key (RFC 8410, section 4): readers accept others for the same key. */
    private static boolean ed25519(String key) {
        String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(key));
        return hex.length() == ED25519.length() + 64 && hex.startsWith(ED25519);
    }

    /** Base64 may end in bits that decoding ignores: the encoder leaves them zero, so anything else was changed. */
    private static boolean base64(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(Base64.getDecoder().decode(text))
                    .equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
