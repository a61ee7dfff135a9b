package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.tlog.TileFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * One signing key follows another, while no server runs on the folder of the keys. Both sign that it is so and how far
 * the log had come, and that stays in {@value KeyHistory#FILE}; the private part of the key before is gone then.
 */
public final class KeySuccession {
    private static final String NEXT = "next";

    private KeySuccession() {}

    /** Which key followed which. */
    public record Followed(KeyFingerprint before, KeyFingerprint key, Path publicKey) {}

    /**
     * Makes a new key and has it follow.
     *
     * @throws FailureException CONFIG_INVALID when no server has run with this folder yet, or it cannot be written
     */
    public static Followed follow(Path keys, Instant now) {
        try {
            finish(keys);
            KeptHead kept = KeptHead.read(keys)
                    .orElseThrow(() -> FailureException.of(
                            FailureCode.CONFIG_INVALID,
                            "No server has kept anything of an audit log in '" + keys
                                    + "' yet, so there is no key that another could follow."));
            SigningKey before = SigningKey.open(keys);
            if (!kept.signedBy(before.publicKey()))
                throw FailureException.of(
                        FailureCode.CONFIG_INVALID,
                        "What is kept of the audit log in '" + keys
                                + "' was not signed with the key beside it; start the server once before.");
            SigningKey next = SigningKey.open(keys.resolve(NEXT));
            KeyHistory history = KeyHistory.in(keys, before.publicKey())
                    .with(KeyHistory.Step.signed(
                            before, next, kept.size(), HexFormat.of().parseHex(kept.root()), now));
            TileFolder.write(keys.resolve(KeyHistory.FILE), history.bytes(), true);
            finish(keys);
            return new Followed(before.fingerprint(), next.fingerprint(), keys.resolve(SigningKey.PUBLIC_FILE));
        } catch (IOException | IllegalArgumentException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "No other signing key can be made in '" + keys + "': " + e.getMessage()
                            + "; the key of before is still in use.",
                    e);
        }
    }

    /** Ends what was cut off: the key that the history names last is put in place, one that it does not is given up. */
    static void finish(Path keys) throws IOException {
        Path next = keys.resolve(NEXT);
        if (!Files.isDirectory(next)) return;
        Path key = next.resolve(SigningKey.FILE);
        if (Files.exists(key) && !isLast(keys, SigningKey.open(next).publicKey())) {
            Files.delete(key);
            Files.deleteIfExists(next.resolve(SigningKey.PUBLIC_FILE));
        }
        for (String name : List.of(SigningKey.FILE, SigningKey.PUBLIC_FILE))
            if (Files.exists(next.resolve(name)))
                Files.move(
                        next.resolve(name),
                        keys.resolve(name),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
        Files.delete(next);
    }

    private static boolean isLast(Path keys, String key) {
        try {
            return !KeyHistory.in(keys, key).isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
