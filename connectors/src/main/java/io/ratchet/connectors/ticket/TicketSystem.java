package io.ratchet.connectors.ticket;

import io.ratchet.connectors.http.Http;
import io.ratchet.domain.Checks;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a ticket system is and how it is used.
 *
 * @param name by which the profile calls it
 * @param url its address; of a mail server {@code smtp://HOST:PORT} or {@code smtps://HOST:PORT}
 * @param credential reference of the account, never the secret
 * @param queue where a ticket goes that the profile says nothing of; a project, where the system calls it so
 * @param options what only one kind of system has, as {@code docs/guides/tickets.md} lists them
 */
public record TicketSystem(
        String name, Kind kind, URI url, String credential, String queue, Map<String, String> options) {
    /** What is spoken. */
    public enum Kind {
        REDMINE("redmine", Set.of("webhook", "tracker", "closed", "reopened")),
        REQUEST_TRACKER("rt", Set.of("webhook", "closed", "reopened", "auth", "approved", "rejected")),
        GITHUB("github", Set.of("webhook", "page")),
        GITLAB("gitlab", Set.of("webhook")),
        SERVICENOW("servicenow", Set.of("webhook", "table", "closed", "reopened", "closeCode", "notes")),
        MAIL("mail", Set.of("from", "auth")),
        JIRA("jira", Set.of("webhook", "type", "closed", "reopened", "duplicate", "unseen"));

        private final String wire;
        private final Set<String> options;

        Kind(String wire, Set<String> options) {
            this.wire = wire;
            this.options = options;
        }

        /** As it stands in the settings. */
        public String wire() {
            return wire;
        }

        public Set<String> options() {
            return options;
        }
    }

    public TicketSystem {
        Checks.that(name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"), "the name of a ticket system: " + name);
        Checks.text(queue, "the queue of a ticket system");
        String table = options.getOrDefault("table", "incident");
        Checks.that(table.matches("[a-z][a-z0-9_]{0,79}"), "the table of a ticket system: " + table);
        String unseen = options.getOrDefault("unseen", "deleted");
        Checks.that(unseen.equals("deleted"), "what is not seen can count as 'deleted' only, not as: " + unseen);
        options = Map.copyOf(options);
        check(url);
    }

    /** @throws IllegalArgumentException when it is no address of a ticket system */
    public static void check(URI url) {
        Checks.that(url.getHost() != null && url.getUserInfo() == null, "the address of a ticket system");
        Checks.that(
                encrypted(url) || Http.staysHere(url),
                "a ticket system is reached by TLS, unless it is on this machine");
    }

    private static boolean encrypted(URI url) {
        return "https".equals(url.getScheme()) || "smtps".equals(url.getScheme()) || "smtp".equals(url.getScheme());
    }

    /** Whether an account is needed; a mail server may know us by our address. */
    public boolean signsIn() {
        return !option("auth", "").equals("none");
    }

    /** Reference of the key with which it signs what it tells by itself; empty: it tells nothing. */
    public Optional<String> webhook() {
        return Optional.ofNullable(options.get("webhook"));
    }

    String option(String key, String otherwise) {
        return options.getOrDefault(key, otherwise);
    }
}
