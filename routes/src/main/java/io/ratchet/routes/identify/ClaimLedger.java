package io.ratchet.routes.identify;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Organisation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns findings into assets as they come. After any of them it holds exactly the assets into which
 * {@link EstateAssembly} would turn all of them at once, whatever came first: claims that share an identifier, directly
 * or by others, are gone through together by the same tiers and vetoes ({@link Roster}), and no other claim has a part
 * in it. Claims are never taken back, so such groups only ever grow together; within one, machines join, part and
 * become ambiguous.
 *
 * <p>One thread changes it; any may ask for its assets meanwhile.
 */
public final class ClaimLedger {
    private static final ReportRef NOBODYS = new ReportRef("0".repeat(64), "none", "nobody", null, null);

    private final Map<Claim.Key, Claim> claims = new HashMap<>();
    private final Map<Claim, List<Fact>> said = new IdentityHashMap<>();
    private final Map<String, Claim> linked = new HashMap<>();
    private final Map<Claim, Group> groups = new IdentityHashMap<>();
    private final Map<String, Set<Member>> byName = new HashMap<>();
    private final Map<Candidate, AssetId> ids = new IdentityHashMap<>();
    private final Map<AssetId, Group> places = new HashMap<>();
    private final NavigableMap<AssetId, AssetState> assets = new ConcurrentSkipListMap<>();
    private final Map<AssetId, Candidate> standing = new ConcurrentHashMap<>();
    private Set<Group> touched = identitySet();

    /** What one report says of one host stands together, and shares both. */
    private @Nullable Heard lastHeard;

    private ReportRef lastReport = NOBODYS;
    private Fact.Origin lastOrigin = Fact.Origin.of(NOBODYS);

    /** @param claim the same on whatever day the host was seen */
    private record Heard(HostRef host, ReportRef report, Claim claim) {}

    /** Claims that may have to do with each other, and the machines they were found to be. */
    private static final class Group {
        private final List<Claim> claims = new ArrayList<>();
        private List<Member> members = List.of();
        private Set<AssetId> stood = Set.of();
    }

    /** A machine of a group. */
    private record Member(Group group, Candidate candidate, String name) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Member member && member.candidate == candidate;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(candidate);
        }
    }

    /**
     * What became of the assets.
     *
     * @param changed of which anything may be known that was not before, by id
     * @param gone which are no more, by id
     */
    public record Changes(List<AssetState> changed, List<AssetId> gone) {
        public Changes {
            changed = List.copyOf(changed);
            gone = List.copyOf(gone);
        }
    }

    /** Hears one finding; {@link #settle} says what it changes. */
    public void hear(Finding finding) {
        Claim claim = claim(finding);
        claim.seenAt(finding.observedAt());
        said.computeIfAbsent(claim, unheard -> new ArrayList<>()).add(Fact.of(finding, origin(finding.report())));
        touched.add(groupOf(claim));
    }

    private Fact.Origin origin(ReportRef report) {
        if (report != lastReport) {
            lastReport = report;
            lastOrigin = Fact.Origin.of(report);
        }
        return lastOrigin;
    }

    private Claim claim(Finding finding) {
        Heard last = lastHeard;
        if (last != null && last.host() == finding.host() && last.report() == finding.report()) return last.claim();
        Claim.Key key = Claim.Key.of(finding);
        Claim claim = claims.computeIfAbsent(key, unheard -> {
            Claim fresh = new Claim(unheard);
            group(fresh);
            return fresh;
        });
        lastHeard = key.day() == null ? new Heard(finding.host(), finding.report(), claim) : null;
        return claim;
    }

    private Group groupOf(Claim claim) {
        return Objects.requireNonNull(groups.get(claim), "every claim is in a group");
    }

    /** Puts a new claim together with all it is linked to. */
    private void group(Claim fresh) {
        Group own = new Group();
        own.claims.add(fresh);
        groups.put(fresh, own);
        for (String link : Identifiers.links(fresh)) {
            Claim known = linked.putIfAbsent(link, fresh);
            if (known != null) own = together(own, groupOf(known));
        }
    }

    private Group together(Group one, Group other) {
        if (one == other) return one;
        Group larger = one.claims.size() >= other.claims.size() ? one : other;
        Group smaller = larger == one ? other : one;
        smaller.claims.forEach(claim -> groups.put(claim, larger));
        larger.claims.addAll(smaller.claims);
        larger.members = concat(larger.members, smaller.members);
        larger.stood = union(larger.stood, smaller.stood);
        smaller.stood.forEach(id -> places.put(id, larger));
        touched.remove(smaller);
        touched.add(larger);
        return larger;
    }

    /**
     * Goes through whatever is new.
     *
     * @param at the moment of the decision, for the word of a site ({@link EstateAssembly#assemble})
     * @param due assets about which time alone may have changed something
     */
    public Changes settle(Organisation organisation, Instant at, Collection<AssetId> due) {
        Set<Group> restated = identitySet();
        restated.addAll(touched);
        restated.addAll(identify(touched));
        for (AssetId id : due) Optional.ofNullable(places.get(id)).ifPresent(restated::add);
        touched = identitySet();
        return state(restated, new Standpoint(organisation, at));
    }

    /** The same where everything may look different, such as by another profile. */
    public Changes settleAll(Organisation organisation, Instant at) {
        identify(touched);
        touched = identitySet();
        Set<Group> all = identitySet();
        all.addAll(groups.values());
        return state(all, new Standpoint(organisation, at));
    }

    /** Finds out who is who in some groups; returns every group in which an asset is called otherwise than before. */
    private Set<Group> identify(Set<Group> groupsToRead) {
        Set<String> names = new HashSet<>();
        for (Group group : groupsToRead) {
            for (Member member : group.members) {
                ids.remove(member.candidate());
                names.add(member.name());
                Set<Member> same = byName.get(member.name());
                if (same != null && same.remove(member) && same.isEmpty()) byName.remove(member.name());
            }
            Set<Candidate> candidates = identitySet();
            candidates.addAll(Roster.of(group.claims).values());
            group.members = candidates.stream()
                    .map(candidate -> new Member(group, candidate, EstateAssembly.name(candidate)))
                    .toList();
            for (Member member : group.members) {
                names.add(member.name());
                byName.computeIfAbsent(member.name(), unheard -> new LinkedHashSet<>())
                        .add(member);
            }
        }
        Set<Group> called = identitySet();
        for (String name : names) {
            Set<Member> same = byName.getOrDefault(name, Set.of());
            Map<Candidate, AssetId> now = EstateAssembly.ids(
                    name, same.stream().map(Member::candidate).toList());
            for (Member member : same) {
                AssetId id = Objects.requireNonNull(now.get(member.candidate()), "each has an id");
                if (!id.equals(ids.put(member.candidate(), id))) called.add(member.group());
            }
        }
        return called;
    }

    private Changes state(Set<Group> restated, Standpoint standpoint) {
        Map<AssetId, AssetState> changed = new HashMap<>();
        Set<AssetId> gone = new TreeSet<>();
        for (Group group : restated) {
            gone.addAll(group.stood);
            Set<AssetId> stands = new HashSet<>();
            for (Member member : group.members) {
                AssetState state = EstateAssembly.asset(member.candidate(), said, ids, standpoint);
                changed.put(state.id(), state);
                standing.put(state.id(), member.candidate());
                stands.add(state.id());
            }
            group.stood = stands;
        }
        for (Group group : restated) group.stood.forEach(id -> places.put(id, group));
        gone.removeAll(changed.keySet());
        gone.forEach(places::remove);
        standing.keySet().removeAll(gone);
        assets.keySet().removeAll(gone);
        assets.putAll(changed);
        return new Changes(
                changed.values().stream()
                        .sorted((a, b) -> a.id().compareTo(b.id()))
                        .toList(),
                List.copyOf(gone));
    }

    /** As of the last {@link #settle}. */
    public Optional<AssetState> asset(AssetId id) {
        return Optional.ofNullable(assets.get(id));
    }

    /** Who has said who an asset is, the latest first; as of the last {@link #settle}. */
    public List<IdentityClaim> claims(AssetId id) {
        Candidate candidate = standing.get(id);
        if (candidate == null) return List.of();
        Map<List<Object>, IdentityClaim> said = new LinkedHashMap<>();
        for (Claim claim : candidate.claims) {
            IdentityClaim told = claim.told();
            said.merge(List.of(told.source(), told.host()), told, IdentityClaim::and);
        }
        return said.values().stream()
                .sorted(Comparator.comparing(IdentityClaim::last)
                        .reversed()
                        .thenComparing(IdentityClaim::source)
                        .thenComparing(told -> told.host().toString()))
                .toList();
    }

    /** All of them by id, as of the last {@link #settle}. */
    public List<AssetState> assets() {
        return List.copyOf(assets.values());
    }

    private static <T> List<T> concat(List<T> one, List<T> other) {
        List<T> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    private static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
