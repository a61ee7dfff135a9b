package io.ratchet.domain.organisation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a site says for the deadlines of CISA BOD 26-04 (the key {@code deadlines} of the profile).
 *
 * @param follows whether the directive binds the organisation or was taken over by it; null: a person has still to say
 * @param exposures which of its assets can be reached from public networks
 * @param vulnerabilities its own; one that Ratchet ships with the same id does not count then
 */
public record Deadlines(@Nullable Boolean follows, List<Exposure> exposures, List<Vulnerability> vulnerabilities) {
    /**
     * Whether a part of the estate can be reached by strangers over public networks, wherever it stands.
     *
     * @param name of the part: a name of the asset, a network in CIDR form, or a site
     */
    public record Exposure(Part part, String name, boolean isPublic) {}

    /** Of what part of the estate something is said; the one that names less counts first. */
    public enum Part {
        HOST,
        NETWORK,
        SITE
    }

    public Deadlines {
        exposures = List.copyOf(exposures);
        vulnerabilities = List.copyOf(vulnerabilities);
    }

    /** What holds where the profile says nothing: all of it is exposed as far as anyone knows. */
    public static Deadlines unsaid() {
        return new Deadlines(null, List.of(), List.of());
    }
}
