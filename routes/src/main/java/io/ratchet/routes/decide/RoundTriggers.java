package io.ratchet.routes.decide;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds;
import io.ratchet.store.Store;
import io.ratchet.wire.OrganisationJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the estate decided anew when something besides a report may have changed what is decided: a run ended, the rule
 * book or the profile is another one, or a day came on which something ends or is released ({@link DatedTurns}). What a
 * process missed while it was down it sees at its first look, by what the last round rested on. The reasons stand in
 * the audit log before the round.
 */
public final class RoundTriggers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoundTriggers.class);

    private final Store store;
    private final Supplier<RuleBook> rules;
    private final Supplier<Organisation> organisation;
    private final Clock clock;
    private final Runnable round;
    private final ScheduledExecutorService watch;
    private @Nullable Future<?> looks;
    private @Nullable Seen seen;

    /**
     * What this process decided by when it looked last. Two processes whose rule books differ would otherwise take each
     * other's rounds for a change for ever.
     */
    private record Seen(Instant at, String ruleBook, JsonNode organisation, long findings) {}

    /** @param round decides the whole estate and returns when that is stored */
    public RoundTriggers(
            Store store, Supplier<RuleBook> rules, Supplier<Organisation> organisation, Clock clock, Runnable round) {
        this.store = store;
        this.rules = rules;
        this.organisation = organisation;
        this.clock = clock;
        this.round = round;
        this.watch = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "round-triggers");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks now and then again after each {@code pause}. */
    public void start(Duration pause) {
        looks = watch.scheduleWithFixedDelay(this::lookAgain, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A database that is away for a moment, or a round that fails, must not end the looking for good. */
    private void lookAgain() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.warn("The estate could not be decided anew and is tried again: {}", e.getMessage());
        }
    }

    /** Decides the estate anew if there is a reason to, and returns the reasons. */
    public synchronized List<String> look() {
        RuleBook book = rules.get();
        Organisation profile = organisation.get();
        JsonNode said = OrganisationJson.write(profile);
        Instant now = clock.instant();
        long cut = store.<Long>transact(tx -> tx.findings().cut());
        List<Rounds.Wanted> wanted = store.transact(tx -> tx.rounds().wanted());
        List<String> reasons = new ArrayList<>(
                wanted.stream().map(Rounds.Wanted::reason).distinct().toList());
        Optional<Seen> before = seen == null ? lastRound() : Optional.of(seen);
        if (seen == null && before.map(Seen::findings).orElse(0L) < cut)
            reasons.add("Something was found that no round has seen.");
        before.ifPresent(then -> {
            if (!then.ruleBook().equals(book.hash())) reasons.add("The rule book is another one.");
            if (!then.organisation().equals(said)) reasons.add("The organisation profile is another one.");
            reasons.addAll(DatedTurns.between(profile, book.catalogue(), then.at(), now));
        });
        if (!reasons.isEmpty()) decide(reasons, wanted, now);
        seen = new Seen(now, book.hash(), said, cut);
        return List.copyOf(reasons);
    }

    private Optional<Seen> lastRound() {
        return store.transact(tx -> tx.rounds()
                .last()
                .map(last -> new Seen(
                        last.at(),
                        last.ruleBook(),
                        OrganisationJson.write(tx.rounds().organisation(last.organisation())),
                        last.findings())));
    }

    /** What asked for the round is forgotten only after it, so that a process that dies in it decides again. */
    private void decide(List<String> reasons, List<Rounds.Wanted> wanted, Instant now) {
        LOG.info("The estate is decided anew. {}", String.join(" ", reasons));
        store.run(tx -> tx.audit().append(AuditEvents.roundBegun(now, reasons)));
        round.run();
        if (!wanted.isEmpty())
            store.run(tx -> tx.rounds().answered(wanted.get(wanted.size() - 1).position()));
    }

    @Override
    public void close() {
        if (looks != null) looks.cancel(false);
        watch.shutdown();
        try {
            if (!watch.awaitTermination(20, TimeUnit.SECONDS)) LOG.warn("A round of deciding is still under way.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
