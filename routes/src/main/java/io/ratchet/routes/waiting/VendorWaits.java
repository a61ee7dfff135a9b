package io.ratchet.routes.waiting;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.store.Decisions;
import io.ratchet.store.Rounds;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells who waits for a vendor: {@code ratchet.waiting/1}. Everything but the words about a build is what was decided
 * and stored.
 */
public final class VendorWaits {
    public static final String SCHEMA = "ratchet.waiting/1";

    private static final String KIND = "await-vendor";

    private final Store store;
    private final Supplier<RuleBook> rules;
    private final Clock clock;
    private volatile @Nullable Holds holds;

    /** @param rules the rule book in force, whose catalogue has the words */
    public VendorWaits(Store store, Supplier<RuleBook> rules, Clock clock) {
        this.store = store;
        this.rules = rules;
        this.clock = clock;
    }

    /** In the order of the decisions. */
    public List<VendorWait> all() {
        return store.transact(tx -> {
            List<Decisions.Lasting> waiting = tx.decisions().lasting(KIND);
            return waits(tx, waiting);
        });
    }

    /** The same page by page, as {@link Decisions#page} has it. */
    public List<VendorWait> page(Decisions.@Nullable Place after, int limit) {
        return store.transact(tx -> waits(tx, tx.decisions().lasting(KIND, after, limit)));
    }

    private List<VendorWait> waits(Tx tx, List<Decisions.Lasting> waiting) {
        if (waiting.isEmpty()) return List.of();
        Holds now = holds(tx);
        holds = now;
        return waiting.stream().map(lasting -> wait(lasting, now)).toList();
    }

    /**
     * What assets hold of others, as it is after a round; only a round changes it, and every hold is read for it.
     *
     * @param lists by an asset, the lists that it is on
     * @param held by a list, what those on it hold
     */
    private record Holds(long round, Map<AssetId, List<Long>> lists, Map<Long, List<Held>> held) {
        static Holds of(long round, Decisions.Outlines outlines) {
            Map<AssetId, List<Long>> lists = new HashMap<>();
            outlines.lists()
                    .forEach((list, assets) ->
                            assets.forEach(asset -> lists.computeIfAbsent(asset, key -> new ArrayList<>())
                                    .add(list)));
            Map<Long, List<Held>> held = new HashMap<>();
            for (Decisions.Outline row : outlines.rows())
                for (Decisions.Shut gate : row.gates())
                    if (gate.list() > Decisions.Shut.BY_ITSELF)
                        held.computeIfAbsent(gate.list(), key -> new ArrayList<>())
                                .add(new Held(row.asset(), gate.gate()));
            return new Holds(round, lists, held);
        }

        /** The others that one holds, each with the gates. */
        SortedMap<String, SortedSet<String>> by(AssetId holder) {
            SortedMap<String, SortedSet<String>> others = new TreeMap<>();
            for (long list : lists.getOrDefault(holder, List.of()))
                for (Held one : held.getOrDefault(list, List.of()))
                    if (!one.asset().equals(holder))
                        others.computeIfAbsent(one.asset().value(), key -> new TreeSet<>())
                                .add(one.gate());
            return others;
        }
    }

    private record Held(AssetId asset, String gate) {}

    private Holds holds(Tx tx) {
        long round = tx.rounds().last().map(Rounds.Round::number).orElse(0L);
        Holds known = holds;
        return known != null && known.round() == round
                ? known
                : Holds.of(round, tx.decisions().outlines());
    }

    /** All for programs. */
    public ObjectNode json() {
        return json(all());
    }

    /** These for programs. */
    public ObjectNode json(List<VendorWait> waits) {
        ObjectNode answer = Json.object().put("schema", SCHEMA);
        answer.put("at", clock.instant().toString());
        ArrayNode waiting = answer.putArray("waiting");
        waits.forEach(wait -> waiting.add(json(wait)));
        return answer;
    }

    private VendorWait wait(Decisions.Lasting lasting, Holds holding) {
        Decision.AwaitVendor decision = (Decision.AwaitVendor) lasting.decision();
        Optional<Floor> floor = floor(decision);
        return new VendorWait(
                decision,
                lasting.since(),
                floor.map(Floor::says).orElse(decision.fixedBuild()),
                floor.map(Floor::released).orElse(null),
                holding.by(decision.about().asset()).entrySet().stream()
                        .map(entry -> new VendorWait.Held(entry.getKey(), List.copyOf(entry.getValue())))
                        .toList());
    }

    /** The catalogue's own words about the awaited build. */
    private Optional<Floor> floor(Decision.AwaitVendor decision) {
        String system = decision.about().system();
        if (system == null || decision.fixedBuild() == null) return Optional.empty();
        // A catalogue that was swapped a moment ago may not have the system any more.
        return rules.get().catalogue().rows().stream()
                .filter(row -> row.id().equals(system))
                .flatMap(row -> Stream.of(row.disableFloor(), row.floor()))
                .filter(Objects::nonNull)
                .filter(floor -> floor.build().equals(decision.fixedBuild()))
                .findFirst();
    }

    private static ObjectNode json(VendorWait wait) {
        Decision.About about = wait.decision().about();
        ObjectNode json = Json.object().put("asset", about.asset().value());
        if (about.site() != null) json.put("site", about.site());
        json.put("system", about.system()).put("goal", about.goal().name());
        json.put("since", wait.since().toString());
        if (wait.decision().fixedBuild() != null)
            json.put("fixedBuild", wait.decision().fixedBuild());
        if (wait.build() != null) json.put("build", wait.build());
        if (wait.release() != null) json.put("release", wait.release().toString());
        json.put("because", wait.decision().why().because());
        json.put("rule", wait.decision().why().rule());
        ArrayNode citations = json.putArray("citations");
        wait.decision().why().citations().forEach(citations::add);
        ArrayNode holds = json.putArray("holds");
        for (VendorWait.Held held : wait.holds()) {
            ArrayNode gates = holds.addObject().put("asset", held.asset()).putArray("gates");
            held.gates().forEach(gates::add);
        }
        return json;
    }
}
