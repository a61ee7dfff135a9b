package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read key by key. Whatever nobody asked for is refused with its line by {@link #nothingElse()}, so that a
 * misspelt key never passes as a default.
 */
final class YamlSection {
    private final Path file;
    private final String name;
    private final Map<String, Node> left = new LinkedHashMap<>();

    private YamlSection(Path file, String name, MappingNode node) {
        this.file = file;
        this.name = name;
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key))
                throw refuse(tuple.getKeyNode(), "a key must be a word");
            if (left.put(key.getValue(), tuple.getValueNode()) != null)
                throw refuse(key, "'" + name + key.getValue() + "' is given twice");
        }
    }

    static YamlSection read(Path file) throws IOException {
        try (Reader reader = new StringReader(Files.readString(file))) {
            Node root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(reader);
            if (root instanceof MappingNode mapping) return new YamlSection(file, "", mapping);
            throw invalid(file, 1, "it must be a mapping, such as 'http: {port: 8080}'", null);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw invalid(file, line, "it is not YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw invalid(file, 1, "it is not YAML: " + e.getMessage(), e);
        }
    }

    /** The mapping under {@code key}, to be read and closed with {@link #nothingElse()} by the caller. */
    Optional<YamlSection> section(String key) {
        Node node = left.remove(key);
        if (node == null) return Optional.empty();
        if (node instanceof MappingNode mapping) return Optional.of(new YamlSection(file, name + key + ".", mapping));
        throw refuse(node, "'" + name + key + "' must be a mapping");
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(left.remove(key)).map(node -> scalar(node, key));
    }

    Optional<Integer> number(String key, int least, int most) {
        Node node = left.remove(key);
        if (node == null) return Optional.empty();
        try {
            int number = Integer.parseInt(scalar(node, key));
            if (number >= least && number <= most) return Optional.of(number);
        } catch (NumberFormatException e) {
            // said below, in words that fit both
        }
        throw refuse(node, "'" + name + key + "' must be a whole number from " + least + " to " + most);
    }

    Optional<Boolean> truth(String key) {
        Node node = left.remove(key);
        if (node == null) return Optional.empty();
        String word = scalar(node, key);
        if (word.equals("true") || word.equals("false")) return Optional.of(word.equals("true"));
        throw refuse(node, "'" + name + key + "' must be true or false");
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(key)) texts.add(scalar(item, key));
        return texts;
    }

    List<YamlSection> sections(String key) {
        List<YamlSection> sections = new ArrayList<>();
        for (Node item : items(key)) {
            if (!(item instanceof MappingNode mapping))
                throw refuse(item, "each of '" + name + key + "' must be a mapping");
            sections.add(new YamlSection(file, name + key + ".", mapping));
        }
        return sections;
    }

    /** Refuses the first key that was not read. */
    void nothingElse() {
        left.forEach((key, node) -> {
            throw refuse(node, "'" + name + key + "' is not a setting");
        });
    }

    FailureException missing(String key) {
        return FailureException.of(FailureCode.CONFIG_INVALID, file + ": '" + name + key + "' must be given.");
    }

    private List<Node> items(String key) {
        Node node = left.remove(key);
        if (node == null) return List.of();
        if (node instanceof SequenceNode sequence) return sequence.getValue();
        throw refuse(node, "'" + name + key + "' must be a list");
    }

    private String scalar(Node node, String key) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) return scalar.getValue();
        throw refuse(node, "'" + name + key + "' must have one value");
    }

    private FailureException refuse(Node node, String problem) {
        return invalid(file, node.getStartMark().getLine() + 1, problem, null);
    }

    private static FailureException invalid(Path file, int line, String problem, @Nullable Throwable cause) {
        String sentence = file + ", line " + line + ": " + problem + ".";
        return cause == null
                ? FailureException.of(FailureCode.CONFIG_INVALID, sentence)
                : FailureException.of(FailureCode.CONFIG_INVALID, sentence, cause);
    }
}
