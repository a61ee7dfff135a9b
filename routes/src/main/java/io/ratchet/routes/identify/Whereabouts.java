package io.ratchet.routes.identify;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.ReportRef.Within;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a machine is, for sources that are believed in some networks only: an address that such a source itself gives
 * for the name of a machine is no proof. What counts is the address that was told lately by whoever may speak of that
 * address as well, and is somebody else; where nobody did, its own word does. Two sources of which neither may speak of
 * the other's address leave it open which machine that is.
 *
 * @param elsewhere those that are not believed with their method
 * @param doubt why it is open which machine that is
 */
record Whereabouts(Set<Within> elsewhere, Optional<String> doubt) {
    private static final Whereabouts AS_SAID = new Whereabouts(Set.of(), Optional.empty());

    /** An address as it was told. */
    private record Told(String ip, @Nullable Within by) {
        boolean limited() {
            return by != null && !by.networks().isEmpty();
        }

        boolean maySpeakOf(String address) {
            return by == null || by.networks().isEmpty() || lies(address, by);
        }

        boolean isFrom(Within source) {
            return by != null && by.by().equals(source.by());
        }
    }

    /** @param freshFrom what was told before it counts no more */
    static Whereabouts of(Candidate candidate, Instant freshFrom) {
        Set<Told> limited = new LinkedHashSet<>();
        Set<Told> lately = new LinkedHashSet<>();
        for (Claim claim : candidate.claims) {
            String ip = claim.host().ip();
            if (ip == null) continue;
            Told told = new Told(ip, claim.within());
            if (told.limited()) limited.add(told);
            if (!claim.last().isBefore(freshFrom)) lately.add(told);
        }
        return limited.isEmpty() ? AS_SAID : judged(limited, lately);
    }

    private static Whereabouts judged(Set<Told> limited, Set<Told> lately) {
        Set<Within> elsewhere = new HashSet<>();
        List<Told> alone = new ArrayList<>();
        for (Told told : limited) {
            Within own = Objects.requireNonNull(told.by());
            List<Told> others = lately.stream()
                    .filter(other -> !other.isFrom(own) && other.maySpeakOf(told.ip()))
                    .toList();
            if (others.isEmpty()) {
                if (lately.contains(told)) alone.add(told);
            } else if (others.stream().noneMatch(other -> lies(other.ip(), own))) elsewhere.add(own);
        }
        return new Whereabouts(elsewhere, doubt(alone));
    }

    private static Optional<String> doubt(List<Told> alone) {
        Set<String> addresses = new TreeSet<>();
        for (Told one : alone) for (Told other : alone) if (strangers(one, other)) addresses.add(one.ip());
        return addresses.isEmpty()
                ? Optional.empty()
                : Optional.of("Sources of which none may speak of the other's network (`trust` in the settings) tell"
                        + " its addresses " + String.join(", ", addresses));
    }

    private static boolean strangers(Told one, Told other) {
        return !other.isFrom(Objects.requireNonNull(one.by()))
                && !one.maySpeakOf(other.ip())
                && !other.maySpeakOf(one.ip());
    }

    private static boolean lies(String ip, Within within) {
        return within.networks().stream().anyMatch(network -> Network.contains(network, ip));
    }

    /** What was said with a claim, as far as it is believed. */
    List<Fact> believed(Claim claim, List<Fact> said) {
        Within within = claim.within();
        if (within == null || !elsewhere.contains(within)) return said; // most are limited in nothing
        return said.stream()
                .map(fact -> fact.elsewhere(within.by(), within.otherwise()))
                .toList();
    }
}
