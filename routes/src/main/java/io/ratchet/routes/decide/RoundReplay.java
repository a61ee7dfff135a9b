package io.ratchet.routes.decide;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds.Made;
import io.ratchet.store.Rounds.Round;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.Json;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides a round again that was kept, from what it rested on, and holds the lines against those that stood after it,
 * byte for byte. It changes nothing. Safe for use by several threads.
 */
public final class RoundReplay {
    public static final String ROUNDS = "ratchet.rounds/1";
    public static final String REPLAY = "ratchet.replay/1";

    private static final int SHORT = 12;

    private final Store store;
    private final Supplier<RuleBook> rules;

    /** @param rules the rule book of the last round of deciding */
    public RoundReplay(Store store, Supplier<RuleBook> rules) {
        this.store = store;
        this.rules = rules;
    }

    /** The rounds that are kept, newest first. */
    public ObjectNode rounds(int limit) {
        return rounds(Long.MAX_VALUE, limit);
    }

    /** The rounds that are kept, newest first: at most {@code limit} of those before one. */
    public ObjectNode rounds(long before, int limit) {
        return answer(store.transact(tx -> tx.rounds().newest(before, limit)), List.of());
    }

    /** The rounds that made a decision for an asset or took one back, newest first, with those decisions. */
    public ObjectNode roundsOf(AssetId asset) {
        return touched(tx -> tx.rounds().made(asset), "Nothing was ever decided for an asset '" + asset + "'.");
    }

    /**
     * The rounds that made a decision or took it back, newest first.
     *
     * @param id the SHA-256 of its line, or the beginning of it
     * @throws FailureException ID_UNKNOWN when there is no such decision, or more than one
     */
    public ObjectNode roundsOf(String id) {
        List<Made> made = store.transact(tx -> tx.rounds().made(id));
        if (made.stream().map(Made::id).distinct().count() > 1)
            throw FailureException.of(
                    FailureCode.ID_UNKNOWN,
                    "More than one decision has an id that begins '" + id + "'; name more of it.");
        return touched(tx -> made, "There is no decision '" + id + "'; an id is the SHA-256 of a decision's line.");
    }

    private ObjectNode touched(Function<Tx, List<Made>> question, String nothing) {
        return store.transact(tx -> {
            List<Made> made = question.apply(tx);
            if (made.isEmpty()) throw FailureException.of(FailureCode.ID_UNKNOWN, nothing);
            List<Round> rounds = made.stream()
                    .flatMap(one -> Stream.of(one.madeIn(), one.withdrawnIn()))
                    .filter(Objects::nonNull)
                    .distinct()
                    .flatMap(number -> tx.rounds().find(number).stream())
                    .sorted(Comparator.comparing(Round::number).reversed())
                    .toList();
            return answer(rounds, made);
        });
    }

    private ObjectNode answer(List<Round> rounds, List<Made> made) {
        ObjectNode answer =
                Json.object().put("schema", ROUNDS).put("ruleBook", rules.get().hash());
        ArrayNode shown = answer.putArray("rounds");
        for (Round round : rounds) {
            ObjectNode one = write(round);
            ArrayNode lines = Json.mapper().createArrayNode();
            for (Made each : made) {
                if (each.madeIn() == round.number()) lines.add(line(each, "made"));
                if (each.withdrawnIn() != null && each.withdrawnIn() == round.number())
                    lines.add(line(each, "withdrawn"));
            }
            if (!lines.isEmpty()) one.set("touched", lines);
            shown.add(one);
        }
        return answer;
    }

    private static ObjectNode line(Made made, String became) {
        ObjectNode node = Json.object().put("id", made.id()).put("became", became);
        name(node, made.decision());
        return node.put("decision", made.decision().wire())
                .put("rule", made.decision().why().rule());
    }

    private static void name(ObjectNode node, Decision decision) {
        Decision.About about = decision.about();
        node.put("asset", about.asset().value())
                .put("system", about.system())
                .put("goal", about.goal().name())
                .put("step", about.step());
    }

    static ObjectNode write(Round round) {
        ObjectNode node =
                Json.object().put("round", round.number()).put("at", round.at().toString());
        node.put("ruleBook", round.ruleBook())
                .put("organisation", round.organisation())
                .put("findings", round.findings());
        return node.put("decisions", round.decisions())
                .put("added", round.added())
                .put("withdrawn", round.withdrawn())
                .put("complete", round.complete());
    }

    /**
     * Decides the round again. {@code same} is answered only when every line is the same and none is missing;
     * {@code other-rules} when the rule book that decided it is not the one that runs: nothing is claimed then. Of a
     * round that is not complete only the assets that it changed are compared.
     *
     * @throws FailureException ID_UNKNOWN when no such round is kept
     */
    public ObjectNode replay(long number) {
        Round round = store.transact(tx -> tx.rounds().find(number))
                .orElseThrow(() -> FailureException.of(FailureCode.ID_UNKNOWN, "No round " + number + " is kept."));
        RuleBook book = rules.get();
        ObjectNode answer = Json.object().put("schema", REPLAY).put("ruleBook", book.hash());
        answer.set("round", write(round));
        if (!book.hash().equals(round.ruleBook()))
            return answer.put("verdict", "other-rules")
                    .put(
                            "says",
                            "Round " + number + " was decided by the rule book " + shorten(round.ruleBook())
                                    + " and this server runs " + shorten(book.hash()) + "; nothing was compared.");
        Held held = new Held();
        Set<AssetId> changed =
                round.complete() ? Set.of() : store.transact(tx -> tx.rounds().touchedIn(number));
        Set<AssetId> all = new PastEstates(store).decide(round, List.of(book), (assets, decided) -> {
            Set<AssetId> some = new HashSet<>(assets);
            if (!round.complete()) some.retainAll(changed);
            held.against(
                    standing(number, some),
                    decided.get(0).stream()
                            .filter(decision -> some.contains(decision.about().asset()))
                            .toList());
        });
        Set<AssetId> gone = new HashSet<>(
                round.complete() ? store.transact(tx -> tx.rounds().assetsStanding(number)) : changed);
        gone.removeAll(all);
        held.against(standing(number, gone), List.of());
        return held.write(answer, number);
    }

    private List<String> standing(long number, Set<AssetId> assets) {
        return store.transact(tx -> tx.rounds().standing(number, assets));
    }

    /** What is decided again, held against what was stored, some assets after others. */
    private static final class Held {
        private int compared;
        private int lost;
        private int more;
        private @Nullable Decision first;
        private @Nullable ObjectNode firstDifference;

        void against(List<String> stored, List<Decision> decided) {
            Map<String, Decision> replayed = new LinkedHashMap<>();
            decided.forEach(decision -> replayed.put(Json.line(DecisionJson.write(decision)), decision));
            Set<String> missing = new HashSet<>(stored);
            missing.removeAll(replayed.keySet());
            stored.forEach(replayed::remove);
            compared += stored.size();
            lost += missing.size();
            more += replayed.size();
            Map<String, Decision> gone =
                    missing.stream().collect(Collectors.toMap(Function.identity(), RoundReplay::read));
            Stream.concat(gone.values().stream(), replayed.values().stream())
                    .min(Decision.ORDER)
                    .filter(one -> first == null || Decision.ORDER.compare(one, first) < 0)
                    .ifPresent(one -> {
                        first = one;
                        firstDifference = difference(one, line(gone, one), line(replayed, one));
                    });
        }

        ObjectNode write(ObjectNode answer, long number) {
            answer.put("compared", compared);
            if (firstDifference == null)
                return answer.put("verdict", "same")
                        .put(
                                "says",
                                "Round " + number + ": all " + compared + " decisions are the same, byte for byte.");
            answer.put("verdict", "different")
                    .put(
                            "says",
                            "Round " + number + ": " + lost + " of " + compared
                                    + " stored decisions were not decided again, and " + more
                                    + " were that are not stored.");
            answer.set("firstDifference", firstDifference);
            return answer;
        }
    }

    private static ObjectNode difference(Decision first, Optional<String> stored, Optional<String> replayed) {
        ObjectNode node = Json.object();
        name(node, first);
        node.put("stored", stored.orElse(null)).put("replayed", replayed.orElse(null));
        if (stored.isPresent() && replayed.isPresent()) node.put("from", parting(stored.get(), replayed.get()));
        return node;
    }

    /** How many characters of both are the same. */
    private static int parting(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) at++;
        return at;
    }

    private static Optional<String> line(Map<String, Decision> lines, Decision wanted) {
        return lines.entrySet().stream()
                .filter(entry -> DecisionDifference.unit(entry.getValue()).equals(DecisionDifference.unit(wanted)))
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder());
    }

    static Decision read(String line) {
        try {
            return DecisionJson.read(Json.parse(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a decision that Ratchet stored is not JSON any more", e);
        }
    }

    private static String shorten(String hash) {
        return hash.length() <= SHORT ? hash : hash.substring(0, SHORT);
    }
}
