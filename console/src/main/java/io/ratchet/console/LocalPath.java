package io.ratchet.console;

/** Where to go back to; only ever a page of this console. */
final class LocalPath {
    private LocalPath() {}

    /** The path as it was given, or {@code otherwise} where it leads anywhere else. */
    static String of(String path, String otherwise) {
        boolean local = path.startsWith("/")
                && !path.startsWith("//")
                && !path.startsWith("/\\")
                && path.chars().noneMatch(c -> c < ' ' || c == '\\');
        return local ? path : otherwise;
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
