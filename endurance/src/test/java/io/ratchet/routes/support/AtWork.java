package io.ratchet.routes.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** A program of the tests in a process of its own, which can really be killed. */
public final class AtWork {
    private AtWork() {}

    /**
     * Starts {@code program} and returns when it is at work, which its first line of output must say.
     *
     * @param log takes what it writes on standard error, behind what is there
     */
    public static Process start(Class<?> program, Path log, String... arguments) throws IOException {
        Path archive = StartArchive.of(program);
        return start(
                Files.exists(archive) ? "-XX:SharedArchiveFile=" + archive : "-Xshare:auto", program, log, arguments);
    }

    /**
     * Starts it as {@link #start} does and waits for its end. Java keeps what it finds out about its classes, so that
     * each later start takes little more than half the time: worth it for whoever is started often.
     */
    public static void rehearse(Class<?> program, Path log, Duration longest, String... arguments)
            throws IOException, InterruptedException {
        Process process = start("-XX:ArchiveClassesAtExit=" + StartArchive.of(program), program, log, arguments);
        assertThat(ends(process, longest) && process.exitValue() == 0)
                .as(Files.readString(log))
                .isTrue();
    }

    private static Process start(String classes, Class<?> program, Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Whatever Java has to say of an archive has no place in the output.
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                classes,
                "-cp",
                StartArchive.CLASS_PATH,
                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        String first =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(first).as(Files.readString(log)).isEqualTo("at work");
        return process;
    }

    /** Waits for it to end by itself, and ends it where it does not; whether it did. */
    public static boolean ends(Process process, Duration longest) throws InterruptedException {
        boolean ended = process.waitFor(longest.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        return ended;
    }

    /** What each thread of a process that does not end is at. */
    public static String threads(Process process) throws IOException {
        Process stacks = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jstack")
                                .toString(),
                        "-l",
                        Long.toString(process.pid()))
                .redirectErrorStream(true)
                .start();
        return new String(stacks.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** @param where the folder of an H2 file, or the URL of a PostgreSQL */
    public static SqlStore store(String where) {
        if (!where.startsWith("jdbc:")) return Databases.h2(Path.of(where));
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(where);
        return SqlStore.open(database);
    }
}
