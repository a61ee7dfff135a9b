package io.ratchet.connectors.pull;

import io.ratchet.connectors.http.Http;
import io.ratchet.domain.Checks;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where reports are fetched from and how often.
 *
 * @param name by which the store and people know it
 * @param url its address, by TLS unless it is on this machine; the only host that is spoken to, with {@code login}
 * @param credential reference of the account, never the secret
 * @param trust a file of the certificates that it shows or that sign them, in place of what Java trusts
 * @param every from the end of one turn to the next
 * @param back how far before the first turn is looked
 * @param options what only one kind has, as {@code docs/guides/pull.md} lists them
 */
public record PullSource(
        String name,
        Kind kind,
        URI url,
        String credential,
        Optional<Path> trust,
        Duration every,
        Duration back,
        Map<String, String> options) {

    /** What is asked, and in which format of intake its pages come. */
    public enum Kind {
        TENABLE_IO("tenable-io", "tenable-io-export", Duration.ofHours(6), List.of(), Set.of()),
        QUALYS("qualys", "qualys-xml", Duration.ofHours(6), List.of(), Set.of()),
        INTUNE("intune", "intune-graph", Duration.ofHours(6), List.of("tenant"), Set.of("login")),
        ENTRA_SIGN_INS(
                "entra-sign-ins", "entra-sign-ins-graph", Duration.ofHours(1), List.of("tenant"), Set.of("login")),
        ELASTICSEARCH("elasticsearch", "winlogbeat", Duration.ofMinutes(15), List.of(), Set.of("index", "auth")),
        OPENSEARCH("opensearch", "winlogbeat", Duration.ofMinutes(15), List.of(), Set.of("index", "auth")),
        SPLUNK("splunk", "splunk", Duration.ofMinutes(15), List.of(), Set.of("search", "auth"));

        private final String wire;
        private final String format;
        private final Duration every;
        private final List<String> needed;
        private final Set<String> optional;

        Kind(String wire, String format, Duration every, List<String> needed, Set<String> optional) {
            this.wire = wire;
            this.format = format;
            this.every = every;
            this.needed = needed;
            this.optional = optional;
        }

        /** As it stands in the settings. */
        public String wire() {
            return wire;
        }

        /** The format of intake in which its pages are. */
        public String format() {
            return format;
        }

        /** How often it is asked where the settings do not say. */
        public Duration every() {
            return every;
        }

        /** Options that must be given. */
        public List<String> needed() {
            return needed;
        }

        /** Options that may be given. */
        public Set<String> optional() {
            return optional;
        }
    }

    public PullSource {
        Checks.that(name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"), "the name of a source: " + name);
        Checks.that(every.compareTo(Duration.ofMinutes(1)) >= 0, "a source is asked once a minute at most");
        Checks.that(!back.isNegative(), "looking back is not into the future");
        options = Map.copyOf(options);
        check(url);
        if (options.containsKey("login")) check(URI.create(options.get("login")));
    }

    /** @throws IllegalArgumentException when it is no address of a source */
    public static void check(URI url) {
        Checks.that(
                url.getHost() != null
                        && url.getUserInfo() == null
                        && url.getQuery() == null
                        && url.getFragment() == null,
                "the address of a source");
        Checks.that(
                "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && Http.staysHere(url)),
                "a source is reached by TLS, unless it is on this machine");
    }

    String option(String key, String otherwise) {
        return options.getOrDefault(key, otherwise);
    }

    /** What was kept of one server says nothing of another: of its address and of what is asked there. */
    public String origin() {
        return kind.wire() + " " + url + " " + new java.util.TreeMap<>(options);
    }
}
