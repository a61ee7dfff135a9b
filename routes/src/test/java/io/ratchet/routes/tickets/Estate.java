package io.ratchet.routes.tickets;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Decision.About;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Explanation.FactCited;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.routes.support.SetClock;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcConnectionPool;

/** Decisions that a test makes up, round after round, in a real store. */
final class Estate implements AutoCloseable {
    static final RuleBook RULES = RuleBook.shipped();
    private static int number;

    final SetClock clock;
    final SqlStore store;
    final TicketRounds rounds;
    Organisation organisation = organisation(Ticketing.unsaid());
    private final JdbcConnectionPool database;
    private final Map<AssetId, List<Decision>> decisions = new TreeMap<>();

    /** A Thursday morning. */
    static SetClock clock() {
        return new SetClock(Instant.parse("2019-06-20T08:00:00Z"));
    }

    Estate(TicketSettings settings, SetClock clock) {
        this.clock = clock;
        database = Databases.h2WithTables();
        store = Databases.opened(database);
        rounds = new TicketRounds(settings);
    }

    static Organisation organisation(Ticketing ticketing) {
        Organisation careful = Organisation.careful();
        return new Organisation(
                "Contoso",
                careful.goal(),
                careful.timezone(),
                careful.federation(),
                careful.federatedPartners(),
                careful.topology(),
                careful.sites(),
                careful.exceptions(),
                careful.proofs(),
                careful.waivers(),
                careful.blackouts(),
                careful.caution(),
                ticketing);
    }

    /** Decides these anew and leaves all others as they are. */
    void decide(Map<AssetId, List<Decision>> some) {
        some.forEach((asset, lines) -> {
            if (lines.isEmpty()) decisions.remove(asset);
            else decisions.put(asset, lines);
        });
        round(some.keySet());
    }

    void decide(Decision... lines) {
        decide(List.of(lines).stream()
                .collect(Collectors.groupingBy(line -> line.about().asset())));
    }

    void gone(AssetId asset) {
        decide(Map.of(asset, List.of()));
    }

    /** Decides everything, as after a start or a change of the profile. */
    void decideAll() {
        round(Set.copyOf(decisions.keySet()));
    }

    private void round(Set<AssetId> assets) {
        List<Decision> lines = decisions.entrySet().stream()
                .filter(entry -> assets.contains(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
        store.run(tx -> {
            Rounds.Ground ground = new Rounds.Ground(
                    clock.instant(), "0".repeat(64), organisation, tx.findings().cut());
            tx.decisions()
                    .replace(
                            assets,
                            lines,
                            ground,
                            tx.rounds().last().map(Rounds.Round::number).orElse(0L));
            rounds.follow(tx, assets, lines, new TicketRounds.Ground(RULES, organisation, clock.instant()));
        });
    }

    static AssetId asset(String name) {
        return new AssetId(name + ".corp.example");
    }

    static Decision ticket(String name, String system, String site, String because) {
        return new Decision.Ticket(
                about(name, system, site, Goal.READY, Remedy.UPGRADE, Readiness.NOT_CAPABLE),
                why("R059-room-is-updated", because),
                List.of(new Change.Product("surface-hub", "10.0.15063.1897")));
    }

    static Decision waits(String name, String system, String site) {
        return new Decision.AwaitVendor(
                about(name, system, site, Goal.READY, Remedy.VENDOR, Readiness.AWAITING_VENDOR),
                why("R061-room-waits-for-release", "The vendor has not released a build with TLS 1.2 yet."),
                "10.0.15063.1897");
    }

    static Decision done(String name, String system, String site) {
        return new Decision.NoAction(
                about(name, system, site, Goal.READY, Remedy.NOTHING, Readiness.CONFIGURED),
                why("R215-room-at-its-floor", "10.0.15063.1897 has what the vendor released for TLS 1.2."));
    }

    static Decision unknown(String name, String system, String site) {
        return new Decision.Hold(
                about(name, system, site, Goal.READY, Remedy.EVIDENCE, Readiness.UNKNOWN),
                why("R214-room-build-is-asked", "The build decides."),
                List.of(new Gate(
                        Gate.EVIDENCE,
                        "R214-room-build-is-asked",
                        "asset:" + asset(name),
                        "The build is not known.",
                        List.of(asset(name)),
                        "a report with the build")),
                List.of());
    }

    static Decision heldBy(String name, String holder, String site) {
        return new Decision.Hold(
                about(name, "sv-exchange-2016", site, Goal.ONLY, Remedy.REGISTRY, Readiness.READY),
                why("R123-surface-hub-holds", "A Surface Hub of the site is below its build."),
                List.of(new Gate(
                        "R123",
                        "R123-surface-hub-holds",
                        "site:" + site,
                        "Rooms wait.",
                        List.of(asset(holder)),
                        "the build")),
                List.of());
    }

    private static About about(String name, String system, String site, Goal goal, Remedy remedy, Readiness readiness) {
        AssetId asset = asset(name);
        return new About(
                asset,
                new Identity.Resolved(),
                HostRef.named(asset.value()),
                site,
                system,
                goal,
                10,
                remedy,
                readiness);
    }

    private static Explanation why(String rule, String because) {
        return new Explanation(
                rule,
                List.of(61),
                "stable",
                List.of("M3"),
                Confidence.HIGH,
                List.of(new FactCited("sha256:" + "a".repeat(64) + "#Row[7]", "inventory says build 10.0.15063.1418")),
                because);
    }

    @Override
    public void close() {
        store.close();
        database.dispose();
    }
}
