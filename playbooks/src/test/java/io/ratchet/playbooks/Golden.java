package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares text with a file of the repository; {@code -Dgolden=update} rewrites the file instead. */
final class Golden {
    private Golden() {}

    static void same(Path file, String text) {
        try {
            if ("update".equals(System.getProperty("golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(file).as("run with -Dgolden=update to write it").exists();
            assertThat(text)
                    .as("%s; -Dgolden=update rewrites it", file.getFileName())
                    .isEqualTo(Files.readString(file).replace("\r\n", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
