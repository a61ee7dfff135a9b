package io.ratchet.routes.decide;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.tickets.TicketRounds;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The examples of the rules as one estate in a real store, decided round after round; a minute passes with each look at
 * the clock.
 */
final class DecidedEstate extends Clock implements AutoCloseable {
    static final RuleBook SHIPPED = RuleBook.shipped();

    private static final Path EXAMPLES = Path.of("../rules/src/test/resources/examples");

    final SqlStore store;
    RuleBook rules = SHIPPED;
    Organisation organisation = Organisation.careful();

    /** What happens once while a round is under way, after it has read the findings. */
    Runnable meanwhile = () -> {};

    private final AtomicInteger ids = new AtomicInteger();
    private final EstateDecision decision;
    private final EstateDecision elsewhere;
    private Instant now = Instant.parse("2018-09-20T01:00:00.123456789Z");

    DecidedEstate(Path folder) {
        store = Databases.h2(folder);
        Planner planner = new Planner(PackageDepot.none());
        Proposals proposals = new Proposals(planner, () -> "r-" + ids.incrementAndGet());
        decision = new EstateDecision(store, () -> rules, () -> organisation, proposals, this);
        elsewhere = new EstateDecision(store, () -> rules, () -> organisation, proposals, this);
    }

    /** Takes an example's findings in and decides. */
    void hear(String example) throws IOException {
        hear(findings(example));
    }

    void hear(List<Finding> findings) {
        take(findings);
        decide();
    }

    /** Another server on the same database takes an example in and decides. */
    void hearElsewhere(List<Finding> findings) {
        take(findings);
        elsewhere.redecide();
    }

    /** Another server takes an example in and decides so many assets at a time. */
    void hearBySlices(List<Finding> findings, int slice) {
        take(findings);
        new EstateDecision(
                        store,
                        () -> rules,
                        () -> organisation,
                        new Proposals(new Planner(PackageDepot.none()), () -> "s-" + ids.incrementAndGet()),
                        new TicketRounds(TicketSettings.none()),
                        this,
                        RoundObserver.none(),
                        slice)
                .redecide();
    }

    static List<Finding> findings(String example) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (String line : Files.readAllLines(EXAMPLES.resolve(example + ".findings.ndjson")))
            findings.add(FindingJson.read(Json.parse(line)));
        return findings;
    }

    private void take(List<Finding> findings) {
        store.run(tx -> tx.findings()
                .add(findings.get(0).report().sha256(), tx.findings().count(), findings));
    }

    void decide() {
        decision.redecide();
    }

    static Organisation organisationOf(String example) {
        return OrganisationFile.read(EXAMPLES.resolve(example + ".organisation.yaml"));
    }

    void wait(Duration time) {
        now = now.plus(time);
    }

    RoundReplay replay() {
        return new RoundReplay(store, () -> rules);
    }

    WhatIf whatIf() {
        return new WhatIf(store, () -> rules, () -> organisation, this);
    }

    @Override
    public Instant instant() {
        now = now.plusSeconds(60);
        Instant moment = now;
        Runnable happens = meanwhile;
        meanwhile = () -> {};
        happens.run();
        return moment;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public void close() {
        store.close();
    }
}
