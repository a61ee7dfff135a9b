package io.ratchet.store.audit;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.SignedNote;
import io.ratchet.store.tlog.TileFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which of the heads that were kept each receiver has not taken yet. Whoever has the database and the key can make
 * another log; those who hold its heads see it. They count in the order of their names, the moment at which they were
 * kept; how far a receiver has come is kept, so that one that was away is sent what it missed.
 */
public final class HeadCopies {
    private final Path heads;
    private final Path marks;

    /**
     * A head for a receiver.
     *
     * @param head when it was kept, such as {@code 20261130T084100Z}
     * @param log what the log is called
     * @param note the signed note, byte for byte
     */
    public record Copy(String head, String log, byte[] note) {}

    /**
     * How far a receiver has come.
     *
     * @param last when it last took one; empty: never
     * @param oldest when the oldest that it has not taken was kept; empty: none waits
     */
    public record Standing(Optional<Instant> last, long waiting, Optional<Instant> oldest) {}

    /**
     * @param published the folder that heads are published to
     * @param marks the folder that tells how far each receiver has come; it is made where it is missing
     */
    HeadCopies(Path published, Path marks) {
        this.heads = published.resolve(HeadPublisher.HEADS);
        this.marks = marks;
    }

    /** @param note the SHA-256 of the head, which a second one of the same second does not have */
    private record Taken(String head, String note) {}

    /**
     * The oldest that the receiver has not taken; for one that never took any, the newest there is.
     *
     * @throws IOException also when its file is no head any more
     */
    public Optional<Copy> next(String receiver) throws IOException {
        Optional<String> head = waiting(receiver).stream().findFirst();
        return head.isEmpty() ? Optional.empty() : Optional.of(copy(head.get()));
    }

    private Copy copy(String head) throws IOException {
        byte[] note = note(head);
        try {
            return new Copy(head, Checkpoint.read(SignedNote.read(note).text()).origin(), note);
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + file(head) + "' is no head any more: " + e.getMessage(), e);
        }
    }

    /** The receiver has it: it is never sent again, nor are those before it. */
    public void taken(String receiver, Copy copy) throws IOException {
        TileFolder.write(
                mark(receiver),
                (copy.head() + " " + Sha256.hex(copy.note()) + "\n").getBytes(StandardCharsets.UTF_8),
                true);
    }

    public Standing standing(String receiver) throws IOException {
        List<String> waiting = waiting(receiver);
        Path mark = mark(receiver);
        return new Standing(
                Files.exists(mark) ? Optional.of(Files.getLastModifiedTime(mark).toInstant()) : Optional.empty(),
                waiting.size(),
                waiting.stream().findFirst().flatMap(HeadPublisher::time));
    }

    private List<String> waiting(String receiver) throws IOException {
        List<String> all = all();
        Optional<Taken> taken = taken(receiver);
        if (taken.isEmpty()) return all.subList(Math.max(0, all.size() - 1), all.size());
        String last = taken.get().head();
        boolean again =
                all.contains(last) && !Sha256.hex(note(last)).equals(taken.get().note());
        return all.stream()
                .filter(head -> again ? head.compareTo(last) >= 0 : head.compareTo(last) > 0)
                .toList();
    }

    private List<String> all() throws IOException {
        try (Stream<Path> files = Files.list(heads)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(HeadPublisher.NOTE_END))
                    .map(name -> name.substring(0, name.length() - HeadPublisher.NOTE_END.length()))
                    .filter(name -> HeadPublisher.time(name).isPresent())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            // The folder went away, or may be read no more, while it was listed.
            throw e.getCause();
        }
    }

    private byte[] note(String head) throws IOException {
        return Files.readAllBytes(file(head));
    }

    private Path file(String head) {
        return heads.resolve(head + HeadPublisher.NOTE_END);
    }

    /** A mark that is none any more is as if there were none: the newest head is sent again. */
    private Optional<Taken> taken(String receiver) throws IOException {
        try {
            String[] words = Files.readString(mark(receiver)).strip().split(" ", -1);
            return words.length == 2 && HeadPublisher.time(words[0]).isPresent()
                    ? Optional.of(new Taken(words[0], words[1]))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Path mark(String receiver) {
        Checks.that(receiver.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"), "the name of a receiver: " + receiver);
        return marks.resolve(receiver);
    }
}
