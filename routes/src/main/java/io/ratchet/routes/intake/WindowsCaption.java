package io.ratchet.routes.intake;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a Windows says of its version. A name fixes the version and, of a server from 2016 on, the build;
 * the build of a Windows 10 or 11 only where the name carries it. No service pack said means not known, never none.
 *
 * @param version such as {@code 6.1} or {@code 10.0.14393}
 */
record WindowsCaption(
        String caption, String version, @Nullable Integer servicePack, boolean server) {
    private static final int LONGEST = 200;
    private static final int WORKSTATION_TYPE = 1;
    private static final int SERVER_TYPE = 3;

    private record Name(Pattern words, String version) {}

    /** Inventories leave the word for a server out and glue R2 to the year, or put it last. */
    private static final String SERVER = "(?:Server|Win(?:dows)?) ";

    /** Of the release before it: another release may be named between. */
    private static final String R2 = "(?:(?:(?!20[0-9]{2}).)*\\b)?R2";

    /** The longer name first. Builds: Microsoft's list of Windows Server releases. */
    private static final List<Name> NAMES = List.of(
            name(SERVER + "2025", "10.0.26100"),
            name(SERVER + "2022", "10.0.20348"),
            name(SERVER + "2019", "10.0.17763"),
            name(SERVER + "2016", "10.0.14393"),
            name(SERVER + "2012" + R2, "6.3"),
            name(SERVER + "2012", "6.2"),
            name(SERVER + "2008" + R2, "6.1"),
            name(SERVER + "2008", "6.0"),
            name(SERVER + "2003", "5.2"),
            name("Win(?:dows)? 8\\.1", "6.3"),
            name("Win(?:dows)? 8", "6.2"),
            name("Win(?:dows)? 7", "6.1"),
            name("(?:Windows )?Vista", "6.0"),
            name("Win(?:dows)? XP", "5.1"));

    private static final Pattern WINDOWS = Pattern.compile("(?i)\\bwin(?:dows)?\\b");
    private static final Pattern OF_A_SERVER =
            Pattern.compile("(?i)server|\\bwin(?:dows)? 20(?:03|08|12|16|19|22|25)(?![0-9])");
    /** Of a device it may be the phone's. */
    private static final Pattern SYSTEM =
            Pattern.compile("(?i)\\bwin(?:dows)?(?![a-z])(?! ?(?:phone|mobile|ce\\b|holographic|defender))");
    /** Words without which one may know no more than the family. */
    private static final Pattern FAMILY = Pattern.compile("(?i)(?:Microsoft )?Windows");

    private static final Pattern SIGNS = Pattern.compile("(?i)[\u00AE\u2122\u00A9]|\\((?:R|TM|C)\\)");
    private static final Pattern VERSION =
            Pattern.compile("(?<![0-9.])((?:5|6|10)\\.[0-9](?:\\.[0-9]{4,5}(?:\\.[0-9]{1,5})?)?)(?![0-9.])");
    private static final Pattern BUILD = Pattern.compile("(?i)\\bBuild ([0-9]{4,5})\\b");
    private static final Pattern SERVICE_PACK = Pattern.compile("(?i)\\b(?:Service Pack|SP) ?([0-9])\\b");
    private static final Pattern NEW = Pattern.compile("(?i)\\bWin(?:dows)? (?:10|11)\\b");

    private static Name name(String words, String version) {
        return new Name(Pattern.compile("(?i)\\b" + words + "(?![0-9.])"), version);
    }

    private static final Memo<Optional<WindowsCaption>> KNOWN = new Memo<>(WindowsCaption::read);
    private static final Memo<Optional<Integer>> TYPES = new Memo<>(WindowsCaption::type);

    /** Empty when it names no Windows, or several, or one whose version the name does not fix. */
    static Optional<WindowsCaption> of(String caption) {
        return KNOWN.of(caption);
    }

    private static Optional<WindowsCaption> read(String caption) {
        String line = caption.strip();
        if (line.length() > LONGEST
                || line.lines().count() != 1
                || !WINDOWS.matcher(line).find()) return Optional.empty();
        return version(plain(line))
                .map(version -> new WindowsCaption(
                        line,
                        version,
                        servicePack(line),
                        type(line).filter(type -> type == SERVER_TYPE).isPresent()));
    }

    /**
     * {@code unknown} for what is a Windows all the same: a machine whose build nobody told is still one. Empty for any
     * other system.
     */
    static Optional<String> unfixed(String caption) {
        return SYSTEM.matcher(caption).find() ? Optional.of("unknown") : Optional.empty();
    }

    /**
     * The product type that a caption tells: 3 of a server, 1 of a workstation; null where it names no Windows or the
     * family alone.
     */
    static @Nullable Integer productType(String caption) {
        return TYPES.of(caption).orElse(null);
    }

    private static Optional<Integer> type(String caption) {
        String plain = plain(caption);
        boolean windows = plain.toLowerCase(Locale.ROOT).contains("windows")
                || WINDOWS.matcher(plain).find();
        if (!windows || FAMILY.matcher(plain).matches()) return Optional.empty();
        return Optional.of(OF_A_SERVER.matcher(plain).find() ? SERVER_TYPE : WORKSTATION_TYPE);
    }

    /** Without the signs of a mark, which older releases write within their names. */
    private static String plain(String caption) {
        return SIGNS.matcher(caption)
                .replaceAll("")
                .replaceAll("[\\s\u00A0]+", " ")
                .strip();
    }

    private static Optional<String> version(String line) {
        Matcher told = VERSION.matcher(line);
        if (told.find()) return Optional.of(told.group(1));
        Matcher build = BUILD.matcher(line);
        String number = build.find() ? build.group(1) : null;
        if (NEW.matcher(line).find()) return Optional.ofNullable(number).map(known -> "10.0." + known);
        for (Name name : NAMES)
            if (name.words().matcher(line).find())
                return Optional.of(
                        number == null || name.version().split("\\.").length > 2
                                ? name.version()
                                : name.version() + "." + number);
        return Optional.empty();
    }

    private static @Nullable Integer servicePack(String line) {
        Matcher pack = SERVICE_PACK.matcher(line);
        return pack.find() ? Integer.valueOf(pack.group(1)) : null;
    }
}
