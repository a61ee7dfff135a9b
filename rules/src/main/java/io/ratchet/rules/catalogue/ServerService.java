package io.ratchet.rules.catalogue;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A service that only a server product runs.
 *
 * @param tags a system with one of them on the same host accounts for it
 */
public record ServerService(Pattern name, List<String> tags) {
    public ServerService {
        tags = List.copyOf(tags);
    }

    static ServerService read(Node node) {
        node.texts("sources");
        ServerService service = new ServerService(ServerProduct.compile(node.text("service")), node.texts("tags"));
        node.done();
        return service;
    }
}
