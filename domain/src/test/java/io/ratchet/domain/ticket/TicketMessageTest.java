package io.ratchet.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.ticket.TicketMessage.Attachment;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketMessageTest {
    private static final TicketKey KEY = new TicketKey("R-07E8354076E7");
    private static final TicketKey OTHER = new TicketKey("R-53B268C0AF71");
    private static final Attachment HOSTS = new Attachment("hosts.csv", "text/csv", "asset\nphone01\n");
    private static final Instant OPENS = Instant.parse("2018-09-20T20:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"Phones\nBcc: all@corp.example", "Phones\rBcc: all@corp.example", "Phones\r\n"})
    void hasASubjectOfOneLine(String subject) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message(Kind.OPEN, subject, null))
                .withMessage("a subject is one line");
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "MERGE", mode = EnumSource.Mode.EXCLUDE)
    void namesAnotherTicketOnlyWhereItMerges(Kind kind) {
        assertThat(message(kind, "Phones", null).into()).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message(kind, "Phones", OTHER))
                .withMessage("a merge, and nothing else, names the other ticket");
    }

    @Test
    void namesTheTicketThatItMergesInto() {
        assertThat(message(Kind.MERGE, "Phones", OTHER).into()).isEqualTo(OTHER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message(Kind.MERGE, "Phones", null))
                .withMessage("a merge, and nothing else, names the other ticket");
    }

    @Test
    void saysTheSameWithAnotherDeed() {
        // Given
        TicketMessage merge = message(Kind.MERGE, "Phones", OTHER);

        // When
        TicketMessage comment = merge.as(Kind.COMMENT);

        // Then
        assertThat(comment.kind()).isEqualTo(Kind.COMMENT);
        assertThat(comment.into()).isNull();
        assertThat(comment)
                .usingRecursiveComparison()
                .ignoringFields("kind", "into")
                .isEqualTo(merge);
    }

    @Test
    void doesTheSameWithOtherWords() {
        // Given
        TicketMessage merge = message(Kind.MERGE, "Phones", OTHER);

        // When
        TicketMessage other = merge.saying("They stand there now.");

        // Then
        assertThat(other.text()).isEqualTo("They stand there now.");
        assertThat(other).usingRecursiveComparison().ignoringFields("text").isEqualTo(merge);
    }

    @Test
    void keepsWhatWasAttachedWhateverBecomesOfTheListItCameIn() {
        // Given
        List<Attachment> attached = new ArrayList<>(List.of(HOSTS));

        // When
        TicketMessage message = new TicketMessage(
                Kind.OPEN, KEY, "desk", "uc", "uc-team", "", "Phones", "Please update them.", null, attached, null);
        attached.clear();

        // Then
        assertThat(message.attachments()).containsExactly(HOSTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hosts", "-hosts", "../hosts.csv", "a/b", "a\\b", "a b", "a\"b", "a\r\nb"})
    void attachesNothingUnderANameThatCouldBeAPathOrAHeader(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attachment(name, "text/csv", ""))
                .withMessage("the name of an attachment: " + name);
    }

    @Test
    void attachesUnderANameOfSixtyOneCharactersAtMost() {
        assertThat(new Attachment("a".repeat(61), "text/csv", "").name()).hasSize(61);
        assertThatIllegalArgumentException().isThrownBy(() -> new Attachment("a".repeat(62), "text/csv", ""));
    }

    @Test
    void plansAChangeInAWindowThatOpensAndClosesOrInNone() {
        // Given
        String plan = "ab".repeat(32);
        Instant closes = OPENS.plusSeconds(3600);

        // Then
        assertThat(new PlannedChange(plan, "low", OPENS, closes).closes()).isEqualTo(closes);
        assertThat(new PlannedChange(plan, "low", null, null).opens()).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlannedChange(plan, "low", OPENS, null))
                .withMessage("a window opens and closes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlannedChange(plan, "low", null, closes))
                .withMessage("a window opens and closes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlannedChange("rem-1", "low", null, null))
                .withMessageStartingWith("the plan of a change");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlannedChange(plan, "", null, null))
                .withMessageStartingWith("the risk of a change");
    }

    private static TicketMessage message(Kind kind, String subject, @Nullable TicketKey into) {
        return new TicketMessage(
                kind,
                KEY,
                "desk",
                "uc",
                "uc-team",
                "mark-1",
                subject,
                "Please update them.",
                LocalDate.parse("2018-10-20"),
                List.of(HOSTS),
                into,
                new PlannedChange("ab".repeat(32), "low", null, null));
    }
}
