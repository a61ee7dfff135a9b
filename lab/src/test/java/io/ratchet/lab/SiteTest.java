package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.lab.FleetSettings.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder for a server of the lab's hosts; what such a server makes of it is seen in app. */
class SiteTest {
    @TempDir
    private Path folder;

    @Test
    void keepsTheAccountFromOthersAndSaysWhereEachNameIs() throws IOException {
        // Given
        FleetSettings settings =
                FleetSettings.immediate().with(Addresses.ONE_EACH).withNetwork("127.64.0.0");
        try (Fleet fleet = Fleet.start(settings, Fleet.generated(2, "2016", 1, 0))) {

            // When
            Site.write(folder, fleet);
            Site.write(folder, fleet);

            // Then
            Path secret = folder.resolve("credentials/lab");
            assertThat(secret)
                    .hasContent(settings.account().user() + "\n"
                            + settings.account().password());
            assertThat(Files.getPosixFilePermissions(secret)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(folder.resolve("names"))
                    .hasContent("127.64.0.1 lab00001.lab.example LAB00001\n127.64.0.2 lab00002.lab.example LAB00002");
            assertThat(folder.resolve("in/hosts.ndjson"))
                    .content()
                    .contains("\"ip\":\"127.64.0.2\"")
                    .hasLineCount(2);
        }
    }
}
