package io.ratchet.routes.identify;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Observation.Membership;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.rules.fact.Belief;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * At which site an asset stands (statement 136): by its sources' own word, by a membership, or by the network of its
 * address, each by the last that was said of it. What was said lately counts before what was said long ago. Where they
 * disagree, the careful one is taken: a site the profile does not know, else one that asks for READY only.
 */
final class Standpoint {
    private final Organisation organisation;
    private final Instant freshFrom;

    Standpoint(Organisation organisation, Instant at) {
        this.organisation = organisation;
        this.freshFrom = at.minus(Belief.FRESH);
    }

    private record Word(String site, Instant said) {}

    @Nullable
    String site(Candidate candidate, List<Fact> facts) {
        List<Word> words = new ArrayList<>();
        ofSources(candidate).ifPresent(words::add);
        words.addAll(ofMemberships(facts));
        ofAddress(candidate).ifPresent(words::add);
        List<String> fresh = words.stream()
                .filter(word -> !word.said.isBefore(freshFrom))
                .map(Word::site)
                .toList();
        if (!fresh.isEmpty()) return careful(fresh);
        String stale =
                words.isEmpty() ? null : careful(words.stream().map(Word::site).toList());
        // Nothing is refused on an old word.
        return stale == null || (organisation.site(stale).isPresent() && organisation.goalAt(stale) == Goal.ONLY)
                ? null
                : stale;
    }

    private String careful(List<String> sites) {
        return sites.stream()
                .filter(site -> organisation.site(site).isEmpty())
                .findFirst()
                .or(() -> sites.stream()
                        .filter(site -> organisation.goalAt(site) == Goal.READY)
                        .findFirst())
                .orElse(sites.get(0));
    }

    private Optional<Word> ofSources(Candidate candidate) {
        return candidate.claims.stream()
                .filter(claim ->
                        claim.host().site() != null && !claim.host().site().isBlank())
                .max(Comparator.comparing(Claim::last).thenComparing(Claim::order))
                .map(claim -> new Word(spelled(claim.host().site()), claim.last()));
    }

    private List<Word> ofMemberships(List<Fact> facts) {
        List<Word> words = facts.stream()
                .filter(fact -> fact.observation() instanceof Membership member
                        && member.kind().equals("site")
                        && !member.name().isBlank())
                .map(fact -> new Word(spelled(((Membership) fact.observation()).name()), fact.observedAt()))
                .toList();
        Instant last =
                words.stream().map(Word::said).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        return words.stream().filter(word -> word.said.equals(last)).toList();
    }

    private Optional<Word> ofAddress(Candidate candidate) {
        return candidate.claims.stream()
                .filter(claim -> claim.host().ip() != null)
                .max(Comparator.comparing(Claim::last).thenComparing(Claim::order))
                .flatMap(claim -> siteOf(claim.host().ip()).map(site -> new Word(site, claim.last())));
    }

    /** The site as the profile writes it; as it was told where the profile does not know it. */
    private String spelled(@Nullable String told) {
        return organisation
                .site(told)
                .map(Site::name)
                .orElseGet(() -> String.valueOf(told).strip());
    }

    /** The site of the most specific network in which the address lies. */
    private Optional<String> siteOf(@Nullable String ip) {
        String best = null;
        int bits = -1;
        for (Site site : organisation.sites())
            for (String network : site.networks()) {
                int length = Network.prefix(network);
                if (ip != null && length > bits && Network.contains(network, ip)) {
                    best = site.name();
                    bits = length;
                }
            }
        return Optional.ofNullable(best);
    }
}
