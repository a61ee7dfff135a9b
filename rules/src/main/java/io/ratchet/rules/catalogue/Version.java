package io.ratchet.rules.catalogue;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version as four integers, compared as such (statement 5); parts that were not said count as 0. */
public record Version(long major, long minor, long build, long revision) implements Comparable<Version> {
    private static final Pattern NUMBERS =
            Pattern.compile("^\\s*v?(\\d{1,9})(?:[._](\\d{1,9}))?(?:[._](\\d{1,9}))?(?:[._](\\d{1,9}))?");

    /** Exchange writes {@code Version 15.1 (Build 1415.2)}. */
    private static final Pattern EXCHANGE =
            Pattern.compile("^\\s*Version (\\d{1,9}\\.\\d{1,9}) \\(Build (\\d{1,9}\\.\\d{1,9})\\)");

    private static final int REMEMBERED = 5_000;

    /** What is longer is no version, and not worth keeping. */
    private static final int LONGEST = 80;

    private static final Map<String, Optional<Version>> READ = new ConcurrentHashMap<>();

    /** Reads the numbers a text begins with; empty when it begins with none. */
    public static Optional<Version> read(@Nullable String text) {
        if (text == null) return Optional.empty();
        // An estate tells of the same few versions again and again.
        Optional<Version> known = READ.get(text);
        if (known != null) return known;
        Optional<Version> version = parsed(text);
        if (text.length() <= LONGEST && READ.size() < REMEMBERED) READ.put(text, version);
        return version;
    }

    private static Optional<Version> parsed(String text) {
        Matcher matcher = NUMBERS.matcher(
                text.contains("(Build ") ? EXCHANGE.matcher(text).replaceFirst("$1.$2") : text);
        if (!matcher.find()) return Optional.empty();
        return Optional.of(new Version(part(matcher, 1), part(matcher, 2), part(matcher, 3), part(matcher, 4)));
    }

    /** As {@link #read}, for text that is ours and must be right. */
    public static Version of(String text) {
        return read(text).orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a version"));
    }

    /** Whether the major number was cut off, as in the notices' 0.5023.1000 (statement 6). */
    public boolean truncated() {
        return major == 0 && minor > 0;
    }

    /** The version that a cut-off one stands for, given the product's major number: 0.5023.1000 is 15.0.5023.1000. */
    public Version restored(long productMajor) {
        return new Version(productMajor, 0, minor, build);
    }

    public boolean atLeast(Version floor) {
        return compareTo(floor) >= 0;
    }

    public boolean below(Version floor) {
        return compareTo(floor) < 0;
    }

    /**
     * SQL Server's installers count the service pack in the second part (12.1.4100.1 is 12.0.4100.1 at SP1, 10.52 is
     * 10.50 at SP2); its branches are told apart without it.
     */
    public Version withoutServicePack() {
        if (major < 10 || major > 14) return this;
        long base = major == 10 && minor >= 50 ? 50 : 0;
        return new Version(major, base, build, revision);
    }

    @Override
    public int compareTo(Version other) {
        if (major != other.major) return Long.compare(major, other.major);
        if (minor != other.minor) return Long.compare(minor, other.minor);
        if (build != other.build) return Long.compare(build, other.build);
        return Long.compare(revision, other.revision);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + build + "." + revision;
    }

    private static long part(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }
}
