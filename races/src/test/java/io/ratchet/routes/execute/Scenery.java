package io.ratchet.routes.execute;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.wire.OrganisationFile;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One approved change of one host, in its window, and the ways to it. */
final class Scenery {
    static final Instant NOW = Instant.parse("2018-09-20T20:00:01Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final Duration LEASE = Duration.ofSeconds(40);
    static final Organisation ORGANISATION = OrganisationFile.read("organisation.yaml", """
            organisation: Contoso
            sites: [{name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}]
            """);
    static final WindowCalendar WINDOWS = new WindowCalendar(() -> ORGANISATION);
    static final Plan PLAN = plan("web01");
    static final AssetId WEB = PLAN.asset();

    final Shelf shelf;
    final AtomicLong nanos = new AtomicLong();
    final AtomicInteger applied = new AtomicInteger();
    private final AtomicInteger ids = new AtomicInteger();

    Scenery(Shelf.Planted planted) {
        this.shelf = new Shelf(planted);
        Proposed proposed = new Proposed(new Remediation.Subject("r-1", PLAN, "HQ", NOW.minusSeconds(3600)));
        shelf.run(tx -> {
            tx.remediations().propose(proposed);
            tx.remediations().save(proposed.approve(approval()), 1);
        });
    }

    static Approval approval() {
        return new Approval("user:alice", NOW.minusSeconds(1800), PLAN.hash(), NOW.plusSeconds(86400));
    }

    HostLeases leases() {
        return new HostLeases(shelf, this::id, nanos::get, LEASE);
    }

    Permit permit() {
        return new Permit(shelf, WINDOWS, () -> ORGANISATION, CLOCK);
    }

    HostRun process() {
        return new HostRun(
                shelf,
                host(),
                new Somewhere(),
                new Witnesses((host, port, sni, opening) -> Map.of(), new Somewhere(), asset -> Optional.empty()),
                WINDOWS,
                permit(),
                leases(),
                (asset, goal, judged) -> {
                    throw new AssertionError("a plan of one leg was planned anew");
                },
                PlaybookCatalogue::shipped,
                CLOCK,
                this::id,
                RunSettings.patient());
    }

    String id() {
        return "n-" + ids.incrementAndGet();
    }

    /** It can be assessed; the answer of whatever changes it is lost. */
    private HostShell host() {
        return (address, script) -> {
            if (script.phase() == Phase.ASSESS) return new HostOutput(0, assessed(script.runId()), "");
            if (script.phase() == Phase.APPLY) applied.incrementAndGet();
            throw FailureException.of(FailureCode.HOST_CONNECTION_LOST, "The answer is lost.");
        };
    }

    private static String assessed(String runId) {
        String json = """
                {"schema":"ratchet.answer/1","runId":"%s","phase":"ASSESS","bootTime":"2018-09-01T03:00:00Z","hostName":"WEB01",
                 "smbiosUuid":null,"domain":"corp.example","results":[
                  {"call":"0","action":"host-identity","changed":false,"before":{},"after":{"pendingReboot":"false"},"restart":"none","error":null},
                  {"call":"10.1","action":"registry","changed":false,"before":{"kind":"dword","value":"160","keyExisted":"true","nearestKey":"HKLM\\\\SOFTWARE"},
                   "after":{"kind":"dword","value":"160"},"restart":"none","error":null}]}
                """.formatted(runId);
        String text = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return "<<<RATCHET:" + runId + ":" + text.length() + "\n" + text + "\nRATCHET>>>\n";
    }

    /** The same change on a host of that name. */
    static Plan plan(String name) {
        String playbook = "windows/winhttp-default-protocols";
        Change change = new Change.Registry(
                "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
                "DefaultSecureProtocols",
                RegistryData.dword(160),
                RegistryData.dword(2176));
        HostRef host = new HostRef(
                "default",
                "HQ",
                null,
                name + ".corp.example",
                name.toUpperCase(Locale.ROOT),
                "CORP",
                null,
                null,
                null,
                Map.of());
        return new Plan(
                new AssetId(name + ".corp.example"),
                host,
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "os-7-sp1",
                        playbook,
                        PlaybookCatalogue.shipped().find(playbook).contentHash(),
                        Map.of(),
                        List.of(change),
                        Restart.REBOOT,
                        "R025-x")));
    }

    static final class Somewhere implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            return new HostAddress("127.0.0.1", 5985, false, "env:NOBODY");
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            return new Listener("127.0.0.1", port, "");
        }
    }
}
