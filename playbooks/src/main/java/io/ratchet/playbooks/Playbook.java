package io.ratchet.playbooks;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Restart;
import java.util.List;
import java.util.Optional;

/**
 * What one playbook is for, what it may change, and what a person should know before approving it.
 *
 * @param id {@code family/name}, as decisions name it
 * @param supports versions of Windows it is meant for, as beginnings such as {@code 6.1.7601}; empty for any
 * @param risk {@code low}, {@code medium}, {@code high} or {@code critical}
 * @param restart what must start again before the change binds
 * @param breaks what may stop working, in plain sentences
 * @param prerequisites what must hold before, in plain sentences
 * @param citations source keys of the domain knowledge
 * @param order among the playbooks of one plan, ascending
 * @param readBackSuffices why the host's own word proves the change where nothing can be seen from outside; empty: it
 *     does not
 * @param territory the only changes it accepts
 * @param procedure what is done around the changes
 * @param contentHash SHA-256 over its description and every script it sends, in lower-case hexadecimal
 */
public record Playbook(
        String id,
        String title,
        String family,
        List<String> supports,
        String risk,
        Restart restart,
        List<String> breaks,
        List<String> prerequisites,
        List<String> citations,
        int order,
        Optional<String> readBackSuffices,
        List<Territory> territory,
        Procedure procedure,
        String contentHash) {
    public Playbook {
        supports = List.copyOf(supports);
        breaks = List.copyOf(breaks);
        prerequisites = List.copyOf(prerequisites);
        citations = List.copyOf(citations);
        territory = List.copyOf(territory);
    }

    /** Whether it changes products of which one could be called so: one name begins with the other. */
    public boolean claims(String product) {
        return territory.stream()
                .filter(Territory.Products.class::isInstance)
                .flatMap(products -> ((Territory.Products) products).names().stream())
                .anyMatch(name -> name.regionMatches(true, 0, product, 0, Math.min(name.length(), product.length())));
    }

    /** Whether it makes this change. */
    public boolean allows(Change change) {
        return territory.stream().anyMatch(part -> part.allows(change));
    }

    /** Whether it is meant for the version of Windows, {@code 6.1.7601} or longer. */
    public boolean supports(String osVersion) {
        return supports.isEmpty()
                || supports.stream().anyMatch(start -> osVersion.equals(start) || osVersion.startsWith(start + "."));
    }
}
