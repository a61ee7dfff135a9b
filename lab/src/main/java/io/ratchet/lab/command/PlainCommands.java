package io.ratchet.lab.command;

import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import io.ratchet.lab.machine.RegistryValue;
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
    private static final Pattern JOINED = Pattern.compile("[&|<>^%]");

    private final Machine machine;
    private final String user;

    PlainCommands(Machine machine, String user) {
        this.machine = machine;
        this.user = user;
    }

    /** @param word the program's name in lower case, without folder and {@code .exe} */
    CommandResult run(String word, String rest) {
        if (JOINED.matcher(rest).find())
            return unknown(word, "the lab joins no commands and redirects nothing: " + rest);
        HostState host = machine.origin();
        return switch (word) {
            case "hostname" -> CommandResult.printed(host.name() + "\r\n");
            case "whoami" -> CommandResult.printed(netbiosDomain(host) + "\\" + user.toLowerCase(Locale.ROOT) + "\r\n");
            case "ver" ->
                CommandResult.printed(
                        "\r\nMicrosoft Windows [Version " + host.os().version() + "]\r\n");
            case "echo" -> CommandResult.printed(rest + "\r\n");
            case "reg" -> registry(rest);
            case "ipconfig" -> CommandResult.printed(addresses(host));
            case "wusa" -> new CommandResult(ACCESS_DENIED, "", "Access is denied.\r\n");
            default -> unknown(word, "operable program or batch file.");
        };
    }

    private static CommandResult unknown(String word, String why) {
        return CommandResult.failed(
                CommandShell.UNKNOWN,
                "'" + word + "' is not recognized as an internal or external command,\r\n" + why + "\r\n");
    }

    private static String netbiosDomain(HostState host) {
        String domain = host.domain();
        return (domain == null ? host.name() : domain.split("\\.")[0]).toLowerCase(Locale.ROOT);
    }

    private static String addresses(HostState host) {
        String domain = host.domain() == null ? "" : host.domain();
        return "\r\nWindows IP Configuration\r\n\r\n"
                + "   Host Name . . . . . . . . . . . . : " + host.name() + "\r\n"
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
                    1, "ERROR: The system was unable to find the specified registry key or value.\r\n");
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
        if (machine.denied(path)) return CommandResult.failed(ACCESS_DENIED, "ERROR: Access is denied.\r\n");
        machine.createKey(null, path);
        machine.set(null, path, name, RegistryValue.dword(value));
        return CommandResult.printed("The operation completed successfully.\r\n");
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
