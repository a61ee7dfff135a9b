package io.ratchet.console;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.HtmlUtils;

/**
 * A page that goes on by itself. A redirect would not do: while it lasts the browser still counts as coming from where
 * it came, and brings no cookie that is for this site alone; and a form leads to no other site.
 */
final class Onward {
    private Onward() {}

    static ResponseEntity<String> to(String where, String... cookies) {
        String safe = HtmlUtils.htmlEscape(where);
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_HTML)
                .header(HttpHeaders.SET_COOKIE, cookies)
                .body(
                        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url="
                                + safe + "\"><title>Ratchet</title></head><body><p><a href=\"" + safe
                                + "\">Go on</a></p></body></html>");
    }

    /**
     * Where a session with the company is ended, or the sign-in where that cannot be told.
     *
     * @param away told when the company's sign-in does not answer
     */
    static String outOf(Optional<IdentityProvider> company, Consumer<IOException> away) {
        try {
            Optional<URI> end =
                    company.isEmpty() ? Optional.empty() : company.get().end();
            return end.map(URI::toString).orElse("/sign-in");
        } catch (IOException e) {
            away.accept(e);
            return "/sign-in";
        }
    }
}
