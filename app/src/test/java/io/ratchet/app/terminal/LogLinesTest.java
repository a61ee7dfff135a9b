package io.ratchet.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    private final LoggerContext loggers = new LoggerContext();
    private Logger root;

    @BeforeEach
    void configure() {
        new LogLines().configure(loggers);
        root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void isWhatLogbackFinds() {
        assertThat(ServiceLoader.load(ch.qos.logback.classic.spi.Configurator.class))
                .anyMatch(LogLines.class::isInstance);
    }

    @Test
    void sendsWhatIsForPeopleToStandardErrorOnly() {
        assertThat(root.iteratorForAppenders())
                .toIterable()
                .singleElement()
                .satisfies(appender -> assertThat(people().getTarget()).isEqualTo("System.err"));
    }

    @Test
    void keepsAMessageInOneLineAndSaysWhatCausedIt() {
        // Given
        LoggingEvent event = new LoggingEvent(
                "",
                loggers.getLogger("io.ratchet.Any"),
                Level.WARN,
                "one\r\ntwo",
                new IllegalStateException("why"),
                null);

        // When
        String line = new String(people().getEncoder().encode(event), StandardCharsets.UTF_8);

        // Then
        assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d WARN  Any: one two \\(IllegalStateException: why, at .*\\)\\R");
    }

    @Test
    void tellsOurOwnNewsAndOfOthersTheirWarnings() {
        assertThat(loggers.getLogger("io.ratchet.app").isInfoEnabled()).isTrue();
        assertThat(loggers.getLogger("org.apache.camel").isInfoEnabled()).isFalse();
        assertThat(loggers.getLogger("org.apache.camel").isWarnEnabled()).isTrue();
        assertThat(loggers.getLogger("org.drools.compiler").isErrorEnabled()).isFalse();
    }

    private ConsoleAppender<ILoggingEvent> people() {
        return (ConsoleAppender<ILoggingEvent>) root.getAppender("STDERR");
    }
}
