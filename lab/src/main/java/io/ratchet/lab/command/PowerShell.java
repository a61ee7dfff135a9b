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
import java.util.regex.Pattern;

/**
 * {@code powershell.exe}: runs the bootstraps of phase scripts, and single plain commands as Ansible and pywinrm send
 * them.
 */
final class PowerShell {
    private static final Set<String> PROGRAMS = Set.of("hostname", "whoami", "ipconfig", "reg", "wusa");
    private static final Pattern MEANS_SOMETHING = Pattern.compile("[;&|<>^%]");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,10}");
    private static final String CONSTRAINED = """
            New-Object : Cannot create type. Only core types are supported in this language mode.
                + CategoryInfo          : PermissionDenied: (:) [New-Object], PSNotSupportedException
                + FullyQualifiedErrorId : CannotCreateTypeConstrainedLanguage,Microsoft.PowerShell.Commands.NewObjectCommand
            Cannot invoke method. Method invocation is supported only on core types in this language mode.
                + CategoryInfo          : InvalidOperation: (:) [], RuntimeException
                + FullyQualifiedErrorId : MethodInvocationNotSupportedInConstrainedLanguage
            """.replace("\n", "\r\n");
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

    /** @return the exit code */
    int run(String arguments, Input input, Console console) throws InterruptedException, ProcessDied {
        if (machine.faults().cliXml()) console.err(PROGRESS);
        return script(scriptOf(arguments), input, console);
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

    private int script(String script, Input input, Console console) throws InterruptedException, ProcessDied {
        Optional<Bootstrap> bootstrap = Bootstrap.of(script);
        if (bootstrap.isEmpty()) return single(script, console);
        if (machine.traits().constrainedLanguage()) {
            console.err(CONSTRAINED);
            return FAILED;
        }
        if (bootstrap.get() instanceof Bootstrap.Direct direct) return inflated(direct.base64(), console);
        if (bootstrap.get() instanceof Bootstrap.Piece piece) return append(piece, console);
        if (bootstrap.get() instanceof Bootstrap.Uploaded uploaded) return uploaded(uploaded, console);
        if (bootstrap.get() instanceof Bootstrap.Read read) return checked(input.toItsEnd(), read.sha256(), console);
        throw new AssertionError("an unknown bootstrap");
    }

    private int append(Bootstrap.Piece piece, Console console) {
        StringBuilder file = uploads.computeIfAbsent(piece.run(), run -> new StringBuilder());
        synchronized (file) {
            console.out(file.append(piece.base64()).length() + "\r\n");
        }
        return 0;
    }

    private int uploaded(Bootstrap.Uploaded asked, Console console) throws InterruptedException, ProcessDied {
        StringBuilder file = uploads.remove(asked.run());
        if (file != null) return checked(file.toString(), asked.sha256(), console);
        console.err(
                "Could not find file 'C:\\Users\\ratchet\\AppData\\Local\\Temp\\ratchet-" + asked.run() + ".b64'.\r\n");
        return FAILED;
    }

    private int checked(String base64, String sha256, Console console) throws InterruptedException, ProcessDied {
        return Sha256.upperHex(base64).equals(sha256) ? inflated(base64, console) : WRONG_HASH;
    }

    private int inflated(String base64, Console console) throws InterruptedException, ProcessDied {
        String text = Bootstrap.inflated(base64);
        if (text == null) {
            console.err("The archive entry was compressed using an unsupported compression method.\r\n");
            return FAILED;
        }
        try {
            Optional<PhaseText> phase = PhaseText.of(text);
            if (phase.isEmpty()) return unknown(text, console);
            String answer = phases.of(phase.get(), console);
            console.out(machine.faults().truncated() ? answer.substring(0, answer.length() / 2) : answer);
            return 0;
        } catch (ActionError | IllegalArgumentException | IndexOutOfBoundsException badData) {
            console.err("the phase script cannot be carried out: " + badData.getMessage() + "\r\n");
            return FAILED;
        }
    }

    private int single(String script, Console console) throws InterruptedException {
        String[] word = firstWord(script);
        String program = word[0].toLowerCase(Locale.ROOT).replaceFirst("\\.exe$", "");
        String rest = word.length > 1 ? word[1] : "";
        if (program.equals("exit") && NUMBER.matcher(rest).matches()) return (int) Long.parseLong(rest);
        if (program.equals("$env:computername") && rest.isEmpty()) {
            console.out(machine.name() + "\r\n");
            return 0;
        }
        if ((program.equals("echo") || program.equals("write-output")) && rest.matches("[\\w .,'\"-]+")) {
            console.out(rest.replaceAll("['\"]", "") + "\r\n");
            return 0;
        }
        if (!PROGRAMS.contains(program)
                || script.indexOf('\n') >= 0
                || MEANS_SOMETHING.matcher(rest).find()) return unknown(script, console);
        return plain.run(program, rest.isEmpty() ? "" : " " + rest, console);
    }

    private static int unknown(String script, Console console) {
        String first = script.lines().findFirst().orElse("");
        String shown = first.length() > 200 ? first.substring(0, 200) : first;
        console.err("the lab's PowerShell does not know this command: " + shown + "\r\n");
        return CommandShell.UNKNOWN;
    }
}
