package io.ratchet.rules.catalogue;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What only a server product has: a service, the process behind a port, a file or a registry key.
 *
 * @param by {@code service}, {@code process}, {@code file} or {@code registry}
 * @param tags a system with one of them on the same host accounts for it
 */
public record ServerSign(String by, Pattern pattern, List<String> tags) {
    private static final List<String> KINDS = List.of("service", "process", "file", "registry");

    public ServerSign {
        tags = List.copyOf(tags);
    }

    static ServerSign read(Node node) {
        node.texts("sources");
        String by = KINDS.stream()
                .filter(kind -> node.optional(kind) != null)
                .findFirst()
                .orElseThrow(() -> node.bad("one of " + KINDS + " must be given"));
        ServerSign sign = new ServerSign(by, ServerProduct.compile(node.text(by)), node.texts("tags"));
        node.done();
        return sign;
    }
}
