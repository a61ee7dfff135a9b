package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The keys that all servers of a database share, brought to a server that has none yet. */
public final class SigningKeys {
    /** That of the heads comes last: where it is, nothing is copied any more. */
    private static final List<String> FILES = List.of(KeyHistory.FILE, QuantumSafeKey.FILE, SigningKey.FILE);

    private SigningKeys() {}

    /**
     * Copies the keys in {@code from} to {@code keys}, for their owner alone; does nothing where there is one.
     *
     * @throws FailureException CONFIG_INVALID when there is none to copy, or it cannot be
     */
    public static void copy(Path from, Path keys) {
        if (Files.exists(keys.resolve(SigningKey.FILE))) return;
        if (!Files.exists(from.resolve(SigningKey.FILE)))
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "There is no '" + from.resolve(SigningKey.FILE)
                            + "' to copy; put the keys of the first server there, or leave 'audit.keys' out of the settings.");
        try {
            for (String name : FILES)
                if (Files.exists(from.resolve(name)))
                    Files.move(
                            SigningKey.fresh(keys, Files.readString(from.resolve(name), StandardCharsets.UTF_8)),
                            keys.resolve(name),
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The signing keys cannot be copied from '" + from + "' to '" + keys
                            + "'; check the rights of both.",
                    e);
        }
    }
}
