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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * At which site an asset stands (statement 136): by the own word of each of its sources, by a membership, or by the
 * network of its address, each by the last that was said of it. What was said lately counts before what was said long
 * ago. Where they disagree, the careful one is taken: a site the profile does not know, else one that asks for READY
 * only.
 */
final class Standpoint {
    private final Organisation organisation;
    private final Instant freshFrom;

    Standpoint(Organisation organisation, Instant at) {
        this.organisation = organisation;
        this.freshFrom = at.minus(Belief.FRESH);
    }

    /** What was seen before is too long ago for anything to rest on. */
    Instant freshFrom() {
        return freshFrom;
    }

    private record Word(String site, Instant said) {}

    @Nullable
    String site(Candidate candidate, List<Fact> facts) {
        List<Word> words = new ArrayList<>();
        words.addAll(ofSources(candidate));
        words.addAll(ofMemberships(facts));
        words.addAll(ofAddress(candidate));
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

    private List<Word> ofSources(Candidate candidate) {
        return lastOfEach(candidate.claims.stream()
                        .filter(claim -> claim.host().site() != null
                                && !claim.host().site().isBlank()))
                .map(claim -> new Word(spelled(claim.host().site()), claim.last()))
                .toList();
    }

    /** The last word of each source, or its last words where it said several at once; the latest first. */
    private static Stream<Claim> lastOfEach(Stream<Claim> claims) {
        Map<String, List<Claim>> bySource = claims.collect(Collectors.groupingBy(Claim::source));
        return bySource.values().stream()
                .flatMap(said -> {
                    Instant last = said.stream()
                            .map(Claim::last)
                            .max(Comparator.naturalOrder())
                            .orElseThrow();
                    return said.stream().filter(claim -> claim.last().equals(last));
                })
                .sorted(Comparator.comparing(Claim::last).reversed().thenComparing(Claim::order));
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

    /** An address that several sources saw is the machine's where it was seen last: machines move. */
    private List<Word> ofAddress(Candidate candidate) {
        List<Claim> seen = candidate.claims.stream()
                .filter(claim -> claim.host().ip() != null)
                .toList();
        Instant last =
                seen.stream().map(Claim::last).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        return seen.stream()
                .filter(claim -> claim.last().equals(last))
                .sorted(Comparator.comparing(Claim::order))
                .flatMap(claim -> siteOf(claim.host().ip()).stream().map(site -> new Word(site, claim.last())))
                .toList();
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
