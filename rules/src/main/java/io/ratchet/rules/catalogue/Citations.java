package io.ratchet.rules.catalogue;

import io.ratchet.wire.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the source keys and the statement numbers of rules and catalogue stand for, for people to read. Nothing is
 * decided by it, so it is no part of the rule book's hash.
 */
public final class Citations {
    private static final Set<String> KEYS = Set.of("sources", "statements");

    private final Map<String, String> sources;
    private final Map<String, String> statements;

    private Citations(Map<String, String> sources, Map<String, String> statements) {
        this.sources = sources;
        this.statements = statements;
    }

    /** Reads the list that is shipped. */
    public static Citations shipped() {
        String text = new String(Catalogue.bytes("citations"), StandardCharsets.UTF_8);
        YamlNode root = YamlNode.parse("catalogue/citations.yaml", text);
        Map<String, YamlNode> keys = root.mapping(KEYS);
        return new Citations(texts(root.required(keys, "sources")), texts(root.required(keys, "statements")));
    }

    /** The text behind a key such as {@code M10}; empty for a key of a site's own. */
    public Optional<String> source(String key) {
        return Optional.ofNullable(sources.get(key));
    }

    /**
     * A statement of the domain knowledge, with the mark of how well it is grounded at its end ({@code H}, {@code S},
     * {@code M}, {@code L}).
     */
    public Optional<String> statement(int number) {
        return Optional.ofNullable(statements.get(String.valueOf(number)));
    }

    private static Map<String, String> texts(YamlNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.entries().forEach((key, text) -> texts.put(key, text.text()));
        return texts;
    }
}
