package io.ratchet.routes.syslog;

import io.ratchet.routes.intake.Formats;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what was heard into a file for each format, which becomes a report when it is a minute old or long enough. A
 * message is on its way to the disk before the next is read; one that speaks of no TLS is passed over, for syslog
 * carries everything else a machine says as well. While too many reports wait nothing more is read, so that senders
 * keep what they have.
 */
public final class SyslogSpool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyslogSpool.class);
    private static final Pattern OF_USE = Pattern.compile("(?i)schannel|\\b368[678][0-9]\\b");
    private static final Duration OLDEST = Duration.ofMinutes(1);
    private static final int MOST_LINES = 20_000;
    private static final int MOST_WAITING = 1_000;

    private final Path folder;
    private final Path open;
    private final Clock clock;
    private final Map<String, Spooled> files = new HashMap<>();
    private int waiting;
    private long number;
    private long unknown;

    /** @param folder from which reports are taken in */
    public SyslogSpool(Path folder, Clock clock) {
        this.folder = folder;
        this.open = folder.resolve(".open");
        this.clock = clock;
        try {
            Files.createDirectories(open);
            try (Stream<Path> left = Files.list(open)) {
                for (Path file : left.toList()) hand(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for syslog cannot be used: " + folder, e);
        }
    }

    private static final class Spooled {
        private final Path file;
        private final OutputStream out;
        private final Instant since;
        private int lines;

        Spooled(Path file, Instant since) throws IOException {
            this.file = file;
            this.out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            this.since = since;
        }
    }

    /** @throws IOException when it cannot be kept now: hand it in again */
    synchronized void heard(String message) throws IOException {
        if (!OF_USE.matcher(message).find()) return;
        Optional<String> line = SyslogMessage.parse(message).line();
        Optional<String> format = line.flatMap(text ->
                Formats.shipped().of(text.getBytes(StandardCharsets.UTF_8)).map(io.ratchet.routes.intake.Format::wire));
        if (format.isEmpty()) {
            unknown++;
            return;
        }
        if (waiting >= MOST_WAITING && waiting() >= MOST_WAITING)
            throw new IOException("there are " + waiting + " files in " + folder + " that wait to be taken in");
        Spooled spooled = files.get(format.get());
        if (spooled == null) {
            spooled = new Spooled(
                    open.resolve(format.get() + "-" + clock.millis() + "-" + ++number + ".log"), clock.instant());
            files.put(format.get(), spooled);
        }
        spooled.out.write((line.orElseThrow() + "\n").getBytes(StandardCharsets.UTF_8));
        if (++spooled.lines >= MOST_LINES) finish(format.get());
    }

    /** Makes reports of the files that are old enough. */
    synchronized void ripe() throws IOException {
        Instant before = clock.instant().minus(OLDEST);
        for (Map.Entry<String, Spooled> each : List.copyOf(files.entrySet()))
            if (!each.getValue().since.isAfter(before)) finish(each.getKey());
        if (unknown > 0) LOG.warn("{} syslog messages that speak of Schannel were of no format that is read.", unknown);
        unknown = 0;
    }

    private void finish(String format) throws IOException {
        Spooled spooled = files.remove(format);
        if (spooled == null) return;
        spooled.out.close();
        hand(spooled.file);
    }

    private void hand(Path file) throws IOException {
        Files.move(file, folder.resolve("syslog-" + file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        waiting++;
    }

    private int waiting() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            waiting = (int) all.filter(Files::isRegularFile).count();
        }
        return waiting;
    }

    @Override
    public synchronized void close() {
        for (String format : List.copyOf(files.keySet()))
            try {
                finish(format);
            } catch (IOException e) {
                LOG.warn("What was heard by syslog stays in {} until the next start: {}", open, e.getMessage());
            }
    }
}
