package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.collect.CollectDesk;
import io.ratchet.routes.controls.ControlBook;
import io.ratchet.routes.decide.RoundReplay;
import io.ratchet.routes.decide.WhatIf;
import io.ratchet.routes.exceptions.ExceptionDesk;
import io.ratchet.routes.explain.Explainer;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.routes.intake.ReportDesk;
import io.ratchet.routes.path.ReadinessPath;
import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.Needed;
import io.ratchet.routes.tickets.TicketDesk;
import io.ratchet.routes.waiting.VendorWaits;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.audit.AuditSelection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the console needs of the flow.
 *
 * @param estate what we believe about every asset since the last round of deciding, by id
 * @param uploads where what is uploaded is kept while it is read
 */
public record ConsolePorts(
        Store store,
        Approvals approvals,
        CohortDesk cohorts,
        Outlook outlook,
        Supplier<Assets> estate,
        Intake intake,
        AuditCopy audit,
        Explainer explainer,
        VendorWaits waits,
        RoundReplay replay,
        WhatIf whatIf,
        Nights nights,
        Path uploads,
        Clock clock,
        TicketDesk tickets,
        ReadinessPath path,
        ControlBook controls,
        CollectDesk collects,
        Books books) {
    /**
     * Without a ticket system and where no host can be asked for facts; path and controls of the same store and
     * profile.
     */
    public ConsolePorts(
            Store store,
            Approvals approvals,
            CohortDesk cohorts,
            Outlook outlook,
            Supplier<Assets> estate,
            Intake intake,
            AuditCopy audit,
            Explainer explainer,
            VendorWaits waits,
            RoundReplay replay,
            WhatIf whatIf,
            Nights nights,
            Path uploads,
            Clock clock) {
        this(
                store,
                approvals,
                cohorts,
                outlook,
                estate,
                intake,
                audit,
                explainer,
                waits,
                replay,
                whatIf,
                nights,
                uploads,
                clock,
                TicketDesk.unconnected(store, clock),
                new ReadinessPath(store, outlook::organisation, estate, clock),
                new ControlBook(
                        store,
                        outlook::organisation,
                        estate,
                        new ReadinessPath(store, outlook::organisation, estate, clock),
                        clock),
                CollectDesk.unconnected(store, clock),
                new Books(
                        new ReportDesk(store, uploads, (name, report, by, from) -> intake.take(name, report, by)),
                        new ExceptionDesk(
                                store,
                                outlook::organisation,
                                asset -> outlook.asset(asset).isPresent(),
                                clock,
                                IdSource.random(),
                                () -> {}),
                        SettingsInForce.none(),
                        List::of,
                        List::of));
    }

    /** The same with the settings of a server and what is known of its ways in. */
    public ConsolePorts of(SettingsInForce settings, Supplier<List<Connection>> sources) {
        return new ConsolePorts(
                store,
                approvals,
                cohorts,
                outlook,
                estate,
                intake,
                audit,
                explainer,
                waits,
                replay,
                whatIf,
                nights,
                uploads,
                clock,
                tickets,
                path,
                controls,
                collects,
                books.of(settings, sources));
    }

    /** What is known of the estate besides the store. */
    public interface Outlook {
        /** The profile in force. */
        Organisation organisation();

        /** What we believe about one asset since the last round of deciding. */
        Optional<AssetState> asset(AssetId id);

        /** Who has said who an asset is, the latest first. */
        List<IdentityClaim> claims(AssetId id);

        /**
         * How many facts are believed with a lesser method than they were taken in with, since their host is not where
         * whoever brought them may claim that one; 0 for a source that is limited nowhere.
         *
         * @param by who brought them
         */
        long elsewhere(String by);

        /** The change window of a site that is open at a moment, else the next one. */
        Optional<ChangeWindow> window(@Nullable String site, Instant at);
    }

    /** Where people say yes or no. */
    public interface Approvals {
        /**
         * Says yes; what needs more people goes on waiting for them.
         *
         * @param planHash the plan that was looked at
         */
        Remediation approve(String id, @Nullable String planHash, String by);

        /** Allows it alone although others are needed. */
        Remediation breakGlass(String id, @Nullable String planHash, String by, String reason);

        /** Whose yes it still needs. */
        Needed needed(Tx tx, Proposed waiting);

        Remediation reject(String id, String by, String reason);

        /** Says something of it, wherever it stands; nothing changes. */
        Remediation comment(String id, String by, String text);

        /** What is said of a remediation after its approval. */
        Remediation order(Order order, String id, String by, String reason);

        /** The stops that stand, oldest first. */
        List<Stop> stops();

        /** @param scope {@code all}, {@code site:NAME} or {@code run:ID} */
        Stop stop(String scope, String by, String reason);

        void lift(String scope, String by, String reason);
    }

    /** The nights: what is to be expected, what they came to, and what a failure forbids elsewhere. */
    public interface Nights {
        /** {@code ratchet.night/1} as of a moment. */
        ObjectNode at(Instant at);

        /** Breakers that are open and quarantines that stand, oldest first. */
        List<Brake> brakes();

        /** Closes a breaker or ends a quarantine. */
        void release(String scope, String by, String reason);
    }

    /** A word on one remediation. */
    public enum Order {
        /** Try again, at once where it waits, as a new proposal where it failed. */
        RETRY,
        /** Put off to the next window. */
        DEFER,
        /** Take back what has not changed its host. */
        CANCEL
    }

    /** Takes a report in, whole, and decides anew. */
    @FunctionalInterface
    public interface Intake {
        /**
         * Empty when the very same report was taken in before.
         *
         * @param name the file's name as the sender gave it; only ever shown
         */
        List<Coverage> take(String name, Path report, String by);
    }

    /** Writes the audit export as a zip file. */
    @FunctionalInterface
    public interface AuditCopy {
        void write(Path zip, AuditSelection selection);
    }
}
