package io.ratchet.connectors.time;

import io.ratchet.domain.Checks;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A machine that tells the time by NTP.
 *
 * @param host a name, or an address; one of IPv6 in brackets
 */
public record TimeServer(String host, int port) {
    /** Of NTP (RFC 5905). */
    private static final int USUAL_PORT = 123;

    private static final Pattern WRITTEN =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");

    /**
     * Reads one as people write it, such as {@code ntp1.corp.example} or {@code 10.0.0.1:1123}.
     *
     * @throws IllegalArgumentException when it is no host with or without a port
     */
    public static TimeServer parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        Checks.that(written.matches(), "a host, or HOST:PORT");
        int port = written.group(2) == null ? USUAL_PORT : Integer.parseInt(written.group(2));
        Checks.that(port > 0 && port <= 65535, "a port");
        return new TimeServer(written.group(1), port);
    }

    /** As people write it. */
    @Override
    public String toString() {
        return port == USUAL_PORT ? host : host + ":" + port;
    }
}
