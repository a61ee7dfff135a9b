package io.ratchet.app.server;

import io.ratchet.connectors.credentials.CredentialReferences;
import io.ratchet.connectors.http.Http;
import io.ratchet.connectors.mail.MailServer;
import io.ratchet.connectors.notice.NoticeReceiver;
import io.ratchet.connectors.notice.NoticeReceiver.ByMail;
import io.ratchet.connectors.notice.NoticeReceiver.Kind;
import io.ratchet.domain.Checks;
import io.ratchet.domain.notice.Notice;
import io.ratchet.routes.notices.NoticeSettings;
import io.ratchet.routes.notices.NoticeSettings.Audience;
import io.ratchet.wire.YamlNode;
import java.net.URI;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is told what although they did not ask; nobody where the settings do not say so.
 *
 * @param address of this server for browsers, for links; empty: notices hold none
 * @param receivers how they are reached
 * @param told what each of them is told, and when
 */
public record NotificationSettings(Optional<URI> address, List<NoticeReceiver> receivers, NoticeSettings told) {
    private static final Set<String> KEYS = Set.of("address", "queueAt", "reportAt", "receivers");
    private static final Set<String> CHAT_KEYS = Set.of("name", "kind", "credential", "events", "sites");
    private static final Set<String> MAIL_KEYS =
            Set.of("name", "kind", "credential", "events", "sites", "url", "from", "to", "auth");
    private static final String ADDRESS = "[^@\\s<>,;]+@[^@\\s<>,;]+";

    public NotificationSettings {
        receivers = List.copyOf(receivers);
    }

    static NotificationSettings none() {
        return new NotificationSettings(Optional.empty(), List.of(), NoticeSettings.none());
    }

    static NotificationSettings read(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(KEYS);
        List<NoticeReceiver> receivers = new ArrayList<>();
        List<Audience> audiences = new ArrayList<>();
        for (YamlNode each : node.required(given, "receivers").list()) {
            NoticeReceiver receiver = receiver(each);
            if (receivers.stream().anyMatch(other -> other.name().equals(receiver.name())))
                throw each.refuse("there are two receivers '" + receiver.name() + "'; give each a name of its own.");
            receivers.add(receiver);
            audiences.add(audience(receiver.name(), each));
        }
        List<LocalTime> queueAt = new ArrayList<>();
        items(given, "queueAt").forEach(time -> queueAt.add(time(time)));
        return new NotificationSettings(
                YamlNode.given(given.get("address"))
                        .map(address -> address.as(
                                "the address of this server for browsers, such as https://ratchet.corp.example",
                                NotificationSettings::address)),
                receivers,
                new NoticeSettings(
                        audiences,
                        queueAt.isEmpty() ? NoticeSettings.QUEUE_AT : queueAt,
                        YamlNode.given(given.get("reportAt"))
                                .map(NotificationSettings::time)
                                .orElse(NoticeSettings.REPORT_AT),
                        NoticeSettings.Pace.calm()));
    }

    private static NoticeReceiver receiver(YamlNode node) {
        Kind kind = node.required(node.entries(), "kind").oneOf(kinds());
        Map<String, YamlNode> given = node.mapping(kind == Kind.MAIL ? MAIL_KEYS : CHAT_KEYS);
        String name = YamlNode.given(given.get("name")).map(YamlNode::text).orElse(kind.wire());
        if (!NoticeReceiver.isName(name))
            throw node.refuse("'name' is made of letters, digits, dots, hyphens and underscores.");
        String credential =
                YamlNode.given(given.get("credential")).map(YamlNode::text).orElse("file:" + name);
        if (!CredentialReferences.isReference(credential))
            throw node.refuse(
                    "'credential' is a reference, file:NAME, env:NAME or vault:PATH, never the secret itself.");
        if (kind != Kind.MAIL) return new NoticeReceiver(name, kind, Optional.of(credential), Optional.empty());
        boolean signsIn = YamlNode.given(given.get("auth"))
                .map(auth -> auth.oneOf(Map.of("none", false)))
                .orElse(true);
        return new NoticeReceiver(
                name, kind, signsIn ? Optional.of(credential) : Optional.empty(), Optional.of(mail(node, given)));
    }

    private static ByMail mail(YamlNode node, Map<String, YamlNode> given) {
        URI server = node.required(given, "url")
                .as("the address of a mail server, smtp://HOST:PORT or smtps://HOST:PORT", text -> {
                    URI url = URI.create(text);
                    Checks.that(MailServer.isServer(url), "a mail server");
                    return url;
                });
        List<String> to = new ArrayList<>();
        node.required(given, "to")
                .list()
                .forEach(each -> to.add(each.as("an address for mail", text -> mailbox(text))));
        if (to.isEmpty()) throw node.refuse("'to' must name at least one address.");
        return new ByMail(server, node.required(given, "from").as("an address for mail", text -> mailbox(text)), to);
    }

    private static Audience audience(String receiver, YamlNode node) {
        Map<String, YamlNode> given = node.entries();
        Map<String, Notice.Event> words = new LinkedHashMap<>();
        for (Notice.Event event : Notice.Event.values()) words.put(event.wire(), event);
        Set<Notice.Event> events = EnumSet.noneOf(Notice.Event.class);
        node.required(given, "events").list().forEach(event -> events.add(event.oneOf(words)));
        if (events.isEmpty()) throw node.refuse("'events' must name at least one.");
        Set<String> sites = new HashSet<>();
        items(given, "sites").forEach(site -> sites.add(site.text()));
        return new Audience(receiver, events, sites);
    }

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) kinds.put(kind.wire(), kind);
        return kinds;
    }

    private static List<YamlNode> items(Map<String, YamlNode> given, String key) {
        return YamlNode.given(given.get(key)).map(YamlNode::list).orElse(List.of());
    }

    private static String mailbox(String text) {
        Checks.that(text.matches(ADDRESS), "an address");
        return text;
    }

    private static LocalTime time(YamlNode node) {
        return node.as("a time of the day such as \"16:00\", in quotes", text -> {
            Checks.that(text.matches("[0-2][0-9]:[0-5][0-9]"), "a time");
            return LocalTime.parse(text);
        });
    }

    private static URI address(String text) {
        URI address = URI.create(text);
        Checks.that(address.getHost() != null && address.getUserInfo() == null, "a host");
        Checks.that(address.getRawQuery() == null && address.getRawFragment() == null, "no query");
        Checks.that(
                "https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && Http.staysHere(address)),
                "by TLS");
        return address;
    }
}
