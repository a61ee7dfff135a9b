package io.ratchet.connectors.notice;

import io.ratchet.connectors.http.Http;
import io.ratchet.domain.notice.Notice;
import java.net.URI;
import java.util.Optional;

/**
 * Leads to the page of a notice. It holds no token: whoever follows it signs in and sees what they may, so that it may
 * be passed on, kept, or fetched by a mail scanner.
 *
 * @param address of this server for browsers; empty: there are no links
 */
record PageLink(Optional<URI> address) {
    /** What a link is called; made of our own words. */
    static final String WORDS = "Open in Ratchet";

    Optional<String> to(Notice notice) {
        return address.map(server -> Http.under(server, notice.page()).toString());
    }
}
