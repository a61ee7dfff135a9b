package io.ratchet.console;

import java.util.regex.Pattern;

/** Where to go back to; only ever a page of this console. */
final class LocalPath {
    /** One slash, not two, and what may stand in an address as it is. */
    private static final Pattern PATH = Pattern.compile("/(?!/)[A-Za-z0-9/?:@!$&'()*+,;=._~%-]*");

    private LocalPath() {}

    /** The path as it was given, or {@code otherwise} where it leads anywhere else or is none (RFC 3986). */
    static String of(String path, String otherwise) {
        return PATH.matcher(path).matches() ? path : otherwise;
    }

    /** The same with what became of a word on plans. */
    static String saying(String path, String said) {
        return with(path, "said=" + said);
    }

    /** The same with a word that was carried out. */
    static String doing(String path, String word) {
        return with(path, "did=" + word);
    }

    private static String with(String path, String told) {
        String bare = path.replaceAll("([?&])(said|did)=[^&]*&?", "$1").replaceAll("[?&]$", "");
        return bare + (bare.contains("?") ? "&" : "?") + told;
    }
}
