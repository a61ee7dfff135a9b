package io.ratchet.console;

import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Remediations.End;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a page of remediations ends, as an address carries it. */
final class Ends {
    private Ends() {}

    static String text(Remediation last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        (last.subject().proposedAt() + " " + last.subject().id()).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when it is none of ours */
    static @Nullable End of(String after) {
        if (after.isEmpty()) return null;
        try {
            String text = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8);
            int cut = text.indexOf(' ');
            return new End(Instant.parse(text.substring(0, Math.max(cut, 0))), text.substring(cut + 1));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("'after' is none that a page of this list was answered with.", e);
        }
    }
}
