package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The current decisions and their history. */
public interface Decisions {
    /**
     * What a new round of deciding changed.
     *
     * @param unchanged how many stand as they stood, over the whole estate
     */
    record Difference(List<Decision> added, List<Decision> withdrawn, int unchanged) {}

    /**
     * Makes {@code decisions} the current ones of the whole estate and keeps the round ({@link Rounds}); what is no
     * longer decided is kept as history. Empty, and nothing is done, when another round has seen more findings than
     * this one: its word is the later one.
     */
    Optional<Difference> replace(List<Decision> decisions, Rounds.Ground ground);

    /**
     * Makes {@code decisions} the current ones of these assets, leaves those of all others as they are, and keeps the
     * round as {@link #replace(List, Rounds.Ground)} does. Empty, and nothing is done, when a round was kept that the
     * caller does not know, or that has seen more findings than this one.
     *
     * @param assets all that {@code decisions} are about, and any that have none any more
     * @param after the last round that the caller knows, by its number; 0 before there is any
     */
    Optional<Difference> replace(Set<AssetId> assets, List<Decision> decisions, Rounds.Ground ground, long after);

    /** Every asset of which anything is decided. */
    Set<AssetId> assets();

    /** In the order of {@link Decision#ORDER}. */
    List<Decision> current();

    /** Those of one kind, as {@link Decision#wire()} says it, in no order. */
    default List<Decision> current(String kind) {
        return current().stream()
                .filter(decision -> decision.wire().equals(kind))
                .toList();
    }

    List<Decision> current(AssetId asset);

    /**
     * Where a page of decisions ends: by what {@link Decision#ORDER} goes, and the kind where that leaves two alike.
     *
     * @param system empty where none was recognised
     */
    record Place(AssetId asset, String system, int step, Goal goal, String rule, String kind) {
        /** Of one asset. */
        public static final Comparator<Place> ORDER = Comparator.comparing(Place::system)
                .thenComparing(Place::step)
                .thenComparing(Place::goal)
                .thenComparing(Place::rule)
                .thenComparing(Place::kind);

        public static Place of(Decision decision) {
            Decision.About about = decision.about();
            return new Place(
                    about.asset(),
                    about.system() == null ? "" : about.system(),
                    about.step(),
                    about.goal(),
                    decision.why().rule(),
                    decision.wire());
        }

        /** Whether {@code decision}, which is of the same asset, comes after this place. */
        public boolean before(Decision decision) {
            return ORDER.compare(this, of(decision)) < 0;
        }
    }

    /**
     * Current decisions page by page: by asset as the database sorts them, those of one asset in the order of
     * {@link Decision#ORDER}. A decision that stands all the while is on exactly one page.
     *
     * @param kind as {@link Decision#wire()} says it; null: of any
     * @param after the last one of the page before; null: from the beginning
     */
    List<Decision> page(@Nullable String kind, @Nullable Place after, int limit);

    /** Those of several assets, in the order of {@link Decision#ORDER}. */
    List<Decision> current(Set<AssetId> assets);

    /**
     * A current decision, and the moment from which its system has been decided in the same way for its goal without a
     * gap.
     */
    record Lasting(Decision decision, Instant since) {}

    /**
     * The current decisions of one kind and how long it has been so, whatever else about them changed meanwhile; in the
     * order of {@link Decision#ORDER}.
     *
     * @param kind as {@link Decision#wire()} says it
     */
    List<Lasting> lasting(String kind);

    /** The same page by page, as {@link #page} has it. */
    List<Lasting> lasting(String kind, @Nullable Place after, int limit);

    /**
     * How many assets stand where with a system for a goal.
     *
     * @param site empty where it is unknown
     */
    record Share(String site, String system, Goal goal, Readiness readiness, long assets) {}

    /** Where the whole estate stands; counted by the database, in no order. */
    List<Share> shares();

    /**
     * How many decisions about a system stand where for a goal.
     *
     * @param site null where it is unknown
     */
    record Count(@Nullable String site, Goal goal, Readiness readiness, long decisions) {}

    /** Where every decision about a system stands; counted by the database, by site, goal and readiness. */
    List<Count> counts();

    /**
     * Holds that are alike: by the same gates with the same scopes, where a scope that is one asset counts as alike.
     *
     * @param assets how many are held so
     * @param example one of them
     */
    record Held(Goal goal, long assets, Decision example) {}

    /** What holds the estate, in no order. */
    List<Held> held();

    /**
     * A gate that a current decision names.
     *
     * @param scope as in {@link Held}
     * @param list who keeps it shut: a key of {@link Outlines#lists}, {@link #BY_ITSELF} or {@link #BY_NO_ASSET}
     */
    record Shut(String gate, String scope, long list) {
        /** Only the asset that is held. */
        public static final long BY_ITSELF = 0;

        /** A proof, a word or a product step that is missing, and no asset. */
        public static final long BY_NO_ASSET = -1;
    }

    /**
     * A current decision without its words.
     *
     * @param site empty where it is unknown
     * @param system empty where none was recognised
     * @param kind as {@link Decision#wire()} says it
     */
    record Outline(
            AssetId asset, String site, String system, Goal goal, Readiness readiness, String kind, List<Shut> gates) {}

    /**
     * Every current decision without its words, in no order.
     *
     * @param lists who keeps gates shut, by the number that {@link Shut#list} names; each sorted
     */
    record Outlines(List<Outline> rows, Map<Long, List<AssetId>> lists) {}

    /** What stands, read from narrow columns: for looking at the estate as a whole. */
    Outlines outlines();

    /**
     * What is looked for among the assets; at least one current decision must fit all of it. Null is any.
     *
     * @param text is part of the asset's id, whatever its case; empty: any
     * @param site empty for those whose site is unknown
     * @param system its id, or how it begins
     * @param kind as {@link Decision#wire()} says it
     * @param gate the id of one that holds it
     */
    record Facets(
            String text,
            @Nullable String site,
            @Nullable String system,
            @Nullable Goal goal,
            @Nullable Readiness readiness,
            @Nullable String kind,
            @Nullable String gate) {}

    /** By id; at most {@code limit} of those behind {@code after}. */
    List<AssetId> assets(Facets facets, @Nullable AssetId after, int limit);

    long countAssets(Facets facets);
}
