package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.tlog.TileFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Which log of one name it is. A log that goes on after a loss is another one, for one name never stands for two
 * (c2sp.org/tlog-checkpoint): the second of {@code NAME} is {@code NAME/2}.
 *
 * @param number from 1
 */
record LogNumber(long number) {
    private static final String FILE = "audit-log-number";
    private static final Pattern TEXT = Pattern.compile("[1-9][0-9]{0,8}\n");

    static LogNumber read(Path keys) {
        Path file = keys.resolve(FILE);
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            if (!TEXT.matcher(text).matches()) throw new IOException("it holds no number");
            return new LogNumber(Long.parseLong(text.strip()));
        } catch (NoSuchFileException e) {
            return new LogNumber(1);
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "'" + file
                            + "', which says how often the audit log was begun anew, cannot be read; restore it from a"
                            + " backup.",
                    e);
        }
    }

    /** Counts on, on the disk before this returns. */
    static void next(Path keys) throws IOException {
        byte[] text = (read(keys).number() + 1 + "\n").getBytes(StandardCharsets.US_ASCII);
        TileFolder.write(keys.resolve(FILE), text, true);
    }

    String named(String name) {
        return number == 1 ? name : name + "/" + number;
    }

    /** Whether {@code origin} is what a log of this name was called before it was called {@code now}. */
    static boolean isEarlier(String name, String origin, String now) {
        if (origin.equals(now)) return false;
        return origin.equals(name) || origin.matches(Pattern.quote(name) + "/[1-9][0-9]{0,8}");
    }
}
