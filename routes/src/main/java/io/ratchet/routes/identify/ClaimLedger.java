package io.ratchet.routes.identify;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.Beliefs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Turns findings into assets as they come. After any of them it holds exactly the assets into which
 * {@link EstateAssembly} would turn all of them at once, whatever came first: claims that share an identifier, directly
 * or by others, are gone through together by the same tiers and vetoes ({@link Roster}), and no other claim has a part
 * in it. Claims are never taken back, so such groups only ever grow together; within one, machines join, part and
 * become ambiguous.
 *
 * <p>What was said is kept in few bytes ({@link Said}), and an asset is made of it whenever somebody asks.
 *
 * <p>One thread changes it; any may ask for its assets meanwhile.
 */
public final class ClaimLedger implements Beliefs {
    private final Map<Claim.Key, Told> claims = new HashMap<>();
    private final Map<String, Told> linked = new HashMap<>();
    private final Map<String, Set<Member>> byName = new HashMap<>();
    private final NavigableMap<AssetId, Member> assets = new TreeMap<>();
    private final Vocabulary words = new Vocabulary();
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Set<Group> touched = identitySet();

    /** A claim, with what was said by it and the group it is in. */
    private static final class Told extends Claim {
        private final Said said = new Said();
        private Group group = new Group(this);

        private Told(Key key) {
            super(key);
        }
    }

    /** Claims that may have to do with each other, and the machines they were found to be. */
    private static final class Group {
        private final List<Told> claims = new ArrayList<>(1);
        private List<Member> members = List.of();
        private Set<AssetId> stood = Set.of();

        private Group(Told first) {
            claims.add(first);
        }
    }

    /** A machine of a group. Each is itself only. */
    private static final class Member {
        private final Group group;
        private final Candidate candidate;
        private final String name;
        private @Nullable AssetId id;

        private Member(Group group, Candidate candidate) {
            this.group = group;
            this.candidate = candidate;
            this.name = EstateAssembly.name(candidate);
        }
    }

    /**
     * What became of the assets.
     *
     * @param changed of which anything may be known that was not before
     * @param gone which are no more
     */
    public record Changes(SortedSet<AssetId> changed, SortedSet<AssetId> gone) {}

    /** Hears findings; {@link #settle} says what they change. */
    public void hear(Collection<Finding> findings) {
        lock.writeLock().lock();
        try {
            Map<Told, List<Finding>> more = new LinkedHashMap<>();
            Finding last = null;
            List<Finding> together = List.of();
            for (Finding finding : findings) {
                // What one report says of one host mostly stands together, and shares both.
                boolean sameAgain = last != null
                        && last.host() == finding.host()
                        && last.report() == finding.report()
                        && last.observedAt().equals(finding.observedAt());
                if (!sameAgain) {
                    Told claim = claims.computeIfAbsent(Claim.Key.of(finding), Told::new);
                    claim.seenAt(finding.observedAt());
                    together = more.computeIfAbsent(claim, heard -> new ArrayList<>());
                }
                together.add(finding);
                last = finding;
            }
            more.forEach((claim, said) -> {
                if (claim.said.isEmpty()) group(claim);
                claim.said.add(said, words, deflater);
                touched.add(claim.group);
            });
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Puts a new claim together with all it is linked to. */
    private void group(Told fresh) {
        for (String link : Identifiers.links(fresh)) {
            Told known = linked.putIfAbsent(link, fresh);
            if (known != null) together(fresh.group, known.group);
        }
    }

    private void together(Group one, Group other) {
        if (one == other) return;
        Group larger = one.claims.size() >= other.claims.size() ? one : other;
        Group smaller = larger == one ? other : one;
        smaller.claims.forEach(claim -> claim.group = larger);
        larger.claims.addAll(smaller.claims);
        larger.members = concat(larger.members, smaller.members);
        larger.stood = union(larger.stood, smaller.stood);
        touched.remove(smaller);
        touched.add(larger);
    }

    /** Goes through whatever is new, and says what it changed since it was asked last. */
    public Changes settle() {
        lock.writeLock().lock();
        try {
            Set<Group> restated = identitySet();
            restated.addAll(touched);
            restated.addAll(identify(touched));
            touched = identitySet();
            return restate(restated);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Finds out who is who in some groups; returns every group in which an asset is called otherwise than before. */
    private Set<Group> identify(Set<Group> groupsToRead) {
        Set<String> names = new TreeSet<>();
        for (Group group : groupsToRead) {
            for (Member member : group.members) {
                names.add(member.name);
                byName.computeIfPresent(member.name, (name, same) -> without(same, member));
            }
            Set<Candidate> candidates = identitySet();
            candidates.addAll(Roster.of(group.claims).values());
            group.members = candidates.stream()
                    .map(candidate -> new Member(group, candidate))
                    .toList();
            for (Member member : group.members) {
                names.add(member.name);
                byName.merge(member.name, Set.of(member), ClaimLedger::with);
            }
        }
        Set<Group> called = identitySet();
        for (String name : names) {
            Set<Member> same = byName.getOrDefault(name, Set.of());
            Map<Candidate, AssetId> now = EstateAssembly.ids(
                    name, same.stream().map(member -> member.candidate).toList());
            for (Member member : same) {
                AssetId id = now.get(member.candidate);
                if (!Objects.equals(id, member.id)) called.add(member.group);
                member.id = id;
            }
        }
        return called;
    }

    /** Nearly all names are of one machine; where they are not, the set grows in place. */
    private static Set<Member> with(Set<Member> members, Set<Member> more) {
        Set<Member> all = members instanceof HashSet ? members : new HashSet<>(members);
        all.addAll(more);
        return all;
    }

    private static @Nullable Set<Member> without(Set<Member> members, Member gone) {
        if (members instanceof HashSet) members.remove(gone);
        else if (members.contains(gone)) return null;
        return members.isEmpty() ? null : members;
    }

    private Changes restate(Set<Group> restated) {
        SortedSet<AssetId> changed = new TreeSet<>();
        SortedSet<AssetId> gone = new TreeSet<>();
        for (Group group : restated) {
            gone.addAll(group.stood);
            group.stood = group.members.stream().map(ClaimLedger::id).collect(Collectors.toUnmodifiableSet());
            changed.addAll(group.stood);
        }
        gone.removeAll(changed);
        assets.keySet().removeAll(gone);
        for (Group group : restated) group.members.forEach(member -> assets.put(id(member), member));
        return new Changes(changed, gone);
    }

    private static AssetId id(Member member) {
        return Objects.requireNonNull(member.id, "each has an id");
    }

    /**
     * What we believe of an asset, with all that was heard of it; empty where there was none as of the last
     * {@link #settle}.
     *
     * @param at the moment of the decision, for the word of a site ({@link EstateAssembly#assemble})
     */
    public Optional<AssetState> asset(AssetId id, Organisation organisation, Instant at) {
        lock.readLock().lock();
        try {
            Member member = assets.get(id);
            if (member == null) return Optional.empty();
            return Optional.of(EstateAssembly.asset(
                    member.candidate,
                    claim -> ((Told) claim).said.facts(words),
                    candidate -> idOf(candidate, member.group),
                    new Standpoint(organisation, at)));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** {@inheritDoc} That is: as of the last {@link #settle}. */
    @Override
    public HostRef host(AssetId id) {
        lock.readLock().lock();
        try {
            return Objects.requireNonNull(assets.get(id), () -> "there is " + id)
                    .candidate
                    .merged();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public AssetState of(AssetId asset, Organisation organisation, Instant at) {
        return asset(asset, organisation, at).orElseThrow(() -> new IllegalArgumentException("there is no " + asset));
    }

    /** Whether there is such an asset as of the last {@link #settle}. */
    public boolean isKnown(AssetId id) {
        lock.readLock().lock();
        try {
            return assets.containsKey(id);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static @Nullable AssetId idOf(Candidate candidate, Group group) {
        for (Member member : group.members) if (member.candidate == candidate) return member.id;
        return null;
    }

    /** The hashes of the reports in which anything was said of an asset; empty where there is none. */
    public Optional<Set<String>> reports(AssetId id) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(assets.get(id))
                    .map(member -> member.candidate.claims.stream()
                            .flatMap(claim -> ((Told) claim).said.reports(words).stream())
                            .collect(Collectors.toUnmodifiableSet()));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** How many facts that {@code by} brought are believed with a lesser method, for their host is elsewhere. */
    public long elsewhere(String by, Organisation organisation, Instant at) {
        List<AssetId> limited;
        lock.readLock().lock();
        try {
            limited = assets.entrySet().stream()
                    .filter(asset -> asset.getValue().candidate.claims.stream().anyMatch(claim -> claim.isBy(by)))
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.readLock().unlock();
        }
        return limited.stream()
                .flatMap(id -> asset(id, organisation, at).stream())
                .flatMap(asset -> asset.facts().stream())
                .filter(fact -> by.equals(fact.elsewhere()))
                .count();
    }

    /** Who has said who an asset is, the latest first; as of the last {@link #settle}. */
    public List<IdentityClaim> claims(AssetId id) {
        lock.readLock().lock();
        try {
            Member member = assets.get(id);
            return member == null ? List.of() : told(member.candidate);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static List<IdentityClaim> told(Candidate candidate) {
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

    /** All assets there are as of the last {@link #settle}, in order. */
    public List<AssetId> assets() {
        lock.readLock().lock();
        try {
            return List.copyOf(assets.keySet());
        } finally {
            lock.readLock().unlock();
        }
    }

    /** What identifies each of them. */
    public Map<AssetId, HostRef> hosts() {
        lock.readLock().lock();
        try {
            Map<AssetId, HostRef> hosts = new TreeMap<>();
            assets.forEach((id, member) -> hosts.put(id, member.candidate.merged()));
            return hosts;
        } finally {
            lock.readLock().unlock();
        }
    }

    private static <T> List<T> concat(List<T> one, List<T> other) {
        List<T> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
    }

    private static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
