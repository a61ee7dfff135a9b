package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlaybookPageTest {
    static List<Playbook> playbooks() {
        return List.copyOf(PlaybookCatalogue.shipped().all());
    }

    @Test
    void thePageShowsTheCatalogueAsItIs() {
        Golden.same(Engine.root().resolve("docs/playbooks.md"), PlaybookPage.render(PlaybookCatalogue.shipped()));
    }

    @ParameterizedTest
    @MethodSource("playbooks")
    void everyPlaybookSaysWhatAPersonNeedsToApproveIt(Playbook playbook) {
        assertThat(playbook.title()).isNotBlank();
        assertThat(playbook.risk()).isIn("low", "medium", "high", "critical");
        assertThat(playbook.citations()).isNotEmpty();
        assertThat(playbook.breaks()).isNotEmpty();
        assertThat(playbook.territory()).isNotEmpty();
        assertThat(playbook.contentHash()).matches("[0-9a-f]{64}");
    }

    @Test
    void noTwoPlaybooksHaveTheSameContent() {
        assertThat(playbooks()).extracting(Playbook::contentHash).doesNotHaveDuplicates();
    }
}
