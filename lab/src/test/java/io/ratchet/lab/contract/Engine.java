package io.ratchet.lab.contract;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real PowerShell engine with the Windows double, where there is one. */
final class Engine {
    private Engine() {}

    /** From {@code RATCHET_PWSH}, else the PATH, else beside the project. */
    static Optional<Path> find() {
        String named = System.getenv("RATCHET_PWSH");
        if (named != null && !named.isBlank()) return Optional.of(Path.of(named));
        Stream<Path> onPath =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(folder -> Path.of(folder, "pwsh"));
        return Stream.concat(onPath, Stream.of(root().resolve("../shared/tools/pwsh/pwsh").normalize()))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Gives the double its cases and returns its answers, both as the JSON of {@code double/run.ps1}. */
    static String run(Path pwsh, String cases) {
        try {
            Path folder = Files.createTempDirectory("ratchet-contract");
            Path given = Files.writeString(folder.resolve("cases.json"), cases);
            Path answers = folder.resolve("answers.json");
            Path log = folder.resolve("log");
            Path script = root().resolve("lab/src/main/resources/double/run.ps1");
            Process process = new ProcessBuilder(
                            pwsh.toString(), "-NoProfile", "-NonInteractive", "-File", script.toString(), given.toString(), answers.toString())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError("the double failed: " + Files.readString(log));
            }
            String said = Files.readString(answers);
            for (Path file : new Path[] {given, answers, log, folder}) Files.delete(file);
            return said;
        } catch (IOException cannot) {
            throw new UncheckedIOException("the engine could not be run", cannot);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("lab/src/main/resources/double"))) here = here.getParent();
        if (here == null) throw new IllegalStateException("the project's root is not above the working directory");
        return here;
    }
}
