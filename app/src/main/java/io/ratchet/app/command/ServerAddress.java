package io.ratchet.app.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a server is: scheme, host and port, nothing more. On this machine the scheme may be left out and is
 * {@code http}; towards another one a token is never sent in clear without somebody having said so.
 */
record ServerAddress(URI uri) {
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:(?<port>\\d{1,5}))?/?");

    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** @throws IllegalArgumentException whose message completes a sentence that begins with the text */
    static ServerAddress parse(String text) {
        String given = text.strip();
        if (given.isEmpty()) throw new IllegalArgumentException("is empty; give such as https://ratchet.example");
        int colon = given.indexOf("://");
        if (colon < 0) return withoutScheme(given);
        String scheme = given.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) throw new IllegalArgumentException("must begin with http:// or https://");
        String rest = given.substring(colon + 3);
        if (AUTHORITY.matcher(rest).matches()) return of(scheme, rest);
        throw new IllegalArgumentException(
                "is not the address of a server; give scheme, host and port alone, such as " + alone(scheme, rest));
    }

    private static ServerAddress withoutScheme(String given) {
        if (!AUTHORITY.matcher(given).matches())
            throw new IllegalArgumentException(
                    "is not the address of a server; give scheme, host and port, such as https://ratchet.example");
        ServerAddress http = of("http", given);
        if (THIS_MACHINE.matcher(http.uri.getHost().toLowerCase(Locale.ROOT)).matches()) return http;
        throw new IllegalArgumentException("says neither http nor https; give https://" + http.uri.getRawAuthority()
                + ", or http:// where the token may cross the network in clear");
    }

    private static String alone(String scheme, String rest) {
        String authority = rest.split("[/?#]", 2)[0];
        authority = authority.substring(authority.lastIndexOf('@') + 1);
        return AUTHORITY.matcher(authority).matches() ? of(scheme, authority).toString() : "https://ratchet.example";
    }

    private static ServerAddress of(String scheme, String authority) {
        String bare = authority.endsWith("/") ? authority.substring(0, authority.length() - 1) : authority;
        try {
            URI uri = new URI(scheme + "://" + bare).parseServerAuthority();
            if (uri.getPort() > 65535 || uri.getPort() == 0)
                throw new IllegalArgumentException("has a port that is not from 1 to 65535");
            return new ServerAddress(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("names no host that can exist", e);
        }
    }

    /** The server that a request goes to. */
    static ServerAddress of(URI request) {
        return new ServerAddress(URI.create(request.getScheme() + "://" + request.getRawAuthority()));
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    /** Reads the option {@code --server}. */
    static final class Converter implements ITypeConverter<ServerAddress> {
        @Override
        public ServerAddress convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' " + e.getMessage());
            }
        }
    }
}
