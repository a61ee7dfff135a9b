package io.ratchet.routes.intake;

import java.io.IOException;
import java.io.Reader;

/** A text with something put before it. */
final class Prefixed extends Reader {
    private final String prefix;
    private final Reader rest;
    private int at;

    Prefixed(String prefix, Reader rest) {
        this.prefix = prefix;
        this.rest = rest;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (at == prefix.length()) return rest.read(buffer, offset, length);
        int count = Math.min(length, prefix.length() - at);
        prefix.getChars(at, at + count, buffer, offset);
        at += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}
