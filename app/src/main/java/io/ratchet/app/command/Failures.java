package io.ratchet.app.command;

import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns whatever a command throws into one clear sentence and an exit code; a stack trace only with {@code --debug}.
 */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final String EXCERPT = "    ";

    /** What keeps a server from starting; here no command meets it otherwise. */
    private static final Set<FailureCode> NO_START = Set.of(
            FailureCode.LOG_NOT_CONTINUED,
            FailureCode.LOG_SIGNED_ELSEWHERE,
            FailureCode.CLOCK_WRONG,
            FailureCode.STORE_UNAVAILABLE,
            FailureCode.STORE_FULL);

    private final Terminal terminal;

    Failures(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleParseException(ParameterException bad, String[] args) {
        String command = bad.getCommandLine().getCommandSpec().qualifiedName();
        terminal.say(command + ": " + sentence(Usage.sentence(bad, args)) + " See '" + command + " --help'.");
        return Exit.COULD_NOT_START;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult result) {
        if (debug(result)) thrown.printStackTrace(terminal.err());
        terminal.say(command.getCommandSpec().qualifiedName() + ": " + sentence(message(thrown)));
        if (thrown instanceof FailureException failed)
            problems(failed.failure().message()).forEach(terminal::say);
        // The server tells several problems as it does here.
        if (thrown instanceof Refusal refusal) problems(refusal.sentence()).forEach(terminal::say);
        return exit(thrown);
    }

    static boolean debug(ParseResult result) {
        return result.hasMatchedOption("--debug") || (result.subcommand() != null && debug(result.subcommand()));
    }

    private static int exit(Exception thrown) {
        if (thrown instanceof Refusal refusal) return refusal.exit();
        if (thrown instanceof FailureException failed)
            return failed.failure() instanceof Failure.Malformed
                            || NO_START.contains(failed.failure().code())
                    ? Exit.COULD_NOT_START
                    : Exit.NOT_AS_WISHED;
        return isFile(thrown) ? Exit.COULD_NOT_START : Exit.NOT_AS_WISHED;
    }

    private static boolean isFile(Exception thrown) {
        return thrown instanceof IOException || thrown instanceof UncheckedIOException;
    }

    private static String message(Exception thrown) {
        if (thrown instanceof Refusal refusal) return summary(refusal.sentence());
        if (thrown instanceof FailureException failed)
            return summary(failed.failure().message()) + " ["
                    + failed.failure().code().wire() + "]";
        Throwable cause = thrown instanceof UncheckedIOException wrapped ? wrapped.getCause() : thrown;
        if (cause instanceof NoSuchFileException missing) return "There is no file '" + missing.getFile() + "'.";
        if (cause instanceof AccessDeniedException denied)
            return "'" + denied.getFile() + "' may not be read or written.";
        if (cause instanceof FileAlreadyExistsException there) return "'" + there.getFile() + "' is there already.";
        if (cause instanceof NotDirectoryException file)
            return "'" + file.getFile() + "' is a file and not a folder; name a folder.";
        if (cause instanceof FileSystemException file && file.getReason() != null)
            return "'" + file.getFile() + "' cannot be used: " + file.getReason() + ".";
        if (cause instanceof IOException) return cause.getMessage() + ".";
        return "A defect of Ratchet (" + cause + "). Please report it with the output of --debug.";
    }

    private static String summary(String message) {
        return message.strip().split("\\R", 2)[0];
    }

    /**
     * A failure that tells several problems has each on a line of its own, below what they amount to. An indented line
     * is an excerpt of a file, such as a caret below the place in error, and is shown as it stands.
     */
    private static List<String> problems(String message) {
        return message.strip()
                .lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> line.startsWith(EXCERPT) ? line : sentence(line))
                .toList();
    }

    private static String sentence(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
        return line.matches(".*[.?\\]]") ? line : line + ".";
    }
}
