package io.ratchet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generated page of the repository, held to what generates it. {@code -Dgolden=update} writes it anew. */
public final class Golden {
    private Golden() {}

    public static void holds(String page, String generated) throws IOException {
        Path file = root().resolve(page);
        if ("update".equals(System.getProperty("golden"))) Files.writeString(file, generated);
        assertThat(file)
                .as("%s is generated; write it anew with: mvn -pl app -am test -Dgolden=update", page)
                .hasContent(generated);
    }

    /** The folder of the repository: the first one upwards that holds the launcher. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ratchet"))) folder = folder.getParent();
        return folder;
    }
}
