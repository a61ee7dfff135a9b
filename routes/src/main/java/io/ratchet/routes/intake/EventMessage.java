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
    private static final Pattern PROTOCOL = Pattern.compile(
            "(?iu)(?:\\bProto[ck][o\u00F3][l\u0142]|\u041F\u0440\u043E\u0442\u043E\u043A\u043E\u043B|\u30D7\u30ED\u30C8\u30B3\u30EB|\u534F\u8BAE|\u901A\u8A0A\u5354\u5B9A|\uD504\uB85C\uD1A0\uCF5C)[\\p{L} ]{0,30}[\\s\u00A0]*[:\uFF1A][\\s\u00A0]*"
                    + "((?:TLS|SSL) ?[0-9](?:\\.[0-9])?)(?![0-9.])");
    private static final Pattern END = Pattern.compile("(?i)\\b(?:SSL|TLS)[ -](server|client|serveur)");
    private static final Pattern TARGET =
            Pattern.compile("(?im)^\\s*(?:Target name|Zielname|Nom de la cible)\\s*:\\s*(\\S{1,253})\\s*$");
    /** The first number behind the words for an alert; the next one is Schannel's own state. */
    private static final Pattern ALERT = Pattern.compile(
            "(?i)(?:\\balert|\\bWarnung|\u8B66\u544A|\u30A2\u30E9\u30FC\u30C8)[^0-9]{1,300}?([0-9]{1,3})(?![.]?[0-9])");

    private EventMessage() {}

    /** Whether a field {@code Type} is Schannel's; Windows calls the level of an event so too. */
    static boolean end(String type) {
        return type.strip().equalsIgnoreCase("client") || type.strip().equalsIgnoreCase("server");
    }

    static Map<String, String> fields(String message) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "Protocol", PROTOCOL.matcher(message));
        put(fields, "Type", END.matcher(message));
        put(fields, "TargetName", TARGET.matcher(message));
        put(fields, "AlertDesc", ALERT.matcher(message));
        return fields;
    }

    /** Puts to the event's own fields what the message tells of those that are not there. */
    static void complete(Map<String, String> fields, String message) {
        boolean whole =
                fields.containsKey("AlertDesc") || (fields.containsKey("Protocol") && fields.containsKey("Type"));
        if (!whole) fields(message).forEach(fields::putIfAbsent);
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
