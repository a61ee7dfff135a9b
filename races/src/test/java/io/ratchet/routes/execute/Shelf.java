package io.ratchet.routes.execute;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Brakes;
import io.ratchet.store.Durations;
import io.ratchet.store.Findings;
import io.ratchet.store.HostRuns;
import io.ratchet.store.LastWords;
import io.ratchet.store.Remediations;
import io.ratchet.store.Reports;
import io.ratchet.store.Stops;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory. What no race needs is not there. Its transactions come one after another, as in a database that
 * serializes them; or statement by statement, where others see what is not committed yet and only what passed the
 * turnstile is alone, which is less than any database of ours promises. It can be told to forget what makes it safe:
 * that is how each test shows that it would see a race.
 */
final class Shelf implements Store {
    /** What is left out on purpose. */
    enum Planted {
        NOTHING,
        /** Versions are not compared when a state is saved. */
        NO_VERSIONS,
        /** Nobody sees that another process has taken a host. */
        NO_LEASES,
        /** Whoever passes the turnstile is not alone after it. */
        NO_TURNSTILE
    }

    private final Planted planted;
    private final boolean byStatements;
    private final ReentrantLock turnstile = new ReentrantLock();
    private final List<AuditEvent> log = new ArrayList<>();
    private final Map<String, Brake> brakes = new TreeMap<>();
    private final Map<String, Brakes.Trial> trials = new TreeMap<>();
    private final Map<String, HostRuns.Begun> runs = new TreeMap<>();
    private final Set<String> judged = new HashSet<>();
    private final Map<String, Versioned> states = new TreeMap<>();
    private final Map<String, Remediations.Lease> leases = new TreeMap<>();
    private final List<Stop> stops = new ArrayList<>();
    private volatile Runnable appended = () -> {};

    private record Versioned(Remediation remediation, long version) {}

    /** One transaction after another. */
    Shelf(Planted planted) {
        this(planted, false);
    }

    private Shelf(Planted planted, boolean byStatements) {
        this.planted = planted;
        this.byStatements = byStatements;
    }

    static Shelf byStatements(Planted planted) {
        return new Shelf(planted, true);
    }

    @Override
    public <T> T transact(Function<Tx, T> work) {
        if (!byStatements) return alone(work);
        try {
            return work.apply(part(Tx.class, new Transaction()));
        } finally {
            while (turnstile.isHeldByCurrentThread()) turnstile.unlock();
        }
    }

    private synchronized <T> T alone(Function<Tx, T> work) {
        return work.apply(part(Tx.class, new Transaction()));
    }

    /** What was added to the log, in its order. */
    synchronized List<AuditEvent> log() {
        return List.copyOf(log);
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void close() {}

    /** What is done within the transaction that adds to the log. */
    void whenAppended(Runnable work) {
        appended = work;
    }

    Remediation state(String id) {
        return transact(tx -> tx.remediations().find(id)).orElseThrow().remediation();
    }

    /** The methods of {@code type} that {@code behind} has; the others are not there. */
    static <T> T part(Class<T> type, Object behind) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    for (Method each : behind.getClass().getDeclaredMethods())
                        if (each.getName().equals(method.getName())
                                && Arrays.equals(each.getParameterTypes(), method.getParameterTypes())) {
                            each.setAccessible(true);
                            try {
                                return each.invoke(behind, given);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }
                    if (method.isDefault()) return InvocationHandler.invokeDefault(proxy, method, given);
                    throw new UnsupportedOperationException(type.getSimpleName() + "." + method.getName());
                }));
    }

    private final class Transaction {
        Remediations remediations() {
            return part(Remediations.class, new Rows());
        }

        Stops stops() {
            return part(Stops.class, new Orders());
        }

        Durations durations() {
            return part(Durations.class, new Times());
        }

        Reports reports() {
            return part(Reports.class, new Sources());
        }

        Findings findings() {
            return part(Findings.class, new Sources());
        }

        AuditLog audit() {
            return part(AuditLog.class, new Log());
        }

        HostRuns runs() {
            return part(HostRuns.class, new Begun());
        }

        Brakes brakes() {
            return part(Brakes.class, new Standing());
        }

        LastWords lastWords() {
            return part(LastWords.class, new Said());
        }
    }

    /** Nothing is asked again. */
    private static final class Said {
        void forget(Remediation.Subject subject) {}
    }

    /** Each method is one statement, or one that a key or a row's lock makes one. */
    private final class Begun {
        void passTurnstile() {
            if (byStatements && planted != Planted.NO_TURNSTILE) turnstile.lock();
        }

        void begin(HostRuns.Begun run) {
            synchronized (Shelf.this) {
                runs.put(run.runId(), run);
            }
        }

        Set<String> scopes(String runId) {
            synchronized (Shelf.this) {
                return runs.containsKey(runId) ? runs.get(runId).scopes() : Set.of();
            }
        }

        boolean judge(String runId) {
            synchronized (Shelf.this) {
                return runs.containsKey(runId) && judged.add(runId);
            }
        }

        void end(String runId, Instant at, String outcome, @Nullable FailureCode code) {}

        /** How many are in change is nothing that these races are about. */
        Map<String, Long> inChange() {
            return Map.of();
        }

        Set<AssetId> hostsInChange() {
            return Set.of();
        }

        long hostsBegun(Instant from) {
            return 0;
        }
    }

    private final class Standing {
        boolean apply(Brake brake) {
            synchronized (Shelf.this) {
                return brakes.putIfAbsent(brake.scope(), brake) == null;
            }
        }

        Optional<Brake> release(String scope) {
            synchronized (Shelf.this) {
                return Optional.ofNullable(brakes.remove(scope));
            }
        }

        List<Brake> list() {
            synchronized (Shelf.this) {
                return List.copyOf(brakes.values());
            }
        }

        Map<String, Brakes.Trial> trials() {
            synchronized (Shelf.this) {
                return new TreeMap<>(trials);
            }
        }

        void keep(Brakes.Trial trial) {
            synchronized (Shelf.this) {
                trials.put(trial.scope(), trial);
            }
        }
    }

    /** No leg has ever ended. */
    private static final class Times {
        List<Duration> newest(String playbook, int limit) {
            return List.of();
        }
    }

    /** What runs saw themselves is not looked at. */
    private static final class Sources {
        Reports.Receipt begin(String sha256, String file, Instant at) {
            return Reports.Receipt.NEW;
        }

        boolean finish(String sha256, Coverage coverage, Instant at) {
            return true;
        }

        void add(String reportSha256, long firstOrdinal, List<Finding> batch) {}
    }

    private final class Log {
        long append(AuditEvent event) {
            appended.run();
            synchronized (Shelf.this) {
                log.add(event);
                return log.size() - 1L;
            }
        }
    }

    private final class Orders {
        void order(Stop stop) {
            stops.add(stop);
        }

        List<Stop> list() {
            return List.copyOf(stops);
        }
    }

    private final class Rows {
        void propose(Remediation.Proposed proposed) {
            states.put(proposed.subject().id(), new Versioned(proposed, 1));
        }

        Optional<Remediations.Versioned<Remediation>> find(String id) {
            return Optional.ofNullable(states.get(id))
                    .map(seen -> new Remediations.Versioned<>(seen.remediation(), seen.version()));
        }

        void save(Remediation next, long seenVersion) {
            String id = next.subject().id();
            Versioned there = states.get(id);
            if (planted != Planted.NO_VERSIONS && there.version() != seenVersion)
                throw FailureException.of(FailureCode.STORE_CONFLICT, "It was changed meanwhile.");
            states.put(id, new Versioned(next, there.version() + 1));
        }

        List<Remediations.Versioned<Remediation>> list(Remediation.State... wanted) {
            synchronized (Shelf.this) {
                return states.values().stream()
                        .filter(seen -> wanted.length == 0
                                || List.of(wanted).contains(seen.remediation().state()))
                        .map(seen -> new Remediations.Versioned<>(seen.remediation(), seen.version()))
                        .toList();
            }
        }

        Optional<Remediations.Reference> reference(String id) {
            return find(id).map(seen -> new Remediations.Reference(
                    seen.remediation().subject().asset(), seen.remediation().ended()));
        }

        boolean othersUnderWay(AssetId asset, String id) {
            return false;
        }

        Optional<Remediations.Lease> leased(AssetId asset) {
            return planted == Planted.NO_LEASES ? Optional.empty() : Optional.ofNullable(leases.get(asset.value()));
        }

        boolean lease(AssetId asset, String holder, Optional<Remediations.Lease> seen) {
            if (!leased(asset).equals(seen)) return false;
            leases.put(asset.value(), new Remediations.Lease(holder, 0));
            return true;
        }

        boolean beat(AssetId asset, String holder) {
            if (!holds(asset, holder)) return false;
            leases.computeIfPresent(
                    asset.value(), (key, lease) -> new Remediations.Lease(lease.holder(), lease.beat() + 1));
            return true;
        }

        boolean holds(AssetId asset, String holder) {
            return leased(asset).filter(lease -> lease.holder().equals(holder)).isPresent();
        }

        void release(AssetId asset, String holder) {
            if (holds(asset, holder)) leases.remove(asset.value());
        }

        void releaseAll() {
            leases.clear();
        }
    }
}
