package io.ratchet.app.flow;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.decide.EstateDecision;
import io.ratchet.routes.decide.EstateRoute;
import io.ratchet.routes.decide.Replanning;
import io.ratchet.routes.decide.RoundObserver;
import io.ratchet.routes.decide.RoundTriggers;
import io.ratchet.routes.decide.Waves;
import io.ratchet.routes.exceptions.ExceptedProfile;
import io.ratchet.routes.exceptions.ExceptionDesk;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.tickets.TicketRounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Identity and decisions of the estate, and whatever gives reason to decide anew. */
final class Deciding {
    private static final Logger LOG = LoggerFactory.getLogger(Deciding.class);
    private static final String DECIDE = "direct:estate-decide";
    private static final String DECIDE_NOW = "direct:estate-decide-now";

    /** How long a person who uploads waits for the decision before the answer comes all the same. */
    private static final Duration UPLOAD_PATIENCE = Duration.ofSeconds(10);

    private final FlowParts.Ground ground;
    private final ExceptedProfile excepted;
    private final ScheduledExecutorService looking = Daemons.clockwork("exceptions");
    private final EstateDecision decision;
    private final Waves waves;
    private final RoundTriggers triggers;
    private final Replanning replanning;
    private @Nullable Future<?> looks;

    /** @param excepted the profile of {@code ground}, which people's exceptions are part of */
    Deciding(
            FlowParts.Ground ground,
            ExceptedProfile excepted,
            PackageDepot depot,
            TicketRounds tickets,
            RoundObserver observer) {
        this.ground = ground;
        this.excepted = excepted;
        Proposals proposals = new Proposals(new Planner(depot), ground.ids());
        this.decision = new EstateDecision(
                ground.store(), ground.rules(), ground.organisation(), proposals, tickets, ground.clock(), observer);
        this.waves = new Waves(
                decision::decideSome, decision::next, decision::undecided, ground.clock(), Waves.Settings.calm());
        this.triggers = new RoundTriggers(
                ground.store(), ground.rules(), ground.organisation(), ground.clock(), () -> decision.redecide());
        this.replanning = new Replanning(decision, proposals);
    }

    void routes(Routing routing) throws Exception {
        routing.endpoint("ratchet.decide.source", DECIDE)
                .endpoint("ratchet.decide.awaited", DECIDE_NOW)
                .add(new EstateRoute(waves, UPLOAD_PATIENCE));
    }

    EstateDecision decision() {
        return decision;
    }

    /** How plans are made anew that have drifted. */
    Replanning replanning() {
        return replanning;
    }

    /** Has what came meanwhile decided, soon. */
    void ask() {
        waves.ask();
    }

    Optional<Instant> undecidedSince() {
        return waves.waitingSince();
    }

    /** First what this process has not seen of an estate that is there already. */
    void start() {
        boolean known = ground.store().transact(tx -> tx.findings().cut() > 0);
        if (known) waves.ask();
        else waves.start();
    }

    void watchForRounds(Duration pause) {
        looks = looking.scheduleWithFixedDelay(
                this::lookAtExceptions, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        triggers.start(pause);
    }

    /** Where people allow exceptions and end them, which gives reason to decide anew. */
    ExceptionDesk exceptions() {
        return new ExceptionDesk(
                ground.store(),
                ground.organisation(),
                (AssetId asset) -> decision.asset(asset).isPresent(),
                ground.clock(),
                ground.ids(),
                () -> {
                    excepted.refresh();
                    looking.execute(this::lookForRounds);
                });
    }

    /** What other processes have allowed or ended meanwhile; a database that is away must not end the looking. */
    private void lookAtExceptions() {
        try {
            excepted.refresh();
        } catch (RuntimeException e) {
            LOG.warn("The exceptions could not be looked at and are tried again: {}", e.getMessage());
        }
    }

    private void lookForRounds() {
        try {
            triggers.look();
        } catch (RuntimeException e) {
            LOG.warn("The estate could not be decided anew after an exception: {}", e.getMessage());
        }
    }

    /** Looks for no more reasons to decide. */
    void endWatching() {
        if (looks != null) looks.cancel(false);
        looking.shutdown();
        triggers.close();
    }

    /** Lets the round under way come to its end. */
    void close() {
        waves.close();
    }
}
