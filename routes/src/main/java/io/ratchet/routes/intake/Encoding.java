package io.ratchet.routes.intake;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a text from outside is encoded. A byte order mark says more than an XML declaration, which PowerShell's
 * redirection leaves standing while it writes UTF-16; a text in UTF-16 without a mark shows by its zero bytes.
 *
 * @param mark how many bytes of mark come first
 */
record Encoding(Charset charset, int mark) {
    private static final Pattern DECLARED =
            Pattern.compile("^\\s*<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']");
    /** Enough to see zero bytes in a title line, an XML declaration or a header. */
    private static final int LOOKED_AT = 512;

    static Encoding of(byte[] head) {
        if (Beginning.starts(head, 0xFF, 0xFE)) return new Encoding(StandardCharsets.UTF_16LE, 2);
        if (Beginning.starts(head, 0xFE, 0xFF)) return new Encoding(StandardCharsets.UTF_16BE, 2);
        if (Beginning.starts(head, 0xEF, 0xBB, 0xBF)) return new Encoding(StandardCharsets.UTF_8, 3);
        int looked = Math.min(head.length, LOOKED_AT) & ~1;
        int even = 0;
        int odd = 0;
        for (int i = 0; i < looked; i += 2) {
            if (head[i] == 0) even++;
            if (head[i + 1] == 0) odd++;
        }
        if (odd > looked / 4 && even == 0) return new Encoding(StandardCharsets.UTF_16LE, 0);
        if (even > looked / 4 && odd == 0) return new Encoding(StandardCharsets.UTF_16BE, 0);
        return new Encoding(declared(head), 0);
    }

    /** What an XML declaration in plain bytes says; one that speaks of two bytes a character contradicts itself. */
    private static Charset declared(byte[] head) {
        Matcher declared =
                DECLARED.matcher(new String(head, 0, Math.min(head.length, LOOKED_AT), StandardCharsets.ISO_8859_1));
        if (!declared.find()
                || declared.group(1).toUpperCase(java.util.Locale.ROOT).startsWith("UTF"))
            return StandardCharsets.UTF_8;
        try {
            Charset charset = Charset.forName(declared.group(1));
            boolean bytes = new String("<?xml".getBytes(StandardCharsets.US_ASCII), charset).equals("<?xml");
            boolean ascii = charset.equals(StandardCharsets.US_ASCII);
            return bytes && !ascii ? charset : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            // What nobody can decode is read as any other text: by UTF-8, and byte by byte where it is none.
            return StandardCharsets.UTF_8;
        }
    }
}
