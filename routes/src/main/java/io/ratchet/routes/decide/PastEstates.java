package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.ClaimLedger;
import io.ratchet.rules.KeptEstate;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds.Round;
import io.ratchet.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * The estate as it was seen at a cut, decided by any rule book and told a few assets at a time: neither its findings
 * nor its decisions stand in memory all at once. Asked in the order of the cuts, it reads each finding once. For one
 * thread.
 */
final class PastEstates {
    private static final int SLICE = 250;

    private final Store store;
    private ClaimLedger claims = new ClaimLedger();
    private long read;

    /** Is told some assets after others, in order. */
    interface Told {
        /** @param decided of each rule book what it decides of these, in the order of the books */
        void some(Set<AssetId> assets, List<List<Decision>> decided);
    }

    PastEstates(Store store) {
        this.store = store;
    }

    /** What rule books decide on what the round decided on; returns all assets there were. */
    Set<AssetId> decide(Round round, List<RuleBook> books, Told told) {
        Organisation profile = store.transact(tx -> tx.rounds().organisation(round.organisation()));
        return decide(round.at(), profile, round.findings(), books, told);
    }

    Set<AssetId> decide(Instant moment, Organisation profile, long cut, List<RuleBook> books, Told told) {
        readTo(cut);
        List<AssetId> assets = claims.assets();
        List<KeptEstate> estates = new ArrayList<>();
        for (RuleBook book : books) estates.add(lookedAt(new KeptEstate(book, profile, claims), moment, assets));
        for (int from = 0; from < assets.size(); from += SLICE) {
            List<List<Decision>> decided = new ArrayList<>();
            for (KeptEstate estate : estates)
                decided.add(all(estate.decide(SLICE).decisions()));
            told.some(Set.copyOf(assets.subList(from, Math.min(assets.size(), from + SLICE))), decided);
        }
        return new HashSet<>(assets);
    }

    private static KeptEstate lookedAt(KeptEstate estate, Instant moment, List<AssetId> assets) {
        estate.tell(moment, assets, List.of());
        boolean all = estate.look(SLICE);
        while (!all) all = estate.look(SLICE);
        estate.touchAll();
        return estate;
    }

    private static List<Decision> all(SortedMap<AssetId, List<Decision>> decided) {
        return decided.values().stream().flatMap(List::stream).toList();
    }

    private void readTo(long cut) {
        if (cut < read) {
            claims = new ClaimLedger();
            read = 0;
        }
        Hearing.hear(store, claims, read, cut);
        read = cut;
        claims.settle();
    }
}
