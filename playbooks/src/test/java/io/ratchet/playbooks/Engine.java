package io.ratchet.playbooks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The real PowerShell engine, where there is one: from {@code RATCHET_PWSH}, else the PATH, else beside the project.
 */
public final class Engine {
    private static final Optional<Path> PWSH = find();

    private Engine() {}

    /** Skips the calling test, saying why, when there is no engine. */
    public static void required() {
        Assumptions.assumeTrue(
                PWSH.isPresent(),
                "skipped: no PowerShell in RATCHET_PWSH, on the PATH or in ../shared/tools/pwsh; scripts were not run in a real engine");
    }

    /** The project's root; tests run in a module's folder. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("playbooks/src/main/resources/actions")))
            here = here.getParent();
        if (here == null) throw new IllegalStateException("the project's root is not above the working directory");
        return here;
    }

    /**
     * Skips the calling test unless the engine under Wine was asked for with {@code -Dratchet.wine=true} and is there.
     */
    public static void requiredUnderWine() {
        Assumptions.assumeTrue(
                Boolean.getBoolean("ratchet.wine"),
                "skipped: not asked to hold the contract against Wine's registry (-Dratchet.wine=true)");
        Assumptions.assumeTrue(
                Files.isExecutable(underWine()),
                "skipped: no wine-pwsh in RATCHET_WINE_PWSH or in ../shared/tools/pwsh");
    }

    private static Path underWine() {
        String named = System.getenv("RATCHET_WINE_PWSH");
        return named == null ? root().resolve("../shared/tools/pwsh/wine-pwsh").normalize() : Path.of(named);
    }

    /** Like {@link #run}, on a machine of its own under Wine, whose registry and disk live in {@code prefix}. */
    public static void runUnderWine(Path prefix, Path script, Object... arguments) {
        run(
                List.of(
                        underWine().toString(),
                        "--prefix",
                        prefix.toString(),
                        "-NoProfile",
                        "-ExecutionPolicy",
                        "Bypass"),
                script,
                arguments);
    }

    /** Runs a script file to its end; another exit code than 0 fails. */
    public static void run(Path script, Object... arguments) {
        run(List.of(PWSH.orElseThrow().toString(), "-NoProfile", "-NonInteractive"), script, arguments);
    }

    private static void run(List<String> engine, Path script, Object... arguments) {
        List<String> command = new ArrayList<>(engine);
        command.addAll(List.of("-File", script.toString()));
        for (Object argument : arguments) command.add(argument.toString());
        try {
            Path said = Files.createTempFile("ratchet-pwsh", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly().waitFor();
            String output = Files.readString(said);
            Files.delete(said);
            if (!ended || process.exitValue() != 0)
                throw new AssertionError(script.getFileName() + (ended ? " failed: " : " hung: ") + output);
        } catch (IOException e) {
            throw new AssertionError("the engine could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static Optional<Path> find() {
        String named = System.getenv("RATCHET_PWSH");
        if (named != null && !named.isBlank()) return Optional.of(Path.of(named));
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "pwsh"));
        Path beside = root().resolve("../shared/tools/pwsh/pwsh").normalize();
        return Stream.concat(onPath, Stream.of(beside))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
