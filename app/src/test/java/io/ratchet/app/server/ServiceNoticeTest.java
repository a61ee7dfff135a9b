package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceNoticeTest {
    @TempDir
    private Path folder;

    private Path program;

    @BeforeEach
    void aProgramThatWritesDownHowItWasCalled() throws IOException {
        program =
                Files.writeString(folder.resolve("notify"), "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + folder + "/told\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void tellsSystemdWhenItAsked() {
        // When
        new ServiceNotice(program.toString(), true).ready("serves at http://127.0.0.1:8080/");

        // Then
        assertThat(folder.resolve("told")).hasContent("--ready\n--status=serves at http://127.0.0.1:8080/\n");
    }

    @Test
    void tellsNobodyWhoDidNotAsk() {
        // When
        new ServiceNotice(program.toString(), false).ready("serves");
        ServiceNotice.of(Map.of()).ready("serves");

        // Then
        assertThat(folder.resolve("told")).doesNotExist();
    }

    @Test
    void goesOnWhenSystemdCannotBeTold() {
        assertThatCode(() -> new ServiceNotice(folder.resolve("missing").toString(), true).ready("serves"))
                .doesNotThrowAnyException();
    }
}
