package io.ratchet.lab.command;

import io.ratchet.domain.Sha256;
import io.ratchet.lab.machine.Machine;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code powershell.exe}: runs the bootstraps of phase scripts, and single plain commands as Ansible and pywinrm send
 * them.
 */
final class PowerShell {
    private static final Set<String> PROGRAMS = Set.of("hostname", "whoami", "ipconfig", "reg", "wusa");
    private static final int FAILED = 1;
    private static final int WRONG_HASH = 17;
    private static final String PROGRESS = "#< CLIXML\r\n"
            + "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj S=\"progress\" RefId=\"0\">"
            + "<TN RefId=\"0\"><T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN><MS><I64 N=\"SourceId\">1</I64>"
            + "<PR N=\"Record\"><AV>Preparing modules for first use.</AV><AI>0</AI><Nil /><PI>-1</PI><PC>-1</PC><T>Completed</T>"
            + "<SR>-1</SR><SD> </SD></PR></MS></Obj></Objs>";

    private final Machine machine;
    private final PlainCommands plain;
    private final PhaseRun phases;
    private final Map<String, StringBuilder> uploads = new ConcurrentHashMap<>();

    PowerShell(Machine machine, PlainCommands plain, Power power) {
        this.machine = machine;
        this.plain = plain;
        phases = new PhaseRun(machine, power);
    }

    CommandResult run(String arguments, Input input) throws InterruptedException, ProcessDied {
        CommandResult result = script(scriptOf(arguments), input);
        return machine.faults().cliXml()
                ? new CommandResult(result.exitCode(), result.stdout(), PROGRESS + result.stderr())
                : result;
    }

    /** What stands behind -Command or -EncodedCommand, or the bare words; empty when there is nothing. */
    private static String scriptOf(String arguments) {
        String rest = arguments;
        while (rest.startsWith("-")) {
            String[] word = firstWord(rest);
            String option = word[0].substring(1).toLowerCase(Locale.ROOT);
            rest = word.length > 1 ? word[1] : "";
            if (option.equals("ec") || isShortFor(option, "encodedcommand", 1)) return decoded(rest.strip());
            if (isShortFor(option, "command", 1)) return unquoted(rest.strip());
            if (isShortFor(option, "executionpolicy", 2)
                    || isShortFor(option, "inputformat", 2)
                    || isShortFor(option, "outputformat", 1)) {
                String[] value = firstWord(rest);
                rest = value.length > 1 ? value[1] : "";
            }
        }
        return unquoted(rest.strip());
    }

    /** The text up to the first blank, and what follows the blanks if anything does. */
    private static String[] firstWord(String text) {
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) end++;
        return end == text.length()
                ? new String[] {text}
                : new String[] {text.substring(0, end), text.substring(end).stripLeading()};
    }

    private static boolean isShortFor(String given, String option, int least) {
        return given.length() >= least && option.startsWith(given);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_16LE).strip();
        } catch (IllegalArgumentException notBase64) {
            return base64;
        }
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private CommandResult script(String script, Input input) throws InterruptedException, ProcessDied {
        Optional<Bootstrap> bootstrap = Bootstrap.of(script);
        if (bootstrap.isEmpty()) return single(script);
        if (bootstrap.get() instanceof Bootstrap.Direct direct) return inflated(direct.base64());
        if (bootstrap.get() instanceof Bootstrap.Piece piece) return append(piece);
        if (bootstrap.get() instanceof Bootstrap.Uploaded uploaded) return uploaded(uploaded);
        if (bootstrap.get() instanceof Bootstrap.Read read) return checked(input.toItsEnd(), read.sha256());
        throw new AssertionError("an unknown bootstrap");
    }

    private CommandResult append(Bootstrap.Piece piece) {
        StringBuilder file = uploads.computeIfAbsent(piece.run(), run -> new StringBuilder());
        synchronized (file) {
            return CommandResult.printed(file.append(piece.base64()).length() + "\r\n");
        }
    }

    private CommandResult uploaded(Bootstrap.Uploaded asked) throws InterruptedException, ProcessDied {
        StringBuilder file = uploads.remove(asked.run());
        if (file == null)
            return CommandResult.failed(
                    FAILED,
                    "Could not find file 'C:\\Users\\ratchet\\AppData\\Local\\Temp\\ratchet-" + asked.run()
                            + ".b64'.\r\n");
        return checked(file.toString(), asked.sha256());
    }

    private CommandResult checked(String base64, String sha256) throws InterruptedException, ProcessDied {
        return Sha256.upperHex(base64).equals(sha256) ? inflated(base64) : new CommandResult(WRONG_HASH, "", "");
    }

    private CommandResult inflated(String base64) throws InterruptedException, ProcessDied {
        String text = Bootstrap.inflated(base64);
        if (text == null)
            return CommandResult.failed(
                    FAILED, "The archive entry was compressed using an unsupported compression method.\r\n");
        try {
            Optional<PhaseText> phase = PhaseText.of(text);
            if (phase.isEmpty()) return unknown(text);
            String printed = phases.of(phase.get());
            return CommandResult.printed(
                    machine.faults().truncated() ? printed.substring(0, printed.length() / 2) : printed);
        } catch (ActionError | IllegalArgumentException | IndexOutOfBoundsException badData) {
            return CommandResult.failed(
                    FAILED, "the phase script cannot be carried out: " + badData.getMessage() + "\r\n");
        }
    }

    private CommandResult single(String script) {
        String[] word = firstWord(script);
        String program = word[0].toLowerCase(Locale.ROOT).replaceFirst("\\.exe$", "");
        if (program.equals("$env:computername") && word.length == 1)
            return CommandResult.printed(machine.name() + "\r\n");
        if ((program.equals("echo") || program.equals("write-output"))
                && word.length == 2
                && word[1].matches("[\\w .,'\"-]+"))
            return CommandResult.printed(word[1].replaceAll("['\"]", "") + "\r\n");
        if (!PROGRAMS.contains(program) || script.indexOf('\n') >= 0 || script.indexOf(';') >= 0)
            return unknown(script);
        return plain.run(program, word.length > 1 ? word[1] : "");
    }

    private static CommandResult unknown(String script) {
        String first = script.lines().findFirst().orElse("");
        String shown = first.length() > 200 ? first.substring(0, 200) : first;
        return CommandResult.failed(
                CommandShell.UNKNOWN, "the lab's PowerShell does not know this command: " + shown + "\r\n");
    }
}
