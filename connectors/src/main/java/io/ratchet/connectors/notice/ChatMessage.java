package io.ratchet.connectors.notice;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.notice.Notice;

/** What a chat's incoming webhook is sent: a notice in which nothing from outside is markup or a mention. */
@FunctionalInterface
interface ChatMessage {
    /** Written at the end of what was too long. */
    String CUT = "\n[cut; Ratchet's page has the rest]";

    /** Of a headline, in characters. */
    int MOST_HEADLINE = 300;

    JsonNode of(Notice notice);

    /** What stands above the values, in our own words alone. */
    static String title(Notice notice) {
        return switch (notice.event()) {
            case QUEUE -> "Ratchet: plans wait for approval";
            case NIGHT -> "Ratchet: a night begins";
            case BREAKER -> "Ratchet: something was stopped";
            case REPORT -> "Ratchet: the report of the night";
        };
    }
}
