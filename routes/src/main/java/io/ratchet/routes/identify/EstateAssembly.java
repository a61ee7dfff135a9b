package io.ratchet.routes.identify;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns findings into assets. The same findings give the same assets, whatever their order. */
public final class EstateAssembly {
    private EstateAssembly() {}

    /**
     * Every asset of which the findings speak, by id; linear in the findings and in the distinct host references.
     *
     * @param at the moment of the decision: a site that was told long before it moves nobody (statement 136)
     */
    public static List<AssetState> assemble(Iterable<Finding> findings, Organisation organisation, Instant at) {
        Standpoint standpoint = new Standpoint(organisation, at);
        Map<Claim.Key, Claim> claims = new HashMap<>();
        Map<Claim, List<Fact>> said = new IdentityHashMap<>();
        for (Finding finding : findings) {
            Claim.Key key = Claim.Key.of(finding);
            Claim claim = claims.computeIfAbsent(key, Claim::new);
            claim.seenAt(finding.observedAt());
            said.computeIfAbsent(claim, unheard -> new ArrayList<>()).add(Fact.of(finding));
        }
        Map<Claim, Candidate> roster = Roster.of(claims.values());
        Set<Candidate> candidates = Collections.newSetFromMap(new IdentityHashMap<>());
        candidates.addAll(roster.values());
        Map<Candidate, AssetId> ids = ids(candidates);
        return candidates.stream()
                .map(candidate -> asset(candidate, claim -> said.getOrDefault(claim, List.of()), ids::get, standpoint))
                .sorted(Comparator.comparing(AssetState::id))
                .toList();
    }

    /** @param said what was said with each claim */
    static AssetState asset(
            Candidate candidate,
            Function<Claim, List<Fact>> said,
            Function<Candidate, @Nullable AssetId> ids,
            Standpoint standpoint) {
        Whereabouts whereabouts = Whereabouts.of(candidate, standpoint.freshFrom());
        List<Fact> facts = new ArrayList<>();
        for (Claim claim : candidate.claims) facts.addAll(whereabouts.believed(claim, said.apply(claim)));
        facts.sort(Said.ORDER);
        HostRef host = candidate.merged();
        return new AssetState(
                Objects.requireNonNull(ids.apply(candidate)),
                identity(candidate, ids, whereabouts.doubt()),
                host,
                standpoint.site(candidate, facts),
                facts);
    }

    private static Identity identity(
            Candidate candidate, Function<Candidate, @Nullable AssetId> ids, Optional<String> doubt) {
        List<String> doubts = new ArrayList<>(candidate.doubts);
        doubt.ifPresent(doubts::add);
        if (!doubts.isEmpty()) {
            List<AssetId> rivals = candidate.rivals.stream()
                    .flatMap(rival -> Optional.ofNullable(ids.apply(rival)).stream())
                    .sorted()
                    .distinct()
                    .toList();
            return new Identity.Ambiguous(String.join("; ", doubts) + ".", rivals);
        }
        if (candidate.known()) return new Identity.Resolved();
        return new Identity.Provisional("Only a short name or an address is known.");
    }

    private static Map<Candidate, AssetId> ids(Collection<Candidate> candidates) {
        Map<String, List<Candidate>> byName = candidates.stream().collect(Collectors.groupingBy(EstateAssembly::name));
        Map<Candidate, AssetId> ids = new IdentityHashMap<>();
        byName.forEach((name, same) -> ids.putAll(ids(name, same)));
        return ids;
    }

    /**
     * The ids of all records of one name. Where two that must not be one would share an id, each carries what tells it
     * from the others.
     */
    static Map<Candidate, AssetId> ids(String name, Collection<Candidate> same) {
        Map<Candidate, AssetId> ids = new IdentityHashMap<>();
        if (same.size() == 1) {
            same.forEach(candidate -> ids.put(candidate, new AssetId(name)));
            return ids;
        }
        same.stream().collect(Collectors.groupingBy(EstateAssembly::mark)).forEach((mark, alike) -> {
            for (Candidate candidate : alike)
                ids.put(
                        candidate,
                        new AssetId(name + "#" + mark + (alike.size() == 1 ? "" : "#" + firstSaid(candidate))));
        });
        return ids;
    }

    /** Tells any two records apart, for no claim belongs to both. */
    private static String firstSaid(Candidate candidate) {
        String first = candidate.claims.stream()
                .map(Claim::order)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return Sha256.hex(first).substring(0, 8);
    }

    /** What it would be called if it were alone. */
    static String name(Candidate candidate) {
        HostRef host = candidate.merged();
        Optional<String> strong = Identifiers.fqdn(host).or(() -> Identifiers.account(host));
        if (strong.isPresent()) return strong.get();
        if (!candidate.ownIds.isEmpty()) {
            String[] parts = candidate.ownIds.iterator().next().split("\\|", 3);
            return parts[0] + ":" + parts[2];
        }
        Optional<String> weak = Identifiers.shortName(host).or(() -> Identifiers.address(host));
        if (weak.isPresent()) return weak.get().substring(host.zone().length() + 1) + "@" + host.zone();
        if (host.smbiosUuid() != null) return "smbios:" + host.smbiosUuid();
        if (host.sid() != null) return "sid:" + host.sid();
        return host.mac() != null ? "mac:" + host.mac() : host.fqdn() + "@" + host.zone();
    }

    private static String mark(Candidate candidate) {
        if (!candidate.uuids.isEmpty()) return candidate.uuids.iterator().next();
        if (!candidate.sids.isEmpty()) return candidate.sids.iterator().next();
        if (!candidate.ownIds.isEmpty())
            return candidate.ownIds.iterator().next().replace('|', ':');
        HostRef host = candidate.merged();
        return host.zone() + ":" + host.ip() + ":" + host.mac();
    }
}
