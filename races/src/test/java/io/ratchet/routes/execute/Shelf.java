package io.ratchet.routes.execute;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Durations;
import io.ratchet.store.Findings;
import io.ratchet.store.Remediations;
import io.ratchet.store.Reports;
import io.ratchet.store.Stops;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A store in memory, one transaction after another as a database that serializes them. What no race needs is not there.
 * It can be told to forget what makes it safe: that is how each test shows that it would see a race.
 */
final class Shelf implements Store {
    /** What is left out on purpose. */
    enum Planted {
        NOTHING,
        /** Versions are not compared when a state is saved. */
        NO_VERSIONS,
        /** Nobody sees that another process has taken a host. */
        NO_LEASES
    }

    private final Planted planted;
    private final Map<String, Versioned> states = new TreeMap<>();
    private final Map<String, Remediations.Lease> leases = new TreeMap<>();
    private final List<Stop> stops = new ArrayList<>();
    private volatile Runnable appended = () -> {};
    private long lines;

    private record Versioned(Remediation remediation, long version) {}

    Shelf(Planted planted) {
        this.planted = planted;
    }

    @Override
    public synchronized <T> T transact(Function<Tx, T> work) {
        return work.apply(part(Tx.class, new Transaction()));
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
    private static <T> T part(Class<T> type, Object behind) {
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

        void finish(String sha256, Coverage coverage, Instant at) {}

        void add(String reportSha256, long firstOrdinal, List<Finding> batch) {}
    }

    private final class Log {
        long append(AuditEvent event) {
            appended.run();
            return lines++;
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

        List<Remediations.Versioned<Remediation>> open(AssetId asset) {
            return List.of();
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
