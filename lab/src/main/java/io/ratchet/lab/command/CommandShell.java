package io.ratchet.lab.command;

import io.ratchet.lab.command.CommandLine.Part;
import io.ratchet.lab.command.CommandLine.Target;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.Machine;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
        var printed = new Printed();
        int exitCode = run(line, Map.of(), input, printed);
        return new CommandResult(exitCode, printed.out.toString(), printed.err.toString());
    }

    /**
     * The same, for one whose output is read while it runs.
     *
     * @param environment what the shell sets beside the machine's own variables
     * @return the exit code as Windows counts it: 32 bits, signed
     */
    public int run(String line, Map<String, String> environment, Input input, Console console)
            throws InterruptedException, ProcessDied {
        if (isBroken()) throw new ProcessDied();
        return joined(line, plain.variables(environment), input, console);
    }

    /** Starts a program without {@code cmd.exe}: nothing in the line means anything but to it. */
    public int program(String line, Input input, Console console) throws InterruptedException, ProcessDied {
        if (isBroken()) throw new ProcessDied();
        return one(line.strip(), Map.of(), input, console);
    }

    private boolean isBroken() {
        Faults.Reset reset = machine.faults().reset();
        return reset != null && reset.phase() == null && (machine.spend("reset") == 0 || reset.always());
    }

    private int joined(String given, Map<String, String> variables, Input input, Console console)
            throws InterruptedException, ProcessDied {
        String line = CommandLine.expanded(unquoted(given.strip()), variables);
        if (Math.max(given.length(), line.length()) > LONGEST_LINE)
            return failed(console, 1, "The command line is too long.\r\n");
        List<Part> parts;
        try {
            parts = CommandLine.parts(line);
        } catch (CommandLine.NotDone notDone) {
            return failed(console, UNKNOWN, notDone.getMessage() + "\r\n");
        }
        int code = 0;
        boolean decided = false;
        boolean failed = false;
        for (Part part : parts) {
            switch (part.joint()) {
                case ALWAYS -> {
                    decided = false;
                    failed = false;
                }
                case AFTER_FAILURE -> {
                    decided |= !failed;
                    failed = false;
                }
                case AFTER_SUCCESS -> {}
            }
            if (decided || failed || (parts.size() > 1 && part.text().isBlank())) continue;
            if (word(part.text()).equals("exit")) return exitCode(part.text(), code);
            code = one(part.text(), variables, input, new Redirected(part, console));
            failed = code != 0;
        }
        return code;
    }

    /** {@code exit}, {@code exit N} or {@code exit /b N}; a number of 32 bits, signed or not. */
    private static int exitCode(String text, int last) {
        String number = text.strip().replaceFirst("(?i)^exit(\\.exe)?\\s*(/b)?\\s*", "");
        try {
            return number.isEmpty() ? last : (int) Long.parseLong(number);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    private int one(String text, Map<String, String> variables, Input input, Console console)
            throws InterruptedException, ProcessDied {
        String word = word(text);
        String rest = text.substring(endOfFirstWord(text));
        if (word.equals("cmd") && rest.strip().regionMatches(true, 0, "/c ", 0, 3))
            return joined(rest.strip().substring(3), variables, input, console);
        if (word.equals("powershell")) return powershell.run(rest.strip(), input, console);
        if (word.equals("more") && rest.isBlank()) {
            console.out(input.toItsEnd());
            return 0;
        }
        return plain.run(word, rest, console);
    }

    private static int failed(Console console, int code, String why) {
        console.err(why);
        return code;
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

    /** The program's name in lower case, without folder and {@code .exe}. */
    private static String word(String line) {
        String name = line.substring(0, endOfFirstWord(line)).replace("\"", "");
        name = name.substring(name.lastIndexOf('\\') + 1).toLowerCase(Locale.ROOT);
        return name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
    }

    private static final class Printed implements Console {
        private final StringBuilder out = new StringBuilder();
        private final StringBuilder err = new StringBuilder();

        @Override
        public void out(String text) {
            out.append(text);
        }

        @Override
        public void err(String text) {
            err.append(text);
        }

        @Override
        public void flush() {}
    }

    private record Redirected(Part part, Console console) implements Console {
        @Override
        public void out(String text) {
            print(part.out(), text);
        }

        @Override
        public void err(String text) {
            print(part.err(), text);
        }

        private void print(Target target, String text) {
            if (target == Target.OUT) console.out(text);
            if (target == Target.ERR) console.err(text);
        }

        @Override
        public void flush() {
            console.flush();
        }
    }
}
