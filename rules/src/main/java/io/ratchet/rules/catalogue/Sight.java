package io.ratchet.rules.catalogue;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One way to recognise a system. Every condition that is given must hold of the same fact, apart from {@code systems},
 * which names the operating systems it may stand on.
 *
 * @param by what kind of fact: product, role, sip, http, device, file, service, integration, host, registry or caption
 * @param pattern of the fact's text; a group named {@code v} captures the version
 * @param not a text that matches this is something else
 * @param from the lowest version meant, inclusive
 * @param below the first version no longer meant
 * @param installers empty: any
 * @param os what the operating system's caption must match; null: any
 * @param value holds {@code weak}: counts only where no rival row was seen clearly; {@code unversioned}: only without a
 *     version
 */
public record Sight(
        String by,
        Pattern pattern,
        @Nullable Pattern not,
        @Nullable Version from,
        @Nullable Version below,
        List<String> installers,
        List<String> systems,
        @Nullable Pattern os,
        @Nullable String value) {
    private static final List<String> KINDS = List.of(
            "product",
            "role",
            "sip",
            "http",
            "device",
            "file",
            "service",
            "integration",
            "host",
            "registry",
            "caption");

    static Sight read(Node node) {
        String kind = KINDS.stream()
                .filter(key -> node.optional(key) != null)
                .findFirst()
                .orElseThrow(() -> node.bad("one of " + KINDS + " must be given"));
        Sight sight = new Sight(
                kind,
                compile(node.text(kind)),
                node.optional("not") == null ? null : compile(node.text("not")),
                version(node.optional("from")),
                version(node.optional("below")),
                node.texts("installers"),
                node.texts("systems"),
                node.optional("os") == null ? null : compile(node.text("os")),
                node.optional("value"));
        node.done();
        return sight;
    }

    /** Whether it counts only where no rival row was seen clearly. */
    public boolean weak() {
        return value != null && value.contains("weak");
    }

    /** Whether the pattern says where the version stands. */
    public boolean captures() {
        return pattern.pattern().contains("(?<v>");
    }

    /** Whether this version is one of those meant; an unknown version is not when a range is given. */
    public boolean meant(@Nullable Version version) {
        if (value != null && value.contains("unversioned")) return version == null;
        if (from == null && below == null) return true;
        if (version == null) return false;
        return (from == null || version.atLeast(from)) && (below == null || version.below(below));
    }

    private static Pattern compile(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    private static @Nullable Version version(@Nullable String text) {
        return text == null ? null : Version.of(text);
    }
}
