package io.ratchet.app.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the log says and how, found by Logback as a service. In Java, because the same in XML costs a small start more
 * than its decision: its parser, and a search for what each element means. A file that
 * {@code -Dlogback.configurationFile} names goes before.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogLines extends ContextAwareBase implements Configurator {
    private static final String LINE =
            "%d{HH:mm:ss} %-5level %logger{0}: %replace(%msg){'[\\r\\n\\x00-\\x08\\x1b]+', ' '}%cause%n";

    private static final Map<String, Level> LEVELS = levels();

    private static Map<String, Level> levels() {
        Map<String, Level> levels = new LinkedHashMap<>();
        levels.put("io.ratchet", Level.INFO);
        // It warns of every H2 newer than itself; the store's contract suite holds the two together.
        levels.put("org.flywaydb.core.internal.database.base.Database", Level.ERROR);
        // It asks for columns that keep their time zone; the schema's do.
        levels.put("com.github.kagkarlsson.scheduler.jdbc.AutodetectJdbcCustomization.utc_warning", Level.ERROR);
        // Why a server cannot start is thrown, and said in one sentence.
        levels.put("org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter", Level.OFF);
        levels.put("org.springframework.boot.SpringApplication", Level.OFF);
        levels.put("org.springframework.boot.tomcat.servlet.DeferredServletContainerInitializers", Level.OFF);
        levels.put("org.apache.catalina.util.LifecycleBase", Level.OFF);
        levels.put(
                "org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext",
                Level.ERROR);
        // The same, where Spring starts from what it worked out ahead of time.
        levels.put(
                "org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext", Level.ERROR);
        // What it complains of comes to us as a failure with a code of ours.
        levels.put("com.xebialabs", Level.ERROR);
        // What is wrong with a site's rules is said with file and line; the compiler would say it again without.
        levels.put("org.drools.compiler", Level.OFF);
        return levels;
    }

    /** Made by Logback. */
    public LogLines() {}

    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        if (System.getProperty("logback.configurationFile") != null) return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        PatternLayout layout = new PatternLayout();
        layout.setContext(loggers);
        // What went wrong in one line; the stack trace with the option debug.
        layout.getInstanceConverterMap().put("cause", CauseConverter::new);
        layout.setPattern(LINE);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(loggers);
        encoder.setLayout(layout);
        encoder.start();
        // Standard output is data that another program reads; whatever is for people goes to standard error.
        ConsoleAppender<ILoggingEvent> people = new ConsoleAppender<>();
        people.setContext(loggers);
        people.setName("STDERR");
        people.setTarget("System.err");
        people.setEncoder(encoder);
        people.start();
        Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(people);
        LEVELS.forEach((name, level) -> loggers.getLogger(name).setLevel(level));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
