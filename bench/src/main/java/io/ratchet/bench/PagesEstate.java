package io.ratchet.bench;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.store.CollectOrders;
import io.ratchet.store.Exceptions;
import io.ratchet.store.Outbox;
import io.ratchet.store.Rounds;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.SqlStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An estate that the pages are asked over, put into an empty store: decisions of every kind, plans that wait, findings,
 * and rows in every list in proportion. The same size always gives the same estate.
 *
 * @param assets how many hosts
 * @param findings what was said of them
 * @param waiting of how many a plan waits for approval
 */
record PagesEstate(int assets, int findings, int waiting) {
    static final Instant AT = Instant.parse("2018-09-20T16:00:00Z");

    private static final int RARE = 29;
    private static final int LOST = 71;
    private static final int AT_ONCE = 5_000;
    private static final int ROUNDS = 200;

    /** One in so many assets waits for its vendor, and holds others. */
    private static final int VENDOR = 100;

    /** One in so many findings could not be read. */
    private static final int UNREADABLE = 100;

    private static final List<String> SITES = List.of("HQ", "LONDON", "SINGAPORE", "MADRID");

    static AssetId id(int number) {
        return new AssetId("host-%06d.corp.example".formatted(number));
    }

    /** The report that a page of one report is asked of. */
    static String report(int number) {
        return Sha256.hex("report " + number);
    }

    private static @Nullable String site(int number) {
        return number % LOST == LOST - 1 ? null : SITES.get(number % SITES.size());
    }

    void fill(SqlStore store) {
        decide(store);
        each(store, waiting, (tx, i) -> {
            Remediation.Proposed proposed = new Remediation.Proposed(
                    new Remediation.Subject("r-%06d".formatted(i), plan(i), site(i), AT.minusSeconds(i)));
            tx.remediations().propose(proposed);
            tx.changes().keep(change(i));
            tx.audit().append(AuditEvents.remediationProposed(AT, proposed));
        });
        for (int first = 0; first < findings; first += AT_ONCE) say(store, first, Math.min(findings - first, AT_ONCE));
        each(store, Math.max(1, assets / VENDOR), (tx, i) -> {
            tx.exceptions().ask(exception(i));
            ask(tx, i);
        });
        each(store, assets, (tx, i) -> {
            CollectOrders.Order order =
                    CollectOrders.Order.of(id(i), null, site(i), AT, "user:bench", AT.minusSeconds(i));
            tx.collects().order(order);
            if (i % 10 != 0 && tx.collects().take(order, AT.plusSeconds(60)))
                tx.collects().end(order, CollectOrders.State.DONE, AT, null, "12 facts.");
        });
        // What a database that is in use does by itself some time after so many rows have come.
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("analyze");
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be analysed", e);
        }
    }

    private static void each(SqlStore store, int number, BiConsumer<Tx, Integer> work) {
        for (int first = 0; first < number; first += AT_ONCE) {
            int from = first;
            int to = Math.min(number, first + AT_ONCE);
            store.run(tx -> {
                for (int i = from; i < to; i++) work.accept(tx, i);
            });
        }
    }

    /** The whole once, and then some hosts otherwise, round by round. */
    private void decide(SqlStore store) {
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < assets; i++) decisions.addAll(decided(i));
        store.run(tx -> tx.decisions().replace(decisions, ground(0)));
        for (int round = 1; round <= Math.min(ROUNDS, assets); round++) {
            int number = round;
            AssetId asset = id(number - 1);
            store.run(tx -> tx.decisions().replace(Set.of(asset), decided(number - 1), ground(number), number));
        }
    }

    private static Rounds.Ground ground(int round) {
        return new Rounds.Ground(AT.plusSeconds(round), "b".repeat(64), Organisation.careful(), round);
    }

    private List<Decision> decided(int i) {
        List<Decision> decisions = new ArrayList<>();
        decisions.add(i < waiting ? remediate(i) : i % 20 == 19 ? ticket(i) : held(i));
        if (i % 3 == 0)
            decisions.add(new Decision.NoAction(about(i, "cl-sfb2016-msi", Readiness.READY, Goal.READY), why(i)));
        if (i % VENDOR == 0)
            decisions.add(new Decision.AwaitVendor(
                    about(i, "dev-rally-bar", Readiness.AWAITING_VENDOR, Goal.READY), why(i), "1.9.318"));
        return decisions;
    }

    /** One delivery of findings, the rest of it unreadable. */
    private void say(SqlStore store, int first, int number) {
        String sha256 = report(first / AT_ONCE);
        ReportRef from = new ReportRef(sha256, "osquery", "osquery@hq", null, Method.AGENT);
        List<Finding> said = new ArrayList<>();
        List<Rejected> rejected = new ArrayList<>();
        for (int i = first; i < first + number; i++) {
            String record = "row[" + i + "]";
            said.add(new Finding(
                    from, record, AT.minusSeconds(i % 86_400), host(i % assets), observation(i), Evidence.NONE));
            if (i % UNREADABLE == 0)
                rejected.add(
                        new Rejected("inventory.ndjson", record, "INTAKE-BAD-ROW", "The row breaks off.", "{\"a\":"));
        }
        store.run(tx -> {
            Instant at = AT.minusSeconds(first / AT_ONCE);
            tx.reports().begin(sha256, "inventory-" + first + ".ndjson", at);
            tx.findings().add(sha256, 0, said);
            tx.reports().reject(sha256, rejected);
            tx.reports()
                    .finish(
                            sha256,
                            new Coverage(
                                    "inventory-" + first + ".ndjson",
                                    "osquery",
                                    sha256,
                                    number,
                                    number,
                                    number,
                                    0,
                                    0,
                                    true,
                                    number,
                                    0),
                            at);
        });
    }

    private Observation observation(int number) {
        int turn = number / Math.max(1, assets);
        return switch (turn % 3) {
            case 0 ->
                new Observation.ProtocolOffer(443 + turn, "tcp", null, null, Protocol.TLS_1_2, OfferState.OFFERED);
            case 1 ->
                new Observation.InstalledProduct(
                        "Product " + turn, "1." + turn, "Vendor " + turn % 7, "msi", null, null);
            default -> new Observation.UpdateInstalled("KB" + (4_000_000 + turn), Observation.Presence.PRESENT, null);
        };
    }

    private static HostRef host(int number) {
        return HostRef.named(id(number).value());
    }

    private static Exceptions.Entry exception(int number) {
        ExceptionEntry said = new ExceptionEntry(
                id(number).value(),
                Goal.ONLY,
                "uc-team",
                "Its vendor has not released the build.",
                LocalDate.of(2019, 6, 30),
                "It stands behind the reverse proxy.",
                new Clearing.Words("the vendor's build"));
        return new Exceptions.Entry(
                "e-%06d".formatted(number),
                said,
                Exceptions.State.REQUESTED,
                null,
                "user:alice",
                AT.minusSeconds(number),
                null,
                null,
                "");
    }

    /** A ticket with what is still to be said there. */
    private static void ask(Tx tx, int number) {
        TicketUnit unit = TicketUnit.atSite("os-7-sp1", "SITE-" + number);
        TicketKey key = TicketKey.of("bench", unit, 1);
        tx.tickets()
                .keep(new Ticket(
                        key,
                        unit,
                        "Windows 7 SP1",
                        "noc",
                        "Clients",
                        "",
                        LocalDate.of(2018, 12, 31),
                        Ticket.ByHand.REOPEN,
                        1,
                        number % 3 == 0 ? Ticket.State.CLOSED : Ticket.State.OPEN,
                        10,
                        10,
                        "f".repeat(64),
                        AT.minusSeconds(number),
                        null,
                        null));
        tx.outbox().put(new Outbox.Letter("ticket", key.value(), "open", "open " + key.value(), "{}"), AT, AT);
    }

    private static ChangeRequest change(int number) {
        return new ChangeRequest(
                TicketKey.of("bench", TicketUnit.atSite("change", "r-" + number), 1),
                "r-%06d".formatted(number),
                plan(number).hash(),
                "noc",
                "Changes",
                ChangeRequest.State.ASKED,
                false,
                null,
                "",
                "",
                "",
                "",
                AT.minusSeconds(number),
                null);
    }

    private static Decision ticket(int number) {
        return new Decision.Ticket(about(number, "sv-iis", Readiness.EXTERNAL, Goal.READY), why(number), List.of());
    }

    private static Plan plan(int number) {
        PlanStep step = new PlanStep(
                10,
                "os-7-sp1",
                number % 5 == 0 ? "windows/dotnet-strong-crypto" : "windows/winhttp-default-protocols",
                "0".repeat(64),
                Map.of(),
                changes(number),
                Restart.REBOOT,
                why(number).rule());
        return new Plan(id(number), HostRef.named(id(number).value()), Goal.READY, List.of(step));
    }

    private static List<Change> changes(int number) {
        return List.of(new Change.Registry(
                "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp",
                "DefaultSecureProtocols",
                number % RARE == 0 ? RegistryData.ABSENT : RegistryData.dword(160),
                RegistryData.dword(2176)));
    }

    private static Decision.About about(int number, String system, Readiness readiness, Goal goal) {
        return new Decision.About(
                id(number),
                new Identity.Resolved(),
                HostRef.named(id(number).value()),
                site(number),
                system,
                goal,
                10,
                Remedy.REGISTRY,
                readiness);
    }

    private static Explanation why(int number) {
        return new Explanation(
                "R025-winhttp-keeps-what-is-there",
                List.of(24, 25),
                "stable",
                List.of("S1", "M10"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited(
                        "sha256:" + "a".repeat(64) + "#row[" + number + "]", "The value is 160.")),
                "WinHTTP does not offer TLS 1.2.");
    }

    private static Decision remediate(int number) {
        return new Decision.Remediate(
                about(number, "os-7-sp1", Readiness.CAPABLE_OFF, Goal.READY),
                why(number),
                plan(number).steps().get(0).playbook(),
                Map.of(),
                changes(number),
                Restart.REBOOT);
    }

    /** By itself, or, one in seven, by those that wait for their vendor. */
    private Decision held(int number) {
        boolean byOthers = number % 7 == 0;
        List<AssetId> holders =
                byOthers ? List.of(id(number / VENDOR % Math.max(1, assets / VENDOR) * VENDOR)) : List.of(id(number));
        Gate gate = new Gate(
                byOthers ? "R069" : "R062",
                byOthers ? "R069-rooms-first" : "R062-ready-before-only",
                byOthers ? "site:" + site(number) : "asset:" + id(number),
                "READY is not proven.",
                holders,
                "TLS 1.2 is read back and seen from outside.");
        return new Decision.Hold(
                about(number, "os-7-sp1", Readiness.CONFIGURED, Goal.ONLY), why(number), List.of(gate), List.of());
    }
}
