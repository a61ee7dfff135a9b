package io.ratchet.connectors.notice;

import io.ratchet.connectors.mail.MailServer;
import io.ratchet.domain.Checks;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Whom notices go to.
 *
 * @param name by which pages and the log call it
 * @param credential reference: of a mail server the account, of a chat its webhook, whose address is the password;
 *     empty where a mail server knows us by our address
 * @param mail where it is told by mail; empty for chats
 */
public record NoticeReceiver(String name, Kind kind, Optional<String> credential, Optional<ByMail> mail) {
    /** How it is told. */
    public enum Kind {
        MAIL("mail"),
        SLACK("slack"),
        TEAMS("teams"),
        MATTERMOST("mattermost");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        /** As it stands in the settings. */
        public String wire() {
            return wire;
        }
    }

    /**
     * A mail server and who is written to.
     *
     * @param server {@code smtp://HOST:PORT} or {@code smtps://HOST:PORT}
     */
    public record ByMail(URI server, String from, List<String> to) {
        public ByMail {
            Checks.that(MailServer.isServer(server), "the address of a mail server");
            to = List.copyOf(to);
            Checks.that(!to.isEmpty(), "a letter goes to somebody");
        }
    }

    public NoticeReceiver {
        Checks.that(isName(name), "the name of a receiver: " + name);
        Checks.that((kind == Kind.MAIL) == mail.isPresent(), "a receiver by mail, and no other, has a mail server");
        Checks.that(kind == Kind.MAIL || credential.isPresent(), "a chat is told by a webhook");
    }

    public static boolean isName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    }
}
