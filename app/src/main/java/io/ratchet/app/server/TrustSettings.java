package io.ratchet.app.server;

import io.ratchet.domain.Checks;
import io.ratchet.domain.finding.Method;
import io.ratchet.routes.identify.Network;
import io.ratchet.routes.intake.SourceTrust;
import io.ratchet.wire.YamlNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads which source may claim which method of which hosts. */
final class TrustSettings {
    private static final Map<String, Boolean> OTHERS = new TreeMap<>(Map.of("all", true, "none", false));
    private static final Map<String, Method> METHODS = methods();

    private TrustSettings() {}

    static SourceTrust read(@Nullable YamlNode node) {
        if (node == null || node.empty()) return SourceTrust.ofEverybody();
        Map<String, YamlNode> given = node.mapping(Set.of("others", "sources"));
        boolean others = YamlNode.given(given.get("others"))
                .map(word -> word.oneOf(OTHERS))
                .orElse(true);
        List<SourceTrust.Row> rows = new ArrayList<>();
        YamlNode sources = given.get("sources");
        if (sources != null && !sources.empty()) sources.list().forEach(each -> rows.add(row(each)));
        return new SourceTrust(rows, others);
    }

    private static SourceTrust.Row row(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("from", "methods", "networks"));
        String from = node.required(given, "from")
                .as("a source such as user:scanner, folder:/srv/in, kafka:TOPIC or pull:NAME", TrustSettings::source);
        Set<Method> methods = EnumSet.noneOf(Method.class);
        node.required(given, "methods").list().forEach(word -> methods.add(word.oneOf(METHODS)));
        List<String> networks = new ArrayList<>();
        YamlNode.given(given.get("networks"))
                .ifPresent(list -> list.list()
                        .forEach(network ->
                                networks.add(network.as("a network such as 10.1.0.0/16", TrustSettings::network))));
        return new SourceTrust.Row(from, methods, networks);
    }

    private static String source(String text) {
        Checks.that(text.matches("(user|folder|kafka|pull):.+"), "a source");
        return text;
    }

    private static String network(String text) {
        Checks.that(text.contains("/") && Network.contains(text, text.substring(0, text.indexOf('/'))), "a network");
        return text;
    }

    private static Map<String, Method> methods() {
        Map<String, Method> methods = new LinkedHashMap<>();
        for (Method method : Method.values()) methods.put(method.name().toLowerCase(Locale.ROOT), method);
        return methods;
    }
}
