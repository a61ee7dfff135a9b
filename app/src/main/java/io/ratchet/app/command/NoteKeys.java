package io.ratchet.app.command;

import io.ratchet.store.tlog.NoteKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Keys of logs and witnesses as the command line names them: the line itself, or a file that holds it. */
final class NoteKeys {
    private static final int LARGEST = 1 << 16;

    private NoteKeys() {}

    static List<NoteKey> read(String option, List<String> texts) {
        return texts.stream().map(text -> read(option, text)).toList();
    }

    /** @throws Refusal when it is neither */
    static NoteKey read(String option, String text) {
        try {
            return NoteKey.read(text);
        } catch (IllegalArgumentException e) {
            return inFile(option, text, e);
        }
    }

    private static NoteKey inFile(String option, String text, IllegalArgumentException noKey) {
        try {
            Path file = Path.of(text);
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) throw noKey;
            return NoteKey.read(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw Refusal.couldNotStart(
                    "'" + text + "' for " + option
                            + " is neither a key (NAME+8 hexadecimal digits+base64) nor a file that" + " holds one: "
                            + noKey.getMessage() + ".",
                    e);
        }
    }
}
