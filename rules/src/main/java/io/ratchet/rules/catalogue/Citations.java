package io.ratchet.rules.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the source keys and the statement numbers of rules and catalogue stand for, for people to read. Nothing is
 * decided by it, so it is no part of the rule book's hash.
 */
public final class Citations {
    private final Map<String, String> sources;
    private final Map<String, String> statements;

    private Citations(Map<String, String> sources, Map<String, String> statements) {
        this.sources = sources;
        this.statements = statements;
    }

    /** Reads the list that is shipped. */
    public static Citations shipped() {
        String text = new String(Catalogue.bytes("citations"), StandardCharsets.UTF_8);
        Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        return new Citations(texts(root.get("sources")), texts(root.get("statements")));
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

    private static Map<String, String> texts(@Nullable Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!(value instanceof Map<?, ?> map)) throw new IllegalStateException("the shipped citations are no mapping");
        map.forEach((key, text) -> texts.put(String.valueOf(key), String.valueOf(text)));
        return texts;
    }
}
