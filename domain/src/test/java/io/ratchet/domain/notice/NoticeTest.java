package io.ratchet.domain.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTest {
    @Test
    void isKnownAgainByWhatHappened() {
        // Given, by the tool of any system: printf 'queue/2018-09-20' | sha256sum
        Notice told = notice("304 plans wait.", "/queue", "queue/2018-09-20");

        // Then
        assertThat(told.id()).isEqualTo("d290c641397c6df5e5faf1f039091f4d");
        assertThat(notice("305 plans wait.", "/queue", "queue/2018-09-20").id()).isEqualTo(told.id());
        assertThat(notice("304 plans wait.", "/queue", "queue/2018-09-21").id()).isNotEqualTo(told.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"304 plans wait.\nBcc: all", "304 plans wait.\rBcc: all"})
    void hasAHeadlineOfOneLine(String headline) {
        assertThatThrownBy(() -> notice(headline, "/queue", "k")).hasMessageContaining("a headline is one line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "/queue?token=1", "//elsewhere.example", "/Queue"})
    void leadsToAPageOfTheConsole(String page) {
        assertThatThrownBy(() -> notice("304 plans wait.", page, "k")).hasMessageContaining("the path of a page");
    }

    @Test
    void isOfSomethingThatHappened() {
        assertThatThrownBy(() -> notice("304 plans wait.", "/queue", " ")).hasMessageContaining("the key of a notice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../night.txt", "night.html", "Night.txt", ".txt"})
    void bringsAReportThatIsATextFile(String name) {
        assertThat(new Notice.Report("night-2018-09-20.txt", "All went well.").name())
                .isEqualTo("night-2018-09-20.txt");
        assertThatThrownBy(() -> new Notice.Report(name, "All went well."))
                .hasMessageContaining("the name of a report: " + name);
    }

    @Test
    void isCalledInTheSettingsByOneWord() {
        assertThat(Notice.Event.values())
                .extracting(Notice.Event::wire)
                .containsExactly("queue", "night", "breaker", "report");
    }

    private static Notice notice(String headline, String page, String key) {
        return new Notice(Notice.Event.QUEUE, "ops", key, headline, "", page, Optional.empty());
    }
}
