package io.ratchet.lab.command;

import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import io.ratchet.lab.machine.RegistryValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs that people and tools try first. */
final class PlainCommands {
    private static final int ACCESS_DENIED = 5;
    private static final Pattern REG_QUERY =
            Pattern.compile("(?i)query\\s+(?:\"([^\"]+)\"|(\\S+))(?:\\s+/v\\s+(?:\"([^\"]+)\"|(\\S+)))?\\s*");
    private static final Pattern REG_ADD =
            Pattern.compile("(?i)add\\s+(?:\"([^\"]+)\"|(\\S+))\\s+/v\\s+(?:\"([^\"]+)\"|(\\S+))"
                    + "\\s+/t\\s+REG_DWORD\\s+/d\\s+(\\d{1,10})\\s+/f\\s*");
    private static final Pattern PING = Pattern.compile("(?i)(?:-n\\s+(\\d{1,4})\\s+)?(\\S+)(?:\\s+-n\\s+(\\d{1,4}))?");
    private static final int PINGS = 4;
    private static final int US = 437;

    private final Machine machine;
    private final String user;

    PlainCommands(Machine machine, String user) {
        this.machine = machine;
        this.user = user;
    }

    /**
     * What {@code %NAME%} stands for, by the name in capitals.
     *
     * @param more what the shell sets
     */
    Map<String, String> variables(Map<String, String> more) {
        HostState host = machine.origin();
        String profile = "C:\\Users\\" + user;
        var variables = new HashMap<>(Map.ofEntries(
                Map.entry("COMPUTERNAME", host.name().toUpperCase(Locale.ROOT)),
                Map.entry("USERNAME", user),
                Map.entry("USERDOMAIN", netbiosDomain(host).toUpperCase(Locale.ROOT)),
                Map.entry("USERPROFILE", profile),
                Map.entry("TEMP", profile + "\\AppData\\Local\\Temp"),
                Map.entry("TMP", profile + "\\AppData\\Local\\Temp"),
                Map.entry("SYSTEMDRIVE", "C:"),
                Map.entry("SYSTEMROOT", "C:\\Windows"),
                Map.entry("WINDIR", "C:\\Windows"),
                Map.entry("COMSPEC", "C:\\Windows\\system32\\cmd.exe"),
                Map.entry("PROGRAMFILES", "C:\\Program Files"),
                Map.entry("PATH", "C:\\Windows\\system32;C:\\Windows;C:\\Windows\\System32\\Wbem"),
                Map.entry("OS", "Windows_NT"),
                Map.entry("PROCESSOR_ARCHITECTURE", host.os().architecture().equals("x64") ? "AMD64" : "x86"),
                Map.entry("ERRORLEVEL", "0")));
        more.forEach((name, value) -> variables.put(name.toUpperCase(Locale.ROOT), value));
        return variables;
    }

    /**
     * @param word the program's name in lower case, without folder and {@code .exe}
     * @param rest what follows it
     * @return the exit code
     */
    int run(String word, String rest, Console console) throws InterruptedException {
        if (word.equals("ping")) return ping(rest.strip(), console);
        CommandResult result = result(word, rest);
        console.out(result.stdout());
        console.err(result.stderr());
        return result.exitCode();
    }

    private CommandResult result(String word, String rest) {
        HostState host = machine.origin();
        return switch (word) {
            case "hostname" -> CommandResult.printed(host.name() + "\r\n");
            case "whoami" -> CommandResult.printed(netbiosDomain(host) + "\\" + user.toLowerCase(Locale.ROOT) + "\r\n");
            case "ver" ->
                CommandResult.printed(
                        "\r\nMicrosoft Windows [Version " + host.os().version() + "]\r\n");
            case "echo" -> CommandResult.printed((rest.isEmpty() ? "" : rest.substring(1)) + "\r\n");
            case "rem" -> CommandResult.printed("");
            case "chcp" -> codePage(rest.strip());
            case "reg" -> registry(rest.strip());
            case "ipconfig" -> CommandResult.printed(addresses(host));
            case "wusa" -> CommandResult.failed(ACCESS_DENIED, said("Access is denied.\r\n", "Zugriff verweigert\r\n"));
            default -> unknown(word);
        };
    }

    /** What people wait with where nothing else may: a line each second. */
    private int ping(String rest, Console console) throws InterruptedException {
        Matcher asked = PING.matcher(rest);
        String target = asked.matches() ? asked.group(2) : "";
        if (!target.equals("127.0.0.1") && !target.equalsIgnoreCase("localhost")) {
            console.err("the lab's ping knows '-n N 127.0.0.1' only, not: " + rest + "\r\n");
            return CommandShell.UNKNOWN;
        }
        String times = asked.group(1) != null ? asked.group(1) : asked.group(3);
        int count = times == null ? PINGS : Integer.parseInt(times);
        console.out("\r\nPinging 127.0.0.1 with 32 bytes of data:\r\n");
        for (int each = 0; each < count; each++) {
            if (each > 0) machine.pass(Duration.ofSeconds(1), console::flush);
            console.out("Reply from 127.0.0.1: bytes=32 time<1ms TTL=128\r\n");
        }
        console.out("\r\nPing statistics for 127.0.0.1:\r\n    Packets: Sent = " + count + ", Received = " + count
                + ", Lost = 0 (0% loss),\r\n");
        return 0;
    }

    /** The shell has one of its own for its whole life, which only its making sets. */
    private static CommandResult codePage(String rest) {
        return rest.isEmpty() || rest.equals("65001") || rest.equals(Integer.toString(US))
                ? CommandResult.printed("Active code page: " + (rest.isEmpty() ? US : rest) + "\r\n")
                : CommandResult.failed(1, "Invalid code page\r\n");
    }

    private CommandResult unknown(String word) {
        return CommandResult.failed(
                CommandShell.UNKNOWN,
                said(
                        "'" + word + "' is not recognized as an internal or external command,\r\n"
                                + "operable program or batch file.\r\n",
                        "Der Befehl \"" + word + "\" ist entweder falsch geschrieben oder\r\n"
                                + "konnte nicht gefunden werden.\r\n"));
    }

    private String said(String english, String german) {
        return machine.traits().german() ? german : english;
    }

    private static String netbiosDomain(HostState host) {
        String domain = host.domain();
        return (domain == null ? host.name() : domain.split("\\.")[0]).toLowerCase(Locale.ROOT);
    }

    private String addresses(HostState host) {
        String domain = host.domain() == null ? "" : host.domain();
        return said("\r\nWindows IP Configuration\r\n\r\n", "\r\nWindows-IP-Konfiguration\r\n\r\n")
                + said("   Host Name . . . . . . . . . . . . : ", "   Hostname  . . . . . . . . . . . . : ")
                + host.name() + "\r\n"
                + "   Primary Dns Suffix  . . . . . . . : " + domain + "\r\n"
                + "   Node Type . . . . . . . . . . . . : Hybrid\r\n"
                + "   IP Routing Enabled. . . . . . . . : No\r\n"
                + "   WINS Proxy Enabled. . . . . . . . : No\r\n";
    }

    private CommandResult registry(String rest) {
        Matcher add = REG_ADD.matcher(rest);
        if (add.matches()) return add(add);
        Matcher query = REG_QUERY.matcher(rest);
        if (!query.matches())
            return CommandResult.failed(
                    CommandShell.UNKNOWN,
                    "the lab's reg.exe knows 'query KEY [/v NAME]' and 'add KEY /v NAME /t REG_DWORD /d N /f', not: "
                            + rest + "\r\n");
        String path = hklm(query.group(1) != null ? query.group(1) : query.group(2));
        String name = query.group(3) != null ? query.group(3) : query.group(4);
        boolean there = name == null
                ? machine.keyExists(path)
                : machine.value(path, name).isPresent();
        if (!there)
            return CommandResult.failed(
                    1,
                    said(
                            "ERROR: The system was unable to find the specified registry key or value.\r\n",
                            "FEHLER: Der angegebene Registrierungsschl\u00fcssel bzw. Wert wurde nicht gefunden.\r\n"));
        var out = new StringBuilder("\r\nHKEY_LOCAL_MACHINE\\" + machine.spelling(path) + "\r\n");
        for (Map.Entry<String, RegistryValue> entry : machine.values(path).entrySet())
            if (name == null || name.equalsIgnoreCase(entry.getKey()))
                out.append(line(entry.getKey(), entry.getValue()));
        out.append("\r\n");
        if (name == null)
            machine.children(path)
                    .forEach(child ->
                            out.append("HKEY_LOCAL_MACHINE\\").append(child).append("\r\n"));
        return CommandResult.printed(out.toString());
    }

    private CommandResult add(Matcher asked) {
        String path = hklm(asked.group(1) != null ? asked.group(1) : asked.group(2));
        String name = asked.group(3) != null ? asked.group(3) : asked.group(4);
        long value = Long.parseLong(asked.group(5));
        if (value > 0xFFFF_FFFFL)
            return CommandResult.failed(1, "ERROR: Invalid syntax. Specify valid numeric value for '/d'.\r\n");
        if (machine.denied(path))
            return CommandResult.failed(
                    ACCESS_DENIED, said("ERROR: Access is denied.\r\n", "FEHLER: Zugriff verweigert\r\n"));
        machine.createKey(null, path);
        machine.set(null, path, name, RegistryValue.dword(value));
        return CommandResult.printed(
                said("The operation completed successfully.\r\n", "Der Vorgang wurde erfolgreich beendet.\r\n"));
    }

    private static String hklm(String key) {
        return key.replaceFirst("(?i)^(HKLM|HKEY_LOCAL_MACHINE)\\\\", "");
    }

    private static String line(String name, RegistryValue value) {
        String data = value.data() instanceof Long number
                ? "0x" + Long.toHexString(number)
                : value.text().replace("\n", "\\0");
        return "    " + name + "    " + value.kind().windowsName() + "    " + data + "\r\n";
    }
}
