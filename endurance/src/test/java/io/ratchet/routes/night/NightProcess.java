package io.ratchet.routes.night;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.routes.execute.HostLeases;
import io.ratchet.routes.execute.HostRun;
import io.ratchet.routes.execute.Next;
import io.ratchet.routes.execute.Permit;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** One life of one process: what it knows is gone with it, and nothing that it still does reaches anything. */
final class NightProcess implements Store {
    static final Duration LEASE = RunSettings.patient().lease();

    private final Night night;
    final int number;
    private final HostRun run;
    final HostLeases leases;
    private boolean dead;
    /** Until when it stands still, in milliseconds of the night. */
    long frozenUntil;
    /** When it last gave a sign of life, in milliseconds of the night. */
    private long lastSign;

    /** When it last gave one after it had given none for a whole lease; before the night: never. */
    private long backSince = Long.MIN_VALUE;

    NightProcess(Night night, int number) {
        this.night = night;
        this.number = number;
        this.lastSign = night.now();
        this.leases = new HostLeases(this, night::id, () -> night.now() * 1_000_000, LEASE);
        WindowCalendar windows = new WindowCalendar(night::organisation);
        this.run = new HostRun(
                this,
                (address, script) -> night.send(this, address, script),
                night.directory(),
                new Witnesses(night.probe(), night.directory(), night::known),
                windows,
                permit(windows),
                leases,
                (asset, goal, judged) -> {
                    throw new AssertionError("a plan of one leg was planned anew");
                },
                PlaybookCatalogue::shipped,
                new EvidenceBeforeChange(night::triage, EvidenceBeforeChange.Wanted.nowhere()),
                night.clock(),
                night::id,
                RunSettings.patient());
    }

    private Permit permit(WindowCalendar windows) {
        if (!night.brakesAct()) return new Permit(this, windows, night::organisation, night.clock());
        Turns turns = new Turns(this, night::organisation, windows::next, night::known, Duration.ofSeconds(15));
        return new Permit(this, windows, night::organisation, turns, night.clock());
    }

    Next advance(String id) {
        return run.advance(id);
    }

    void givesASign() {
        if (night.now() - lastSign >= LEASE.toMillis()) backSince = night.now();
        lastSign = night.now();
    }

    /** Whether nobody may have taken a host from it since then; a process that is alone is never waited for. */
    boolean hasGivenSignsSince(long moment) {
        if (dead) return false;
        return !night.shared() || (night.now() - lastSign < LEASE.toMillis() && backSince <= moment);
    }

    void kill() {
        dead = true;
    }

    boolean dead() {
        return dead;
    }

    /** To be called wherever something of it would go on. */
    void mustLive() {
        if (dead) throw new ProcessKilled();
    }

    @Override
    public <T> T transact(Function<Tx, T> work) {
        mustLive();
        if (night.databaseAway())
            throw FailureException.of(FailureCode.DEFECT, "The database refused a statement (SQL state 08001).");
        Optional<Scenario.Fault.KilledAtCommit> killed = night.killedAtCommit();
        if (killed.isEmpty()) return committed(work);
        if (killed.get().after()) committed(work);
        night.kill(this, killed.get().awaySeconds());
        throw new ProcessKilled();
    }

    private <T> T committed(Function<Tx, T> work) {
        if (!night.brakesAct()) return night.store().transact(work);
        SavedStates saved = new SavedStates();
        T result = night.store().transact(tx -> work.apply(saved.in(tx)));
        saved.states().forEach(night.watch()::saved);
        return result;
    }

    @Override
    public boolean shared() {
        return night.shared();
    }

    @Override
    public void close() {}
}
