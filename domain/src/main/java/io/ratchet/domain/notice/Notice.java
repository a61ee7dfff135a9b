package io.ratchet.domain.notice;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import java.util.Locale;
import java.util.Optional;

/**
 * What one receiver is told, in plain text. Whoever tells it sees to it that nothing in it becomes markup, a header or
 * a mention there.
 *
 * @param receiver its name in the settings
 * @param key of what happened, for this receiver: the same is never told twice
 * @param headline one line that says it all
 * @param text the rest, in lines
 * @param page path of the page on which it stands; it says nothing that opens that page to anybody
 * @param report a longer text; empty: there is none
 */
public record Notice(
        Event event, String receiver, String key, String headline, String text, String page, Optional<Report> report) {
    /** What is told. */
    public enum Event {
        /** Plans wait for approval. */
        QUEUE,
        /** A night begins. */
        NIGHT,
        /** A breaker has opened, a quarantine was imposed, or somebody has ordered a stop. */
        BREAKER,
        /** How the night went. */
        REPORT;

        /** As it stands in the settings. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A text that may be kept as a file. */
    public record Report(String name, String content) {
        public Report {
            Checks.that(name.matches("[a-z][a-z0-9-]{0,40}\\.txt"), "the name of a report: " + name);
        }
    }

    public Notice {
        Checks.that(!headline.contains("\n") && !headline.contains("\r"), "a headline is one line");
        Checks.that(page.matches("/[a-z-]*"), "the path of a page: " + page);
        Checks.text(key, "the key of a notice");
    }

    /** 32 hexadecimal digits by which the same notice is known again. */
    public String id() {
        return Sha256.hex(key).substring(0, 32);
    }
}
