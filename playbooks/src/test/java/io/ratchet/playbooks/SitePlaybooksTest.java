package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Playbooks that a site keeps in its own folder. */
class SitePlaybooksTest {
    private static final String NAME = "playbooks/agent-update.yaml";
    private static final String YAML = """
            schema: ratchet.playbook/1
            title: Bring Contoso Agent to a build
            supports: ["10.0.14393"]
            risk: medium
            restart: service
            order: 90
            breaks:
              - The agent does not report while it is installed.
            prerequisites: []
            citations: [contoso-agent-statement]
            changes:
              products: [Contoso Agent]
            """;

    private final List<String> problems = new ArrayList<>();

    @Test
    void standBesideTheShippedOnesUnderANameThatSaysWhoseTheyAre() {
        // When
        PlaybookCatalogue catalogue = catalogue(NAME, YAML);

        // Then
        assertThat(problems).isEmpty();
        assertThat(catalogue.all()).hasSize(PlaybookCatalogue.shipped().all().size() + 1);
        Playbook playbook = catalogue.find("site/agent-update");
        assertThat(playbook.family()).isEqualTo("site");
        assertThat(playbook.allows(new Change.Product("Contoso Agent", "7.1.0.0")))
                .isTrue();
        assertThat(playbook.allows(new Change.Product("Contoso", "7.1.0.0"))).isFalse();
        assertThat(playbook.allows(new Change.Update("KB3140245"))).isFalse();
        assertThat(playbook.supports("10.0.14393.2273")).isTrue();
        assertThat(playbook.supports("6.1.7601")).isFalse();
        assertThat(PlaybookCatalogue.isShipped("site/agent-update")).isFalse();
    }

    @Test
    void nothingShippedIsOfTheFamilyOfASite() {
        assertThat(PlaybookCatalogue.shipped().all())
                .isNotEmpty()
                .noneSatisfy(playbook -> assertThat(playbook.family()).isEqualTo("site"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "risk: medium                     | risk: none                    | line 4: 'risk' must be one of low, medium, high, critical, not 'none'",
                "restart: service                 | restart: later                | line 5: 'restart' must be one of none, app, service, reboot",
                "order: 90                        | order: 0                      | line 6: 'order' must be a whole number from 1 to 99, not '0'",
                "order: 90                        | order: first                  | line 6: 'order' must be a whole number from 1 to 99, not 'first'",
                "ratchet.playbook/1               | ratchet.playbook/2            | line 1: 'schema' must be one of ratchet.playbook/1",
                "title: Bring                     | script: Remove-Item           | line 2: there is no key 'script' here; known are breaks, changes",
                "title: Bring Contoso Agent to a build | title: \"a\\nb\"              | line 2: 'title' is plain text on one line",
                "title: Bring Contoso Agent to a build | title: \"a\\u202eb\"          | line 2: 'title' is plain text on one line",
                "title: Bring Contoso Agent to a build | title: [a, b]            | line 2: 'title' has 1 to 1 entries, not 2",
                "citations: [contoso-agent-statement] | citations: []             | line 10: 'citations' has 1 to 20 entries, not 0",
                "order: 90                        | readBackSuffices: it does     | line 6: only a shipped playbook says that the host's own word suffices",
                "[\"10.0.14393\"]                 | [ten]                         | line 3: 'supports[0]' must be the beginning of a version of Windows such as 10.0.17763, not 'ten'",
                "products: [Contoso Agent]        | updates: true                 | line 12: a site's playbook changes 'products' and nothing else, not 'updates'",
                "products: [Contoso Agent]        | services: [Spooler]           | line 12: a site's playbook changes 'products' and nothing else, not 'services'",
                "products: [Contoso Agent]        | registry: [{keys: ['HKLM\\SOFTWARE\\*'], names: [], kinds: [dword]}] | line 12: a site's playbook changes 'products' and nothing else, not 'registry'",
                "products: [Contoso Agent]        | products: []                  | line 12: 'products' has 1 to 20 entries, not 0",
                "products: [Contoso Agent]        | products: [C]                 | line 12: 'C' is the beginning of too many names",
                "products: [Contoso Agent]        | products: [Office]            | line 12: 'Office' is what the shipped playbook office/client-update brings to a build",
                "products: [Contoso Agent]        | products: [skype for business server 2015, core] | line 12: 'skype for business server 2015' is what the shipped playbook skype/sfb2015-cumulative-update brings",
                "products: [Contoso Agent]        | products: [Lync]              | line 12: 'Lync' is what the shipped playbook lync/lync2013-cumulative-update brings",
                "products: [Contoso Agent]        | products: *agent              | is not YAML",
                "changes:                         | order: 91\\nchanges:          | line 11: the key 'order' stands here twice"
            })
    void whatIsNotInOrderIsRefusedWithItsLine(String right, String wrong, String sentence) {
        // Given
        String yaml = YAML.replace(right, wrong.contains("\"") ? wrong : wrong.replace("\\n", "\n"));
        assertThat(yaml).isNotEqualTo(YAML);

        // When
        PlaybookCatalogue catalogue = catalogue(NAME, yaml);

        // Then
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith(NAME).contains(sentence));
        assertThat(catalogue.knows("site/agent-update")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "playbooks/Agent.yaml",
                "playbooks/..yaml",
                "playbooks/agent update.yaml",
                "playbooks/aaaaaaaaaabbbbbbbbbbccccccccccd.yaml",
                "playbooks/agent'; exit.yaml"
            })
    void aFileWhoseNameIsNoNameOfAPlaybookIsRefused(String name) {
        // When
        PlaybookCatalogue catalogue = catalogue(name, YAML);

        // Then
        assertThat(problems)
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).startsWith(name + ", line 1: this file gives its playbook the name"));
        assertThat(catalogue.all()).hasSameSizeAs(PlaybookCatalogue.shipped().all());
    }

    @Test
    void theHashIsOverNameDescriptionAndEveryScriptThatIsSent() {
        // Given
        PlaybookCatalogue catalogue = catalogue(NAME, YAML);
        Playbook playbook = catalogue.find("site/agent-update");

        // Then
        byte[] content = catalogue.content("site/agent-update");
        assertThat(Sha256.hex(content)).isEqualTo(playbook.contentHash());
        assertThat(new String(content, StandardCharsets.UTF_8))
                .contains("17:site/agent-update", YAML, Action.prelude())
                .contains("function Invoke-ActionPackageInstall")
                .doesNotContain("#: action");
        assertThat(hash("playbooks/other.yaml", YAML)).isNotEqualTo(playbook.contentHash());
        assertThat(hash(NAME, YAML + "# a word\n")).isNotEqualTo(playbook.contentHash());
    }

    @Test
    void whatWasKeptIsTheSamePlaybookAgain() {
        // Given
        PlaybookCatalogue before = catalogue(NAME, YAML);
        byte[] content = before.content("site/agent-update");
        PlaybookCatalogue after = catalogue(NAME, YAML.replace("medium", "low"));

        // Then
        assertThat(PlaybookCatalogue.idOf(content)).isEqualTo("site/agent-update");
        assertThat(PlaybookCatalogue.kept(content)).isEqualTo(before.find("site/agent-update"));
        assertThat(after.find("site/agent-update").risk()).isEqualTo("low");
        assertThat(after.with(content).find("site/agent-update").risk()).isEqualTo("medium");
        for (String broken : List.of("", ":", "x", "5:abc", "-1:", "17:site/agent-update"))
            assertThatIllegalArgumentException()
                    .as(broken)
                    .isThrownBy(() -> PlaybookCatalogue.idOf(broken.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void nothingIsWrittenByOneThatIsGoneOrAnother() {
        // Given
        PlaybookCatalogue approved = catalogue(NAME, YAML);
        Plan plan = plan(approved.find("site/agent-update"));
        PlaybookCatalogue changed = catalogue(NAME, YAML.replace("medium", "low"));

        // Then
        assertThat(PhaseScripts.render(plan, Phase.APPLY, "run-1", null, () -> approved)
                        .text())
                .contains("package-install");
        for (Phase phase : List.of(Phase.ASSESS, Phase.APPLY)) {
            assertThatExceptionOfType(FailureException.class)
                    .isThrownBy(() -> PhaseScripts.render(plan, phase, "run-1", null, () -> changed))
                    .satisfies(refused -> {
                        assertThat(refused.failure().code()).isEqualTo(FailureCode.PLAN_CHANGED);
                        assertThat(refused.failure().message()).contains("site/agent-update is no longer the one");
                    });
            assertThatExceptionOfType(FailureException.class)
                    .isThrownBy(() -> PhaseScripts.render(plan, phase, "run-1", null, PlaybookCatalogue::shipped))
                    .satisfies(refused -> assertThat(refused.failure().message())
                            .isEqualTo("The playbook site/agent-update is not there any more;"
                                    + " have the estate decided again."));
        }
    }

    @Test
    void aHostIsLookedAtAndPutBackWhateverTheFolderSays() {
        // Given
        Plan plan = plan(catalogue(NAME, YAML).find("site/agent-update"));
        Snapshot before = new Snapshot(Instant.EPOCH, Instant.EPOCH, Map.of("10.1", Map.of("state", "not-installed")));

        // Then
        for (Phase phase : List.of(Phase.VERIFY, Phase.UNDO, Phase.REBOOT))
            assertThat(PhaseScripts.render(plan, phase, "run-1", before, () -> {
                                throw new AssertionError("no playbook is asked for");
                            })
                            .text())
                    .isNotBlank();
    }

    private static Plan plan(Playbook playbook) {
        return new Plan(
                Decided.ASSET,
                Decided.HOST,
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "sv-contoso-agent",
                        playbook.id(),
                        playbook.contentHash(),
                        Map.of(
                                "1.package", "C:\\packages\\agent.msi",
                                "1.sha256", "aa".repeat(32),
                                "1.arguments", "msi",
                                "1.versionPath", "C:\\Contoso\\agent.exe"),
                        List.of(new Change.Product("Contoso Agent", "7.1.0.0")),
                        playbook.restart(),
                        "R902-contoso-agent")));
    }

    private String hash(String name, String yaml) {
        String id = "site/" + name.replaceAll(".*/|\\.yaml", "");
        return catalogue(name, yaml).find(id).contentHash();
    }

    private PlaybookCatalogue catalogue(String name, String yaml) {
        return PlaybookCatalogue.withSite(Map.of(name, yaml), problems::add);
    }
}
