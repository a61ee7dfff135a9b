package io.ratchet.routes.intake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values in the message of an event of Schannel, for exports that carry nothing else. The words around them are in
 * the machine's language; what is read stands there as the program wrote it.
 */
final class EventMessage {
    private static final Pattern PROTOCOL =
            Pattern.compile("(?i)\\bProto[ck]ol\\p{L}*\\s*:\\s*((?:TLS|SSL) ?[0-9](?:\\.[0-9])?)(?![0-9.])");
    private static final Pattern END = Pattern.compile("(?i)\\b(?:SSL|TLS)[ -](server|client|serveur)");
    private static final Pattern TARGET =
            Pattern.compile("(?im)^\\s*(?:Target name|Zielname|Nom de la cible)\\s*:\\s*(\\S{1,253})\\s*$");
    private static final Pattern ALERT = Pattern.compile("(?i)\\balert\\b[^0-9]{1,80}?([0-9]{1,3})\\b");

    private EventMessage() {}

    static Map<String, String> fields(String message) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "Protocol", PROTOCOL.matcher(message));
        put(fields, "Type", END.matcher(message));
        put(fields, "TargetName", TARGET.matcher(message));
        put(fields, "AlertDesc", ALERT.matcher(message));
        return fields;
    }

    private static void put(Map<String, String> fields, String name, Matcher value) {
        if (value.find())
            fields.put(
                    name,
                    value.group(1).toLowerCase(java.util.Locale.ROOT).startsWith("tls")
                            ? value.group(1).toUpperCase(java.util.Locale.ROOT)
                            : value.group(1).equalsIgnoreCase("serveur") ? "server" : value.group(1));
    }
}
