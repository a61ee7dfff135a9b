package io.ratchet.routes.intake;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.store.Reports.Receipt;
import io.ratchet.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a delivered file into the store: the raw bytes by their hash, the findings in batches, the rejects, and at its end the coverage
 * together with the audit line. The same bytes again are a duplicate; a report that broke off is read again, and what is known is not
 * doubled.
 */
public final class ReportIntake {
    static final int BATCH = 500;

    private final Store store;
    private final ReportReader reader;
    private final Path reports;
    private final Clock clock;

    /** @param reports folder in which raw reports are kept, named by their hash */
    public ReportIntake(Store store, ReportReader reader, Path reports, Clock clock) {
        this.store = store;
        this.reader = reader;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * Takes {@code delivery} in; empty when it was there already.
     *
     * @param actor {@code user:..} or {@code ratchet}
     * @throws FailureException when it is of no known format; nothing was stored then but the raw bytes
     */
    public List<Coverage> take(Delivery delivery, ReadOptions options, String actor) {
        try {
            String sha256 = ReportReader.sha256(delivery.file());
            keep(delivery.file(), sha256);
            Receipt receipt = store.transact(tx -> tx.reports().begin(sha256, delivery.name(), clock.instant()));
            if (receipt == Receipt.DUPLICATE) return List.of();
            Batches batches = new Batches(sha256);
            List<Coverage> coverages = reader.read(delivery, options, batches);
            batches.flush();
            finish(sha256, delivery.name(), coverages, actor);
            return coverages;
        } catch (IOException e) {
            throw new UncheckedIOException("the report " + delivery.name() + " cannot be read or kept", e);
        }
    }

    private void keep(Path file, String sha256) throws IOException {
        Files.createDirectories(reports);
        Path kept = reports.resolve(sha256);
        if (Files.exists(kept)) return;
        Path fresh = reports.resolve(sha256 + ".part");
        Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
    }

    private void finish(String sha256, String name, List<Coverage> parts, String actor) {
        Coverage whole = whole(sha256, name, parts);
        store.run(tx -> {
            tx.reports().finish(sha256, whole, clock.instant());
            for (Coverage part : parts) tx.audit().append(AuditEvents.reportTakenIn(clock.instant(), actor, part));
        });
    }

    /** An archive is one delivery: its parts add up. */
    private static Coverage whole(String sha256, String name, List<Coverage> parts) {
        if (parts.size() == 1 && parts.get(0).sha256().equals(sha256)) return parts.get(0);
        if (parts.isEmpty())
            throw FailureException.of(FailureCode.INTAKE_UNRECOGNISED, "The archive '" + name + "' is empty.");
        String format = parts.size() == 1 ? parts.get(0).format() : "archive";
        long records = 0;
        long used = 0;
        long findings = 0;
        long ignored = 0;
        long rejected = 0;
        long hosts = 0;
        boolean complete = true;
        for (Coverage part : parts) {
            records += part.records();
            used += part.used();
            findings += part.findings();
            ignored += part.ignored();
            rejected += part.rejected();
            hosts += part.hosts();
            complete &= part.complete();
        }
        return new Coverage(name, format, sha256, records, used, findings, ignored, rejected, complete, hosts);
    }

    /** Writes findings by batches of {@value #BATCH}, each one transaction; ordinals run through the whole delivery. */
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

        void flush() {
            if (findings.isEmpty() && rejects.isEmpty()) return;
            store.run(tx -> {
                if (!findings.isEmpty()) tx.findings().add(sha256, ordinal, findings);
                if (!rejects.isEmpty()) tx.reports().reject(sha256, rejects);
            });
            ordinal += findings.size();
            findings.clear();
            rejects.clear();
        }
    }
}
