package io.ratchet.routes.execute;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.execute.ScriptedShell.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of a run: the state it is found in, the moment, what the host answers; then the state it is left
 * in, the lines in the log and the next turn.
 */
final class RunRow {
    static final Instant OPENS = Instant.parse("2018-09-20T22:00:00Z");
    static final Instant CLOSES = Instant.parse("2018-09-21T02:00:00Z");
    static final Instant APPROVED_AT = Instant.parse("2018-09-20T12:00:00Z");
    static final Instant EXPIRES = Instant.parse("2018-09-27T12:00:00Z");

    /** When the host was last changed or restarted, where the state says so. */
    static final Instant SINCE = OPENS.plusSeconds(600);

    static final String CLIENT_KEY = "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319";
    static final String SERVER_KEY =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server";

    private static final AtomicInteger ROWS = new AtomicInteger();
    private static final HostRef HOST =
            new HostRef("default", "HQ", null, "web01.corp.example", "WEB01", "CORP", null, null, null, Map.of());

    /** Where a turn finds the remediation. */
    enum Found {
        APPROVED,
        SCHEDULED,
        /** Begun, and nothing is known of the host. */
        BEGUN,
        /** The snapshot is taken, so that the host may be changed. */
        ASSESSED,
        AWAITING_REBOOT,
        VERIFYING,
        WITHDRAWN
    }

    private final int number = ROWS.incrementAndGet();
    private final String name;
    private final Found found;
    private Instant at = OPENS.plusSeconds(1800);
    private int attempts;
    private @Nullable String site = "HQ";
    private Restart restart = Restart.NONE;
    private boolean serverSide;
    private @Nullable OfferState offers;
    private List<Reply> replies = List.of();
    private String state = "";
    private @Nullable FailureCode code;
    private List<String> log = List.of();
    private Next next = new Next.Ended();

    private RunRow(String name, Found found) {
        this.name = name;
        this.found = found;
    }

    static RunRow row(String name, Found found) {
        return new RunRow(name, found);
    }

    RunRow at(Instant moment) {
        at = moment;
        return this;
    }

    RunRow attempt(int failedSoFar) {
        attempts = failedSoFar;
        return this;
    }

    RunRow site(@Nullable String name) {
        site = name;
        return this;
    }

    RunRow restarts() {
        restart = Restart.REBOOT;
        return this;
    }

    /** The plan switches TLS 1.2 on for listeners, and port 443 shows this to a handshake. */
    RunRow listener(OfferState seen) {
        serverSide = true;
        offers = seen;
        return this;
    }

    RunRow host(Reply... answers) {
        replies = List.of(answers);
        return this;
    }

    RunRow ends(String stateName, String... lines) {
        state = stateName;
        log = List.of(lines);
        return this;
    }

    RunRow because(FailureCode failure) {
        code = failure;
        return this;
    }

    /** Another turn comes at {@code moment}. */
    RunRow again(Instant moment, int failedSoFar, String stateName, String... lines) {
        next = new Next.Again(moment, failedSoFar);
        return ends(stateName, lines);
    }

    String id() {
        return "r-" + number;
    }

    String runId() {
        return "run-" + number;
    }

    AssetId asset() {
        return new AssetId("row" + number + ".corp.example");
    }

    Instant at() {
        return at;
    }

    int attempts() {
        return attempts;
    }

    @Nullable
    OfferState offers() {
        return offers;
    }

    List<Reply> replies() {
        return replies;
    }

    String state() {
        return state;
    }

    @Nullable
    FailureCode code() {
        return code;
    }

    List<String> log() {
        return log;
    }

    Next next() {
        return next;
    }

    Proposed proposed() {
        PlanStep step = new PlanStep(
                10,
                "os-8.1-2012r2",
                "windows/dotnet-strong-crypto",
                PlaybookCatalogue.shipped().find("windows/dotnet-strong-crypto").contentHash(),
                Map.of(),
                List.of(new Change.Registry(
                        serverSide ? SERVER_KEY : CLIENT_KEY,
                        serverSide ? "Enabled" : "SchUseStrongCrypto",
                        RegistryData.ABSENT,
                        RegistryData.dword(1))),
                restart,
                "R030-x");
        Plan plan = new Plan(asset(), HOST, Goal.READY, List.of(step));
        return new Proposed(new Remediation.Subject(id(), plan, site, APPROVED_AT.minusSeconds(3600)));
    }

    /** The states on the way from the approval to where the turn finds it, that one included. */
    List<Remediation> way() {
        Proposed proposed = proposed();
        Approved approved = proposed.approve(new Approval(
                "user:alice", APPROVED_AT, proposed.subject().plan().hash(), EXPIRES));
        Remediation.Scheduled scheduled = approved.schedule(new ChangeWindow(OPENS, CLOSES));
        Running begun = scheduled.start(runId(), OPENS);
        Running assessed = begun.snapshotTaken(new Snapshot(
                OPENS, ScriptedShell.BOOTED, Map.of("10.1", Map.of("kind", "absent", "nearestKey", "HKLM\\SOFTWARE"))));
        List<Remediation> way = new ArrayList<>(List.of(approved));
        if (found == Found.WITHDRAWN) way.add(approved.withdraw("It is no longer needed.", APPROVED_AT));
        if (found == Found.APPROVED || found == Found.WITHDRAWN) return way;
        way.add(scheduled);
        if (found == Found.SCHEDULED) return way;
        way.add(begun);
        if (found == Found.BEGUN) return way;
        way.add(assessed);
        if (found == Found.AWAITING_REBOOT) way.add(assessed.rebooting(SINCE));
        if (found == Found.VERIFYING) way.add(assessed.verifying(SINCE));
        return way;
    }

    @Override
    public String toString() {
        return found + ": " + name;
    }
}
