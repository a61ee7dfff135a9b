package io.ratchet.app.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.console.ConsolePorts;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
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
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.decide.RoundReplay;
import io.ratchet.routes.decide.WhatIf;
import io.ratchet.routes.explain.Explainer;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.routes.night.NightReport;
import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.Needed;
import io.ratchet.routes.waiting.VendorWaits;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds;
import io.ratchet.store.Tx;
import io.ratchet.store.audit.AuditSelection;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A console over an estate of one host, whose every text is hostile; remembers what was said to it. */
public final class ShownEstate {
    /** What would run in a browser if a page forgot to escape it. */
    public static final String HOSTILE = "<script>alert('host')</script>";

    private final Path folder;
    private final List<String> approved = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private final List<String> ordered = new ArrayList<>();
    private final List<Stop> stops = new ArrayList<>();
    private final List<Brake> brakes = new ArrayList<>(List.of(new Brake(
            "role:adfs",
            Brake.Kind.QUARANTINE,
            "on adfs-1 its change failed.",
            "r-0",
            new AssetId("adfs-1"),
            Instant.EPOCH)));
    private final List<String> taken = new ArrayList<>();

    public ShownEstate(Path folder) {
        this.folder = folder;
    }

    /** {@code id planHash by} of each approval. */
    public List<String> approved() {
        return approved;
    }

    /** {@code id by reason} of each rejection. */
    public List<String> rejected() {
        return rejected;
    }

    /** {@code order id by reason} of each word on a remediation. */
    public List<String> ordered() {
        return ordered;
    }

    /** {@code by name: content} of each report. */
    public List<String> taken() {
        return taken;
    }

    public ConsolePorts ports() {
        SqlStore store = filled();
        AssetState asset = new AssetState(
                new AssetId(HOSTILE), new Identity.Resolved(), HostRef.named("web01.corp.example"), HOSTILE, List.of());
        AssetState other = new AssetState(
                new AssetId("web01.example/nic"),
                new Identity.Resolved(),
                HostRef.named("web01.example"),
                null,
                List.of());
        Clock clock = Clock.systemUTC();
        ConsolePorts.Outlook outlook = new ConsolePorts.Outlook() {
            @Override
            public List<IdentityClaim> claims(AssetId id) {
                return List.of();
            }

            @Override
            public long elsewhere(String by) {
                return 0;
            }

            @Override
            public Organisation organisation() {
                return Organisation.careful();
            }

            @Override
            public Optional<AssetState> asset(AssetId id) {
                return Stream.of(asset, other)
                        .filter(one -> one.id().equals(id))
                        .findFirst();
            }

            @Override
            public Optional<ChangeWindow> window(@Nullable String site, Instant at) {
                return Optional.empty();
            }
        };
        CohortDesk cohorts =
                new CohortDesk(store, clock, IdSource.random(), Duration.ofDays(7), id -> {}, Runnable::run);
        Supplier<Assets> assets = () -> Assets.of(List.of(asset, other));
        RuleBook rules = RuleBook.shipped();
        Explainer explainer = new Explainer(store, rules, Organisation::careful, assets, clock);
        VendorWaits waits = new VendorWaits(store, () -> rules, clock);
        RoundReplay replay = new RoundReplay(store, () -> rules);
        WhatIf whatIf = new WhatIf(store, () -> rules, Organisation::careful, clock);
        return new ConsolePorts(
                store,
                new Desk(),
                cohorts,
                outlook,
                assets,
                this::take,
                this::export,
                explainer,
                waits,
                replay,
                whatIf,
                new ShownNights(),
                folder,
                clock);
    }

    private static SqlStore filled() {
        SqlStore store = Databases.inMemory();
        store.run(tx -> {
            tx.decisions()
                    .replace(
                            List.of(remediate(), new Decision.NoAction(about(HOSTILE), why()), held(), waiting()),
                            new Rounds.Ground(Instant.EPOCH, "b".repeat(64), Organisation.careful(), 0));
            tx.remediations().propose(proposed());
            tx.reports().begin("c".repeat(64), "scan.nessus", Instant.EPOCH);
            tx.reports()
                    .reject(
                            "c".repeat(64),
                            List.of(new Rejected("scan.nessus", "line 3", "INTAKE-NO-HOST", "No host.", HOSTILE)));
        });
        return store;
    }

    private List<Coverage> take(String name, Path report, String by) {
        try {
            taken.add(by + " " + name + ": " + Files.readString(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(new Coverage(name, "nessus", "0".repeat(64), 1, 1, 1, 0, 0, true, 1));
    }

    private void export(Path zip, AuditSelection selection) {
        try {
            Files.writeString(zip, "zip");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One plan for tonight, one that does not fit, and one quarantine. */
    private final class ShownNights implements ConsolePorts.Nights {
        @Override
        public ObjectNode at(Instant at) {
            ObjectNode night = Json.object().put("schema", "ratchet.night/1").put("at", at.toString());
            night.put("ends", "2018-09-20T21:00:00Z");
            night.putArray("windows");
            ObjectNode step = night.putArray("plan").addObject();
            step.put("remediation", "r-1")
                    .put("asset", HOSTILE)
                    .put("site", "HQ")
                    .put("goal", "READY");
            step.put("wave", 1).put("begins", "2018-09-20T20:00:00Z").put("ends", "2018-09-20T21:00:00Z");
            step.put("restart", "reboot").putArray("firstWith").add("playbook:windows/winhttp@6.1.7601");
            ObjectNode left = night.putArray("left").addObject();
            left.put("remediation", "r-2")
                    .put("asset", "web02")
                    .put("site", "HQ")
                    .put("goal", "READY");
            left.put("code", "CAP-REACHED").put("because", "Those before it take the places.");
            night.putArray("underWay");
            night.putArray("stops");
            ArrayNode shown = night.putArray("brakes");
            brakes.forEach(brake -> shown.add(NightReport.json(brake)));
            ObjectNode report = night.putObject("report");
            report.putObject("outcomes").put("Verified", 3);
            ObjectNode run = report.putArray("runs").addObject();
            run.put("remediation", "r-0").put("asset", "web00").put("begun", "2018-09-19T20:00:00Z");
            run.put("ended", "2018-09-19T20:20:00Z").put("outcome", "Verified");
            return night;
        }

        @Override
        public List<Brake> brakes() {
            return List.copyOf(brakes);
        }

        @Override
        public void release(String scope, String by, String reason) {
            brakes.removeIf(brake -> brake.scope().equals(scope));
            ordered.add("RELEASE " + scope + " " + by + " " + reason);
        }
    }

    private final class Desk implements ConsolePorts.Approvals {
        @Override
        public Remediation approve(String id, @Nullable String planHash, String by) {
            if (id.equals("r-0"))
                throw FailureException.of(FailureCode.PLAN_CHANGED, "The plan of r-0 is not the one you looked at.");
            approved.add(id + " " + planHash + " " + by);
            Instant now = Instant.EPOCH;
            return proposed().approve(new Approval(by, now, String.valueOf(planHash), now.plusSeconds(1)));
        }

        @Override
        public Remediation breakGlass(String id, @Nullable String planHash, String by, String reason) {
            ordered.add("GLASS " + id + " " + by + " " + reason);
            Instant now = Instant.EPOCH;
            return proposed().approve(new Approval(by, now, String.valueOf(planHash), now.plusSeconds(1)));
        }

        @Override
        public Needed needed(Tx tx, Proposed waiting) {
            return new Needed(1, 1, List.of(), List.of(), true, true);
        }

        @Override
        public Remediation reject(String id, String by, String reason) {
            rejected.add(id + " " + by + " " + reason);
            return proposed().reject(by, reason, Instant.EPOCH);
        }

        @Override
        public Remediation comment(String id, String by, String text) {
            ordered.add("COMMENT " + id + " " + by + " " + text);
            return proposed();
        }

        @Override
        public Remediation order(ConsolePorts.Order order, String id, String by, String reason) {
            ordered.add(order + " " + id + " " + by + " " + reason);
            return proposed().withdraw(reason, Instant.EPOCH);
        }

        @Override
        public List<Stop> stops() {
            return List.copyOf(stops);
        }

        @Override
        public Stop stop(String scope, String by, String reason) {
            Stop stop = new Stop(scope, by, reason, Instant.EPOCH);
            stops.add(stop);
            return stop;
        }

        @Override
        public void lift(String scope, String by, String reason) {
            stops.removeIf(stop -> stop.scope().equals(scope));
        }
    }

    public static Remediation.Proposed proposed() {
        PlanStep step = new PlanStep(
                10, "os-7-sp1", "windows/winhttp", "0".repeat(64), Map.of(), changes(), Restart.REBOOT, why().rule());
        Plan plan = new Plan(new AssetId(HOSTILE), HostRef.named("web01.corp.example"), Goal.READY, List.of(step));
        return new Remediation.Proposed(new Remediation.Subject("r-1", plan, HOSTILE, Instant.EPOCH));
    }

    private static Decision remediate() {
        return new Decision.Remediate(about(HOSTILE), why(), "windows/winhttp", Map.of(), changes(), Restart.REBOOT);
    }

    private static Decision held() {
        Gate gate = new Gate("R069", "R069-a-hub", "site:HQ", HOSTILE, List.of(), "The hub is updated.");
        return new Decision.Hold(about(HOSTILE), why(), List.of(gate), List.of());
    }

    private static Decision waiting() {
        return new Decision.AwaitVendor(about(HOSTILE), why(), "10.0.1.2");
    }

    private static Decision.About about(String asset) {
        return new Decision.About(
                new AssetId(asset),
                new Identity.Resolved(),
                HostRef.named("web01.corp.example"),
                HOSTILE,
                "os-7-sp1",
                Goal.READY,
                10,
                Remedy.REGISTRY,
                Readiness.CAPABLE_OFF);
    }

    private static Explanation why() {
        return new Explanation(
                "R025-winhttp-keeps-what-is-there",
                List.of(24, 25),
                "stable",
                List.of("S1", "M10"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited("sha256:0#1", HOSTILE)),
                "TLS 1.2 is not among the protocols that WinHTTP offers.");
    }

    private static List<Change> changes() {
        return List.of(new Change.Registry(
                "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
                "DefaultSecureProtocols",
                RegistryData.dword(160),
                RegistryData.dword(2176)));
    }
}
