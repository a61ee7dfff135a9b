package io.ratchet.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CauseConverterTest {
    private final CauseConverter converter = new CauseConverter();

    @AfterEach
    void asItWas() {
        CauseConverter.debug(false);
    }

    @Test
    void saysTheCausesInOneLineAndWhereTheInnermostWasThrown() {
        // When
        String line = convert(new UncheckedIOException("a report", new IOException("no space\nleft")));

        // Then
        assertThat(line)
                .startsWith(" (UncheckedIOException: a report; because of IOException: no space left, at ")
                .contains("CauseConverterTest")
                .doesNotContain("\n");
    }

    @Test
    void showsTheStackTraceWhenAsked() {
        // Given
        CauseConverter.debug(true);

        // When
        String trace = convert(new IOException("no space"));

        // Then
        assertThat(trace.lines()).hasSizeGreaterThan(3).anyMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void saysNothingOfALineWithoutAnException() {
        assertThat(convert(null)).isEmpty();
    }

    private String convert(Throwable thrown) {
        converter.start();
        var logger = new LoggerContext().getLogger("test");
        return converter.convert(new LoggingEvent("test", logger, Level.WARN, "a line", thrown, new Object[0]));
    }
}
