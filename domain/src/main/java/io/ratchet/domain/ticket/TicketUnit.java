package io.ratchet.domain.ticket;

import io.ratchet.domain.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What one ticket is about: a system at a site, or a system of an owner. Five hundred phones of a site are one unit.
 *
 * @param system an id of the systems table; {@value #UNRECOGNISED} where nothing was recognised
 * @param place {@code site:NAME}, {@code owner:NAME}, or {@code site:} where the site is not known
 */
public record TicketUnit(String system, String place) {
    public static final String UNRECOGNISED = "-";

    public TicketUnit {
        Checks.text(system, "the system of a ticket");
        Checks.that(
                place.startsWith("site:") || place.startsWith("owner:"),
                "a ticket is for a site or an owner: " + place);
    }

    public static TicketUnit atSite(@Nullable String system, @Nullable String site) {
        return new TicketUnit(system == null ? UNRECOGNISED : system, "site:" + (site == null ? "" : site.strip()));
    }

    public static TicketUnit ofOwner(@Nullable String system, String owner) {
        return new TicketUnit(system == null ? UNRECOGNISED : system, "owner:" + owner.strip());
    }

    /** The place in words. */
    public String where() {
        if (place.startsWith("owner:")) return "hosts of " + place.substring("owner:".length());
        return place.equals("site:") ? "hosts without a known site" : "site " + place.substring("site:".length());
    }
}
