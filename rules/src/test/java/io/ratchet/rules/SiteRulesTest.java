package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site's folder beside the shipped rule book: what it adds, and everything it is refused for. */
class SiteRulesTest {
    private static final String CATALOGUE = """
            # Contoso's own products.
            systems:
              - id: sv-contoso-scheduler
                name: Contoso Scheduler
                course: server
                tags: [server]
                recognise:
                  - {product: "^Contoso Scheduler"}
                floor: {build: 4.10, says: version 4.10}
                remedy: upgrade
                restart: service
                advice: update it with its vendor's installer
                sources: [contoso-tls-statement]
                confidence: M
            """;
    private static final String RULE = """
            // What Contoso wants of its own products.
            rule "The scheduler is updated by its owner"
              @id( "R900-scheduler-is-updated" ) @status( "test" ) @statements( "5,114" )
              @source( "contoso-tls-statement" ) @retrieved( "2026-11-23" )
            when
              $need : Need( topic == "build", status == "unmet", system == "sv-contoso-scheduler" )
            then
              out.ticket( $need, "It speaks TLS 1.2 only from this build on." );
            end
            """;
    private static final String CASES = """
            cases:
              - case: Contoso Scheduler below its floor
                hosts:
                  old: {base: server-2016, facts: [{product: Contoso Scheduler, version: 4.9}]}
                fires: [R900]
                expect:
                  - {asset: old.corp.example, system: sv-contoso-scheduler, decision: ticket, remedy: upgrade, rule: R900-scheduler-is-updated}
                forbid:
                  - {decision: remediate}
              - case: Contoso Scheduler at its floor
                hosts:
                  new: {base: server-2016, facts: [{product: Contoso Scheduler, version: 4.10}]}
                not: [R900]
                expect:
                  - {system: sv-contoso-scheduler, decision: no-action}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        catalogue(CATALOGUE);
        rules(RULE);
        cases(CASES);
    }

    @Test
    void addsASystemAndWhatIsDecidedOfIt() {
        // Given
        CaseFiles.Case old = new CaseFiles().read("cases", CASES, problem -> {
            throw new AssertionError(problem);
        }).get(0);
        // When
        RuleBook book = RuleBook.withFolder(folder);
        // Then
        List<Decision> decisions = book.decide(old.estate());
        assertThat(decisions)
                .filteredOn(decision -> "sv-contoso-scheduler".equals(decision.about().system()))
                .singleElement()
                .isInstanceOfSatisfying(Decision.Ticket.class, ticket -> {
                    assertThat(ticket.why().rule()).isEqualTo("R900-scheduler-is-updated");
                    assertThat(ticket.why().citations()).contains("contoso-tls-statement");
                    assertThat(ticket.why().because()).contains("Found: Contoso Scheduler 4.9");
                });
        assertThat(book.rules()).extracting(RuleDescription::id).contains("R900-scheduler-is-updated", "R062-not-ready-with-evidence");
        assertThat(book.hash()).matches("[0-9a-f]{64}").isNotEqualTo(RuleBook.shipped().hash());
    }

    @Test
    void aNameThatClashesIsRefused() throws IOException {
        rules(RULE.replace("status == \"unmet\"", "statuss == \"unmet\""));
        refused("rules/contoso.drl, line 6: ");
    }

    private void refused(String... sentences) {
        assertThatThrownBy(() -> RuleBook.withFolder(folder)).isInstanceOfSatisfying(FailureException.class, failure -> {
            System.err.println(failure.getMessage());
            for (String sentence : sentences) assertThat(failure.failure().message()).contains(sentence);
        });
    }

    private void catalogue(String text) throws IOException {
        put("catalogue/contoso.yaml", text);
    }

    private void rules(String text) throws IOException {
        put("rules/contoso.drl", text);
    }

    private void cases(String text) throws IOException {
        put("cases/contoso.yaml", text);
    }

    private void put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
