package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.rules.catalogue.Catalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Playbooks among the other files of a site's folder. */
class SitePlaybookFolderTest {
    private static final String PLAYBOOK = """
            schema: ratchet.playbook/1
            title: Bring Contoso Agent to a build
            supports: []
            risk: medium
            restart: service
            order: 90
            breaks: [The agent does not report while it is installed.]
            prerequisites: []
            citations: [contoso-agent-statement]
            changes:
              products: [Contoso Agent]
            """;
    private static final String CATALOGUE = """
            systems:
              - id: sv-contoso-agent
                name: Contoso Agent
                course: server
                recognise:
                  - {product: "^Contoso Agent"}
                floor: {build: 7.1.0.0, says: version 7.1}
                remedy: upgrade
                restart: service
                playbook: site/agent-update
                sources: [contoso-agent-statement]
                confidence: M
            """;
    private static final String RULE = """
            rule "Contoso Agent is brought to its floor"
              @id( "R902-contoso-agent-reaches-its-floor" ) @status( "test" ) @statements( "5" )
              @source( "contoso-agent-statement" ) @retrieved( "2026-11-23" )
            when
              $need : Need( topic == "build", status == "unmet", system == "sv-contoso-agent" )
            then
              out.remediate( $need, "The agent speaks TLS 1.2 from this build on." );
            end
            """;
    private static final String CASES = """
            cases:
              - case: Contoso Agent below its floor
                hosts:
                  old: {base: server-2016, facts: [{product: Contoso Agent, version: 7.0.0.12}]}
                fires: [R902]
                expect:
                  - {system: sv-contoso-agent, decision: remediate, playbook: site/agent-update, restart: service}
              - case: Contoso Agent at its floor
                hosts:
                  new: {base: server-2016, facts: [{product: Contoso Agent, version: 7.1.0.0}]}
                not: [R902]
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        put("playbooks/agent-update.yaml", PLAYBOOK);
        put("catalogue/agent.yaml", CATALOGUE);
        put("rules/agent.drl", RULE);
        put("cases/agent.yaml", CASES);
    }

    @Test
    void aFolderIsTakenWithItsPlaybookAndItsHashCoversIt() throws IOException {
        // When
        RuleBook book = RuleBook.withFolder(folder);
        String before = RuleBook.folderHash(folder);
        put("playbooks/agent-update.yaml", PLAYBOOK.replace("medium", "high"));

        // Then
        assertThat(book.playbooks().find("site/agent-update").title()).isEqualTo("Bring Contoso Agent to a build");
        assertThat(RuleBook.shipped().playbooks().knows("site/agent-update")).isFalse();
        assertThat(RuleBook.folderHash(folder)).isNotEqualTo(before);
        assertThat(new String(book.content().get("rules-of-site.txt"), StandardCharsets.UTF_8))
                .contains("playbooks/agent-update.yaml", PLAYBOOK);
    }

    @Test
    void aPlaybookThatNoCaseComesToIsRefusedAndNothingIsTaken() throws IOException {
        // Given
        put("playbooks/other.yaml", PLAYBOOK);
        put("playbooks/nested/agent.yaml", PLAYBOOK);
        put("playbooks/agent.ps1", "Remove-Item C:\\");
        put("cases/agent.yaml", CASES.replace("decision: remediate,", "decision: ticket,"));

        // Then
        refused(
                "nothing of it is",
                "playbooks/agent-update.yaml, line 1: no case expects that it is used; write one with 'decision: remediate,"
                        + " playbook: site/agent-update' below cases.",
                "playbooks/other.yaml, line 1: no case expects that it is used",
                "playbooks/nested is not read; files here end in .yaml",
                "playbooks/agent.ps1 is not read; files here end in .yaml");
    }

    @Test
    void aPlaybookThatReachesWhatIsShippedIsRefused() throws IOException {
        // Given
        put("playbooks/agent-update.yaml", PLAYBOOK.replace("[Contoso Agent]", "[Contoso Agent, Exchange Server]"));

        // Then
        refused("playbooks/agent-update.yaml, line 1: 'products' reaches the shipped 'Exchange Server 20");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "site/agent-update   | site/none            | there is no playbook 'site/none' for a product; there are lync/lync2013-cumulative-update",
                "site/agent-update   | windows/update-kb    | there is no playbook 'windows/update-kb' for a product",
                "site/agent-update   | office/client-update | the playbook office/client-update changes products named Lync 2013, Skype for Business 2016",
                "name: Contoso Agent | name: Other Agent    | the playbook site/agent-update changes products named Contoso Agent, not 'Other Agent'",
                "restart: service    | restart: app         | 'restart' of sv-contoso-agent is less than the service that the playbook site/agent-update needs",
                "build: 7.1.0.0      | build: 7.1           | the package depot names a build by four numbers, so 'floor' of sv-contoso-agent must do so too",
                "remedy: upgrade     | disable-floor: {build: 7.2} | the package depot names a build by four numbers, so 'disable-floor' of sv-contoso-agent must do so too"
            })
    void aSystemThatItsPlaybookCannotBringToItsFloorIsRefused(String right, String wrong, String sentence) {
        assertThat(catalogue(CATALOGUE.replace(right, wrong)))
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith("catalogue/agent.yaml, line 2: " + sentence));
    }

    @Test
    void whatReplacesAShippedSystemKeepsItsPlaybookOrHasNone() {
        // Given
        String row = """
                systems:
                  - {id: cl-lync2013-desktop, replaces: true, name: Contoso Agent, course: client, tags: [skype-client, blocks-skype], floor: {build: 15.0.6000.1}, restart: reboot, playbook: site/agent-update, sources: [contoso], confidence: M}
                """;

        // Then
        assertThat(catalogue(row))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .contains("its playbook is not the shipped one; without one the decision is a ticket"));
        assertThat(catalogue(row.replace("playbook: site/agent-update, ", ""))).isEmpty();
    }

    private static List<String> catalogue(String text) {
        List<String> problems = new ArrayList<>();
        PlaybookCatalogue playbooks =
                PlaybookCatalogue.withSite(Map.of("playbooks/agent-update.yaml", PLAYBOOK), problems::add);
        Catalogue.withSite(Map.of("catalogue/agent.yaml", text), playbooks, problems::add);
        return problems;
    }

    private void refused(String... sentences) {
        assertThatThrownBy(() -> RuleBook.withFolder(folder))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.failure().message()).contains(sentences));
    }

    private void put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
