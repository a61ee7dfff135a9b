package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.rules.catalogue.Version;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The exceptions that still stand: not past their end, not cleared (statements 112 and 138), and inherited by every
 * host that shares the component they are on (statement 113). One that names several assets stands for each; one from
 * ONLY that names none keeps every host, for nobody knows which was meant (statement 137).
 */
final class ExceptionRegister {
    private static final List<String> SHARED = List.of("pool", "farm", "dag");

    private final EstateView estate;
    private final Organisation organisation;
    private final AssetNames names;
    private final Instant at;
    private final List<Entry> entries;

    /** @param on the hosts it names */
    private record Entry(Organisation.ExceptionEntry said, List<Summary> on, boolean ended) {}

    ExceptionRegister(EstateView estate, Organisation organisation, AssetNames names, Instant at) {
        this.estate = estate;
        this.organisation = organisation;
        this.names = names;
        this.at = at;
        this.entries = organisation.exceptions().stream()
                .map(said -> {
                    List<Summary> on = hosts(said.asset());
                    return new Entry(said, on, ended(said, on));
                })
                .toList();
    }

    private List<Summary> hosts(String name) {
        return names.named(name).stream()
                .map(estate::asset)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The assets whose exceptions keep this host from the goal. */
    List<AssetId> on(Summary host, Goal goal) {
        if (!keptBy(host, goal)) return List.of();
        return entries.stream()
                .filter(entry -> !entry.ended && keeps(entry, host, goal))
                .flatMap(entry -> entry.on.isEmpty()
                        ? Stream.of(new AssetId(entry.said.asset()))
                        : entry.on.stream().map(Summary::id))
                .distinct()
                .toList();
    }

    private boolean keptBy(Summary host, Goal goal) {
        for (Entry entry : entries) if (!entry.ended && keeps(entry, host, goal)) return true;
        return false;
    }

    /** Whether an exception kept this host once and holds it no more, so that everything about it is decided anew. */
    boolean reopened(Summary host, Goal goal) {
        return on(host, goal).isEmpty()
                && entries.stream().anyMatch(entry -> !entry.on.isEmpty() && keeps(entry, host, goal));
    }

    private boolean keeps(Entry entry, Summary host, Goal goal) {
        if (entry.said.goal() != goal) return false;
        if (entry.on.isEmpty()) return goal == Goal.ONLY;
        return entry.on.stream().anyMatch(named -> named.id().equals(host.id()))
                || (goal == Goal.ONLY && entry.on.stream().anyMatch(excepted -> inherits(host, excepted)));
    }

    private boolean ended(Organisation.ExceptionEntry entry, List<Summary> on) {
        return organisation.over(entry.until(), at)
                || cleared(entry.clearedBy(), on)
                || proven(on, "R111")
                || proven(on, "R112");
    }

    /** Statement 138: only what is typed clears by itself; free text is for people. */
    private boolean cleared(Clearing clearing, List<Summary> on) {
        if (clearing instanceof Clearing.Proven proof) return proven(on, proof.gate());
        return clearing instanceof Clearing.Build build && reported(build);
    }

    private boolean proven(List<Summary> on, String gate) {
        return !on.isEmpty() && on.stream().allMatch(host -> estate.proven(host, gate));
    }

    /** Whether every asset named, or every one of the site that has the product, reports at least the build. */
    private boolean reported(Clearing.Build clearing) {
        Version build = Version.of(clearing.build());
        if (clearing.site() != null) {
            String site = AssetNames.folded(clearing.site());
            List<Summary> there = estate.assets()
                    .filter(host ->
                            host.where().site() == null || host.where().site().equals(site))
                    .filter(host -> host.part(clearing.product()) != null)
                    .toList();
            return there.stream().anyMatch(host -> site.equals(host.where().site()))
                    && there.stream().allMatch(host -> reports(host, clearing.product(), build));
        }
        return clearing.assets().stream().allMatch(name -> {
            List<Summary> named = hosts(name);
            return named.size() == 1 && reports(named.get(0), clearing.product(), build);
        });
    }

    private static boolean reports(Summary host, String product, Version build) {
        Summary.Part system = host.part(product);
        return system != null && system.version() != null && system.version().atLeast(build) && system.sure();
    }

    private boolean inherits(Summary host, Summary excepted) {
        if (excepted.id().equals(host.id())) return false;
        if (SHARED.stream().anyMatch(kind -> !Collections.disjoint(host.said(kind), excepted.said(kind)))) return true;
        if (excepted.is("skype-server") && !excepted.where().edge()) return skype(host, excepted);
        return estate.federatedWith(host, excepted);
    }

    /** The Edge and the proxy before a pool; and its own servers, also where nobody told the pool. */
    private boolean skype(Summary host, Summary excepted) {
        boolean before = host.where().before();
        boolean beside = host.is("skype-server")
                && (host.surely("pool").isEmpty() || excepted.surely("pool").isEmpty());
        return (before || beside) && estate.serves(host, excepted);
    }
}
