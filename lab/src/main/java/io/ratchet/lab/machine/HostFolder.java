package io.ratchet.lab.machine;

import io.ratchet.domain.Checks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps one host in a folder: {@code NAME.json} is its state, {@code NAME.changes.ndjson} the journal of its changes.
 * The journal's lines are written first and count only once the state that counts them has taken the old one's place,
 * so that a process killed at any moment leaves both saying the same.
 */
final class HostFolder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final Path state;
    private final Path fresh;
    private final Path journal;

    HostFolder(Path folder, String host) {
        Checks.that(
                NAME.matcher(host).matches(), "a host's name is letters, digits, dots and hyphens, not '" + host + "'");
        state = folder.resolve(host + ".json");
        fresh = folder.resolve(host + ".json.new");
        journal = folder.resolve(host + ".changes.ndjson");
    }

    /** The state that was left, if any; drops journal lines that it does not count. */
    Optional<HostState> load() {
        try {
            if (!Files.exists(state)) return Optional.empty();
            HostState left = HostJson.read(Files.readString(state));
            dropUncounted(left.memory().changes());
            return Optional.of(left);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the host state " + state + " cannot be read", unreadable);
        }
    }

    void save(HostState changed, List<String> lines) {
        try {
            if (!lines.isEmpty())
                Files.write(
                        journal, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.writeString(fresh, HostJson.write(changed));
            Files.move(fresh, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException full) {
            throw new UncheckedIOException("the host state " + state + " cannot be written", full);
        }
    }

    private void dropUncounted(long counted) throws IOException {
        if (!Files.exists(journal)) return;
        byte[] all = Files.readAllBytes(journal);
        int end = 0;
        for (long line = 0; line < counted; line++) {
            while (end < all.length && all[end] != '\n') end++;
            end = Math.min(end + 1, all.length);
        }
        if (end < all.length) Files.write(journal, Arrays.copyOf(all, end));
    }
}
