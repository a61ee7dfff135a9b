package io.ratchet.routes.pull;

import io.ratchet.connectors.pull.PullApi;
import io.ratchet.connectors.pull.PullFault;
import io.ratchet.connectors.pull.PullSource;
import io.ratchet.connectors.pull.PullStep;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.Pulls.Standing;
import io.ratchet.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of all sources. What is to be asked next is kept once a page is taken in, so that a turn goes on after
 * whatever broke it off, in another process if need be. The page that was in hand then is asked for again; the same
 * bytes are known.
 */
public final class PullTurns {
    private static final Logger LOG = LoggerFactory.getLogger(PullTurns.class);

    /** When whoever asked counts as dead: longer than any page takes. */
    private static final Duration HELD = Duration.ofMinutes(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    /** After so many steps others have their turn. */
    private static final int MOST_STEPS = 500;

    private final Store store;
    private final Map<String, PullSource> sources = new LinkedHashMap<>();
    private final Map<String, PullApi> apis = new LinkedHashMap<>();
    private final Path folder;
    private final Clock clock;

    /** @param folder where pages lie until they are taken in */
    public PullTurns(
            Store store, List<PullSource> sources, Function<PullSource, PullApi> connect, Path folder, Clock clock) {
        this.store = store;
        this.folder = folder;
        this.clock = clock;
        for (PullSource source : sources) {
            this.sources.put(source.name(), source);
            apis.put(source.name(), connect.apply(source));
        }
    }

    /** The names of those whose time has come. */
    List<String> due() {
        Instant now = clock.instant();
        return store.transact(tx -> {
            sources.values().forEach(source -> tx.pulls().add(source.name(), source.origin(), now));
            return tx.pulls().list().stream()
                    .filter(standing -> sources.containsKey(standing.name()))
                    .filter(standing -> !standing.dueAt().isAfter(now))
                    .map(Standing::name)
                    .toList();
        });
    }

    /** Takes one in hand; empty where another process has it. */
    Optional<Turn> take(String name) {
        PullSource source = Objects.requireNonNull(sources.get(name), name);
        Instant now = clock.instant();
        return store.transact(tx -> tx.pulls().take(name, now, now.plus(HELD)))
                .map(standing -> new Turn(source, standing));
    }

    /** One source in hand. */
    final class Turn {
        private final PullSource source;
        private Standing standing;
        private PullStep.@Nullable Page page;
        private @Nullable Map<String, String> next;
        private boolean over;
        private int steps;

        Turn(PullSource source, Standing standing) {
            this.source = source;
            boolean same = standing.origin().equals(source.origin());
            this.standing = same
                    ? standing
                    : new Standing(
                            standing.name(), source.origin(), Map.of(), standing.dueAt(), 0, "", standing.finishedAt());
        }

        PullSource source() {
            return source;
        }

        boolean goesOn() {
            return !over;
        }

        /** Asks once; what came is kept at once unless it is a page, which is taken in first. */
        Optional<PullStep.Page> ask() {
            page = null;
            try {
                Files.createDirectories(folder);
                PullStep step = Objects.requireNonNull(apis.get(source.name())).next(standing.kept(), folder);
                next = step.kept();
                if (step instanceof PullStep.Page found) page = found;
                else if (step instanceof PullStep.Later later) later(later);
                else done(step.kept());
            } catch (PullFault e) {
                failed(e);
            } catch (FailureException e) {
                pause(e.failure().message(), LONGEST_PAUSE, standing.kept());
            } catch (IOException e) {
                throw new UncheckedIOException("the folder for fetched pages cannot be made", e);
            }
            return Optional.ofNullable(page);
        }

        private void later(PullStep.Later later) {
            boolean at = later.after().isZero() && ++steps < MOST_STEPS;
            over = !at;
            save(new Standing(
                    source.name(),
                    source.origin(),
                    later.kept(),
                    clock.instant().plus(later.after()),
                    0,
                    "",
                    standing.finishedAt()));
        }

        private void done(Map<String, String> kept) {
            over = true;
            Instant now = clock.instant();
            LOG.info("{} was fetched up to now.", source.name());
            save(new Standing(source.name(), source.origin(), kept, now.plus(source.every()), 0, "", now));
        }

        /** The page is taken in, or refused for good and on the rejected list. */
        void taken() {
            over = ++steps >= MOST_STEPS;
            save(new Standing(
                    source.name(),
                    source.origin(),
                    Objects.requireNonNull(next, "a page is taken in after it was asked for"),
                    clock.instant(),
                    0,
                    "",
                    standing.finishedAt()));
        }

        /** The page could not be taken in now, such as while the store is out of order; it is asked for again. */
        void notTaken(String why) {
            pause(why, FIRST_PAUSE, standing.kept());
        }

        void dropPage() {
            if (page == null) return;
            try {
                Files.deleteIfExists(page.file());
            } catch (IOException e) {
                LOG.warn("{} cannot be deleted: {}", page.file(), e.getMessage());
            }
            page = null;
        }

        private void failed(PullFault fault) {
            Map<String, String> kept = fault.expired() ? begun(standing.kept()) : standing.kept();
            pause(String.valueOf(fault.getMessage()), fault.after().orElse(Duration.ZERO), kept);
        }

        /** What says which stretch of time is asked for, and nothing of how far that has come. */
        private Map<String, String> begun(Map<String, String> kept) {
            Map<String, String> begun = new TreeMap<>(kept);
            begun.keySet().retainAll(List.of("since", "until"));
            return begun;
        }

        private void pause(String why, Duration atLeast, Map<String, String> kept) {
            over = true;
            int failures = standing.failures() + 1;
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 7));
            if (pause.compareTo(LONGEST_PAUSE) > 0) pause = LONGEST_PAUSE;
            if (pause.compareTo(atLeast) < 0) pause = atLeast;
            LOG.warn("{} is asked again in {} seconds: {}", source.name(), pause.toSeconds(), why);
            save(new Standing(
                    source.name(),
                    source.origin(),
                    kept,
                    clock.instant().plus(pause),
                    failures,
                    why,
                    standing.finishedAt()));
        }

        private void save(Standing now) {
            standing = now;
            Instant held = over ? null : clock.instant().plus(HELD);
            store.run(tx -> tx.pulls().save(now, held));
        }
    }
}
