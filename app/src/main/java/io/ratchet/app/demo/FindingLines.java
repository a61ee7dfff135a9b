package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;

/** Writes lines of the finding contract about the demo's hosts, numbered as rows of one report. */
final class FindingLines {
    private final Writer out;
    private final String format;
    private final Instant run;
    private int row;

    /** @param format also names the source, {@code FORMAT@contoso} */
    FindingLines(Writer out, String format, Instant run) {
        this.out = out;
        this.format = format;
        this.run = run;
    }

    void add(DemoHost host, ObjectNode observation) throws IOException {
        out.write(line(host, observation) + "\n");
    }

    /** The next row, not written yet. */
    ObjectNode line(DemoHost host, ObjectNode observation) {
        ObjectNode line = DemoJson.object().put("schema", "ratchet.finding/1");
        line.putObject("report")
                .put("sha256", DemoPackages.sha256(format + "@" + run))
                .put("format", format)
                .put("source", format + "@contoso")
                .put("run", run.toString())
                .put("method", host.windows != null && format.equals("inventory") ? "registry" : "agent");
        line.put("record", "row[" + row++ + "]").put("observedAt", run.toString());
        ObjectNode who = line.putObject("host")
                .put("zone", "default")
                .put("site", host.site)
                .put("ip", host.ip);
        who.put("fqdn", host.fqdn());
        if (host.windows != null)
            who.put("netbios", host.netbios()).put("domain", "CONTOSO").put("smbiosUuid", host.uuid());
        line.set("observation", observation);
        line.putObject("evidence")
                .put("check", format + ":" + observation.get("type").asText());
        return line;
    }
}
