package io.ratchet.app.terminal;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/**
 * What a log line says of an exception: its causes in one line and, of the innermost, where it was thrown. The stack
 * trace is for {@code --debug}.
 */
public final class CauseConverter extends ThrowableHandlingConverter {
    private static final int DEEPEST = 5;

    private static volatile boolean debug;

    private final ThrowableProxyConverter trace = new ThrowableProxyConverter();

    /** Whether stack traces are wanted. */
    public static void debug(boolean wanted) {
        debug = wanted;
    }

    @Override
    public void start() {
        trace.start();
        super.start();
    }

    @Override
    public String convert(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown == null) return "";
        if (debug) return System.lineSeparator() + trace.convert(event).stripTrailing();
        StringBuilder line = new StringBuilder(" (");
        for (int depth = 1; ; depth++) {
            line.append(name(thrown)).append(thrown.getMessage() == null ? "" : ": " + thrown.getMessage());
            if (thrown.getCause() == null || depth == DEEPEST) break;
            thrown = thrown.getCause();
            line.append("; because of ");
        }
        StackTraceElementProxy[] stack = thrown.getStackTraceElementProxyArray();
        if (stack != null && stack.length > 0) line.append(", ").append(stack[0].getSTEAsString());
        return line.append(')').toString().replaceAll("[\\r\\n\\x00-\\x08\\x1b]+", " ");
    }

    private static String name(IThrowableProxy thrown) {
        String name = thrown.getClassName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
