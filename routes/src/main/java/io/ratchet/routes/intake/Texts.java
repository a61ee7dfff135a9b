package io.ratchet.routes.intake;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Text from outside: by its byte order mark, else UTF-8; bytes that are neither become U+FFFD. */
final class Texts {
    private Texts() {}

    static Reader decoded(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in);
        buffered.mark(3);
        byte[] mark = buffered.readNBytes(3);
        buffered.reset();
        Charset charset = StandardCharsets.UTF_8;
        int skip = 0;
        if (Beginning.starts(mark, 0xFF, 0xFE)) {
            charset = StandardCharsets.UTF_16LE;
            skip = 2;
        } else if (Beginning.starts(mark, 0xFE, 0xFF)) {
            charset = StandardCharsets.UTF_16BE;
            skip = 2;
        } else if (Beginning.starts(mark, 0xEF, 0xBB, 0xBF)) skip = 3;
        buffered.skipNBytes(skip);
        return new InputStreamReader(buffered, charset);
    }
}
