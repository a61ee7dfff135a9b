package io.ratchet.rules.fact;

import io.ratchet.domain.plan.Questions;
import io.ratchet.domain.plan.Questions.Place;
import io.ratchet.domain.plan.Questions.Tree;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the rules can ask of a host, worked out from the places they read and from the catalogue: whoever collects facts
 * asks this and no more, and then nothing that a host can tell is missing.
 */
public final class Asked {
    private static final List<String> PROTOCOLS = Known.names("protocols-asked");
    private static final Pattern KB = Pattern.compile("KB[0-9]{5,8}");
    /** One name, or several of which any will do. */
    private static final Pattern NAMES = Pattern.compile("\\^\\(?([A-Za-z0-9_|]+)\\)?\\$");

    private Asked() {}

    public static Questions by(Catalogue catalogue) {
        return new Questions(
                values(catalogue), trees(), services(catalogue), files(catalogue), updates(catalogue), policies(), (int)
                        Belief.FRESH.toDays());
    }

    private static List<Place> values(Catalogue catalogue) {
        List<Place> places = new ArrayList<>();
        for (String protocol : PROTOCOLS)
            for (String role : List.of("Client", "Server"))
                for (String name : List.of("Enabled", "DisabledByDefault"))
                    places.add(new Place(Keys.schannel(protocol, role), name));
        for (String view : List.of(Keys.WINHTTP, Keys.WINHTTP_WOW)) places.add(new Place(view, Keys.SECURE_PROTOCOLS));
        for (String view : List.of(Keys.NET, Keys.NET_WOW))
            for (String runtime : List.of(Keys.NET_4, Keys.NET_2))
                for (String name : List.of(DotNet.STRONG, DotNet.SYSTEM_DEFAULT))
                    places.add(new Place(Keys.net(view, runtime), name));
        places.add(new Place(Keys.NET_SETUP + DotNet.SETUP_4, DotNet.RELEASE));
        for (String older : DotNet.SETUPS_2) places.add(new Place(Keys.NET_SETUP + older, DotNet.INSTALL));
        places.add(new Place(Keys.CIPHER_ORDER, "Functions"));
        places.add(new Place(Keys.FIPS, "Enabled"));
        places.add(new Place(Keys.RDP, "SecurityLayer"));
        places.add(new Place(Keys.TERMINAL_SERVER, "fDenyTSConnections"));
        for (String key : List.of(Keys.WININET, Keys.WININET_POLICY)) places.add(new Place(key, AgainstDefault.MASK));
        places.addAll(OfficeClients.PLACES);
        places.addAll(catalogue.askedValues());
        return places;
    }

    /** Keys in which a misspelt value would do nothing although somebody believes in it (statement 11). */
    private static List<Tree> trees() {
        List<Tree> trees = new ArrayList<>();
        trees.add(new Tree(bare(Keys.PROTOCOLS), 2));
        for (String view : List.of(Keys.WINHTTP, Keys.WINHTTP_WOW)) trees.add(new Tree(view, 0));
        for (String view : List.of(Keys.NET, Keys.NET_WOW))
            for (String runtime : List.of(Keys.NET_4, Keys.NET_2)) trees.add(new Tree(Keys.net(view, runtime), 0));
        trees.add(new Tree(Keys.CIPHER_ORDER, 0));
        return trees;
    }

    private static List<String> services(Catalogue catalogue) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(catalogue.askedServices());
        catalogue.rows().stream()
                .flatMap(row -> row.sights().stream())
                .filter(sight -> sight.by().equals("service"))
                .flatMap(sight -> named(sight.pattern()))
                .forEach(names::add);
        return List.copyOf(names);
    }

    /** The names that a pattern means; none when it is no list of names, as a site may write. */
    static Stream<String> named(Pattern pattern) {
        Matcher names = NAMES.matcher(pattern.pattern());
        return names.matches() ? Arrays.stream(names.group(1).split("\\|")) : Stream.empty();
    }

    private static List<String> files(Catalogue catalogue) {
        Set<String> paths = new TreeSet<>();
        for (Update update : catalogue.updates())
            update.files().values().stream().flatMap(List::stream).forEach(floor -> {
                paths.add("%SystemRoot%\\System32\\" + floor.name());
                if (floor.bothViews()) paths.add("%SystemRoot%\\SysWOW64\\" + floor.name());
            });
        paths.addAll(catalogue.askedFiles());
        return List.copyOf(paths);
    }

    private static List<String> updates(Catalogue catalogue) {
        Set<String> kbs = new TreeSet<>();
        for (Update update : catalogue.updates()) {
            if (update.kind().equals("article")) continue;
            kbs.add(update.kb());
            kbs.addAll(update.supersededBy());
        }
        for (Row row : catalogue.rows()) {
            if (row.provedBy() != null) kbs.add(row.provedBy());
            row.needs().forEach(need -> KB.matcher(need).results().forEach(found -> kbs.add(found.group())));
        }
        return List.copyOf(kbs);
    }

    private static List<String> policies() {
        return List.of(
                bare(Keys.PROTOCOLS),
                Keys.WINHTTP,
                Keys.WINHTTP_WOW,
                bare(Keys.NET),
                bare(Keys.NET_WOW),
                Keys.CIPHER_ORDER,
                Keys.WININET,
                Keys.WININET_POLICY,
                Keys.FIPS);
    }

    private static String bare(String key) {
        return key.endsWith("\\") ? key.substring(0, key.length() - 1) : key;
    }
}
