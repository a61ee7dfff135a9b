package io.ratchet.routes.intake;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats that intake reads, each known by how it begins, never by its file's name. */
public enum Format {
    NESSUS("nessus", new NessusReader()),
    NMAP("nmap", new NmapReader()),
    CONFIGMGR("configmgr", new ConfigMgrReader()),
    WINLOGBEAT("winlogbeat", new WinlogbeatReader()),
    FINDINGS("findings", new FindingsReader());

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
        return Arrays.stream(values())
                .filter(format -> format.wire.equals(wire))
                .findFirst();
    }

    /** Known by the first bytes of a file; empty when by none. */
    static Optional<Format> sniff(byte[] head) {
        Beginning beginning = Beginning.of(head);
        return Arrays.stream(values())
                .filter(format -> format.reader.knows(beginning))
                .findFirst();
    }

    /** All of them, for a sentence. */
    static String known() {
        return Arrays.stream(values()).map(Format::wire).collect(Collectors.joining(", "));
    }
}
