package io.ratchet.app.server;

import io.ratchet.connectors.openid.OpenIdSettings;
import io.ratchet.console.Company.Grant;
import io.ratchet.console.Role;
import io.ratchet.wire.YamlNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The company's own sign-in, and which roles its groups give.
 *
 * @param openid where it is and how it speaks
 * @param formerly issuers whose people are the same, each by the same name
 */
public record CompanySettings(OpenIdSettings openid, List<Grant> grants, Set<String> formerly) {
    private static final Set<String> KEYS = Set.of(
            "issuer", "credential", "address", "audience", "scope", "name", "groups", "trust", "grants", "formerly");

    public CompanySettings {
        grants = List.copyOf(grants);
        formerly = Set.copyOf(formerly);
    }

    static CompanySettings read(Path base, YamlNode node) {
        Map<String, YamlNode> given = node.mapping(KEYS);
        URI address = address(node.required(given, "address"));
        OpenIdSettings openid = new OpenIdSettings(
                address(node.required(given, "issuer")),
                node.required(given, "credential").text(),
                URI.create(bare(address) + "/sign-in/back"),
                URI.create(bare(address) + "/sign-in"),
                text(given, "audience"),
                text(given, "scope").orElse("openid profile"),
                text(given, "name").orElse("preferred_username"),
                text(given, "groups").orElse("groups"),
                text(given, "trust").map(base::resolve));
        if (!List.of(openid.scope().split(" ")).contains("openid"))
            throw node.refuse("'scope' must hold the word openid.");
        List<Grant> grants = new ArrayList<>();
        node.required(given, "grants").list().forEach(each -> grants.add(grant(each)));
        if (grants.isEmpty()) throw node.refuse("'grants' must say which group gives which roles.");
        Set<String> formerly = new HashSet<>();
        YamlNode.given(given.get("formerly"))
                .ifPresent(list -> list.list()
                        .forEach(issuer -> formerly.add(address(issuer).toString())));
        return new CompanySettings(openid, grants, formerly);
    }

    private static Grant grant(YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("group", "roles", "sites"));
        Set<Role> roles = EnumSet.noneOf(Role.class);
        node.required(given, "roles").list().forEach(word -> roles.add(word.oneOf(Role.byWire())));
        if (roles.isEmpty()) throw node.refuse("'roles' must name at least one.");
        Set<String> sites = new HashSet<>();
        YamlNode.given(given.get("sites")).ifPresent(list -> list.list().forEach(site -> sites.add(site.text())));
        return new Grant(node.required(given, "group").text(), roles, sites);
    }

    private static Optional<String> text(Map<String, YamlNode> given, String key) {
        return YamlNode.given(given.get(key)).map(YamlNode::text);
    }

    private static URI address(YamlNode node) {
        return node.as("an address by TLS, such as https://login.example", OpenIdSettings::address);
    }

    private static String bare(URI address) {
        String text = address.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
