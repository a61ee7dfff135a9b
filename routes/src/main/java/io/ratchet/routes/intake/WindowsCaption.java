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

    private record Name(Pattern words, String version) {}

    /** The longer name first. Builds: Microsoft's list of Windows Server releases. */
    private static final List<Name> NAMES = List.of(
            name("Server 2025", "10.0.26100"),
            name("Server 2022", "10.0.20348"),
            name("Server 2019", "10.0.17763"),
            name("Server 2016", "10.0.14393"),
            name("Server 2012 R2", "6.3"),
            name("Server 2012", "6.2"),
            name("Server 2008 R2", "6.1"),
            name("Server 2008", "6.0"),
            name("Server 2003", "5.2"),
            name("Windows 8\\.1", "6.3"),
            name("Windows 8", "6.2"),
            name("Windows 7", "6.1"),
            name("(?:Windows )?Vista", "6.0"),
            name("Windows XP", "5.1"));

    private static final Pattern WINDOWS = Pattern.compile("(?i)\\bwindows\\b");
    private static final Pattern VERSION =
            Pattern.compile("(?<![0-9.])((?:5|6|10)\\.[0-9](?:\\.[0-9]{4,5}(?:\\.[0-9]{1,5})?)?)(?![0-9.])");
    private static final Pattern BUILD = Pattern.compile("(?i)\\bBuild ([0-9]{4,5})\\b");
    private static final Pattern SERVICE_PACK = Pattern.compile("(?i)\\b(?:Service Pack|SP) ?([0-9])\\b");
    private static final Pattern NEW = Pattern.compile("(?i)\\bWindows (?:10|11)\\b");

    private static Name name(String words, String version) {
        return new Name(Pattern.compile("(?i)\\b" + words + "(?![0-9.])"), version);
    }

    private static final Memo<Optional<WindowsCaption>> KNOWN = new Memo<>(WindowsCaption::read);

    /** Empty when it names no Windows, or several, or one whose version the name does not fix. */
    static Optional<WindowsCaption> of(String caption) {
        return KNOWN.of(caption);
    }

    private static Optional<WindowsCaption> read(String caption) {
        String line = caption.strip();
        if (line.length() > LONGEST
                || line.lines().count() != 1
                || !WINDOWS.matcher(line).find()) return Optional.empty();
        return version(line)
                .map(version -> new WindowsCaption(
                        line,
                        version,
                        servicePack(line),
                        line.toLowerCase(Locale.ROOT).contains("server")));
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
