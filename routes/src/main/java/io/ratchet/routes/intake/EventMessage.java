package io.ratchet.routes.intake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values in the message of an event of Schannel, for exports that carry nothing else. The words around them are in
 * the machine's language; what is read stands there as the program wrote it.
 */
final class EventMessage {
    private static final String ENDS =
            "server|client|cliente|serveur|servidor|serwera|klient|\u0441\u0435\u0440\u0432\u0435\u0440\u0430"
                    + "|\u043A\u043B\u0438\u0435\u043D\u0442\u0430|\u30B5\u30FC\u30D0\u30FC|\u30AF\u30E9\u30A4\u30A2\u30F3\u30C8|\u670D\u52A1\u5668|\u5BA2\u6237\u7AEF"
                    + "|\u4F3A\u670D\u5668|\u7528\u6236\u7AEF|\uC11C\uBC84|\uD074\uB77C\uC774\uC5B8\uD2B8";
    private static final Set<String> SERVERS = Set.of(
            "serveur",
            "servidor",
            "serwera",
            "\u0441\u0435\u0440\u0432\u0435\u0440\u0430",
            "\u30B5\u30FC\u30D0\u30FC",
            "\u670D\u52A1\u5668",
            "\u4F3A\u670D\u5668",
            "\uC11C\uBC84");

    private static final Pattern PROTOCOL = Pattern.compile(
            "(?iu)(?:\\bProto[ck][o\u00F3][l\u0142]|\u041F\u0440\u043E\u0442\u043E\u043A\u043E\u043B|\u30D7\u30ED\u30C8\u30B3\u30EB|\u534F\u8BAE|\u901A\u8A0A\u5354\u5B9A|\uD504\uB85C\uD1A0\uCF5C)[\\p{L} ]{0,30}[\\s\u00A0]*[:\uFF1A][\\s\u00A0]*"
                    // Schannel never leaves out what follows the dot of TLS: without it the message breaks off there.
                    + "(TLS ?[0-9]\\.[0-9]|SSL ?[0-9](?:\\.[0-9])?)(?![0-9.])");
    /** Before or behind the word for the protocol, as each language has it. */
    private static final Pattern END = Pattern.compile(
            "(?iu)\\b(?:SSL|TLS)[ -]?(?:c[\u00F4o]t[\u00E9e] )?(" + ENDS + ")" + "|\\b(" + ENDS + ") (?:SSL|TLS)\\b");

    private static final Pattern TARGET =
            Pattern.compile("(?im)^\\s*(?:Target name|Zielname|Nom de la cible)\\s*:\\s*(\\S{1,253})\\s*$");
    /** The first number behind the words for an alert; the next one is Schannel's own state. */
    private static final Pattern ALERT = Pattern.compile(
            "(?i)(?:\\balert|\\bWarnung|\\bavviso|\\bwaarschuwing|\\bvarning|\u8B66\u544A|\u30A2\u30E9\u30FC\u30C8)[^0-9]{1,300}?([0-9]{1,3})(?![.]?[0-9])");

    private EventMessage() {}

    /** Whether a field {@code Type} is Schannel's; Windows calls the level of an event so too. */
    static boolean end(String type) {
        return type.strip().equalsIgnoreCase("client") || type.strip().equalsIgnoreCase("server");
    }

    static Map<String, String> fields(String message) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "Protocol", PROTOCOL.matcher(message));
        Matcher end = END.matcher(message);
        if (end.find()) fields.put("Type", end(end));
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

    private static String end(Matcher found) {
        String word = found.group(1) == null ? found.group(2) : found.group(1);
        if (end(word)) return word;
        return SERVERS.contains(word.toLowerCase(java.util.Locale.ROOT)) ? "server" : "client";
    }

    private static void put(Map<String, String> fields, String name, Matcher value) {
        if (value.find())
            fields.put(
                    name,
                    value.group(1).toLowerCase(java.util.Locale.ROOT).startsWith("tls")
                            ? value.group(1).toUpperCase(java.util.Locale.ROOT)
                            : value.group(1));
    }
}
