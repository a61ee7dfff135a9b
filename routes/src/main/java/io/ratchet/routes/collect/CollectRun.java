package io.ratchet.routes.collect;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.plan.Questions;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.playbooks.CollectScripts;
import io.ratchet.playbooks.PhaseAnswers;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.Format;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.store.CollectOrders.Order;
import io.ratchet.store.CollectOrders.State;
import io.ratchet.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the hosts that are ordered and due, as many at once as the profile's caps allow. It only reads, so what is lost
 * on the way is asked again; and it holds itself to what holds at night: a stop, the caps, and after too many failures
 * one after another nothing more until a person says so.
 */
public final class CollectRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CollectRun.class);
    /** Longer than a script and its way may take. */
    private static final Duration LOST = Duration.ofMinutes(10);

    private static final Duration ASK_PEOPLE_AGAIN = Duration.ofMinutes(1);
    private static final Duration HOST_IN_CHANGE = Duration.ofMinutes(5);
    private static final int MOST_AT_ONCE = 10;
    private static final int ROUNDS_AHEAD = 20;

    /**
     * @param poll how often it is looked what is due
     * @param attempts how often a host that could not be reached is tried
     * @param pause before it is tried again; longer each time
     */
    public record Pace(Duration poll, int attempts, Duration pause) {
        public static Pace calm() {
            return new Pace(Duration.ofSeconds(5), 3, Duration.ofMinutes(5));
        }
    }

    private final Store store;
    private final HostShell shell;
    private final HostDirectory directory;
    private final Supplier<Questions> questions;
    private final Supplier<Organisation> organisation;
    private final Function<AssetId, Optional<AssetState>> estate;
    /** What a host itself answers was brought by nobody, whoever wanted it asked. */
    private static final String FROM = "collect";

    private final ReportIntake intake;
    private final Runnable decide;
    private final Path folder;
    private final Clock clock;
    private final IdSource ids;
    private final Pace pace;
    private final Reach reach;
    private final AtomicInteger failedInARow = new AtomicInteger();
    private final ExecutorService hosts = Executors.newFixedThreadPool(MOST_AT_ONCE, work -> daemon(work, "collect"));
    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "collect-rounds"));
    private @Nullable Future<?> looking;

    /**
     * @param questions what is asked
     * @param estate what is known of an asset
     * @param decide told that there are new facts
     * @param folder where an answer lies until it is taken in
     */
    public CollectRun(
            Store store,
            HostShell shell,
            HostDirectory directory,
            Supplier<Questions> questions,
            Supplier<Organisation> organisation,
            Function<AssetId, Optional<AssetState>> estate,
            ReportIntake intake,
            Runnable decide,
            Path folder,
            Clock clock,
            IdSource ids,
            Pace pace) {
        this.store = store;
        this.shell = shell;
        this.directory = directory;
        this.questions = questions;
        this.organisation = organisation;
        this.estate = estate;
        this.intake = intake;
        this.decide = decide;
        this.folder = folder;
        this.clock = clock;
        this.ids = ids;
        this.pace = pace;
        this.reach = new Reach(organisation);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** @param first done before each look at what is due, such as what a schedule asks for */
    public void start(Runnable first) {
        looking = rounds.scheduleWithFixedDelay(
                () -> {
                    try {
                        first.run();
                        round();
                    } catch (RuntimeException e) {
                        LOG.warn("Hosts could not be asked and are later: {}", e.getMessage());
                    }
                },
                pace.poll().toMillis(),
                pace.poll().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Asks whom is due now and comes back when they have answered; how many were asked. */
    public int round() {
        Organisation profile = organisation.get();
        int atOnce = Math.min(MOST_AT_ONCE, profile.caution().caps().total());
        List<Order> due = store.transact(tx -> tx.collects().due(clock.instant(), ROUNDS_AHEAD * atOnce));
        Semaphore together = new Semaphore(atOnce);
        Map<String, Semaphore> bySite = new HashMap<>();
        List<Future<Boolean>> asked = new ArrayList<>();
        for (Order order : due) {
            Semaphore there = bySite.computeIfAbsent(
                    String.valueOf(order.site()),
                    site -> new Semaphore(profile.caution().caps().site()));
            asked.add(hosts.submit(() -> within(together, there, order)));
        }
        int answered = 0;
        for (Future<Boolean> one : asked) if (ended(one)) answered++;
        if (answered > 0) decide.run();
        return answered;
    }

    private static boolean ended(Future<Boolean> asked) {
        try {
            return asked.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            LOG.warn("A host could not be asked and is later: {}", String.valueOf(e.getCause()));
            return false;
        }
    }

    private boolean within(Semaphore together, Semaphore site, Order order) throws InterruptedException {
        together.acquire();
        try {
            site.acquire();
            try {
                return ask(order);
            } finally {
                site.release();
            }
        } finally {
            together.release();
        }
    }

    private boolean ask(Order order) {
        Instant now = clock.instant();
        boolean taken = store.transact(tx -> {
            Optional<Failure> against = against(order, tx.stops().list());
            if (against.isEmpty() && order.asset() != null && tx.remediations().othersUnderWay(order.asset(), ""))
                against = Optional.of(
                        Failure.of(FailureCode.NOT_ITS_TURN, "The host is in change; it is asked when that is over."));
            if (against.isEmpty()) return tx.collects().take(order, now.plus(LOST));
            Duration pause = against.get().code() == FailureCode.STOPPED ? ASK_PEOPLE_AGAIN : HOST_IN_CHANGE;
            tx.collects().postpone(order, now.plus(pause), against.get());
            return false;
        });
        if (!taken) return false;
        try {
            Coverage coverage = answer(order);
            failedInARow.set(0);
            store.run(tx -> tx.collects().end(order, State.DONE, clock.instant(), null, said(coverage)));
            return true;
        } catch (FailureException e) {
            failed(order, e.failure());
            return false;
        }
    }

    private static Optional<Failure> against(Order order, List<Stop> stops) {
        return stops.stream()
                .filter(stop -> stop.concerns("", order.site()))
                .findFirst()
                .map(stop ->
                        Failure.of(FailureCode.STOPPED, stop.by() + " stopped " + stop.scope() + ": " + stop.reason()));
    }

    private static String said(Coverage coverage) {
        return coverage.used() + " facts"
                + (coverage.rejected() == 0 ? "" : ", " + coverage.rejected() + " that could not be told or used")
                + ".";
    }

    /** What it said, taken in like any report; nothing of it where it is not who was asked. */
    private Coverage answer(Order order) {
        Target target = target(order);
        String runId = ids.next();
        PhaseScript script = CollectScripts.render(questions.get(), target.expected(), runId);
        HostOutput output = shell.run(target.address(), script);
        PhaseAnswer answer = PhaseAnswers.readFirst(output, runId);
        answer.results().stream()
                .filter(result -> result.action().equals("host-identity") && result.error() != null)
                .findFirst()
                .ifPresent(result -> {
                    throw FailureException.of(
                            FailureCode.IDENTITY_MISMATCH, "Nothing it said was used: " + result.error() + ".");
                });
        return takeIn(order, target, output);
    }

    private Coverage takeIn(Order order, Target target, HostOutput output) {
        try {
            Files.createDirectories(folder);
            Path file = Files.createTempFile(folder, "answer-", ".txt");
            try {
                Files.writeString(file, output.stdout(), StandardCharsets.UTF_8);
                List<Coverage> coverages = intake.take(
                        new Delivery("collect/" + order.subject(), file),
                        new ReadOptions(Format.collected(order.address()), null, target.zone()),
                        order.by(),
                        FROM);
                if (coverages.isEmpty() || coverages.get(0).used() == 0)
                    throw FailureException.of(
                            FailureCode.HOST_NO_ANSWER,
                            "Nothing of what the host said can be used; see the rejected records.");
                return coverages.get(0);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("what a host answered cannot be kept", e);
        }
    }

    /**
     * @param expected who must answer; null where any host may
     * @param zone the addressing zone of its address
     */
    private record Target(HostAddress address, @Nullable HostRef expected, String zone) {}

    /** Looked up now: what was certain when it was ordered may be so no longer. */
    private Target target(Order order) {
        AssetId id = order.asset();
        if (id == null) {
            String address = String.valueOf(order.address());
            reach.against(address).ifPresent(CollectRun::refuse);
            HostRef host =
                    new HostRef(HostRef.DEFAULT_ZONE, null, address, null, null, null, null, null, null, Map.of());
            return new Target(
                    directory.winrm(new AssetId(address), host, order.site()).ofNoAsset(), null, HostRef.DEFAULT_ZONE);
        }
        AssetState asset = estate.apply(id)
                .orElseThrow(() -> FailureException.of(
                        FailureCode.HOST_NOT_OURS, id + " is no asset any more; see what it is known as now."));
        reach.against(asset).ifPresent(CollectRun::refuse);
        HostRef host = asset.host();
        if (asset.identity().mayAct()) return new Target(directory.winrm(id, host, asset.site()), host, host.zone());
        // Only its address is within a network of ours; its name may be anybody's.
        HostRef byAddress = new HostRef(host.zone(), null, host.ip(), null, null, null, null, null, null, Map.of());
        return new Target(directory.winrm(id, byAddress, asset.site()), null, host.zone());
    }

    private static void refuse(Failure why) {
        throw FailureException.of(why.code(), why.message());
    }

    private void failed(Order order, Failure why) {
        Instant now = clock.instant();
        int attempt = order.attempts() + 1;
        if (why instanceof Failure.Transient && attempt < pace.attempts()) {
            store.run(tx -> tx.collects().again(order, now.plus(pace.pause().multipliedBy(attempt)), why));
            return;
        }
        store.run(tx -> tx.collects().end(order, State.FAILED, now, why, why.message()));
        boolean harmless = why instanceof Failure.Transient || why instanceof Failure.Unsafe;
        int most = organisation.get().caution().breaker().inARow();
        if (!harmless && failedInARow.incrementAndGet() >= most) hold(most, why, now);
    }

    private void hold(int failures, Failure last, Instant now) {
        failedInARow.set(0);
        String because = failures + " hosts failed one after another, the last one so: " + last.message();
        store.run(tx -> {
            int held = tx.collects().hold(Failure.of(FailureCode.BREAKER_OPEN, because));
            tx.audit().append(AuditEvents.collectHeld(now, because, held));
        });
    }

    @Override
    public void close() {
        if (looking != null) looking.cancel(true);
        rounds.shutdownNow();
        hosts.shutdownNow();
    }
}
