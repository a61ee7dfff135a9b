package io.ratchet.app.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.Sha256;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.rules.RuleBook;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an export holds of the playbooks that plans name by their hash. */
class ExportTextsTest {
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
            changes: {products: [Contoso Agent]}
            """;

    @Test
    void everyPlaybookThatAPlanWasMadeWithIsThereByItsHash() {
        // Given a playbook that the folder has no more
        byte[] content = PlaybookCatalogue.withSite(Map.of("playbooks/agent-update.yaml", PLAYBOOK), problem -> {
                    throw new AssertionError(problem);
                })
                .content("site/agent-update");
        String hash = Sha256.hex(content);

        // When
        SortedMap<String, byte[]> texts = ExportTexts.of(RuleBook.shipped(), new TreeMap<>(Map.of(hash, content)));

        // Then
        String part = "playbook-site-agent-update." + hash.substring(0, 12) + ".txt";
        assertThat(texts)
                .containsKeys("rules.txt", "playbook-windows-update-kb.txt")
                .containsEntry(part, content);
        assertThat(texts.keySet())
                .allMatch(name -> name.matches("rules(-of-site)?\\.txt|playbook-[a-z0-9.-]{1,50}\\.txt"));
    }
}
