package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.app.Golden;
import io.ratchet.connectors.notice.NoticeReceiver;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.notice.Notice.Event;
import io.ratchet.routes.notices.NoticeSettings.Audience;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told what, as the settings say it. */
class NotificationSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void nobodyIsToldAnythingWithoutAWordOnIt() throws IOException {
        assertThat(read("folders: []\n").receivers()).isEmpty();
    }

    @Test
    void readsTheSampleOfTheGuide() throws IOException {
        // Given
        String guide = Files.readString(Golden.root().resolve("docs/guides/notifications.md"));
        int begin = guide.indexOf("```yaml\n") + 8;

        // When
        NotificationSettings told = read(guide.substring(begin, guide.indexOf("```", begin)));

        // Then
        assertThat(told.address()).contains(URI.create("https://ratchet.corp.example"));
        assertThat(told.told().queueAt()).containsExactly(LocalTime.of(8, 0), LocalTime.of(16, 0));
        assertThat(told.told().reportAt()).isEqualTo(LocalTime.of(7, 0));
        assertThat(told.receivers())
                .extracting(NoticeReceiver::kind)
                .containsExactly(
                        NoticeReceiver.Kind.MAIL,
                        NoticeReceiver.Kind.SLACK,
                        NoticeReceiver.Kind.TEAMS,
                        NoticeReceiver.Kind.MATTERMOST);
        assertThat(told.receivers().get(0))
                .isEqualTo(new NoticeReceiver(
                        "night-desk",
                        NoticeReceiver.Kind.MAIL,
                        Optional.of("file:mail"),
                        Optional.of(new NoticeReceiver.ByMail(
                                URI.create("smtp://mail.corp.example:587"),
                                "ratchet@corp.example",
                                List.of("night@corp.example")))));
        assertThat(told.told().audiences().get(0))
                .isEqualTo(new Audience("night-desk", Set.of(Event.NIGHT, Event.BREAKER, Event.REPORT), Set.of("HQ")));
        assertThat(told.told().audiences().get(1).sites()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{kind: slack, events: [queue], url: 'https://hooks.example/x'} | 'url'",
                "{kind: slack, events: [approve]} | one of queue, night, breaker, report",
                "{kind: slack, events: []} | at least one",
                "{kind: slack} | 'events'",
                "{kind: irc, events: [queue]} | one of mail, slack, teams, mattermost",
                "{kind: slack, events: [queue], credential: 'https://hooks.example/T0PS3CR3T'} | a reference",
                "{kind: slack, name: 'a/b', events: [queue]} | letters, digits",
                "{kind: mail, events: [queue], url: 'https://mail.example', from: a@b.example, to: [c@d.example]} | smtp://",
                "{kind: mail, events: [queue], url: 'smtp://mail.example', from: a@b.example, to: ['c@d.example, e@f.example']} | an address for mail",
                "{kind: mail, events: [queue], url: 'smtp://mail.example', from: a@b.example, to: []} | at least one"
            })
    void refusesWhatCannotBeMeantWithItsLineAndWithoutASecret(String receiver, String says) {
        assertThatThrownBy(() -> read("notifications:\n  receivers:\n    - " + receiver + "\n"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(says)
                .hasMessageContaining("3")
                .message()
                .doesNotContain("T0PS3CR3T");
    }

    @Test
    void refusesTwoReceiversOfOneNameAnAddressWithoutTlsAndATimeThatIsNone() {
        assertThatThrownBy(() -> read("""
                notifications:
                  receivers: [{kind: slack, events: [queue]}, {kind: slack, events: [queue]}]
                """)).hasMessageContaining("two receivers 'slack'");
        assertThatThrownBy(() -> read("""
                notifications:
                  address: http://ratchet.corp.example
                  receivers: [{kind: slack, events: [queue]}]
                """)).hasMessageContaining("such as https://ratchet.corp.example");
        assertThatThrownBy(() -> read("""
                notifications:
                  reportAt: "25:00"
                  receivers: [{kind: slack, events: [queue]}]
                """)).hasMessageContaining("a time of the day");
    }

    @Test
    void theConsoleShowsWhoIsToldWhatAndNoSecret() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("ratchet.yaml"), """
                notifications:
                  receivers:
                    - {name: ops, kind: slack, credential: "file:slack-ops", events: [breaker, queue], sites: [UC, HQ]}
                """);

        // When
        String shown = SettingsShown.of(ServeSettings.read(file), folder).toString();

        // Then
        assertThat(shown).contains("slack, webhook file:slack-ops; queue, breaker; HQ, UC", "notices hold no link");
    }

    private NotificationSettings read(String yaml) throws IOException {
        return ServeSettings.read(Files.writeString(folder.resolve("ratchet.yaml"), yaml))
                .notifications();
    }
}
