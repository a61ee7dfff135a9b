package io.ratchet.app.server;

import io.ratchet.console.Connection;
import io.ratchet.routes.intake.TopicLag;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ways in that the settings name, looked at anew each time: what lies in folders, how far behind the topic is. */
final class SourcesSeen implements Supplier<List<Connection>> {
    /** A folder that holds more is not counted to its end. */
    private static final int MOST_COUNTED = 10_000;

    private final ServeSettings settings;
    private final Path data;
    private final TopicLag lag = new TopicLag();

    SourcesSeen(ServeSettings settings, Path data) {
        this.settings = settings;
        this.data = data;
    }

    @Override
    public List<Connection> get() {
        List<Connection> seen = new ArrayList<>();
        for (ServeSettings.Folder folder : settings.folders())
            seen.add(folder("folder", name(folder.path()), folder.path()));
        settings.kafka().ifPresent(kafka -> seen.add(topic(kafka)));
        settings.sources().syslog().ifPresent(syslog -> {
            Connection spool = folder("syslog", "syslog", data.resolve("syslog"));
            seen.add(new Connection(
                    spool.kind(),
                    spool.name(),
                    syslog.address() + ":" + syslog.port(),
                    spool.last(),
                    spool.waits(),
                    spool.problem()));
        });
        settings.sources()
                .webhooks()
                .forEach(webhook -> seen.add(
                        new Connection("webhook", webhook.name(), "/api/v1/webhooks/" + webhook.name(), null, "", "")));
        return seen;
    }

    private static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    private Connection topic(ServeSettings.Kafka kafka) {
        double behind = lag.messages();
        return new Connection(
                "kafka",
                kafka.topic(),
                kafka.brokers(),
                null,
                Double.isNaN(behind) || behind == 0 ? "" : Math.round(behind) + " messages not read yet",
                Double.isNaN(behind) ? "This server reads no partition of it, or has not looked yet." : "");
    }

    /** What is dealt with goes into folders in it, whose own time tells when that last happened. */
    private static Connection folder(String kind, String name, Path folder) {
        try {
            long waiting = count(folder);
            long failed = count(folder.resolve(".failed"));
            long partial = count(folder.resolve(".partial"));
            return new Connection(
                    kind,
                    name,
                    folder.toString(),
                    later(time(folder.resolve(".done")), time(folder.resolve(".partial"))),
                    waiting == 0 ? "" : files(waiting) + (waiting == 1 ? " waits" : " wait"),
                    putAside(failed, partial));
        } catch (IOException e) {
            return new Connection(
                    kind, name, folder.toString(), null, "", "The folder cannot be looked at: " + e.getMessage() + ".");
        }
    }

    private static String putAside(long failed, long partial) {
        List<String> said = new ArrayList<>();
        if (failed > 0) said.add(files(failed) + " in .failed.");
        if (partial > 0) said.add(files(partial) + " in .partial.");
        return String.join(" ", said);
    }

    private static String files(long count) {
        return (count >= MOST_COUNTED ? "at least " : "") + count + (count == 1 ? " file" : " files");
    }

    private static long count(Path folder) throws IOException {
        if (!folder.getFileName().toString().startsWith(".") || Files.isDirectory(folder))
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, file -> !hidden(file))) {
                long count = 0;
                for (Path file : files) if (Files.isRegularFile(file) && ++count == MOST_COUNTED) break;
                return count;
            }
        return 0;
    }

    private static boolean hidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static @Nullable Instant time(Path folder) throws IOException {
        return Files.isDirectory(folder) ? Files.getLastModifiedTime(folder).toInstant() : null;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) return one == null ? other : one;
        return one.isAfter(other) ? one : other;
    }
}
