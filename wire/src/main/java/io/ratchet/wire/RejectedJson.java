package io.ratchet.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.Rejected;

/** {@code ratchet.reject/1}. */
public final class RejectedJson {
    private RejectedJson() {}

    public static ObjectNode write(Rejected rejected) {
        ObjectNode node = Json.object().put("schema", "ratchet.reject/1").put("file", rejected.file());
        node.put("record", rejected.record()).put("reason", rejected.reason()).put("message", rejected.message());
        FindingJson.put(node, "excerpt", rejected.excerpt());
        return node;
    }
}
