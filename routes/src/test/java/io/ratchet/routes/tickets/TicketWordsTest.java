package io.ratchet.routes.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketMessage.Attachment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TicketWordsTest {
    @Test
    void noFileIsLargerThanTicketSystemsTakeWhateverItIsWrittenIn() {
        // Given a thousand hosts, of which each says three thousand characters of three bytes each
        List<Ticket.Host> hosts = IntStream.range(0, 1_000)
                .mapToObj(number -> new Ticket.Host(
                        new AssetId("hub" + number + ".corp.example"),
                        Ticket.Standing.PROVEN,
                        "READY",
                        "\u4E2D".repeat(3_000)))
                .toList();

        // When
        List<Attachment> files = TicketWords.proof(hosts);

        // Then
        assertThat(files)
                .hasSizeGreaterThan(4)
                .allSatisfy(file -> assertThat(file.content().getBytes(StandardCharsets.UTF_8))
                        .hasSizeLessThan(2_001_000));
        assertThat(files.stream()
                        .mapToLong(file -> file.content().lines().count() - 1)
                        .sum())
                .isEqualTo(1_000);
    }
}
