package io.ratchet.routes.intake;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The formats that intake reads, each known by how it begins, never by its file's name. */
public enum Format {
    NESSUS("nessus", new NessusReader()),
    NMAP("nmap", new NmapReader()),
    CONFIGMGR("configmgr", new ConfigMgrReader()),
    WINLOGBEAT("winlogbeat", new WinlogbeatReader()),
    FINDINGS("findings", new FindingsReader());

    /** How much of a file's beginning is looked at. */
    static final int HEAD = 8192;

    private final String wire;
    private final FormatReader reader;

    Format(String wire, FormatReader reader) {
        this.wire = wire;
        this.reader = reader;
    }

    /** The name in reports and on the command line. */
    public String wire() {
        return wire;
    }

    FormatReader reader() {
        return reader;
    }

    public static Optional<Format> of(String wire) {
        for (Format format : values()) if (format.wire.equals(wire)) return Optional.of(format);
        return Optional.empty();
    }

    /** Known by the first {@value #HEAD} bytes; empty when by none. */
    static Optional<Format> sniff(byte[] head) {
        String text = decoded(head);
        if (text.startsWith("<")) return xml(text);
        if (text.startsWith("{")) return json(text.lines().findFirst().orElse(""));
        String lower = text.toLowerCase(Locale.ROOT);
        String header = lower.lines().filter(line -> !line.startsWith("#type")).findFirst().orElse("");
        boolean configMgr = header.contains("resourceid") && header.contains("name");
        return configMgr ? Optional.of(CONFIGMGR) : Optional.empty();
    }

    private static Optional<Format> xml(String text) {
        if (text.contains("<NessusClientData_v2")) return Optional.of(NESSUS);
        return text.contains("<nmaprun") ? Optional.of(NMAP) : Optional.empty();
    }

    private static Optional<Format> json(String line) {
        if (line.contains("\"ratchet.finding/1\"")) return Optional.of(FINDINGS);
        boolean beat = line.contains("\"winlog\"") || (line.contains("\"@timestamp\"") && line.contains("\"event\""));
        return beat ? Optional.of(WINLOGBEAT) : Optional.empty();
    }

    private static String decoded(byte[] head) {
        boolean little = head.length > 1 && (head[0] & 0xFF) == 0xFF && (head[1] & 0xFF) == 0xFE;
        boolean big = head.length > 1 && (head[0] & 0xFF) == 0xFE && (head[1] & 0xFF) == 0xFF;
        String text = new String(
                head, little ? StandardCharsets.UTF_16LE : big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8);
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).stripLeading();
    }
}
