package io.ratchet.store.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.store.AuditLog;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What is kept of the log beside the key, outside of the database: at {@code time} it had {@code size} lines with this
 * edge. The signature is over the five lines of its text, so that whoever writes the file must have the key.
 *
 * @param root lower-case hexadecimal
 * @param edge roots of the tree's perfect subtrees, largest first, in lower-case hexadecimal
 */
record KeptHead(long size, String root, Instant time, String edge, String signature) {
    static final String FILE = "audit-kept.json";
    private static final String SCHEMA = "ratchet.audit-kept/1";
    private static final int LARGEST = 1 << 16;

    static KeptHead signed(AuditLog.Edge edge, Instant time, SigningKey key) {
        String root = HexFormat.of()
                .formatHex(MerkleTree.resume(edge.size(), edge.hashes()).root());
        String hashes = HexFormat.of().formatHex(edge.hashes());
        byte[] signature = key.sign(text(edge.size(), root, time, hashes));
        return new KeptHead(edge.size(), root, time, hashes, Base64.getEncoder().encodeToString(signature));
    }

    /** @param key base64 of its X.509 form */
    boolean signedBy(String key) {
        return SigningKey.verifies(key, text(size, root, time, edge), signature);
    }

    /** The tree as it was, to be gone on from. */
    MerkleTree tree() {
        return MerkleTree.resume(size, HexFormat.of().parseHex(edge));
    }

    private static String text(long size, String root, Instant time, String edge) {
        return SCHEMA + "\nsize " + size + "\nroot " + root + "\ntime " + time + "\nedge " + edge + "\n";
    }

    private byte[] json() {
        ObjectNode node = Json.object()
                .put("schema", SCHEMA)
                .put("size", size)
                .put("root", root)
                .put("time", time.toString())
                .put("edge", edge)
                .put("signature", signature);
        return (Json.line(node) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Replaces the file, whole or not at all, and on the disk before this returns. */
    void write(Path keys) throws IOException {
        Path fresh = Files.createTempFile(keys, "kept", ".json"); // of the owner alone
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(json());
                while (bytes.hasRemaining()) channel.write(bytes);
                channel.force(true);
            }
            Files.move(fresh, keys.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * What is kept; empty when nothing is.
     *
     * @throws IOException when it cannot be read, or is not what {@link #write} writes
     */
    static Optional<KeptHead> read(Path keys) throws IOException {
        Path file = keys.resolve(FILE);
        try {
            if (Files.size(file) > LARGEST) throw new IOException("it is larger than any that was written");
            byte[] bytes = Files.readAllBytes(file);
            if (!(Json.mapper().readTree(bytes) instanceof ObjectNode node)) throw new IOException("it is no object");
            KeptHead kept = new KeptHead(
                    node.path("size").asLong(-1),
                    node.path("root").asText(),
                    Instant.parse(node.path("time").asText()),
                    node.path("edge").asText(),
                    node.path("signature").asText());
            if (!MessageDigest.isEqual(bytes, kept.json())) throw new IOException("it was changed");
            return Optional.of(kept);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException | DateTimeException e) {
            throw new IOException("it was changed", e);
        }
    }
}
