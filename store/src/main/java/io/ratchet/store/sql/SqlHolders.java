package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.store.Decisions.Outline;
import io.ratchet.store.Decisions.Outlines;
import io.ratchet.store.Decisions.Shut;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who keeps holds shut, in the column {@code held_by} and the lists that it names. */
final class SqlHolders {
    private final Sql sql;
    private final Map<List<AssetId>, Long> known = new IdentityHashMap<>();

    SqlHolders(Sql sql) {
        this.sql = sql;
    }

    /** The column for each of these decisions, in their order; lists that are new are kept. */
    List<@Nullable String> columns(List<Decision> decisions) {
        number(decisions);
        return decisions.stream().map(this::column).toList();
    }

    private void number(Collection<Decision> decisions) {
        Map<String, List<List<AssetId>>> lists = new LinkedHashMap<>();
        IdentityHashMap<List<AssetId>, Boolean> seen = new IdentityHashMap<>();
        for (Decision decision : decisions)
            for (Gate gate : gates(decision))
                if (listed(decision, gate) && seen.put(gate.heldBy(), true) == null)
                    lists.computeIfAbsent(hash(gate.heldBy()), key -> new ArrayList<>())
                            .add(gate.heldBy());
        if (lists.isEmpty()) return;
        Map<String, Long> numbers = new HashMap<>();
        sql.listOf(
                        lists.keySet().stream()
                                .map(hash -> HexFormat.of().parseHex(hash))
                                .toList(),
                        row -> Map.entry(HexFormat.of().formatHex(row.getBytes(1)), row.getLong(2)),
                        "select fingerprint, id from holder_list where fingerprint",
                        "")
                .forEach(entry -> numbers.put(entry.getKey(), entry.getValue()));
        long last = sql.number("select coalesce(max(id), 0) from holder_list");
        List<@Nullable Object[]> fresh = new ArrayList<>();
        for (Map.Entry<String, List<List<AssetId>>> entry : lists.entrySet()) {
            if (!numbers.containsKey(entry.getKey())) {
                numbers.put(entry.getKey(), ++last);
                fresh.add(new @Nullable Object[] {
                    last,
                    HexFormat.of().parseHex(entry.getKey()),
                    text(entry.getValue().get(0))
                });
            }
            entry.getValue().forEach(list -> known.put(list, numbers.get(entry.getKey())));
        }
        sql.batch("insert into holder_list (id, fingerprint, assets) values (?, ?, ?)", fresh);
    }

    private @Nullable String column(Decision decision) {
        List<Gate> gates = gates(decision);
        if (gates.isEmpty()) return null;
        return gates.stream()
                .map(gate -> number(decision, gate) + " " + gate.id() + " "
                        + (gate.scope().startsWith("asset:") ? "asset" : gate.scope()))
                .distinct()
                .collect(Collectors.joining("\n"));
    }

    private long number(Decision decision, Gate gate) {
        if (gate.heldBy().isEmpty()) return Shut.BY_NO_ASSET;
        if (!listed(decision, gate)) return Shut.BY_ITSELF;
        return Objects.requireNonNull(known.get(gate.heldBy()), "a list that was numbered");
    }

    private static boolean listed(Decision decision, Gate gate) {
        return !gate.heldBy().isEmpty()
                && !gate.heldBy().equals(List.of(decision.about().asset()));
    }

    private static List<Gate> gates(Decision decision) {
        return decision instanceof Decision.Hold hold ? hold.gates() : List.of();
    }

    private static String text(List<AssetId> assets) {
        return assets.stream().map(AssetId::value).collect(Collectors.joining("\n"));
    }

    private static String hash(List<AssetId> assets) {
        return HexFormat.of().formatHex(Documents.fingerprint(text(assets)));
    }

    /** What stands, without a document. */
    Outlines outlines() {
        Map<String, String> words = new HashMap<>();
        Map<String, List<Shut>> shut = new HashMap<>();
        List<Outline> rows = sql.list(
                row -> new Outline(
                        new AssetId(row.getString(1)),
                        one(words, row.getString(2)),
                        one(words, row.getString(3)),
                        Goal.valueOf(row.getString(4)),
                        Readiness.valueOf(row.getString(5)),
                        one(words, row.getString(6)),
                        shut.computeIfAbsent(Objects.toString(row.getString(7), ""), SqlHolders::shut)),
                "select asset, coalesce(site, ''), coalesce(system, ''), goal, readiness, kind, held_by from decision"
                        + " where withdrawn_at is null");
        TreeSet<Long> named = new TreeSet<>();
        shut.values()
                .forEach(gates -> gates.forEach(gate -> {
                    if (gate.list() > Shut.BY_ITSELF) named.add(gate.list());
                }));
        Map<Long, List<AssetId>> lists = new HashMap<>();
        sql.listOf(
                        named,
                        row -> Map.entry(
                                row.getLong(1),
                                Stream.of(row.getString(2).split("\n"))
                                        .map(AssetId::new)
                                        .toList()),
                        "select id, assets from holder_list where id",
                        "")
                .forEach(entry -> lists.put(entry.getKey(), entry.getValue()));
        return new Outlines(rows, lists);
    }

    private static String one(Map<String, String> words, String word) {
        return words.computeIfAbsent(word, same -> same);
    }

    private static List<Shut> shut(String column) {
        if (column.isEmpty()) return List.of();
        return column.lines()
                .map(line -> line.split(" ", 3))
                .map(part -> new Shut(part[1], part.length > 2 ? part[2] : "", Long.parseLong(part[0])))
                .toList();
    }
}
