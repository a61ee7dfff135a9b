package io.ratchet.wire;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML document that knows its lines: whatever does not fit is refused with the file, the line and what to write
 * instead. Everything that Ratchet reads as YAML is read here.
 */
public final class YamlNode {
    private final String file;
    private final Node node;
    private final String path;

    private YamlNode(String file, Node node, String path) {
        this.file = file;
        this.node = node;
        this.path = path;
    }

    /**
     * @param file its name, as refusals show it
     * @throws FailureException CONFIG_INVALID when {@code yaml} is not one document of plain values; where it breaks
     *     off, the message names line and column and shows them on indented lines below its sentence
     */
    public static YamlNode parse(String file, String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        try {
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(yaml));
            if (root == null)
                throw FailureException.of(FailureCode.CONFIG_INVALID, file + " is empty; write at least one key.");
            return new YamlNode(file, root, "");
        } catch (MarkedYAMLException e) {
            throw FailureException.of(FailureCode.CONFIG_INVALID, notYaml(file, e), e);
        } catch (YAMLException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID, file + " is not YAML: " + oneLine(e.getMessage()) + ".", e);
        }
    }

    /** The place and what is wrong in one sentence; below it the line and a caret, both indented. */
    private static String notYaml(String file, MarkedYAMLException e) {
        Mark mark = e.getProblemMark();
        String problem = e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem();
        if (mark == null) return file + " is not YAML: " + oneLine(problem) + ".";
        String snippet = mark.get_snippet();
        return file + ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + " is not YAML: "
                + oneLine(problem) + "." + (snippet == null ? "" : "\n" + snippet);
    }

    private static String oneLine(@Nullable String text) {
        return String.valueOf(text).strip().replaceAll("\\s+", " ").replaceAll("[.]$", "");
    }

    /** A refusal that names this place. */
    public FailureException refuse(String sentence) {
        return FailureException.of(FailureCode.CONFIG_INVALID, place() + ": " + sentence);
    }

    /** File and line, as refusals name it. */
    public String place() {
        return file + ", line " + line();
    }

    /** The mapping's entries; a key outside {@code known} is refused. */
    public Map<String, YamlNode> mapping(Set<String> known) {
        return entries(known);
    }

    /** The mapping's entries, where any key will do. */
    public Map<String, YamlNode> entries() {
        return entries(null);
    }

    private Map<String, YamlNode> entries(@Nullable Set<String> known) {
        if (!(node instanceof MappingNode mapping)) throw refuse(here() + " must be a mapping.");
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlNode key = new YamlNode(file, tuple.getKeyNode(), path);
            String name = key.text();
            if (known != null && !known.contains(name))
                throw key.refuse("there is no key '" + name + "' here; known are "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            if (entries.put(name, new YamlNode(file, tuple.getValueNode(), path.isEmpty() ? name : path + "." + name))
                    != null) throw key.refuse("the key '" + name + "' stands here twice.");
        }
        return entries;
    }

    /** The items of a list; a lone value is a list of one. */
    public List<YamlNode> list() {
        if (!(node instanceof SequenceNode sequence)) return List.of(this);
        List<YamlNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) items.add(new YamlNode(file, item, path + "[" + items.size() + "]"));
        return items;
    }

    /** The items of a list of texts. */
    public List<String> texts() {
        return list().stream().map(YamlNode::text).toList();
    }

    /** The value of a key that must be given; {@code entries} are those of this mapping. */
    public YamlNode required(Map<String, YamlNode> entries, String key) {
        return given(entries.get(key)).orElseThrow(() -> refuse("'" + key + "' must be given here."));
    }

    /** The line on which it begins, from 1. */
    public int line() {
        return node.getStartMark().getLine() + 1;
    }

    /**
     * Plain values: mappings, lists, whole numbers, truths, texts and null. A date or a fraction stays the text it is
     * written as, so that version 4.10 is not 4.1.
     */
    public @Nullable Object value() {
        return value(node, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private @Nullable Object value(Node at, Set<Node> seen) {
        YamlNode here = new YamlNode(file, at, path);
        if (!seen.add(at)) throw here.refuse("anchors and aliases are not read here; write it out.");
        if (at instanceof ScalarNode scalar) return scalar(scalar);
        if (at instanceof SequenceNode sequence) {
            List<@Nullable Object> items = new ArrayList<>();
            for (Node item : sequence.getValue()) items.add(value(item, seen));
            return items;
        }
        if (!(at instanceof MappingNode mapping)) throw here.refuse("this is neither text, list nor mapping.");
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlNode key = new YamlNode(file, tuple.getKeyNode(), path);
            if (entries.containsKey(key.text())) throw key.refuse("the key '" + key.text() + "' stands here twice.");
            entries.put(key.text(), value(tuple.getValueNode(), seen));
        }
        return entries;
    }

    private static @Nullable Object scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getTag().equals(Tag.NULL)) return null;
        if (scalar.getTag().equals(Tag.BOOL))
            return text.equalsIgnoreCase("true") ? true : text.equalsIgnoreCase("false") ? false : text;
        if (scalar.getTag().equals(Tag.INT) && text.matches("-?(0|[1-9][0-9]{0,17}|0x[0-9a-fA-F]{1,15})")) {
            long number = Long.decode(text);
            return number == (int) number ? (Object) (int) number : (Object) number;
        }
        return text;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public boolean empty() {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    public String text() {
        if (!(node instanceof ScalarNode scalar) || empty() || scalar.getValue().isBlank())
            throw refuse(here() + " must be text.");
        return scalar.getValue();
    }

    /** The text turned into something else; what {@code reader} refuses is refused with {@code wanted}. */
    public <T> T as(String wanted, Function<String, T> reader) {
        String value = text();
        try {
            return reader.apply(value);
        } catch (RuntimeException e) {
            throw refuse(here() + " must be " + wanted + ", not '" + value + "'.");
        }
    }

    /** One of the constants, as they are written. */
    public <T> T oneOf(Map<String, T> words) {
        String value = text();
        T word = words.get(value);
        if (word == null)
            throw refuse(here() + " must be one of " + String.join(", ", words.keySet()) + ", not '" + value + "'.");
        return word;
    }

    private String here() {
        return path.isEmpty() ? "the document" : "'" + path + "'";
    }

    /** The value of a key that may be left out or left empty. */
    public static Optional<YamlNode> given(@Nullable YamlNode node) {
        return node == null || node.empty() ? Optional.empty() : Optional.of(node);
    }
}
