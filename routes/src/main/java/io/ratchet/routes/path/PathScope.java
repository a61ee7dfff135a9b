package io.ratchet.routes.path;

import io.ratchet.domain.decision.Family;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Of what part of the estate a path is drawn; each part narrows it. Who holds it may stand outside.
 *
 * @param site its name, compared without case; {@code -} for assets whose site is unknown
 * @param service a business service that sources name assets members of
 * @param asset its id
 * @param family the prefix of a family of systems, as {@link Family} has it
 */
public record PathScope(
        Optional<String> site, Optional<String> service, Optional<String> asset, Optional<String> family) {
    /** Stands for assets whose site is unknown. */
    public static final String UNKNOWN_SITE = "-";

    public static PathScope estate() {
        return new PathScope(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * As given on a command line or in an address; blank means not given.
     *
     * @throws FailureException ID_UNKNOWN for a family that there is none of
     */
    public static PathScope of(String site, String service, String asset, String family) {
        return new PathScope(
                given(site), given(service), given(asset), given(family).map(PathScope::prefix));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text.strip()).filter(some -> !some.isEmpty());
    }

    private static String prefix(String family) {
        return Family.named(family)
                .orElseThrow(() -> FailureException.of(
                        FailureCode.ID_UNKNOWN,
                        "There is no family '" + family + "'; there are " + String.join(", ", Family.names()) + "."));
    }

    /** The site as decisions have it. */
    public Optional<String> siteName() {
        return site.map(name -> name.equals(UNKNOWN_SITE) ? "" : name);
    }

    /** The same for however its site is written. */
    PathScope whateverItsCase() {
        return new PathScope(site.map(name -> name.toLowerCase(Locale.ROOT)), service, asset, family);
    }

    /** In a word, such as {@code site:HQ family:Servers}; {@code estate} for everything. */
    public String says() {
        List<String> parts = new ArrayList<>();
        site.ifPresent(name -> parts.add("site:" + name));
        service.ifPresent(name -> parts.add("service:" + name));
        asset.ifPresent(name -> parts.add("asset:" + name));
        family.ifPresent(prefix -> parts.add("family:" + Family.name(prefix)));
        return parts.isEmpty() ? "estate" : String.join(" ", parts);
    }
}
