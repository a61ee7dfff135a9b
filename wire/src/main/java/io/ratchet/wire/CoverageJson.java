package io.ratchet.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.Coverage;

/** {@code ratchet.coverage/1}. */
public final class CoverageJson {
    private CoverageJson() {}

    public static ObjectNode write(Coverage coverage) {
        ObjectNode node = Json.object().put("schema", "ratchet.coverage/1").put("file", coverage.file());
        node.put("format", coverage.format()).put("sha256", coverage.sha256()).put("records", coverage.records());
        node.put("used", coverage.used()).put("findings", coverage.findings()).put("ignored", coverage.ignored());
        node.put("rejected", coverage.rejected())
                .put("complete", coverage.complete())
                .put("hosts", coverage.hosts());
        return coverage.lowered() == 0 ? node : node.put("lowered", coverage.lowered());
    }
}
