package io.ratchet.console;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Approving;
import io.ratchet.domain.organisation.Caution;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Blackout;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.organisation.Organisation.Window;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.store.HostRuns;
import io.ratchet.store.Rounds;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An estate whose plans wait: most hosts of each kind alike, a few that start elsewhere, stand at no known site or
 * failed before. The same number of hosts always gives the same estate.
 */
final class Fleet {
    static final Instant START = Instant.parse("2018-09-20T16:40:00Z");

    private static final String WINHTTP =
            "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    private static final String SCHANNEL =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server";
    private static final List<String> SITES = List.of("HQ", "LONDON", "SINGAPORE", "MADRID");
    private static final int RARE = 29;
    private static final int LOST = 71;
    private static final int FAILED = 97;

    /** What is done to a kind of host. */
    private enum Kind {
        CLIENT(
                "pc",
                "os-7-sp1",
                "windows/winhttp-default-protocols",
                Restart.REBOOT,
                "R025-winhttp-keeps-what-is-there"),
        SERVER("srv", "os-2008r2-sp1", "windows/schannel-enable-tls12", Restart.REBOOT, "R021-schannel-enable"),
        DOTNET("app", "sv-iis", "windows/dotnet-strong-crypto", Restart.APP, "R028-dotnet-strong-crypto"),
        FRONT_END(
                "sfb",
                "sv-sfb2015-fe",
                "skype/sfb2015-cumulative-update",
                Restart.REBOOT,
                "R075-sfb-cumulative-update"),
        UPDATE("upd", "kb-3140245", "windows/update-kb", Restart.REBOOT, "R023-kb3140245");

        private final String prefix;
        private final String system;
        private final String playbook;
        private final Restart restart;
        private final String rule;

        Kind(String prefix, String system, String playbook, Restart restart, String rule) {
            this.prefix = prefix;
            this.system = system;
            this.playbook = playbook;
            this.restart = restart;
            this.rule = rule;
        }

        List<Change> changes(boolean rare) {
            return switch (this) {
                case CLIENT ->
                    List.of(new Change.Registry(
                            WINHTTP,
                            "DefaultSecureProtocols",
                            rare ? RegistryData.dword(168) : RegistryData.dword(160),
                            RegistryData.dword(2176)));
                case SERVER ->
                    List.of(
                            new Change.Registry(
                                    SCHANNEL,
                                    "Enabled",
                                    rare ? RegistryData.dword(0) : RegistryData.ABSENT,
                                    RegistryData.dword(1)),
                            new Change.Registry(
                                    SCHANNEL, "DisabledByDefault", RegistryData.ABSENT, RegistryData.dword(0)));
                case DOTNET ->
                    List.of(new Change.Registry(
                            "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319",
                            "SchUseStrongCrypto",
                            rare ? RegistryData.dword(0) : null,
                            RegistryData.dword(1)));
                case FRONT_END ->
                    List.of(new Change.Product("Skype for Business Server 2015", "6.0.9319.548"), new Change.Reboot());
                case UPDATE -> List.of(new Change.Update("KB3140245"), new Change.Reboot());
            };
        }
    }

    private record Host(AssetId id, Kind kind, @Nullable String site, boolean rare, boolean failed, int number) {}

    private final List<Host> hosts = new ArrayList<>();
    private final Map<AssetId, AssetState> states = new HashMap<>();

    Fleet(int size) {
        for (int i = 0; i < size; i++) {
            Kind kind = kind(i);
            String site = i % LOST == LOST - 1 ? null : SITES.get(i % 7 % SITES.size());
            AssetId id = new AssetId("%s-%05d.corp.example".formatted(kind.prefix, i));
            Host host = new Host(id, kind, site, i % RARE == RARE - 1, i % FAILED == FAILED - 1, i);
            hosts.add(host);
            states.put(id, state(host));
        }
    }

    private static Kind kind(int number) {
        int turn = number % 20;
        if (turn < 11) return Kind.CLIENT;
        if (turn < 15) return Kind.SERVER;
        if (turn < 18) return Kind.DOTNET;
        return turn == 18 ? Kind.UPDATE : Kind.FRONT_END;
    }

    List<AssetState> assets() {
        return hosts.stream().map(host -> states.get(host.id())).toList();
    }

    Optional<AssetState> asset(AssetId id) {
        return Optional.ofNullable(states.get(id));
    }

    Organisation organisation() {
        Window nightly = new Window("FREQ=DAILY;BYHOUR=22;BYMINUTE=0", Duration.ofHours(6));
        Window weekly = new Window("FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0", Duration.ofHours(6));
        return new Organisation(
                "Contoso",
                Goal.READY,
                ZoneId.of("Europe/Berlin"),
                Organisation.Federation.NONE,
                List.of(),
                List.of(),
                List.of(
                        new Site("HQ", Goal.ONLY, List.of("10.0.0.0/16"), null, nightly),
                        new Site("LONDON", null, List.of("10.1.0.0/16"), ZoneId.of("Europe/London"), nightly),
                        new Site("SINGAPORE", null, List.of("10.2.0.0/16"), ZoneId.of("Asia/Singapore"), nightly),
                        new Site("MADRID", null, List.of("10.3.0.0/16"), ZoneId.of("Europe/Madrid"), weekly)),
                List.of(),
                List.of(),
                List.of(),
                List.of(new Blackout(
                        Instant.parse("2018-09-21T00:00:00Z"),
                        Instant.parse("2018-09-21T06:00:00Z"),
                        List.of("LONDON"),
                        "The books of the quarter are closed.")),
                Caution.careful(),
                Ticketing.unsaid(),
                new Approving(null, true, Map.of()));
    }

    /** Puts decisions, plans and what became of earlier ones into an empty store. */
    void fill(Tx tx) {
        List<Decision> decisions = new ArrayList<>();
        hosts.forEach(host -> decisions.add(remediate(host)));
        for (int i = 0; i < hosts.size(); i += 3) decisions.add(other(hosts.get(i), i / 3, Goal.ONLY));
        for (int i = 0; i < hosts.size(); i += 2) decisions.add(other(hosts.get(i), i / 2, Goal.READY));
        tx.decisions().replace(decisions, new Rounds.Ground(START, "b".repeat(64), organisation(), 0));
        for (Host host : hosts) {
            Plan plan = plan(host);
            if (host.failed()) failed(tx, host, plan);
            tx.remediations()
                    .propose(new Remediation.Proposed(new Remediation.Subject(
                            "r-%05d".formatted(host.number()),
                            plan,
                            host.site(),
                            START.minus(Duration.ofMinutes(host.number() % 600)))));
        }
        for (int i = 0; i < Math.min(6, hosts.size()); i++) run(tx, hosts.get(i), i);
    }

    private void failed(Tx tx, Host host, Plan plan) {
        Remediation.Proposed before = new Remediation.Proposed(new Remediation.Subject(
                "r-%05d-before".formatted(host.number()), plan, host.site(), START.minus(Duration.ofDays(3))));
        tx.remediations().propose(before);
        Failure failure = Failure.of(FailureCode.VERIFY_FAILED, "TLS 1.2 is still refused on port 443.");
        tx.remediations().save(new Remediation.Failed(before.subject(), failure, START.minus(Duration.ofDays(2))), 1);
    }

    /** One that runs tonight, some of them with trouble. */
    private void run(Tx tx, Host host, int number) {
        Plan of = plan(host);
        Plan plan = new Plan(of.asset(), of.host(), Goal.ONLY, of.steps());
        String id = "run-%02d".formatted(number);
        Remediation.Proposed proposed =
                new Remediation.Proposed(new Remediation.Subject(id, plan, host.site(), START.minusSeconds(7200)));
        tx.remediations().propose(proposed);
        Approval approval =
                new Approval("user:alice", START.minusSeconds(3600), plan.hash(), START.plusSeconds(86_400));
        ChangeWindow window = new ChangeWindow(START.minusSeconds(2400), START.plusSeconds(18_000));
        Remediation.Running running =
                proposed.approve(approval).schedule(window).start("turn-" + number, START.minusSeconds(1800));
        Remediation next = running;
        if (number % 3 == 1)
            next = running.troubled(new Trouble(
                    3,
                    Failure.of(FailureCode.HOST_UNREACHABLE, "Port 5985 does not answer."),
                    START.minusSeconds(900),
                    START.plusSeconds(240)));
        tx.remediations().save(next, 1);
        tx.runs()
                .begin(new HostRuns.Begun(
                        "turn-" + number, id, host.id(), host.site(), START.minusSeconds(1800), Set.of("all")));
        if (number == 5) {
            Failure failure = Failure.of(FailureCode.VERIFY_FAILED, "TLS 1.2 is still refused on port 443.");
            tx.remediations().save(running.fail(failure, START.minusSeconds(60)), 2);
            tx.runs().end("turn-" + number, START.minusSeconds(60), "Failed", FailureCode.VERIFY_FAILED);
        }
    }

    private static Plan plan(Host host) {
        PlanStep step = new PlanStep(
                10,
                host.kind().system,
                host.kind().playbook,
                "0".repeat(64),
                Map.of(),
                host.kind().changes(host.rare()),
                host.kind().restart,
                host.kind().rule);
        return new Plan(host.id(), HostRef.named(host.id().value()), Goal.READY, List.of(step));
    }

    private static AssetState state(Host host) {
        List<Fact> facts = new ArrayList<>();
        Instant seen = START.minus(Duration.ofHours(20 + host.number() % 300));
        facts.add(new Fact(
                new Observation.OperatingSystem("6.1.7601", null, 1, null, "Windows 7 Enterprise", null, "x64"),
                seen,
                "configmgr@hq",
                "configmgr-csv",
                Method.AGENT,
                pointer(host, 1)));
        facts.add(new Fact(
                new Observation.Membership("service", host.number() % 3 == 0 ? "Payroll" : "Workplace"),
                seen,
                "cmdb@hq",
                "servicenow-csv",
                Method.DECLARED,
                pointer(host, 2)));
        if (host.kind() == Kind.FRONT_END) {
            facts.add(new Fact(
                    new Observation.ServerRole("sfb-front-end", null),
                    seen,
                    "nessus@hq",
                    "nessus",
                    Method.AUTHENTICATED,
                    pointer(host, 3)));
            facts.add(new Fact(
                    new Observation.ProtocolUse(
                            Observation.Direction.OUTBOUND,
                            Protocol.TLS_1_0,
                            Observation.Stack.DOTNET,
                            "mail.corp.example",
                            443,
                            3,
                            null,
                            null,
                            false),
                    seen,
                    "zeek@hq",
                    "zeek",
                    Method.UNAUTHENTICATED,
                    pointer(host, 4)));
        }
        return new AssetState(
                host.id(), new Identity.Resolved(), HostRef.named(host.id().value()), host.site(), facts);
    }

    private static String pointer(Host host, int row) {
        return "sha256:" + "a".repeat(64) + "#row[" + host.number() + "." + row + "]";
    }

    private static Decision.About about(Host host, Readiness readiness, Goal goal, Remedy remedy) {
        return new Decision.About(
                host.id(),
                new Identity.Resolved(),
                HostRef.named(host.id().value()),
                host.site(),
                host.kind().system,
                goal,
                10,
                remedy,
                readiness);
    }

    private static Explanation why(Host host, String rule, String because) {
        return new Explanation(
                rule,
                List.of(24, 25),
                "stable",
                List.of("S1", "M10"),
                host.kind() == Kind.DOTNET ? Confidence.LOW : Confidence.HIGH,
                List.of(
                        new Explanation.FactCited(pointer(host, 1), "The operating system is Windows 7 SP1."),
                        new Explanation.FactCited(pointer(host, 9), "The scanner saw TLS 1.0 alone on port 443.")),
                because);
    }

    private static Decision remediate(Host host) {
        return new Decision.Remediate(
                about(host, Readiness.CAPABLE_OFF, Goal.READY, Remedy.REGISTRY),
                why(host, host.kind().rule, "TLS 1.2 is there and not used by default."),
                host.kind().playbook,
                Map.of(),
                host.kind().changes(host.rare()),
                host.kind().restart);
    }

    private static Decision other(Host host, int number, Goal goal) {
        Readiness[] all = Readiness.values();
        Decision.About at = about(host, all[number * number % all.length], goal, Remedy.NOTHING);
        Decision.About about = new Decision.About(
                at.asset(),
                at.identity(),
                at.host(),
                at.site(),
                number % 2 == 0 ? "cl-sfb2016-msi" : "br-ie-11",
                goal,
                20,
                at.remedy(),
                at.readiness());
        if (number % 3 == 0)
            return new Decision.Hold(
                    about,
                    why(host, "R062-ready-before-only", "ONLY waits until READY is proven."),
                    List.of(new Gate(
                            "R062",
                            "R062-ready-before-only",
                            "asset:" + host.id(),
                            "READY is not proven.",
                            List.of(host.id()),
                            "TLS 1.2 is read back and seen from outside.")),
                    List.of());
        if (number % 3 == 1)
            return new Decision.AwaitVendor(
                    about, why(host, "R069-a-hub", "The vendor has no build yet."), "10.0.15063.1835");
        return new Decision.NoAction(about, why(host, "R102-ready", "It is done."));
    }
}
