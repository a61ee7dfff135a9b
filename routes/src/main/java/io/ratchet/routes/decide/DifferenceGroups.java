package io.ratchet.routes.decide;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.store.Rounds.Round;
import io.ratchet.wire.Json;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Changed lines laid together by what they have in common, so that a thousand assets with one reason are one thing to
 * look at.
 */
final class DifferenceGroups {
    private static final int EXAMPLES = 5;

    private record Side(String decision, String remedy, String rule) {
        static @Nullable Side of(@Nullable Decision decision) {
            if (decision == null) return null;
            String remedy =
                    decision.about().remedy().name().toLowerCase(Locale.ROOT).replace('_', '-');
            return new Side(decision.wire(), remedy, decision.why().rule());
        }
    }

    private record Kind(
            @Nullable String system,
            Goal goal,
            @Nullable Side from,
            @Nullable Side to,
            Set<String> differs) {}

    private static final class Group {
        private final Set<AssetId> assets = new TreeSet<>();
        private final Set<Round> rounds = new TreeSet<>(Comparator.comparing(Round::number));
        private long lines;
    }

    private final Map<Kind, Group> groups = new HashMap<>();

    void add(List<DecisionDifference.Line> changed) {
        changed.forEach(this::group);
    }

    void add(List<DecisionDifference.Line> changed, Round round) {
        changed.forEach(line -> group(line).rounds.add(round));
    }

    private Group group(DecisionDifference.Line line) {
        Decision.About about = line.any().about();
        Kind kind =
                new Kind(about.system(), about.goal(), Side.of(line.before()), Side.of(line.after()), line.differs());
        Group group = groups.computeIfAbsent(kind, fresh -> new Group());
        group.assets.add(about.asset());
        group.lines++;
        return group;
    }

    /** The largest first. */
    ArrayNode write() {
        ArrayNode written = Json.mapper().createArrayNode();
        groups.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Kind, Group>>comparingInt(
                                entry -> -entry.getValue().assets.size())
                        .thenComparing(entry -> entry.getKey().toString()))
                .forEach(entry -> written.add(write(entry.getKey(), entry.getValue())));
        return written;
    }

    private static ObjectNode write(Kind kind, Group group) {
        ObjectNode node = Json.object()
                .put("system", kind.system())
                .put("goal", kind.goal().name());
        node.set("from", write(kind.from()));
        node.set("to", write(kind.to()));
        ArrayNode differs = node.putArray("differs");
        kind.differs().forEach(differs::add);
        node.put("assets", group.assets.size()).put("lines", group.lines);
        ArrayNode examples = node.putArray("examples");
        group.assets.stream().limit(EXAMPLES).forEach(asset -> examples.add(asset.value()));
        if (group.rounds.isEmpty()) return node;
        List<Round> rounds = List.copyOf(group.rounds);
        node.put("rounds", rounds.size()).put("firstRound", rounds.get(0).number());
        return node.put("lastRound", rounds.get(rounds.size() - 1).number());
    }

    private static @Nullable ObjectNode write(@Nullable Side side) {
        if (side == null) return null;
        return Json.object()
                .put("decision", side.decision())
                .put("remedy", side.remedy())
                .put("rule", side.rule());
    }
}
