package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the SIEM counted in the weeks before its report: the handshakes of the servers that are published, in both
 * directions.
 */
final class DemoUse {
    private static final Duration COUNTED = Duration.ofDays(32);

    private DemoUse() {}

    /** @param updated whether the rooms speak TLS 1.2 by then; until then they are counted at TLS 1.0 */
    static void write(Writer out, List<DemoHost> hosts, Instant run, boolean updated) throws IOException {
        FindingLines lines = new FindingLines(out, "siem", run);
        for (DemoHost host : hosts) {
            if (!host.published) continue;
            lines.add(host, use("inbound", "TLSv1.2", 48_211, run));
            lines.add(host, use("outbound", "TLSv1.2", 9_120, run).put("stack", "schannel"));
            for (DemoHost room : hosts)
                if (!room.later.isEmpty() && room.site.equals(host.site))
                    lines.add(
                            host,
                            use("inbound", updated ? "TLSv1.2" : "TLSv1.0", 64, run)
                                    .put("peer", room.fqdn()));
        }
    }

    /** What each published server spoke with others since it restarted, and who tried it out that morning. */
    static void sinceRestart(Writer out, List<DemoHost> hosts, Instant run, FleetTruth truth) throws IOException {
        FindingLines lines = new FindingLines(out, "siem", run);
        for (DemoHost host : hosts) {
            if (!host.published) continue;
            Instant restarted = truth.of(host).booted();
            for (String direction : List.of("inbound", "outbound")) {
                ObjectNode use = use(direction, truth.newestProtocol(host), 412, run);
                if (restarted.isAfter(run.minus(COUNTED))) use.put("from", restarted.toString());
                lines.add(host, use.put("stack", "schannel"));
            }
            lines.add(
                    host,
                    DemoJson.object()
                            .put("type", "proof")
                            .put("gate", "R102")
                            .put("scope", "asset:" + host.fqdn())
                            .put("by", "Dana Petrov, UC team")
                            .put(
                                    "detail",
                                    "Sign-in and a meeting join tried out through this server after its restart."));
        }
    }

    private static ObjectNode use(String direction, String protocol, int count, Instant run) {
        return DemoJson.object()
                .put("type", "protocol-use")
                .put("direction", direction)
                .put("protocol", protocol)
                .put("port", 443)
                .put("count", count)
                .put("from", run.minus(COUNTED).toString())
                .put("to", run.toString());
    }
}
