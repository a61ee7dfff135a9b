package io.ratchet.connectors.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.ticket.Sent;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What everybody promises who tells people something. */
abstract class NoticesContract {
    static final String SECRET = "T0PS3CR3T9";
    static final PageLink LINK = new PageLink(Optional.of(URI.create("https://ratchet.corp.example/")));

    /** Says everything that is markup or a mention somewhere. */
    private static final String HOSTILE = "<!channel> <@U024BE7LH> @all @here @channel <at>boss</at> *b* _i_ ~s~ `c`"
            + " ```\n``` [click](https://evil.example) <https://evil.example|click> ![x](https://evil.example/x.png)"
            + " <b>b</b> # h &lt;!here&gt; {{DATE(2017-02-14T06:08:39Z,SHORT)}}"
            + " {{{DATE(2017-02-14T06:08:39Z,SHORT)}} \u202Eoff\u0007\r\n.\r\nQUIT\r\nBcc: x@y.example";

    abstract Reader reader();

    /** One whose secret cannot be read. */
    abstract Notices withoutSecret();

    @Test
    void peopleReadWhatHappenedAndWhereItStands() throws Exception {
        // Given
        Reader reader = reader();

        // When
        Sent sent = reader.notices().tell(notice("12 plans wait for approval", "HQ: 8\nUC: 4"));

        // Then
        assertThat(sent).isInstanceOf(Sent.Done.class);
        assertThat(reader.read())
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .contains("Ratchet")
                        .contains("12 plans wait for approval")
                        .contains("HQ: 8")
                        .contains("UC: 4"));
        assertThat(reader.does()).containsExactly("leads to https://ratchet.corp.example/queue");
    }

    @Test
    void nothingFromOutsideIsMarkupOrCallsSomebody() throws Exception {
        // Given
        Reader reader = reader();

        // When
        reader.notices().tell(notice("host " + HOSTILE.replaceAll("\\R", " "), "host " + HOSTILE));

        // Then
        assertThat(reader.read())
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .contains("https://evil.example", "<b>b</b>", "*b*", "QUIT")
                        .doesNotContain("\u202E", "\u0007"));
        assertThat(reader.does()).containsExactly("leads to https://ratchet.corp.example/queue");
    }

    @Test
    void whatIsTooLongIsCutAndSaysSo() throws Exception {
        // Given
        Reader reader = reader();

        // When
        reader.notices().tell(notice("\u20AC".repeat(5_000), ("\u20AC\"\\".repeat(30) + "\n").repeat(5_000)));

        // Then
        assertThat(reader.read())
                .singleElement()
                .satisfies(message -> assertThat(message).contains("[cut; Ratchet's page has the rest]"));
        assertThat(reader.largest()).isLessThanOrEqualTo(reader.most());
        assertThat(reader.does()).containsExactly("leads to https://ratchet.corp.example/queue");
    }

    @Test
    void anOutcomeHoldsNoSecret() {
        // When
        Sent sent = reader().failing().tell(notice("12 plans wait for approval", ""));

        // Then
        assertThat(sent).isNotInstanceOf(Sent.Done.class);
        assertThat(sent.toString()).doesNotContain(SECRET);
    }

    @Test
    void withoutItsSecretItTellsNothing() {
        assertThatThrownBy(() -> withoutSecret().tell(notice("12 plans wait for approval", "")))
                .isInstanceOf(FailureException.class);
    }

    static Notice notice(String headline, String text) {
        return new Notice(
                Notice.Event.QUEUE, "desk", "notice:desk:queue:1", headline, text, "/queue", Optional.empty());
    }
}
