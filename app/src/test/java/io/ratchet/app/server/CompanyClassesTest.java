package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What judges a company's tokens costs a start without a company's sign-in nothing. */
@Tag("slow")
class CompanyClassesTest {
    private static final String COMPANY = """
            company:
              issuer: https://login.corp.example
              credential: env:COMPANY
              address: https://ratchet.corp.example
              grants: [{group: watchers, roles: [viewer]}]
            """;

    @TempDir
    private Path folder;

    @Test
    void areLoadedWhereTheSettingsNameOne() throws Exception {
        assertThat(loadedBy("without", "")).isZero();
        assertThat(loadedBy("with", COMPANY)).isPositive();
    }

    /** How many classes of the library a server loads until it is there. */
    private long loadedBy(String name, String settings) throws IOException, InterruptedException {
        Path base = Files.createDirectory(folder.resolve(name));
        Path config = Files.writeString(base.resolve("ratchet.yaml"), "http: {port: 0}\n" + settings);
        Path loaded = base.resolve("classes.log");
        Path out = base.resolve("serve.log");
        ProcessBuilder start = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load:file=" + loaded,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.ratchet.app.Ratchet",
                        "serve",
                        "--config",
                        config.toString(),
                        "--data",
                        base.resolve("data").toString())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true);
        start.environment().put("COMPANY_USER", "ratchet");
        start.environment().put("COMPANY_PASSWORD", "a secret");
        Process server = start.start();
        try {
            Path address = base.resolve("data/server");
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                assertThat(server.isAlive()).as(Files.readString(out)).isTrue();
                return Files.exists(address) && !Files.readString(address).isBlank();
            });
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        try (Stream<String> lines = Files.lines(loaded)) {
            return lines.filter(line -> line.contains(" com.nimbusds.")).count();
        }
    }
}
