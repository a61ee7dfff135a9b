package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.app.GuideFiles;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.decide.EstateDecision;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Decisions.Difference;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site's rules folder that is changed while the server runs. */
class RulesSourceTest {
    private static final String RULE = """
            rule "Contoso watches its web servers itself"
              @id( "R900-contoso-watches" ) @status( "test" ) @statements( "82" ) @source( "contoso" ) @retrieved( "2026-11-23" )
            when
              $system : Recognised( course == "observability" )
            then
              out.nothing( $system, "Contoso watches." );
            end
            """;
    private static final String INVENTORY = """
            {"schema":"ratchet.finding/1","report":{"sha256":"%1$s","format":"osquery","source":"osquery@hq","method":"agent"},"record":"1","observedAt":"2026-11-23T08:00:00Z","host":{"zone":"default","fqdn":"web01.corp.example"},"observation":{"type":"operating-system","version":"10.0.14393","productType":3}}
            {"schema":"ratchet.finding/1","report":{"sha256":"%1$s","format":"osquery","source":"osquery@hq","method":"agent"},"record":"2","observedAt":"2026-11-23T08:00:00Z","host":{"zone":"default","fqdn":"web01.corp.example"},"observation":{"type":"service","name":"W3SVC","state":"running"}}
            """.formatted("0".repeat(64));
    private static final String CASES = """
            cases:
              - case: A web server
                hosts: {a: {base: server-2016, facts: [{service: W3SVC}]}}
                fires: [R900]
              - case: No web server
                hosts: {a: {base: server-2016}}
                not: [R900]
            """;

    @TempDir
    private Path folder;

    private Path site;
    private SqlStore store;

    @BeforeEach
    void open() throws IOException {
        site = folder.resolve("site");
        Files.createDirectories(site.resolve("rules"));
        Files.createDirectories(site.resolve("cases"));
        write(RULE, CASES);
        store = Databases.h2(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aGoodChangeIsSwappedInAndAudited() throws IOException {
        // Given
        Supplier<RuleBook> rules = new RulesSource(site, Clock.systemUTC()).auditedIn(store);
        RuleBook before = rules.get();
        assertThat(rules.get()).isSameAs(before);

        // When
        write(RULE.replace("R900", "R901"), CASES.replace("R900", "R901"));
        RuleBook after = rules.get();

        // Then
        assertThat(ids(before)).contains("R900-contoso-watches");
        assertThat(ids(after)).contains("R901-contoso-watches").doesNotContain("R900-contoso-watches");
        assertThat(rules.get()).isSameAs(after);
        assertThat(audited()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("rules.changed");
            assertThat(event.data()).containsEntry("ruleBook", after.hash()).containsEntry("before", before.hash());
        });
    }

    @Test
    void aBadChangeKeepsTheOldBookAndIsToldOnce() throws IOException {
        // Given
        Supplier<RuleBook> rules = new RulesSource(site, Clock.systemUTC()).auditedIn(store);
        RuleBook before = rules.get();

        // When
        write(RULE.replace("out.nothing", "System.exit"), CASES);
        RuleBook kept = rules.get();
        rules.get();

        // Then
        assertThat(kept).isSameAs(before);
        assertThat(audited()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("rules.refused");
            assertThat(event.data()).containsEntry("ruleBook", before.hash());
            assertThat(String.valueOf(event.data().get("problems")))
                    .contains("rules/contoso.drl, line 6: ", "only 'out' may be called here");
        });

        // When it is put right
        write(RULE, CASES + "\n");
        RuleBook again = rules.get();

        // Then
        assertThat(again).isNotSameAs(before);
        assertThat(audited()).extracting(AuditEvent::type).containsExactly("rules.refused", "rules.changed");
    }

    @Test
    void theRoundAfterAChangeIsDecidedByIt() throws IOException {
        // Given a web server that was told of, and a first round
        Path report = Files.writeString(folder.resolve("inventory.ndjson"), INVENTORY);
        new ReportIntake(store, new ReportReader(), folder.resolve("reports"), Clock.systemUTC())
                .take(new Delivery("inventory.ndjson", report), ReadOptions.plain(), "user:alice");
        EstateDecision decision = new EstateDecision(
                store,
                new RulesSource(site, Clock.systemUTC()).auditedIn(store),
                Organisation::careful,
                new Proposals(new Planner(PackageDepot.none()), IdSource.random()),
                Clock.systemUTC());
        assertThat(rules(decision.redecide().added())).contains("R900-contoso-watches");
        String first = decision.rules().hash();

        // When a change cannot be used
        write(RULE, "cases: []\n");
        decision.redecide();

        // Then
        assertThat(decision.rules().hash()).isEqualTo(first);

        // When another one can
        write(RULE.replace("R900", "R901"), CASES.replace("R900", "R901"));
        Difference difference = decision.redecide();

        // Then
        String second = decision.rules().hash();
        assertThat(second).isNotEqualTo(first);
        assertThat(rules(difference.added())).containsOnly("R901-contoso-watches");
        assertThat(rules(difference.withdrawn())).containsOnly("R900-contoso-watches");
        assertThat(audited())
                .filteredOn(event -> "R901-contoso-watches".equals(event.data().get("rule")))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.data()).containsEntry("ruleBook", second));
    }

    private static List<String> rules(List<Decision> decisions) {
        return decisions.stream().map(each -> each.why().rule()).toList();
    }

    @Test
    void aPlaybookIsSwappedWithTheRestAndOneThatCannotBeUsedChangesNothing() throws IOException {
        // Given the folder of the guide, with a playbook of the site's own
        Path guide = folder.resolve("guide");
        GuideFiles.save(guide);
        Path playbook = guide.resolve("site/playbooks/agent-update.yaml");
        String written = Files.readString(playbook);
        Supplier<RuleBook> rules = new RulesSource(guide.resolve("site"), Clock.systemUTC()).auditedIn(store);
        String first = ofTheSite(rules.get());

        // When
        Files.writeString(playbook, written.replace("risk: medium", "risk: high"));
        String second = ofTheSite(rules.get());

        // Then
        assertThat(second).isNotEqualTo(first);

        // When it reaches for what is shipped
        Files.writeString(playbook, written.replace("[Contoso Agent]", "[Contoso Agent, Exchange Server]"));

        // Then
        assertThat(ofTheSite(rules.get())).isEqualTo(second);
        assertThat(audited()).extracting(AuditEvent::type).containsExactly("rules.changed", "rules.refused");
    }

    private static String ofTheSite(RuleBook book) {
        return book.playbooks().find("site/agent-update").contentHash();
    }

    @Test
    void aFolderThatGoesAwayChangesNothing() throws IOException {
        // Given
        Supplier<RuleBook> rules = new RulesSource(site, Clock.systemUTC()).auditedIn(store);
        RuleBook before = rules.get();

        // When
        Files.move(site, folder.resolve("elsewhere"));

        // Then
        assertThat(rules.get()).isSameAs(before);
        assertThat(rules.get()).isSameAs(before);
        assertThat(audited()).extracting(AuditEvent::type).containsExactly("rules.refused");
    }

    @Test
    void aServerDoesNotStartOnAFolderThatCannotBeUsed() throws IOException {
        // Given
        write(RULE, "cases: []\n");

        // Then
        assertThatThrownBy(() -> new RulesSource(site, Clock.systemUTC()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("CONFIG-INVALID")
                .hasMessageContaining("rules/contoso.drl, line 1: no case says that the rule");
    }

    private void write(String rule, String cases) throws IOException {
        Files.writeString(site.resolve("rules/contoso.drl"), rule);
        Files.writeString(site.resolve("cases/contoso.yaml"), cases);
    }

    private static List<String> ids(RuleBook book) {
        return book.rules().stream().map(RuleDescription::id).toList();
    }

    private List<AuditEvent> audited() {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event).toList();
            }
        });
    }
}
