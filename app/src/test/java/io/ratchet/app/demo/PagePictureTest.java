package io.ratchet.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.app.Golden;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's queue in a real browser. {@code -Dpictures=update} writes what it looks like to {@code docs/images}, for
 * the README.
 */
@Tag("slow")
class PagePictureTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    @TempDir
    private Path folder;

    @Test
    void aBrowserShowsTheQueueOfTheDemo() throws Exception {
        // Given
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "Chromium is not installed (Debian: apt install chromium)");
        Path picture = folder.resolve("queue.png");

        // When
        String page;
        try (DemoProcess demo = DemoProcess.start(Files.createDirectory(folder.resolve("data")), "--port", "0")) {
            String address = demo.untilItServes().address().toString();
            page = run(browser.get(), "--dump-dom", address + "/queue");
            run(browser.get(), "--screenshot=" + picture, "--window-size=" + WIDTH + "," + HEIGHT, address + "/queue");
        }

        // Then
        assertThat(page).contains("<h1>Queue</h1>").contains("formaction=\"/queue/say/approve\"");
        BufferedImage seen = ImageIO.read(picture.toFile());
        assertThat(seen.getWidth()).isEqualTo(WIDTH);
        assertThat(seen.getHeight()).isEqualTo(HEIGHT);
        assertThat(rowsWithInk(seen))
                .as("rows of the picture that show something")
                .isGreaterThan(HEIGHT / 4);
        if ("update".equals(System.getProperty("pictures"))) {
            Path images = Files.createDirectories(Golden.root().resolve("docs/images"));
            Files.copy(picture, images.resolve("queue.png"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(place -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private String run(Path browser, String... options) throws Exception {
        Path out = Files.createTempFile(folder, "browser", ".out");
        List<String> command = new ArrayList<>(List.of(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("browser.err").toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    private static int rowsWithInk(BufferedImage image) {
        int rows = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            Set<Integer> colours = new HashSet<>();
            for (int x = 0; x < image.getWidth(); x++) colours.add(image.getRGB(x, y));
            if (colours.size() > 1) rows++;
        }
        return rows;
    }
}
