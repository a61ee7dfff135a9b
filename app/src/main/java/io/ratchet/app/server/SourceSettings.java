package io.ratchet.app.server;

import io.ratchet.connectors.pull.PullSource;
import io.ratchet.console.Webhook;
import io.ratchet.domain.Checks;
import io.ratchet.routes.intake.SourceTrust;
import io.ratchet.routes.syslog.SyslogSettings;
import io.ratchet.wire.YamlNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What reports come from besides folders and uploads, and how a site's own tables are read; all of it is off where the
 * settings do not say so.
 *
 * @param mappings the folder of a site's own descriptions of tables; empty: only the shipped ones
 * @param pull what is asked for reports
 * @param syslog where events are listened for; empty: nowhere
 * @param webhooks who may send reports signed, without a token
 * @param trust which source may claim what
 */
public record SourceSettings(
        Optional<Path> mappings,
        List<PullSource> pull,
        Optional<SyslogSettings> syslog,
        List<Webhook> webhooks,
        SourceTrust trust) {
    private static final Set<String> PULL_KEYS = Set.of("name", "kind", "url", "credential", "trust", "every", "back");
    private static final Duration BACK = Duration.ofDays(30);
    private static final Map<String, PullSource.Kind> KINDS = kinds();

    public SourceSettings {
        pull = List.copyOf(pull);
        webhooks = List.copyOf(webhooks);
    }

    static SourceSettings read(Path base, Map<String, YamlNode> root) {
        return new SourceSettings(
                YamlNode.given(root.get("mappings")).map(node -> base.resolve(node.text())),
                pull(base, root.get("pull")),
                YamlNode.given(root.get("syslog")).map(node -> syslog(base, node)),
                webhooks(root.get("webhooks")),
                TrustSettings.read(root.get("trust")));
    }

    private static List<PullSource> pull(Path base, @Nullable YamlNode node) {
        List<PullSource> sources = new ArrayList<>();
        for (YamlNode each : items(node)) {
            PullSource source = source(base, each);
            if (sources.stream().anyMatch(other -> other.name().equals(source.name())))
                throw each.refuse("there are two sources '" + source.name() + "'; give each a name of its own.");
            sources.add(source);
        }
        return sources;
    }

    private static PullSource source(Path base, YamlNode node) {
        PullSource.Kind kind = node.required(node.entries(), "kind").oneOf(KINDS);
        Set<String> keys = new HashSet<>(PULL_KEYS);
        keys.addAll(kind.needed());
        keys.addAll(kind.optional());
        Map<String, YamlNode> given = node.mapping(keys);
        Map<String, String> options = new HashMap<>();
        for (String key : kind.needed())
            options.put(key, node.required(given, key).text());
        for (String key : kind.optional())
            YamlNode.given(given.get(key)).ifPresent(option -> options.put(key, option.text()));
        String name = text(given, "name", kind.wire());
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"))
            throw node.refuse("'name' is made of letters, digits, dots, hyphens and underscores.");
        URI url = node.required(given, "url")
                .as("an address such as https://scans.example, by TLS", SourceSettings::address);
        YamlNode.given(given.get("login")).ifPresent(login -> login.as("an address by TLS", SourceSettings::address));
        return new PullSource(
                name,
                kind,
                url,
                text(given, "credential", "file:" + name),
                YamlNode.given(given.get("trust")).map(file -> base.resolve(file.text())),
                YamlNode.given(given.get("every"))
                        .map(every -> every.as("a duration of a minute or more such as PT6H", SourceSettings::every))
                        .orElse(kind.every()),
                YamlNode.given(given.get("back"))
                        .map(back -> back.as("a duration such as P30D", SourceSettings::duration))
                        .orElse(BACK),
                options);
    }

    private static URI address(String text) {
        URI address = URI.create(text);
        PullSource.check(address);
        return address;
    }

    private static Duration every(String text) {
        Duration every = duration(text);
        Checks.that(every.compareTo(Duration.ofMinutes(1)) >= 0, "a minute or more");
        return every;
    }

    private static Duration duration(String text) {
        Duration duration = Duration.parse(text);
        Checks.that(!duration.isNegative(), "a duration that is not negative");
        return duration;
    }

    private static SyslogSettings syslog(Path base, YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("address", "port", "tls"));
        Optional<SyslogSettings.Tls> tls = YamlNode.given(given.get("tls")).map(section -> {
            Map<String, YamlNode> keys = section.mapping(Set.of("certificate", "credential", "clients"));
            return new SyslogSettings.Tls(
                    base.resolve(section.required(keys, "certificate").text()),
                    text(keys, "credential", "file:syslog"),
                    YamlNode.given(keys.get("clients")).map(file -> base.resolve(file.text())));
        });
        int port = YamlNode.given(given.get("port"))
                .map(number -> number.as("a port from 0 to 65535", SourceSettings::port))
                .orElse(tls.isPresent() ? 6514 : 601);
        return new SyslogSettings(text(given, "address", "127.0.0.1"), port, tls);
    }

    private static Integer port(String text) {
        int port = Integer.parseInt(text);
        Checks.that(port >= 0 && port <= 65535, "a port");
        return port;
    }

    private static List<Webhook> webhooks(@Nullable YamlNode node) {
        List<Webhook> hooks = new ArrayList<>();
        for (YamlNode each : items(node)) {
            Map<String, YamlNode> given = each.mapping(Set.of("name", "credential"));
            String name = each.required(given, "name").text();
            if (!Webhook.named(name)) throw each.refuse("'name' is made of small letters, digits and hyphens.");
            if (hooks.stream().anyMatch(other -> other.name().equals(name)))
                throw each.refuse("there are two webhooks '" + name + "'; give each a name of its own.");
            hooks.add(new Webhook(name, text(given, "credential", "file:" + name)));
        }
        return hooks;
    }

    private static Map<String, PullSource.Kind> kinds() {
        Map<String, PullSource.Kind> kinds = new LinkedHashMap<>();
        for (PullSource.Kind kind : PullSource.Kind.values()) kinds.put(kind.wire(), kind);
        return kinds;
    }

    private static List<YamlNode> items(@Nullable YamlNode node) {
        return node == null || node.empty() ? List.of() : node.list();
    }

    private static String text(Map<String, YamlNode> given, String key, String otherwise) {
        YamlNode node = given.get(key);
        return node == null ? otherwise : node.text();
    }
}
