package io.ratchet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.bench.Measurement.Figure;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tickets into a Redmine of Debian's package: every one arrives, and what it took stands beside the server's own rate.
 */
@Tag("slow")
class TicketsBenchmarkTest {
    private static final int TICKETS = 100;

    @Test
    void sendsTicketsToARealRedmineBesideItsOwnRate() throws Exception {
        // Given
        assumeTrue(LocalRedmine.installed(), "skipped: there is no Redmine on this machine");
        try (LocalRedmine redmine = LocalRedmine.start()) {
            // When
            List<Figure> figures =
                    TicketsBenchmark.against(redmine.server(), TICKETS).run(true);

            // Then
            assertThat(redmine.server().name()).matches("Redmine [0-9]+[.][0-9]+[.][0-9]+");
            assertThat(figures)
                    .hasSize(4)
                    .allSatisfy(figure -> assertThat(figure.value()).isPositive());
            assertThat(figures.get(0).what())
                    .isEqualTo(TICKETS + " decisions are tickets in "
                            + redmine.server().name());
            assertThat(figures)
                    .extracting(Figure::compared)
                    .doesNotContainNull()
                    .extracting(Measurement.Compared::with)
                    .contains(
                            "the server's own rate of the same requests",
                            "the server's own rate of bare creates, with no file and not read back");
        }
    }
}
