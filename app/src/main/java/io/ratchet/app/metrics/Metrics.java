package io.ratchet.app.metrics;

import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.console.SignInObserver;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.routes.decide.RoundObserver;
import io.ratchet.routes.events.EventObserver;
import io.ratchet.routes.intake.IntakeObserver;
import io.ratchet.routes.intake.TopicLag;
import io.ratchet.routes.notices.NoticeObserver;
import io.ratchet.routes.support.RouteObserver;
import io.ratchet.routes.tickets.TicketHooks;
import io.ratchet.routes.tickets.TicketObserver;
import io.ratchet.store.AuditObserver;
import io.ratchet.store.Contacts;
import io.ratchet.store.DatabasePool;
import io.ratchet.store.Decisions.Difference;
import io.ratchet.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that Prometheus is told. Counters begin with 0 at each start; what is counted in the store does not. It
 * observes and decorates; nothing that is observed knows of it.
 */
public final class Metrics implements AutoCloseable {
    private static final Map<String, Remediation.State> ENDS_OF_RUNS = Map.of(
            "remediation.verified", Remediation.State.VERIFIED,
            "remediation.failed", Remediation.State.FAILED,
            "remediation.rolled-back", Remediation.State.ROLLED_BACK);

    private final Meters meters = new Meters();
    private final Clock clock;
    private final List<StoreFigures> figures = new ArrayList<>();
    private volatile Instant lastRound = Instant.EPOCH;

    public Metrics(Clock clock) {
        this.clock = clock;
        Runtime runtime = Runtime.getRuntime();
        meters.gauge(Metric.ROUND_LAST, () -> lastRound.getEpochSecond());
        meters.gauge(Metric.HEAP_USED, () -> runtime.totalMemory() - runtime.freeMemory());
        meters.gauge(Metric.HEAP_MOST, runtime::maxMemory);
    }

    /** In Prometheus's text format 0.0.4. */
    public String scrape() {
        return meters.scrape();
    }

    /** Shows where the remediations of {@code store} stand, and whether it answers. */
    public void watch(Store store) {
        StoreFigures watched = new StoreFigures(store, clock, System::nanoTime);
        figures.add(watched);
        meters.gauge(Metric.DATABASE_UP, watched::up);
        meters.gauge(Metric.QUEUE_OLDEST, watched::oldestWaitingSeconds);
        for (String state : Label.STATE.all()) meters.gauge(Metric.REMEDIATIONS, () -> watched.inState(state), state);
        meters.gauge(Metric.OUTBOX_OLDEST, watched::oldestEntrySeconds);
        for (String state : Label.OUTBOX_STATE.all())
            meters.gauge(Metric.OUTBOX, () -> watched.entriesIn(state), state);
        meters.gauge(Metric.NOTICES_OLDEST, watched::oldestNoticeSeconds);
        for (String state : Label.OUTBOX_STATE.all())
            meters.gauge(Metric.NOTICES_WAITING, () -> watched.noticesIn(state), state);
    }

    /** Shows how far the topic of events is behind {@code store}, which is watched already. */
    public void watchEvents() {
        StoreFigures watched = figures.get(figures.size() - 1);
        meters.gauge(Metric.EVENTS_WAITING, watched::eventsWaiting);
        meters.gauge(Metric.EVENTS_OLDEST, watched::oldestEventSeconds);
    }

    public void watch(DatabasePool pool) {
        meters.gauge(Metric.DATABASE_ACTIVE, pool::active);
        meters.gauge(Metric.DATABASE_MOST, pool::most);
        if (pool.waiting().isPresent())
            meters.gauge(Metric.DATABASE_WAITING, () -> pool.waiting().orElse(0));
    }

    public void watch(TopicLag lag) {
        meters.gauge(Metric.KAFKA_LAG, lag::messages);
    }

    /** @param since when something is not decided; empty: all is */
    public void watchWaves(Supplier<Optional<Instant>> since) {
        meters.gauge(
                Metric.UNDECIDED_OLDEST,
                () -> since.get()
                        .map(oldest -> Math.max(
                                0, Duration.between(oldest, clock.instant()).toSeconds()))
                        .orElse(0L));
    }

    /** @param receivers of the audit log's heads, as they stand now */
    public void watchHeads(Supplier<List<Contacts.Receiver>> receivers) {
        meters.gauge(
                Metric.HEADS_WAITING,
                () -> receivers.get().stream()
                        .mapToLong(Contacts.Receiver::waiting)
                        .sum());
        meters.gauge(
                Metric.HEADS_OLDEST,
                () -> receivers.get().stream()
                        .map(Contacts.Receiver::oldest)
                        .filter(Objects::nonNull)
                        .mapToLong(oldest -> Math.max(
                                0, Duration.between(oldest, clock.instant()).toSeconds()))
                        .max()
                        .orElse(0));
    }

    public RoundObserver rounds() {
        return new RoundObserver() {
            @Override
            public void decided(Duration took, Difference difference) {
                meters.time(Metric.ROUND, took);
                meters.count(Metric.DECISIONS, difference.added().size(), "added");
                meters.count(Metric.DECISIONS, difference.withdrawn().size(), "withdrawn");
                lastRound = clock.instant();
            }

            @Override
            public void failed(RuntimeException why) {
                meters.count(Metric.ROUNDS_FAILED, 1, code(why));
            }
        };
    }

    public IntakeObserver intake() {
        return new IntakeObserver() {
            @Override
            public void taken(Coverage coverage) {
                String format = coverage.format();
                meters.count(Metric.REPORTS, 1, format, Boolean.toString(coverage.complete()));
                meters.count(Metric.RECORDS, coverage.used(), format, "used");
                meters.count(Metric.RECORDS, coverage.ignored(), format, "ignored");
                meters.count(Metric.RECORDS, coverage.rejected(), format, "rejected");
                meters.count(Metric.FINDINGS, coverage.findings(), format);
            }

            @Override
            public void duplicate() {
                meters.count(Metric.DUPLICATES, 1);
            }

            @Override
            public void refused(FailureCode code) {
                meters.count(Metric.REFUSED, 1, code.wire());
            }
        };
    }

    public RouteObserver routes() {
        return (route, took, failure) -> {
            meters.time(Metric.ROUTE, took, route);
            if (failure != null) meters.count(Metric.ROUTE_FAILURES, 1, route, code(failure));
        };
    }

    public TicketObserver tickets() {
        return new TicketObserver() {
            @Override
            public void sent(String in, Sent outcome) {
                meters.count(Metric.TICKETS_SENT, 1, word(outcome));
            }

            @Override
            public void heard(TicketHooks.Heard what) {
                meters.count(Metric.TICKET_HOOKS, 1, what.name().toLowerCase(Locale.ROOT));
            }
        };
    }

    public NoticeObserver notices() {
        return outcome -> meters.count(Metric.NOTICES, 1, word(outcome));
    }

    public EventObserver events() {
        return new EventObserver() {
            @Override
            public void sent(int events) {
                meters.count(Metric.EVENTS_SENT, events);
            }

            @Override
            public void failed() {
                meters.count(Metric.EVENTS_FAILED, 1);
            }
        };
    }

    private static String word(Sent outcome) {
        if (outcome instanceof Sent.Done) return "done";
        if (outcome instanceof Sent.Refused) return "refused";
        return outcome instanceof Sent.ToRetry ? "retry" : "unknown";
    }

    /** Runs are counted by their lines in the audit log: exactly what was committed, by whichever way it happened. */
    public AuditObserver audit() {
        return (type, code, lines) -> {
            meters.count(Metric.AUDIT_LINES, lines, type);
            if (type.equals("run.started")) meters.count(Metric.RUNS_STARTED, lines);
            if (type.equals("glass.broken")) meters.count(Metric.GLASS_BROKEN, lines);
            if (type.equals("regression.found")) meters.count(Metric.REGRESSIONS, lines);
            if (type.equals("step.postponed")) meters.count(Metric.POSTPONED, lines, orNone(code));
            Remediation.State ended = ENDS_OF_RUNS.get(type);
            if (ended != null) meters.count(Metric.RUNS_ENDED, lines, ended.wire(), orNone(code));
        };
    }

    /** Everybody who tries to come in with a token. */
    public SignInObserver signIns() {
        return outcome -> meters.count(Metric.SIGN_INS, 1, outcome.name().toLowerCase(Locale.ROOT));
    }

    private static String orNone(@Nullable String code) {
        return code == null ? Label.NO_CODE : code;
    }

    /** {@code shell}, counted and timed. */
    public HostShell around(HostShell shell) {
        return (host, script) -> {
            long begun = System.nanoTime();
            try {
                var output = shell.run(host, script);
                called(script.phase(), begun, Label.NO_CODE);
                return output;
            } catch (RuntimeException e) {
                called(script.phase(), begun, code(e));
                throw e;
            }
        };
    }

    private void called(Phase phase, long begun, String code) {
        meters.time(Metric.WINRM_CALL, since(begun), phase.name());
        meters.count(Metric.WINRM_CALLS, 1, phase.name(), code);
    }

    /** {@code probe}, counted and timed. */
    public TlsProbe around(TlsProbe probe) {
        return (host, port, sni, opening) -> {
            long begun = System.nanoTime();
            Map<Protocol, OfferState> answers = probe.probe(host, port, sni, opening);
            meters.time(Metric.PROBE, since(begun));
            answers.forEach(
                    (protocol, answer) -> meters.count(Metric.PROBE_ANSWERS, 1, protocol.wire(), answer.name()));
            return answers;
        };
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static String code(Throwable why) {
        return why instanceof FailureException failure
                ? failure.failure().code().wire()
                : FailureCode.DEFECT.wire();
    }

    @Override
    public void close() {
        figures.forEach(StoreFigures::close);
    }
}
