package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person's order that nothing more is to be changed. The step that is under way on a host ends; nothing new begins
 * until the order is lifted. It outlives the process.
 *
 * @param scope {@code all}, {@code site:NAME} or {@code run:ID OF A REMEDIATION}
 */
public record Stop(String scope, String by, String reason, Instant at) {
    /** The scope of everything. */
    public static final String ALL = "all";

    private static final String SITE = "site:";

    public Stop {
        Checks.that(
                scope.equals(ALL) || scope.startsWith(SITE) || scope.startsWith("run:"),
                "a stop is for 'all', 'site:NAME' or 'run:ID', not '" + scope + "'");
        Checks.text(by, "who stops");
        Checks.text(reason, "a stop's reason");
    }

    public static String site(String name) {
        return SITE + name;
    }

    public static String run(String remediationId) {
        return "run:" + remediationId;
    }

    /** Whether a remediation with this id at this site has to stop; an unknown site is stopped only by {@code all}. */
    public boolean concerns(String remediationId, @Nullable String site) {
        return scope.equals(ALL) || scope.equals(run(remediationId)) || (site != null && stands(site));
    }

    /** Names of sites are compared without case and outer blanks (ruling 136). */
    private boolean stands(String site) {
        return scope.startsWith(SITE) && scope.substring(SITE.length()).strip().equalsIgnoreCase(site.strip());
    }
}
