package io.ratchet.app.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and speaks.
 *
 * @param out data; UTF-8 whatever the locale says, buffered, flushed at the end of the command
 * @param err everything a person reads
 * @param colour whether {@code err} may be coloured
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err, boolean colour) {
    private static final int BUFFER = 1 << 16;

    /** The terminal of this process. Plain when NO_COLOR is set or no person is looking. */
    @SuppressWarnings("SystemConsoleNull") // of 22 to 24 alone; 25 answers null again where no person looks
    public static Terminal ofProcess() {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new LeavingReader(new FileOutputStream(FileDescriptor.out)), BUFFER),
                false,
                StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean colour = System.getenv("NO_COLOR") == null && System.console() != null;
        return new Terminal(System.in, out, err, colour);
    }

    /** Tells a person something. */
    public void say(String sentence) {
        err.println(sentence);
    }
}
