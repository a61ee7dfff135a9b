package io.ratchet.connectors.tls;

import io.ratchet.connectors.Opening;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Brings a connection to the point where TLS begins. Everything it reads is hostile until proved otherwise. */
final class Overture {
    /** Asks for TLS alone or with network level authentication; both begin with a handshake. */
    private static final byte[] RDP_REQUEST = HexFormat.of().parseHex("030000130ee000000000000100080003000000");

    private static final byte[] LDAP_REQUEST =
            HexFormat.of().parseHex("301d02010177188016312e332e362e312e342e312e313436362e3230303337");

    private static final int LONGEST_LINE = 2048;
    private static final int MOST_LINES = 64;
    private static final int LONGEST_PACKET = 512;

    private final InputStream in;
    private final OutputStream out;

    private Overture(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * @return whether the listener is ready for a ClientHello
     * @throws IOException when it hangs up or says nothing in time
     */
    static boolean play(Opening opening, InputStream in, OutputStream out) throws IOException {
        var overture = new Overture(in, out);
        return switch (opening) {
            case NONE -> true;
            case RDP -> overture.rdp();
            case SMTP -> overture.smtp();
            case IMAP -> overture.imap();
            case POP3 -> overture.pop3();
            case LDAP -> overture.ldap();
        };
    }

    /** TPKT, X.224 connection confirm, and a negotiation response that names a protocol with TLS. */
    private boolean rdp() throws IOException {
        out.write(RDP_REQUEST);
        if (octet() != 3) return false;
        octet();
        int length = octet() << 8 | octet();
        if (length < 11 || length > LONGEST_PACKET) return false;
        byte[] packet = octets(length - 4);
        boolean confirmed = (packet[1] & 0xF0) == 0xD0;
        boolean chosen = packet.length >= 15 && packet[7] == 2 && packet[11] != 0;
        return confirmed && chosen;
    }

    private boolean smtp() throws IOException {
        if (!said("220")) return false;
        tell("EHLO probe.invalid");
        if (!said("250")) return false;
        tell("STARTTLS");
        return said("220");
    }

    private boolean imap() throws IOException {
        if (!line().startsWith("* OK")) return false;
        tell("r1 STARTTLS");
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = line();
            if (line.startsWith("r1 ")) return line.startsWith("r1 OK");
        }
        return false;
    }

    private boolean pop3() throws IOException {
        if (!line().startsWith("+OK")) return false;
        tell("STLS");
        return line().startsWith("+OK");
    }

    /** An extended response to message 1 whose result is success. */
    private boolean ldap() throws IOException {
        out.write(LDAP_REQUEST);
        if (octet() != 0x30) return false;
        byte[] message = octets(berLength());
        int response = message.length > 4 ? 3 + 1 + lengthOfLength(message[4]) : message.length;
        return message.length >= response + 3
                && message[0] == 2
                && message[1] == 1
                && message[2] == 1
                && message[3] == 0x78
                && message[response] == 0x0A
                && message[response + 1] == 1
                && message[response + 2] == 0;
    }

    private int berLength() throws IOException {
        int first = octet();
        if (first < 0x80) return first;
        int length = 0;
        for (int i = 0; i < (first & 0x7F) && i < 4; i++) length = length << 8 | octet();
        if (length < 0 || length > LONGEST_PACKET) throw new IOException("a longer LDAP message than any honest one");
        return length;
    }

    private static int lengthOfLength(byte first) {
        return (first & 0x80) == 0 ? 1 : 1 + (first & 0x7F);
    }

    /** Whether a reply, of one line or several, has this code. */
    private boolean said(String code) throws IOException {
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = line();
            if (!line.startsWith(code)) return false;
            if (line.length() == code.length() || line.charAt(code.length()) != '-') return true;
        }
        return false;
    }

    private void tell(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = octet(); octet != '\n'; octet = octet()) {
            if (line.length() > LONGEST_LINE) throw new IOException("a longer line than any honest one");
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    private byte[] octets(int length) throws IOException {
        byte[] octets = in.readNBytes(length);
        if (octets.length < length) throw new EOFException("closed");
        return octets;
    }

    private int octet() throws IOException {
        int value = in.read();
        if (value < 0) throw new EOFException("closed");
        return value;
    }
}
