package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.domain.organisation.Organisation.ProofEntry;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.organisation.Organisation.Waiver;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever becomes known in whatever order, an estate that stays decided comes to what is decided of the whole from
 * scratch. A failure is shown by the fewest steps that still show it.
 */
class KeptEstateTest {
    private static final RuleBook BOOK = RuleBook.shipped();

    /** One thing that happens; {@code asset} counts modulo what is there. */
    private sealed interface Step {
        record Said(int asset, List<Fact> facts) implements Step {}

        record Came(AssetState asset) implements Step {}

        record Went(int asset) implements Step {}

        record Moved(int asset, String site) implements Step {}

        record Waited(Duration time) implements Step {}
    }

    private record Story(Organisation profile, List<Step> steps) {
        Story without(int step) {
            List<Step> fewer = new ArrayList<>(steps);
            fewer.remove(step);
            return new Story(profile, fewer);
        }
    }

    @Test
    void comesToWhatTheWholeSaysAfterEachOfManySteps() {
        hold(0, 60);
    }

    @Tag("slow")
    @Test
    void comesToWhatTheWholeSaysInAThousandStories() {
        hold(100_000, 1_000);
    }

    @Test
    void decidesOnlyWhatANewFactTouches() {
        // Given
        Estate estate = biggest();
        Told told = new Told();
        KeptEstate kept = new KeptEstate(BOOK, estate.organisation(), told);
        told.decided(kept, estate.at(), estate.assets(), List.of());
        AssetState asset = estate.assets().stream()
                .filter(one -> one.id().value().startsWith("h0"))
                .findFirst()
                .orElseThrow();
        List<Fact> more = new ArrayList<>(asset.facts());
        more.addAll(new RandomEstate(7).said(false));

        // When
        Map<AssetId, List<Decision>> touched =
                told.decided(kept, estate.at(), List.of(RandomEstate.with(asset, more)), List.of());
        Map<AssetId, List<Decision>> nothing = told.decided(kept, estate.at(), List.of(), List.of());

        // Then
        assertThat(touched).containsOnlyKeys(asset.id());
        assertThat(nothing).isEmpty();
    }

    @Test
    void knowsWhenTimeAloneCouldChangeSomething() {
        // Given
        Estate estate = new RandomEstate(3).next();
        Told told = new Told();
        KeptEstate kept = new KeptEstate(BOOK, estate.organisation(), told);
        told.decided(kept, estate.at(), estate.assets(), List.of());

        // When
        Instant next = kept.next().orElseThrow();
        kept.tell(next.minusMillis(1), List.of(), List.of());
        boolean before = kept.left();
        kept.tell(next, List.of(), List.of());

        // Then
        assertThat(next).isAfter(estate.at());
        assertThat(before).isFalse();
        assertThat(kept.left()).isTrue();
    }

    @Test
    void decidesWhatIsNewBeforeEverythingElse() {
        // Given an estate all of which is to be decided again
        Estate estate = biggest();
        Told told = new Told();
        KeptEstate kept = new KeptEstate(BOOK, estate.organisation(), told);
        told.decided(kept, estate.at(), estate.assets(), List.of());
        kept.touchAll();
        AssetState last = estate.assets().stream()
                .max(Comparator.comparing(AssetState::id))
                .orElseThrow();
        List<Fact> more = new ArrayList<>(last.facts());
        more.addAll(new RandomEstate(7).said(false));

        // When
        told.estate.put(last.id(), RandomEstate.with(last, more));
        kept.tell(estate.at(), List.of(last.id()), List.of());
        kept.look(1);
        Map<AssetId, List<Decision>> first = kept.decide(1).decisions();

        // Then
        assertThat(first).containsOnlyKeys(last.id());
        assertThat(kept.left()).isTrue();
        assertThat(kept.leftFirst()).isFalse();
        assertThat(kept.decide(10).decisions()).hasSize(3);
        assertThat(kept.left()).isFalse();
    }

    @Test
    void saysNothingBeforeItHasLookedAtAllOfThem() {
        // Given
        Estate estate = biggest();
        Told told = new Told();
        KeptEstate kept = new KeptEstate(BOOK, estate.organisation(), told);
        estate.assets().forEach(asset -> told.estate.put(asset.id(), asset));
        kept.tell(estate.at(), told.estate.keySet(), List.of());

        // When
        boolean all = kept.look(3);

        // Then
        assertThat(all).isFalse();
        assertThat(kept.decide(10).decisions()).isEmpty();
        assertThat(kept.look(3)).isTrue();
        assertThat(kept.decide(10).decisions()).hasSize(4);
    }

    /** What is believed of an estate. */
    private static final class Told implements Beliefs {
        private final Map<AssetId, AssetState> estate = new TreeMap<>();

        @Override
        public HostRef host(AssetId asset) {
            return of(asset).host();
        }

        @Override
        public AssetState of(AssetId asset, Organisation organisation, Instant at) {
            return of(asset);
        }

        private AssetState of(AssetId asset) {
            return Objects.requireNonNull(estate.get(asset));
        }

        /** Tells what is new and has all of it decided, two assets at a time. */
        Map<AssetId, List<Decision>> decided(
                KeptEstate kept, Instant at, List<AssetState> changed, List<AssetId> gone) {
            changed.forEach(asset -> estate.put(asset.id(), asset));
            gone.forEach(estate::remove);
            kept.tell(at, changed.stream().map(AssetState::id).toList(), gone);
            while (!kept.look(2)) assertThat(kept.decide(2).decisions()).isEmpty();
            Map<AssetId, List<Decision>> decided = new TreeMap<>();
            gone.forEach(id -> decided.put(id, List.of()));
            do decided.putAll(kept.decide(2).decisions());
            while (kept.left());
            return decided;
        }
    }

    private static Estate biggest() {
        for (long seed = 1; ; seed++) {
            Estate estate = new RandomEstate(seed).next();
            if (estate.assets().size() == 4) return estate;
        }
    }

    private static void hold(long from, int stories) {
        for (long seed = from; seed < from + stories; seed++) {
            // Given
            Story story = story(seed);
            // When
            boolean same = sameAsTheWhole(story);
            // Then
            long shown = seed;
            assertThat(same)
                    .as(() -> "seed " + shown + ", broken by\n" + smallest(story))
                    .isTrue();
        }
    }

    private static Story story(long seed) {
        RandomEstate chance = new RandomEstate(seed);
        Random random = chance.random();
        Estate first = chance.next();
        List<Step> steps = new ArrayList<>();
        first.assets().forEach(asset -> steps.add(new Step.Came(asset)));
        int more = 3 + random.nextInt(6);
        for (int i = 0; i < more; i++)
            steps.add(
                    switch (random.nextInt(8)) {
                        case 0, 1, 2 -> new Step.Said(random.nextInt(4), chance.said(true));
                        case 3 ->
                            new Step.Came(chance.next().assets().get(0)); // h0 anew: as another report would make it
                        case 4 -> new Step.Went(random.nextInt(4));
                        case 5 -> new Step.Moved(random.nextInt(4), random.nextBoolean() ? "HQ" : "Nowhere");
                        default -> new Step.Waited(Duration.ofHours(random.nextInt(24 * 40)));
                    });
        return new Story(profile(first.organisation(), random), steps);
    }

    private static Organisation profile(Organisation like, Random random) {
        LocalDate soon = LocalDate.of(2019, 7, 1).plusDays(random.nextInt(60));
        List<ExceptionEntry> exceptions = random.nextInt(3) > 0
                ? List.of()
                : List.of(new ExceptionEntry(
                        random.nextBoolean() ? "h1.corp.example" : "H0",
                        random.nextInt(3) == 0 ? Goal.READY : Goal.ONLY,
                        "kim",
                        "a press",
                        soon,
                        "a firewall",
                        random.nextBoolean() ? new Clearing.Proven("R082") : new Clearing.Words("a new press")));
        List<Waiver> waivers = random.nextBoolean()
                ? List.of()
                : List.of(new Waiver("R082", "asset:h0.corp.example", "kim", soon, "it is alone"));
        List<ProofEntry> proofs = new ArrayList<>(like.proofs());
        if (random.nextInt(3) == 0)
            proofs.add(new ProofEntry(
                    "R102",
                    "asset:h2",
                    "kim",
                    Instant.parse("2019-06-20T00:00:00Z").plusSeconds(random.nextInt(3_000_000)),
                    null));
        return new Organisation(
                like.name(),
                like.goal(),
                like.timezone(),
                like.federation(),
                like.federatedPartners(),
                like.topology(),
                List.of(new Site("HQ", random.nextBoolean() ? Goal.ONLY : Goal.READY, List.of(), null, null)),
                exceptions,
                proofs,
                waivers);
    }

    private static boolean sameAsTheWhole(Story story) {
        Told told = new Told();
        KeptEstate kept = new KeptEstate(BOOK, story.profile(), told);
        Map<AssetId, AssetState> estate = told.estate;
        Map<AssetId, List<Decision>> standing = new TreeMap<>();
        Instant at = RandomEstate.AT;
        for (Step step : story.steps()) {
            List<AssetState> changed = new ArrayList<>();
            List<AssetId> gone = new ArrayList<>();
            if (step instanceof Step.Waited wait) at = at.plus(wait.time());
            else if (step instanceof Step.Came came) changed.add(came.asset());
            else if (step instanceof Step.Said said)
                pick(estate, said.asset()).forEach(asset -> {
                    List<Fact> facts = new ArrayList<>(asset.facts());
                    facts.addAll(said.facts());
                    changed.add(RandomEstate.with(asset, facts));
                });
            else if (step instanceof Step.Moved moved)
                pick(estate, moved.asset())
                        .forEach(asset -> changed.add(new AssetState(
                                asset.id(), asset.identity(), asset.host(), moved.site(), asset.facts())));
            else if (step instanceof Step.Went went) pick(estate, went.asset()).forEach(asset -> gone.add(asset.id()));
            told.decided(kept, at, changed, gone).forEach((id, decisions) -> {
                if (decisions.isEmpty()) standing.remove(id);
                else standing.put(id, decisions);
            });
            List<Decision> whole = BOOK.decide(new Estate(at, story.profile(), List.copyOf(estate.values())));
            if (!whole.equals(standing.values().stream().flatMap(List::stream).toList())) return false;
        }
        return true;
    }

    private static List<AssetState> pick(Map<AssetId, AssetState> estate, int asset) {
        if (estate.isEmpty()) return List.of();
        return List.of(List.copyOf(estate.values()).get(asset % estate.size()));
    }

    private static Story smallest(Story broken) {
        Story small = broken;
        for (int step = 0; step < small.steps().size(); ) {
            Story fewer = small.without(step);
            if (sameAsTheWhole(fewer)) step++;
            else small = fewer;
        }
        return small;
    }
}
