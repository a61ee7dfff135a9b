package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.FailureCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every run that began, what it counts for and what it came to. */
public interface HostRuns {
    /**
     * A run as it begins.
     *
     * @param scopes what it counts for: the caps, pools, roles and trials it belongs to
     */
    record Begun(
            String runId,
            String remediation,
            AssetId asset,
            @Nullable String site,
            Instant at,
            Set<String> scopes) {
        public Begun {
            scopes = Set.copyOf(scopes);
        }
    }

    /**
     * A run as the report of its night tells it.
     *
     * @param ended null while it is under way
     * @param outcome name of the state it ended in; null while it is under way
     * @param code why, where it did not do what it was to do
     */
    record Told(
            String remediation,
            AssetId asset,
            @Nullable String site,
            Instant begun,
            @Nullable Instant ended,
            @Nullable String outcome,
            @Nullable String code) {}

    /** Whoever calls it is alone between here and the end of the transaction; others that call it wait. */
    void passTurnstile();

    void begin(Begun run);

    /** What a run counts for; empty when it is not known here. */
    Set<String> scopes(String runId);

    /** The run goes on and leaves these of its places to others. */
    void leave(String runId, Set<String> scopes);

    /** The run takes these places, those that it has already included. */
    void take(String runId, Set<String> scopes);

    /** Notes that it is known how the run did. False: it was known before, or the run is not known here. */
    boolean judge(String runId);

    void end(String runId, Instant at, String outcome, @Nullable FailureCode code);

    /**
     * What is in change now.
     *
     * @param scopes how many hosts, by scope; a scope without any is left out
     */
    record InChange(Map<String, Long> scopes, Set<AssetId> hosts) {}

    /** {@link #inChange()} and {@link #hostsInChange()} of one moment, which cost no more together than one alone. */
    default InChange changing() {
        return new InChange(inChange(), hostsInChange());
    }

    /** How many hosts are in change now, by scope; a scope without any is left out. */
    Map<String, Long> inChange();

    /** The hosts in change now. */
    Set<AssetId> hostsInChange();

    /** On how many hosts a run began at {@code from} or later. */
    long hostsBegun(Instant from);

    /** The runs that were under way at some moment from {@code from} to before {@code until}, earliest first. */
    List<Told> between(Instant from, Instant until);
}
