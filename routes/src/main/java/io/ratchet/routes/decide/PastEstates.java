package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.rules.Estate;
import io.ratchet.store.Rounds.Round;
import io.ratchet.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The estate as it was seen at a cut. Asked in the order of the cuts, it reads each finding once. For one thread. */
final class PastEstates {
    private record Assembled(long cut, Organisation profile, Instant moment, List<AssetState> assets) {}

    private final Store store;
    private final List<Finding> findings = new ArrayList<>();
    private long read;
    private Optional<Assembled> latest = Optional.empty();

    PastEstates(Store store) {
        this.store = store;
    }

    /** What the round decided on. */
    Estate of(Round round) {
        Organisation profile = store.transact(tx -> tx.rounds().organisation(round.organisation()));
        return at(round.at(), profile, round.findings());
    }

    Estate at(Instant moment, Organisation profile, long cut) {
        Assembled assembled = latest.filter(known -> known.cut() == cut
                        && known.profile().equals(profile)
                        && known.moment().equals(moment))
                .orElseGet(
                        () -> new Assembled(cut, profile, moment, EstateAssembly.assemble(upTo(cut), profile, moment)));
        latest = Optional.of(assembled);
        return new Estate(moment, profile, assembled.assets());
    }

    private List<Finding> upTo(long cut) {
        if (cut < read) {
            findings.clear();
            read = 0;
        }
        long from = read;
        findings.addAll(store.transact(tx -> {
            try (Stream<Finding> more = tx.findings().between(from, cut)) {
                return more.toList();
            }
        }));
        read = cut;
        return findings;
    }
}
