package io.ratchet.domain.ticket;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Our name for a ticket, which stands in its subject there: {@code R-} and twelve capital hexadecimal digits. It is
 * safe in every query and every subject line.
 */
public record TicketKey(String value) {
    private static final int DIGITS = 12;
    private static final String FORM = "R-[0-9A-F]{" + DIGITS + "}";

    public TicketKey {
        Checks.that(value.matches(FORM), "a ticket's key is R- and 12 digits, not " + value);
    }

    /**
     * Of a unit's ticket.
     *
     * @param installation what tells this Ratchet from another one that uses the same ticket system
     * @param generation 1; one more each time the ticket there was deleted
     */
    public static TicketKey of(String installation, TicketUnit unit, int generation) {
        String hash = Sha256.hex(String.join("\n", installation, unit.system(), unit.place(), "" + generation));
        return new TicketKey("R-" + hash.substring(0, DIGITS).toUpperCase(Locale.ROOT));
    }

    /** Of the change for a plan: another plan has another key. */
    public static TicketKey ofChange(String installation, String remediation, String planHash) {
        String hash = Sha256.hex(String.join("\n", installation, "change", remediation, planHash));
        return new TicketKey("R-" + hash.substring(0, DIGITS).toUpperCase(Locale.ROOT));
    }

    /** What somebody gave as a key; empty where it is none. */
    public static Optional<TicketKey> read(@Nullable String text) {
        return Optional.ofNullable(text).filter(given -> given.matches(FORM)).map(TicketKey::new);
    }

    /** As it stands in a subject. */
    public String marker() {
        return "[" + value + "]";
    }

    @Override
    public String toString() {
        return value;
    }
}
