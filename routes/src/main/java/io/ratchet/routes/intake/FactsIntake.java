package io.ratchet.routes.intake;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.store.Reports.Receipt;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a batch of messages from a topic into the store, in one transaction: findings, rejects and one audit line.
 *
 * <p>A message holds findings, one a line, or a small report of any known format, whole. It is a report of its own,
 * known by the SHA-256 of its bytes as a delivered file is. So it does not matter where one batch ends and the next
 * begins, whether a partition is read again from an earlier offset, or whether a producer sent the same bytes twice:
 * what was taken in is never doubled, and a topic that was deleted and begun anew is read like any other.
 */
public final class FactsIntake {
    private static final Logger LOG = LoggerFactory.getLogger(FactsIntake.class);

    private final Store store;
    private final Clock clock;
    private final IntakeObserver observer;
    private final SourceTrust trust;
    private final boolean setsAside;

    public FactsIntake(Store store, Clock clock) {
        this(store, clock, IntakeObserver.none());
    }

    /** @param observer told what became of each message: each is a report of its own */
    public FactsIntake(Store store, Clock clock, IntakeObserver observer) {
        this(store, clock, observer, SourceTrust.ofEverybody());
    }

    /**
     * @param observer told what became of each message: each is a report of its own
     * @param trust which topic may claim what
     */
    public FactsIntake(Store store, Clock clock, IntakeObserver observer, SourceTrust trust) {
        this(store, clock, observer, trust, false);
    }

    /**
     * @param observer told what became of each message: each is a report of its own
     * @param trust which topic may claim what
     * @param setsAside whether messages of which nothing can be used are given back to be set aside
     */
    public FactsIntake(Store store, Clock clock, IntakeObserver observer, SourceTrust trust, boolean setsAside) {
        this.setsAside = setsAside;
        this.trust = trust;
        this.store = store;
        this.clock = clock;
        this.observer = observer;
    }

    /** What one message held. */
    private record Facts(FactsMessage message, Coverage coverage, List<Finding> findings, List<Rejected> rejects) {
        String sha256() {
            return coverage.sha256();
        }

        /** Nothing of it could be used, and not because it says nothing. */
        boolean useless() {
            return coverage.used() == 0 && !rejects.isEmpty();
        }

        DeadLetter dead() {
            return DeadLetter.of(message, rejects.get(0));
        }

        /** The same as one that cannot be kept. */
        Facts unkept(FailureException because) {
            Rejected whole = new Rejected(
                    message.name(),
                    "message",
                    FailureCode.DEFECT.wire(),
                    "It cannot be kept: " + because.failure().message(),
                    null);
            return new Facts(message, coverage, List.of(), List.of(whole));
        }
    }

    /**
     * What became of a batch.
     *
     * @param fresh how many of its messages were new
     * @param dead those of which nothing could be used, where they are to be set aside
     */
    public record Taken(int fresh, List<DeadLetter> dead) {
        public Taken {
            dead = List.copyOf(dead);
        }

        static Taken nothing() {
            return new Taken(0, List.of());
        }
    }

    /**
     * Takes {@code batch} in. When it returns, its messages are committed to the store; when it throws, they will be
     * once it is tried again. What cannot be read is kept as rejected and never makes it throw. A message that is set
     * aside counts as not taken in, so that it may come again.
     */
    public Taken take(List<FactsMessage> batch) {
        if (batch.isEmpty()) return Taken.nothing();
        String topic = "kafka:" + batch.get(0).topic();
        Claims claims = trust.of(topic);
        List<Facts> read = batch.stream()
                .filter(message -> message.value() != null)
                .map(message -> read(message, claims))
                .toList();
        if (read.isEmpty()) return Taken.nothing();
        List<Facts> dead = read.stream().filter(this::setsAside).toList();
        List<Facts> alive = read.stream().filter(facts -> !setsAside(facts)).toList();
        try {
            return told(alive, store.transact(tx -> keep(tx, topic, alive, dead)), dead);
        } catch (FailureException e) {
            if (!setsAside || e.failure().code() != FailureCode.DEFECT) throw e;
            LOG.error("{} messages of {} cannot be kept together and are kept one by one", alive.size(), topic, e);
            return oneByOne(topic, alive, dead);
        }
    }

    private boolean setsAside(Facts facts) {
        return setsAside && facts.useless();
    }

    private Taken told(List<Facts> alive, List<Facts> fresh, List<Facts> dead) {
        fresh.forEach(facts -> observer.taken(facts.coverage()));
        for (int known = alive.size() - fresh.size(); known > 0; known--) observer.duplicate();
        dead.forEach(facts -> observer.refused(code(facts)));
        return new Taken(fresh.size(), dead.stream().map(Facts::dead).toList());
    }

    private static FailureCode code(Facts dead) {
        String wire = dead.rejects().get(0).reason();
        return Arrays.stream(FailureCode.values())
                .filter(code -> code.wire().equals(wire))
                .findFirst()
                .orElse(FailureCode.DEFECT);
    }

    /**
     * A message that the store refuses must not hold back those behind it for ever. That it is the message, and not the
     * store, is seen by the store's taking the word that it was set aside; else this throws, and all is tried again.
     */
    private Taken oneByOne(String topic, List<Facts> alive, List<Facts> dead) {
        List<Facts> fresh = new ArrayList<>();
        List<Facts> unkept = new ArrayList<>(dead);
        for (Facts facts : alive) {
            try {
                fresh.addAll(store.transact(tx -> keep(tx, topic, List.of(facts), List.of())));
            } catch (FailureException e) {
                if (e.failure().code() != FailureCode.DEFECT) throw e;
                unkept.add(facts.unkept(e));
            }
        }
        store.transact(tx -> keep(tx, topic, List.of(), unkept));
        List<Facts> kept = alive.stream()
                .filter(facts -> unkept.stream().noneMatch(other -> other.message() == facts.message()))
                .toList();
        return told(kept, fresh, unkept);
    }

    private List<Facts> keep(Tx tx, String topic, List<Facts> read, List<Facts> dead) {
        Instant now = clock.instant();
        for (Facts facts : dead) {
            tx.reports().begin(facts.sha256(), facts.coverage().file(), now);
            tx.reports().reject(facts.sha256(), facts.rejects());
        }
        List<Facts> fresh = new ArrayList<>();
        for (Facts facts : read) {
            Receipt receipt =
                    tx.reports().begin(facts.sha256(), facts.coverage().file(), now);
            if (receipt == Receipt.DUPLICATE) continue;
            if (!facts.findings().isEmpty()) tx.findings().add(facts.sha256(), 0, facts.findings(), topic);
            if (!facts.rejects().isEmpty()) tx.reports().reject(facts.sha256(), facts.rejects());
            if (tx.reports().finish(facts.sha256(), facts.coverage(), now)) fresh.add(facts);
        }
        if (!fresh.isEmpty())
            tx.audit().append(AuditEvents.reportTakenIn(now, AuditEvents.RATCHET, together(topic, fresh)));
        return fresh;
    }

    private Facts read(FactsMessage message, Claims claims) {
        byte[] value = Objects.requireNonNull(message.value(), "the value of a message that is no tombstone");
        String sha256 = Sha256.hex(value);
        List<Finding> findings = new ArrayList<>();
        List<Rejected> rejects = new ArrayList<>();
        FindingSink sink = new FindingSink() {
            @Override
            public void finding(Finding finding) {
                findings.add(finding);
            }

            @Override
            public void rejected(Rejected rejected) {
                rejects.add(rejected);
            }
        };
        Format format = Format.sniff(Arrays.copyOf(value, Math.min(value.length, Beginning.MOST)))
                .orElse(Format.findings());
        ReadOptions options = ReadOptions.plain().at(clock.instant()).claiming(claims);
        Report report = new Report(message.name(), sha256, format.wire(), options, sink);
        try {
            format.reader().read(() -> new ByteArrayInputStream(value), report);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be read", e);
        } catch (RuntimeException e) {
            // The edge of the topic: a message that trips a mistake of ours must not hold back those behind it.
            LOG.error("{} could not be read and was rejected", message.name(), e);
            report.broken(
                    "message",
                    FailureCode.DEFECT,
                    "The rest of the message could not be read for a mistake of ours; please report it with the log.");
        }
        return new Facts(message, report.coverage(), findings, rejects);
    }

    /** The batch as one line of the audit log; its hash is over the hashes of its messages, in their order. */
    private static Coverage together(String topic, List<Facts> fresh) {
        Sha256 hash = new Sha256();
        Set<HostRef> hosts = new HashSet<>();
        long used = 0;
        long findings = 0;
        long ignored = 0;
        long rejected = 0;
        long lowered = 0;
        boolean complete = true;
        for (Facts facts : fresh) {
            hash.add(facts.sha256());
            facts.findings().forEach(finding -> hosts.add(finding.host()));
            used += facts.coverage().used();
            findings += facts.coverage().findings();
            ignored += facts.coverage().ignored();
            rejected += facts.coverage().rejected();
            lowered += facts.coverage().lowered();
            complete &= facts.coverage().complete();
        }
        return new Coverage(
                topic,
                Format.findings().wire(),
                hash.hex(),
                used + ignored + rejected,
                used,
                findings,
                ignored,
                rejected,
                complete,
                hosts.size(),
                lowered);
    }
}
