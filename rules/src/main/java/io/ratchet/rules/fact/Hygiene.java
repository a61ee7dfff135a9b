package io.ratchet.rules.fact;

import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Known;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Registry values that do nothing although somebody believed they would: of the wrong type, misspelt, or under a
 * misspelt key (statement 11).
 */
final class Hygiene {
    private static final String BELOW_SCHANNEL = Belief.folded(Keys.PROTOCOLS) + "\\";
    private static final int REMEMBERED = 5_000;
    private static final Map<String, Boolean> PLACES = new ConcurrentHashMap<>();
    private static final Set<String> PROTOCOLS = Known.names("protocols-spelt").stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> WINHTTP = Set.of(Belief.folded(Keys.WINHTTP), Belief.folded(Keys.WINHTTP_WOW));
    private static final String RUNTIME = Belief.folded(Keys.NET) + "\\v";
    private static final String RUNTIME_32 = Belief.folded(Keys.NET_WOW) + "\\v";
    private static final List<String> SWITCHES = List.of("enabled", "disabledbydefault");
    private static final List<String> MASK = List.of("defaultsecureprotocols");
    private static final List<String> DOTNET = List.of("schusestrongcrypto", "systemdefaulttlsversions");

    /** How many letters may be wrong in a name that was meant to be another. */
    private static final int NEAR = 2;

    private Hygiene() {}

    static boolean inert(Observation.RegistryValue value) {
        if (value.data().absent() || value.name().isBlank()) return false;
        String key = Belief.folded(value.key());
        boolean number = value.data().kind() == RegistryData.Kind.DWORD;
        if (key.startsWith(BELOW_SCHANNEL))
            return !(number && SWITCHES.contains(value.name().toLowerCase(Locale.ROOT)) && place(key));
        List<String> meant = meant(key);
        if (meant.isEmpty()) return false;
        String name = value.name().toLowerCase(Locale.ROOT);
        return meant.contains(name) ? !number : meant.stream().anyMatch(one -> near(one, name));
    }

    /** Keys repeat across an estate; each is looked at once. */
    private static boolean place(String key) {
        Boolean known = PLACES.get(key);
        if (known != null) return known;
        boolean place = spelt(key.substring(BELOW_SCHANNEL.length()));
        if (PLACES.size() < REMEMBERED) PLACES.put(key, place);
        return place;
    }

    private static boolean spelt(String below) {
        String[] parts = below.split("\\\\");
        return parts.length == 2
                && PROTOCOLS.contains(parts[0])
                && (parts[1].equals("client") || parts[1].equals("server"));
    }

    private static List<String> meant(String key) {
        if (WINHTTP.contains(key)) return MASK;
        return key.startsWith(RUNTIME) || key.startsWith(RUNTIME_32) ? DOTNET : List.of();
    }

    /** Whether few single letters changed make one of the other. */
    private static boolean near(String meant, String written) {
        if (Math.abs(meant.length() - written.length()) > NEAR) return false;
        int[] above = new int[written.length() + 1];
        for (int i = 0; i < above.length; i++) above[i] = i;
        for (int row = 1; row <= meant.length(); row++) {
            int[] here = new int[above.length];
            here[0] = row;
            for (int i = 1; i < here.length; i++) {
                int replaced = above[i - 1] + (meant.charAt(row - 1) == written.charAt(i - 1) ? 0 : 1);
                here[i] = Math.min(replaced, Math.min(above[i], here[i - 1]) + 1);
            }
            above = here;
        }
        return above[written.length()] <= NEAR;
    }
}
