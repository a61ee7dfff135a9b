package io.ratchet.routes.queue;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.playbooks.Playbook;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The playbooks that plans were made with. One of a site's own is kept when a plan of it is proposed: its folder may
 * say something else by the time somebody approves the plan, looks at it or exports what was done.
 */
public final class PlanPlaybooks {
    private PlanPlaybooks() {}

    /** Keeps what is not part of Ratchet. */
    static void keep(Tx tx, Plan plan, PlaybookCatalogue from, Instant now) {
        ofSites(plan).distinct().forEach(id -> tx.playbooks().keep(from.content(id), now));
    }

    /** Whether all of them are part of Ratchet. */
    public static boolean areShipped(Plan plan) {
        return ofSites(plan).findAny().isEmpty();
    }

    private static Stream<String> ofSites(Plan plan) {
        return plan.steps().stream().map(PlanStep::playbook).filter(id -> !PlaybookCatalogue.isShipped(id));
    }

    /** What a step was planned with, shipped or kept; empty where Ratchet has it no longer. */
    static Optional<Playbook> of(Tx tx, PlanStep step) {
        if (PlaybookCatalogue.isShipped(step.playbook()))
            return Optional.of(PlaybookCatalogue.shipped().find(step.playbook()));
        return tx.playbooks().find(step.playbookHash()).flatMap(PlanPlaybooks::read);
    }

    private static Optional<Playbook> read(byte[] content) {
        try {
            return Optional.of(PlaybookCatalogue.kept(content));
        } catch (FailureException e) {
            // Kept by an earlier version, whose form is read no longer: as good as gone.
            return Optional.empty();
        }
    }

    /**
     * What a run that has begun to change its host goes on with: its own playbooks, whatever the folder says by now, as
     * long as every script of them is still the one that was approved.
     *
     * @param now those that are in force
     */
    public static PlaybookCatalogue begun(Tx tx, Plan plan, PlaybookCatalogue now) {
        PlaybookCatalogue all = now;
        for (PlanStep step : plan.steps()) {
            if (PlaybookCatalogue.isShipped(step.playbook())) continue;
            Optional<byte[]> kept = tx.playbooks().find(step.playbookHash());
            if (kept.flatMap(PlanPlaybooks::read).isPresent()) all = all.with(kept.get());
        }
        return all;
    }
}
