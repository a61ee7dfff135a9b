package io.ratchet.app.server;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Brakes;
import io.ratchet.store.Decisions;
import io.ratchet.store.Durations;
import io.ratchet.store.Findings;
import io.ratchet.store.HostRuns;
import io.ratchet.store.Outbox;
import io.ratchet.store.Remediations;
import io.ratchet.store.Reports;
import io.ratchet.store.Rounds;
import io.ratchet.store.Stops;
import io.ratchet.store.Store;
import io.ratchet.store.TicketBook;
import io.ratchet.store.Tokens;
import io.ratchet.store.Tx;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A store that shows what the test puts into it and refuses every write. */
final class ShownStore implements Store, Tx, Reports, Decisions, Remediations {
    private final List<Decision> decisions;
    private final List<Remediation> remediations;
    private final List<Rejected> rejected;

    ShownStore(List<Decision> decisions, List<Remediation> remediations, List<Rejected> rejected) {
        this.decisions = decisions;
        this.remediations = remediations;
        this.rejected = rejected;
    }

    @Override
    public <T> T transact(Function<Tx, T> work) {
        return work.apply(this);
    }

    @Override
    public void close() {}

    @Override
    public List<Standing> standing() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Reports reports() {
        return this;
    }

    @Override
    public Findings findings() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Decisions decisions() {
        return this;
    }

    @Override
    public Rounds rounds() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Stops stops() {
        return new Stops() {
            @Override
            public List<Stop> list() {
                return List.of();
            }

            @Override
            public void order(Stop stop) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean lift(String scope) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public HostRuns runs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Brakes brakes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Durations durations() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public Remediations remediations() {
        return this;
    }

    @Override
    public Outbox outbox() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TicketBook tickets() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tokens tokens() {
        return (Tokens) Proxy.newProxyInstance(
                Tokens.class.getClassLoader(), new Class<?>[] {Tokens.class}, (tokens, method, given) -> {
                    if (method.getName().equals("find")) return Optional.empty();
                    if (method.getName().equals("list")) return List.of();
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public AuditLog audit() {
        return (AuditLog) Proxy.newProxyInstance(
                AuditLog.class.getClassLoader(), new Class<?>[] {AuditLog.class}, (log, method, given) -> {
                    if (method.getName().equals("append")) return 0L; // somebody signs in
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public List<Decision> current() {
        return decisions;
    }

    @Override
    public List<Decision> current(AssetId asset) {
        return decisions.stream().filter(d -> d.about().asset().equals(asset)).toList();
    }

    @Override
    public List<Lasting> lasting(String kind) {
        return decisions.stream()
                .filter(decision -> decision.wire().equals(kind))
                .map(decision -> new Lasting(decision, Instant.EPOCH))
                .toList();
    }

    @Override
    public Optional<Reference> reference(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean othersUnderWay(AssetId asset, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Versioned<Remediation>> list(Remediation.State... states) {
        return remediations.stream()
                .filter(r -> states.length == 0 || Arrays.asList(states).contains(r.state()))
                .map(r -> new Versioned<>(r, 1))
                .toList();
    }

    @Override
    public Optional<Versioned<Remediation>> find(String id) {
        return list().stream()
                .filter(seen -> seen.remediation().subject().id().equals(id))
                .findFirst();
    }

    @Override
    public List<Versioned<Remediation>> open(AssetId asset) {
        return list();
    }

    @Override
    public List<Rejected> rejected(int limit) {
        return rejected;
    }

    @Override
    public long rejectedCount() {
        return rejected.size();
    }

    @Override
    public Optional<Difference> replace(List<Decision> next, Rounds.Ground ground) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Difference> replace(Set<AssetId> assets, List<Decision> next, Rounds.Ground ground, long after) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Decision> current(Set<AssetId> assets) {
        return decisions.stream()
                .filter(d -> assets.contains(d.about().asset()))
                .toList();
    }

    @Override
    public List<Versioned<Remediation>> of(Set<AssetId> assets) {
        return list();
    }

    @Override
    public Map<AssetId, Long> turns() {
        return Map.of();
    }

    @Override
    public void propose(Remediation.Proposed proposed) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void save(Remediation next, long seenVersion) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Lease> leased(AssetId asset) {
        return Optional.empty();
    }

    @Override
    public boolean lease(AssetId asset, String holder, Optional<Lease> seen) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean beat(AssetId asset, String holder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean holds(AssetId asset, String holder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void releaseAll() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release(AssetId asset, String holder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Receipt begin(String sha256, String file, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reject(String sha256, List<Rejected> records) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean finish(String sha256, Coverage coverage, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Coverage> coverage(String sha256) {
        return Optional.empty();
    }

    @Override
    public List<Coverage> finished() {
        return List.of();
    }
}
