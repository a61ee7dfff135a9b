package io.ratchet.routes.controls;

import io.ratchet.domain.finding.Protocol;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A control of a framework.
 *
 * @param asks what it asks for, in our own words
 * @param source where the text that binds stands
 * @param confidence how well that is grounded: {@code high}, {@code medium} or {@code low}
 * @param read when it was last read
 * @param days how old evidence may be
 * @param applies to what
 * @param ports only listeners on these; empty: all
 * @param refuse what a listener must refuse
 * @param accept what a listener must accept
 * @param registry what must stand in values
 * @param listed whether it is enough that it is known what is accepted
 * @param person what a person must say in addition; empty: nothing
 */
public record Control(
        String id,
        String framework,
        String asks,
        String source,
        String confidence,
        LocalDate read,
        int days,
        Applies applies,
        List<Integer> ports,
        List<Protocol> refuse,
        List<Protocol> accept,
        List<Value> registry,
        boolean listed,
        Optional<String> person) {
    private static final String FILE = "controls.yaml";
    private static final Set<String> KEYS = Set.of(
            "id",
            "framework",
            "asks",
            "source",
            "confidence",
            "read",
            "days",
            "applies",
            "ports",
            "refuse",
            "accept",
            "registry",
            "listed",
            "person");
    private static final String PROTOCOLS =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";

    /** To what a control applies. */
    public enum Applies {
        /** Whatever listens. */
        LISTENERS,
        /** Whatever listens on the ports of the control. */
        PORTS,
        /** Where IIS stands. */
        IIS,
        /** Whatever may have a vulnerability that has a deadline. */
        DEADLINES
    }

    /** @param absentIsFine whether a value that is not there is no finding */
    public record Value(String key, String name, long value, boolean absentIsFine) {}

    /** Those that are shipped, in the order of the file. */
    public static List<Control> shipped() {
        try (InputStream in = Control.class.getResourceAsStream(FILE)) {
            String text = new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
            YamlNode root = YamlNode.parse(FILE, text);
            return root.required(root.mapping(Set.of("controls")), "controls").list().stream()
                    .map(Control::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Control read(YamlNode node) {
        Map<String, YamlNode> keys = node.mapping(KEYS);
        return new Control(
                node.required(keys, "id").text(),
                node.required(keys, "framework").text(),
                node.required(keys, "asks").text(),
                node.required(keys, "source").text(),
                node.required(keys, "confidence").oneOf(Map.of("high", "high", "medium", "medium", "low", "low")),
                node.required(keys, "read").as("a day", LocalDate::parse),
                node.required(keys, "days").as("a number of days", Integer::parseInt),
                node.required(keys, "applies")
                        .oneOf(Map.of(
                                "listeners",
                                Applies.LISTENERS,
                                "ports",
                                Applies.PORTS,
                                "iis",
                                Applies.IIS,
                                "deadlines",
                                Applies.DEADLINES)),
                list(keys, "ports").stream()
                        .map(port -> port.as("a port", Integer::parseInt))
                        .toList(),
                protocols(keys, "refuse"),
                protocols(keys, "accept"),
                list(keys, "registry").stream().map(Control::value).toList(),
                keys.containsKey("listed"),
                Optional.ofNullable(keys.get("person")).map(YamlNode::text));
    }

    private static List<YamlNode> list(Map<String, YamlNode> keys, String key) {
        return keys.containsKey(key) ? keys.get(key).list() : List.of();
    }

    private static List<Protocol> protocols(Map<String, YamlNode> keys, String key) {
        return list(keys, key).stream()
                .map(one -> one.as("a protocol", name -> Protocol.of(name).orElseThrow()))
                .toList();
    }

    private static Value value(YamlNode node) {
        Map<String, YamlNode> keys = node.mapping(Set.of("protocol", "name", "value", "absent"));
        return new Value(
                PROTOCOLS + node.required(keys, "protocol").text() + "\\Server",
                node.required(keys, "name").text(),
                node.required(keys, "value").as("a number", Long::parseLong),
                node.required(keys, "absent").oneOf(Map.of("finding", false, "fine", true)));
    }
}
