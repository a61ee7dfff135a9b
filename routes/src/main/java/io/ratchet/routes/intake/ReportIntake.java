package io.ratchet.routes.intake;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.store.Reports.Receipt;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a delivered file into the store: the raw bytes by their hash, the findings in batches, the rejects, and at its
 * end the coverage together with the audit line. Each file of a zip is a report of its own, and a report is known by
 * its bytes before they were packed: the same ones again are a duplicate however they come. A report that broke off in
 * the middle is read again, and what is known is not doubled.
 */
public final class ReportIntake {
    static final int BATCH = 2_000;

    private final Store store;
    private final ReportReader reader;
    private final Path reports;
    private final Clock clock;
    private final IntakeObserver observer;
    private final SourceTrust trust;

    /** @param reports folder in which raw reports are kept, named by their hash */
    public ReportIntake(Store store, ReportReader reader, Path reports, Clock clock) {
        this(store, reader, reports, clock, IntakeObserver.none());
    }

    /**
     * @param reports folder in which raw reports are kept, named by their hash
     * @param observer told what became of each report
     */
    public ReportIntake(Store store, ReportReader reader, Path reports, Clock clock, IntakeObserver observer) {
        this(store, reader, reports, clock, observer, SourceTrust.ofEverybody());
    }

    /**
     * @param reports folder in which raw reports are kept, named by their hash
     * @param observer told what became of each report
     * @param trust which source may claim what
     */
    public ReportIntake(
            Store store, ReportReader reader, Path reports, Clock clock, IntakeObserver observer, SourceTrust trust) {
        this.trust = trust;
        this.store = store;
        this.reader = reader;
        this.reports = reports;
        this.clock = clock;
        this.observer = observer;
    }

    /**
     * Takes {@code delivery} in and returns the coverage of each report in it that was new; empty when all were there
     * already.
     *
     * @param actor {@code user:..} or {@code ratchet}
     * @throws FailureException when nothing in it is of a known format or it is over a limit; it is on the rejected
     *     list then
     */
    public List<Coverage> take(Delivery delivery, ReadOptions options, String actor) {
        return take(delivery, options, actor, actor);
    }

    /**
     * The same from somewhere that is not an actor.
     *
     * @param from who or what brought it, such as {@code folder:..}; kept beside its findings
     */
    public List<Coverage> take(Delivery delivery, ReadOptions options, String actor, String from) {
        try {
            Taken taken = new Taken(actor, from);
            try {
                reader.read(delivery, options.at(clock.instant()).claiming(trust.of(from)), taken);
            } catch (FailureException e) {
                if (!taken.storing) refuse(delivery, from, e);
                throw e;
            }
            return taken.coverages;
        } catch (IOException e) {
            throw new UncheckedIOException("the report " + delivery.name() + " cannot be read or kept", e);
        }
    }

    /** It stays unfinished: a Ratchet that knows more formats may take it in. */
    private void refuse(Delivery delivery, String from, FailureException why) throws IOException {
        String sha256 = Sha256.hex(delivery.file());
        keep(delivery.file(), sha256);
        Rejected whole = new Rejected(
                delivery.name(),
                "file",
                why.failure().code().wire(),
                why.failure().message(),
                null);
        store.run(tx -> {
            if (tx.reports().begin(sha256, delivery.name(), clock.instant()) == Receipt.DUPLICATE) return;
            tx.reports().reject(sha256, List.of(whole));
            tx.findings().unread(sha256, from);
        });
        observer.refused(why.failure().code());
    }

    private void keep(Path file, String sha256) throws IOException {
        Files.createDirectories(reports);
        Path kept = reports.resolve(sha256);
        if (Files.exists(kept)) return;
        Path fresh = Files.createTempFile(reports, sha256, ".part");
        try {
            Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            // A disk that is full gets no fuller with each try.
            Files.deleteIfExists(fresh);
        }
    }

    /** One delivery on its way into the store. */
    private final class Taken implements ReportReader.Taking {
        private final String actor;
        private final String from;
        private final List<Coverage> coverages = new ArrayList<>();
        private @Nullable Batches batches;
        /** True while the store is spoken to: what is thrown then is no fault of the delivery. */
        private boolean storing;

        Taken(String actor, String from) {
            this.actor = actor;
            this.from = from;
        }

        @Override
        public @Nullable FindingSink begin(String name, String sha256, Path file) throws IOException {
            keep(file, sha256);
            Receipt receipt = in(() -> store.transact(tx -> tx.reports().begin(sha256, name, clock.instant())));
            if (receipt == Receipt.DUPLICATE) observer.duplicate();
            batches = receipt == Receipt.DUPLICATE ? null : new Batches(sha256);
            return batches;
        }

        @Override
        public void end(Coverage coverage) {
            Batches last = Objects.requireNonNull(batches, "a report that ends has begun");
            in(() -> {
                if (last.finish(coverage, actor)) coverages.add(coverage);
                return true;
            });
        }

        private <T> T in(Supplier<T> work) {
            storing = true;
            T result = work.get();
            storing = false;
            return result;
        }

        /**
         * Writes findings by batches of {@value #BATCH}, each one transaction; what is left goes with the coverage and
         * the audit line.
         */
        private final class Batches implements FindingSink {
            private final String sha256;
            private final List<Finding> findings = new ArrayList<>(BATCH);
            private final List<Rejected> rejects = new ArrayList<>();
            private long ordinal;

            Batches(String sha256) {
                this.sha256 = sha256;
            }

            @Override
            public void finding(Finding finding) {
                findings.add(finding);
                if (findings.size() == BATCH) flush();
            }

            @Override
            public void rejected(Rejected rejected) {
                rejects.add(rejected);
                if (rejects.size() == BATCH) flush();
            }

            private void flush() {
                in(() -> store.transact(tx -> {
                    write(tx);
                    return true;
                }));
                written();
            }

            private void write(Tx tx) {
                if (!findings.isEmpty()) tx.findings().add(sha256, ordinal, findings, from);
                if (!rejects.isEmpty()) tx.reports().reject(sha256, rejects);
            }

            private void written() {
                ordinal += findings.size();
                findings.clear();
                rejects.clear();
            }

            /** Whether it was this delivery that was taken in, and not the same bytes delivered at the same time. */
            boolean finish(Coverage coverage, String actor) {
                boolean taken = store.transact(tx -> {
                    write(tx);
                    if (!tx.reports().finish(sha256, coverage, clock.instant())) return false;
                    tx.audit().append(AuditEvents.reportTakenIn(clock.instant(), actor, coverage));
                    return true;
                });
                written();
                if (taken) observer.taken(coverage);
                else observer.duplicate();
                return taken;
            }
        }
    }
}
