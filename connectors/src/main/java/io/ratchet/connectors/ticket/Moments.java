package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.text.PlainText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;

/** Moments as ticket systems tell them. */
final class Moments {
    private Moments() {}

    /** In ISO 8601 with an offset. */
    static Instant iso(JsonNode told) throws TicketFault {
        return of(told.asText(), DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    /** In another form; without an offset it is UTC. */
    static Instant of(String told, DateTimeFormatter form) throws TicketFault {
        try {
            TemporalAccessor parsed = form.parse(told);
            return parsed.query(TemporalQueries.offset()) == null
                    ? LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.from(parsed).toInstant();
        } catch (DateTimeException e) {
            throw TicketFault.retry(
                    "The ticket system tells a time that cannot be read: '" + PlainText.line(told, 60) + "'.", null, e);
        }
    }
}
