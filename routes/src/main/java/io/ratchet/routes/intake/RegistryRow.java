package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.RegistryData;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One value of the registry as tools write it. Only what Ratchet's rules look at is taken. */
final class RegistryRow {
    private static final Map<String, String> HIVES = Map.of(
            "HKEY_LOCAL_MACHINE",
            "HKLM",
            "HKEY_CURRENT_USER",
            "HKCU",
            "HKEY_USERS",
            "HKU",
            "HKLM:",
            "HKLM",
            "HKCU:",
            "HKCU");
    /** Where Windows, .NET, WinHTTP, Office and the browsers keep what decides about TLS. */
    private static final Pattern OF_USE = Pattern.compile(
            "(?i)HK(?:LM|CU|U)\\\\.*(?:SecurityProviders\\\\SCHANNEL|\\\\\\.NETFramework\\\\v|Internet Settings|NET Framework Setup\\\\NDP"
                    + "|\\\\Windows NT\\\\CurrentVersion|Office\\\\ClickToRun|FipsAlgorithmPolicy|Cryptography\\\\Configuration"
                    + "|ExchangeServer\\\\v1|Internet Explorer|Microsoft SQL Server|Real-Time Communications|InetStp|ADFS|WindowsUpdate).*");

    private static final Set<String> NO_VALUES = Set.of(
            "SUBKEY",
            "NONE",
            "LINK",
            "UNKNOWN",
            "DWORDBIGENDIAN",
            "RESOURCELIST",
            "FULLRESOURCEDESCRIPTOR",
            "RESOURCEREQUIREMENTSLIST");

    private RegistryRow() {}

    static Optional<String> key(String written) {
        String key = written.strip()
                .replaceFirst("(?i)^(?:Microsoft\\.PowerShell\\.Core\\\\)?Registry::", "")
                .replace("/", "\\");
        int end = key.indexOf('\\');
        String hive = (end < 0 ? key : key.substring(0, end)).toUpperCase(Locale.ROOT);
        if (end < 0) return Optional.empty();
        return Optional.of(HIVES.getOrDefault(hive, hive) + key.substring(end)).filter(known -> known.startsWith("HK"));
    }

    /** Whether Ratchet's rules look at such a key. */
    static boolean ofUse(String key) {
        return OF_USE.matcher(key).matches();
    }

    /**
     * @param kind as {@code reg}, osquery or Ansible name a type
     * @throws io.ratchet.domain.failure.FailureException INTAKE_BAD_VALUE when it cannot be what its type says
     */
    static List<Observation> read(String key, String name, String kind, String data) {
        String full = key(key).orElse("");
        if (!ofUse(full)) return List.of();
        return List.of(new RegistryValue(full, name, data(kind, data)));
    }

    /** Whether a row of such a type is a value: osquery lists keys below beside them, and values of no known type. */
    static boolean holds(String kind) {
        return !NO_VALUES.contains(type(kind));
    }

    private static String type(String kind) {
        return kind.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "").replaceFirst("^REG", "");
    }

    private static RegistryData data(String kind, String data) {
        String type = type(kind);
        if (type.isEmpty())
            throw RoleCells.bad("The record does not say of which type the value is; ask for one value by its name.");
        return switch (type) {
            case "DWORD", "DWORDLITTLEENDIAN" -> RegistryData.dword(number(data));
            case "QWORD", "QWORDLITTLEENDIAN" -> new RegistryData(RegistryData.Kind.QWORD, number(data));
            case "SZ", "STRING" -> RegistryData.string(data);
            case "EXPANDSZ", "EXPANDSTRING" -> new RegistryData(RegistryData.Kind.EXPAND_STRING, data);
            case "MULTISZ", "MULTISTRING" ->
                new RegistryData(
                        RegistryData.Kind.MULTI_STRING,
                        java.util.Arrays.stream(data.split("[\0,;]"))
                                .filter(one -> !one.isEmpty())
                                .toList());
            case "BINARY" ->
                new RegistryData(
                        RegistryData.Kind.BINARY,
                        data.replaceAll("[^0-9A-Fa-f]", "").toLowerCase(Locale.ROOT));
            default -> throw RoleCells.bad("'" + Excerpt.of(kind, 60) + "' is no type of a registry value.");
        };
    }

    /** A DWORD may be written signed, unsigned or hexadecimal. */
    private static long number(String data) {
        String text = data.strip().toLowerCase(Locale.ROOT);
        try {
            if (text.startsWith("0x"))
                return Long.parseUnsignedLong(text.substring(2).replaceAll("\\s.*", ""), 16);
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw RoleCells.bad("'" + Excerpt.of(data, 60) + "' is no number, as a DWORD must be.");
        }
    }
}
