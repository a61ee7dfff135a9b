package io.ratchet.lab.command;

import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.Machine;
import java.util.Locale;

/**
 * What {@code cmd.exe /c} does with a command line on one simulated machine. Knows the phase scripts and a few plain
 * commands; whatever else it is asked ends with {@link #UNKNOWN} and an error that names the command. Safe for use by
 * many threads.
 */
public final class CommandShell {
    /** The exit code of a command that the simulation does not know. */
    public static final int UNKNOWN = 9009;

    private static final int LONGEST_LINE = 8191;

    private final Machine machine;
    private final PlainCommands plain;
    private final PowerShell powershell;

    /** @param user the account's name, without a domain */
    public CommandShell(Machine machine, String user, Power power) {
        this.machine = machine;
        plain = new PlainCommands(machine, user);
        powershell = new PowerShell(machine, plain, power);
    }

    /**
     * Runs the command and waits for its end.
     *
     * @throws ProcessDied by the fault that was asked for
     * @throws InterruptedException when the thread is interrupted: the command is ended from outside
     */
    public CommandResult run(String line) throws InterruptedException, ProcessDied {
        return run(line, Input.none());
    }

    /** The same, for a command that may read. */
    public CommandResult run(String line, Input input) throws InterruptedException, ProcessDied {
        if (line.length() > LONGEST_LINE) return CommandResult.failed(1, "The command line is too long.\r\n");
        Faults.Reset reset = machine.faults().reset();
        if (reset != null && reset.phase() == null && (machine.spend("reset") == 0 || reset.always()))
            throw new ProcessDied();
        return carryOut(unquoted(line.strip()), input);
    }

    private CommandResult carryOut(String line, Input input) throws InterruptedException, ProcessDied {
        int end = endOfFirstWord(line);
        String word = program(line.substring(0, end));
        String rest = line.substring(end).strip();
        if (word.equals("cmd") && rest.regionMatches(true, 0, "/c ", 0, 3))
            return carryOut(unquoted(rest.substring(3).strip()), input);
        if (word.equals("powershell")) return powershell.run(rest, input);
        if (word.equals("more") && rest.isEmpty()) return CommandResult.printed(input.toItsEnd());
        return plain.run(word, rest);
    }

    /**
     * What cmd does to a line that begins with a quote: the first and the last one go, unless they enclose a program's
     * name.
     */
    private static String unquoted(String line) {
        if (line.length() < 2 || line.charAt(0) != '"') return line;
        int last = line.lastIndexOf('"');
        boolean name = line.indexOf('"', 1) == last
                && line.substring(1, last).indexOf(' ') >= 0
                && line.substring(1, last).endsWith(".exe");
        return name || last == 0 ? line : (line.substring(1, last) + line.substring(last + 1)).strip();
    }

    private static int endOfFirstWord(String line) {
        if (line.startsWith("\"") && line.indexOf('"', 1) > 0) return line.indexOf('"', 1) + 1;
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) end++;
        return end;
    }

    private static String program(String word) {
        String name = word.replace("\"", "");
        name = name.substring(name.lastIndexOf('\\') + 1).toLowerCase(Locale.ROOT);
        return name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
    }
}
