package io.ratchet.store.sql;

import static io.ratchet.store.Examples.AT;
import static io.ratchet.store.Examples.finding;
import static io.ratchet.store.Examples.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import io.ratchet.store.Findings;
import io.ratchet.store.Findings.Order;
import io.ratchet.store.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is promised of findings, however they lie in blocks and whatever database is beneath them. */
abstract class FindingsContract {
    /** One for the whole class; it is emptied before each test, but for the parts of findings. */
    abstract DataSource database();

    private SqlStore store;

    @BeforeEach
    void open() throws Exception {
        store = SqlStore.open(database());
        empty();
    }

    private void empty() throws Exception {
        try (var connection = database().getConnection();
                var statement = connection.createStatement()) {
            for (String table : List.of("finding", "statement", "statement_block", "brought"))
                statement.executeUpdate("delete from " + table);
            statement.executeUpdate("update finding_edge set position = 0");
        }
    }

    @Test
    void readsFromAnyFindingToAnyOtherOfWhatCameTogether() {
        // Given
        List<Finding> all = said(1, 0, 14);
        add(1, 0, all.subList(0, 6));
        add(1, 6, all.subList(6, 7));
        add(1, 7, all.subList(7, 14));

        // Then
        for (int after = 0; after <= 14; after++)
            for (int cut = after; cut <= 16; cut++)
                assertThat(between(store, after, cut))
                        .as("behind %d up to %d", after, cut)
                        .isEqualTo(all.subList(after, Math.min(cut, 14)));
    }

    @Test
    void pagesThroughWhatCameTogetherEitherWay() {
        // Given two deliveries that take turns
        List<Finding> one = said(1, 0, 23);
        List<Finding> other = said(2, 0, 9);
        add(1, 0, one.subList(0, 11));
        add(2, 0, other);
        add(1, 11, one.subList(11, 23));
        List<Finding> came = new ArrayList<>(one.subList(0, 11));
        came.addAll(other);
        came.addAll(one.subList(11, 23));

        // Then
        for (int limit : new int[] {1, 4, 11, 40}) {
            assertThat(pages(store, Order.OLDEST, limit)).isEqualTo(came);
            assertThat(pages(store, Order.NEWEST, limit)).isEqualTo(reversed(came));
            assertThat(pages(store, 1, limit)).isEqualTo(one);
            assertThat(pages(store, 2, limit)).isEqualTo(other);
        }
    }

    @Test
    void keepsTheFirstWordOfAPlaceWhenADeliveryComesAgainInOtherPieces() {
        // Given
        List<Finding> first = said(1, 0, 30);
        List<Finding> again = IntStream.range(0, 30)
                .mapToObj(n -> finding(sha256(1), n, AT, "said again"))
                .toList();
        add(1, 5, first.subList(5, 10));

        // When it comes again around that, across it, within it, and twice in one transaction
        add(1, 0, replaced(first, again, 5, 10).subList(0, 20));
        add(1, 7, again.subList(7, 9));
        add(1, 15, replaced(first, again, 15, 20).subList(15, 25));
        store.run(tx -> {
            tx.findings().add(sha256(1), 20, replaced(first, again, 20, 25).subList(20, 30));
            tx.findings().add(sha256(1), 22, again.subList(22, 30));
        });

        // Then
        assertThat(pages(store, 1, 7)).isEqualTo(first);
        assertThat(store.<Long>transact(tx -> tx.findings().count())).isEqualTo(30);
        assertThat(store.<Long>transact(tx -> tx.findings().cut())).isEqualTo(30);
    }

    /** {@code first}, but for some in the middle. */
    private static List<Finding> replaced(List<Finding> first, List<Finding> by, int from, int to) {
        List<Finding> all = new ArrayList<>(first);
        for (int i = from; i < to; i++) all.set(i, by.get(i));
        return all;
    }

    @Test
    void tellsDeliveriesApartThatComeInOneTransaction() {
        // When 120 messages come together, some of them known
        store.run(tx -> tx.findings().add(sha256(7), 0, said(7, 0, 1)));
        store.run(tx -> {
            for (int delivery = 1; delivery <= 120; delivery++)
                tx.findings().add(sha256(delivery), 0, said(delivery, 0, 1 + delivery % 3));
        });

        // Then
        for (int delivery : new int[] {1, 7, 8, 120})
            assertThat(pages(store, delivery, 9)).isEqualTo(said(delivery, 0, 1 + delivery % 3));
        assertThat(store.<Long>transact(tx -> tx.findings().count())).isEqualTo(240);
    }

    @Test
    void keepsMoreThanABlockHolds() {
        // Given
        List<Finding> all = said(1, 0, 2 * StatementBlock.MOST + 500);

        // When
        add(1, 0, all);

        // Then
        assertThat(between(store, 0, Long.MAX_VALUE)).isEqualTo(all);
        assertThat(between(another(), StatementBlock.MOST - 1, StatementBlock.MOST + 1))
                .isEqualTo(all.subList(StatementBlock.MOST - 1, StatementBlock.MOST + 1));
        assertThat(pages(another(), 1, 999)).isEqualTo(all);
        assertThat(pages(store, Order.NEWEST, 1_700)).isEqualTo(reversed(all));
    }

    @Test
    void keepsRecordsAndDocumentsOfAnyLength() {
        // Given some that are too long for a block, among others that are not, and all of them more than one holds
        List<Finding> all = new ArrayList<>();
        for (int length : new int[] {1, 3_999, 4_000, 4_001, 32_768, 32_769, 70_000, 500_000, 2}) {
            String text = "\\\"\u0001\0\uD83D\uDE00".repeat(length / 6) + "x".repeat(length % 6);
            all.add(placed(text, "short " + length));
            all.add(placed("short " + length, text));
        }
        for (int n = 0; n < 40; n++) all.add(placed(n + "r".repeat(3_900), n + "t".repeat(3_900)));

        // When
        add(1, 0, all);

        // Then (a failure need not print a million characters)
        assertThat(between(another(), 0, Long.MAX_VALUE).equals(all)).isTrue();
        assertThat(pages(another(), Order.NEWEST, 13).equals(reversed(all))).isTrue();
    }

    private static Finding placed(String record, String text) {
        Finding like = finding(sha256(1), 1, AT, text);
        return new Finding(like.report(), record, like.observedAt(), like.host(), like.observation(), like.evidence());
    }

    @Test
    void keepsAPlaceWithHalfACharacter() {
        // Given
        Finding half = placed("row[\uD83D]", "short");
        Finding longer = placed("row[\uD83D]" + "\uDE00\u0000 long ".repeat(900), "long");

        // When
        add(1, 0, List.of(half, longer));

        // Then
        assertThat(between(another(), 0, Long.MAX_VALUE).equals(List.of(half, longer)))
                .isTrue();
    }

    @Test
    void readsFarApartWhatWasFirstSaidFarApart() {
        // Given more parts than some blocks hold, some of them new by themselves
        List<Finding> new1 = own(0, 1_800);
        add(1, 0, new1);
        for (int n = 0; n < 5; n++) add(1, 1_800 + n, own(1_800 + n, 1_801 + n));
        List<Finding> new2 = own(1_805, 2_000);
        add(1, 1_805, new2);

        // When others say again what was said here and there
        List<Finding> again = new ArrayList<>();
        for (int n = 0; n < 2_000; n += 83) again.add(own(n, n + 1).get(0));
        again.add(own(1_802, 1_803).get(0));
        add(2, 0, again);

        // Then
        assertThat(pages(another(), 2, 50)).isEqualTo(again);
        assertThat(pages(another(), 2, 3)).isEqualTo(again);
        assertThat(between(another(), 1_790, 1_820)).isEqualTo(own(1_790, 1_820));
    }

    private static List<Finding> own(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> finding(sha256(1), n, AT.plusSeconds(n), "said by one alone: " + n))
                .toList();
    }

    @Test
    void keepsAPlaceOnceThoughSeveralTakeTheSameDeliveryInAtOnce() throws Exception {
        // Given
        List<Finding> all = said(1, 0, 240);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        CyclicBarrier start = new CyclicBarrier(3);
        List<Future<?>> takings = new ArrayList<>();

        // When
        try {
            for (int pieces : new int[] {7, 24, 240})
                takings.add(threads.submit(() -> {
                    SqlStore mine = another();
                    start.await(20, TimeUnit.SECONDS);
                    for (int from = 0; from < all.size(); from += pieces) {
                        int begin = from;
                        List<Finding> piece = all.subList(begin, Math.min(all.size(), begin + pieces));
                        mine.run(tx -> tx.findings().add(sha256(1), begin, piece));
                    }
                    return true;
                }));
            for (Future<?> taking : takings) taking.get(60, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }

        // Then
        assertThat(pages(store, 1, 100)).isEqualTo(all);
        assertThat(between(store, 0, Long.MAX_VALUE)).hasSize(240).containsAll(all);
        assertThat(store.<Long>transact(tx -> tx.findings().cut())).isEqualTo(240);
    }

    @Test
    void keepsAPlaceOnceThoughPiecesOfADeliveryReachIntoEachOtherInOneTransaction() {
        // Given
        List<Finding> all = said(1, 0, 90);
        add(1, 0, all.subList(0, 60));

        // When
        store.run(tx -> {
            tx.findings().add(sha256(1), 0, all.subList(0, 20));
            tx.findings().add(sha256(1), 30, all.subList(30, 40));
            tx.findings().add(sha256(1), 50, all.subList(50, 80));
            tx.findings().add(sha256(1), 70, all.subList(70, 75));
            tx.findings().add(sha256(1), 0, all);
        });

        // Then
        assertThat(between(store, 0, Long.MAX_VALUE)).isEqualTo(all);
        assertThat(pages(store, 1, 100)).isEqualTo(all);
        assertThat(store.<Long>transact(tx -> tx.findings().cut())).isEqualTo(90);
    }

    @Test
    void goesOnBehindAGapThatSomebodyMadeByHand() throws Exception {
        // Given
        List<Finding> all = said(1, 0, 3 * StatementBlock.MOST + 9);
        add(1, 0, all.subList(0, 5));
        add(1, 5, all.subList(5, 2 * StatementBlock.MOST + 5));
        add(1, 2 * StatementBlock.MOST + 5, all.subList(2 * StatementBlock.MOST + 5, all.size()));
        try (var connection = database().getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("delete from statement_block where last_position > 5 and last_position <= "
                    + (2 * StatementBlock.MOST + 5));
        }

        // Then
        List<Finding> left = new ArrayList<>(all.subList(0, 5));
        left.addAll(all.subList(2 * StatementBlock.MOST + 5, all.size()));
        assertThat(between(store, 0, Long.MAX_VALUE)).isEqualTo(left);
    }

    @Property(tries = 25)
    void readsBackWhatAListInMemoryWouldHold(Draw draw) throws Exception {
        // Given
        empty();
        Map<Integer, TreeMap<Long, Finding>> byDelivery = new TreeMap<>();
        List<Finding> came = new ArrayList<>();

        // When random deliveries come in random pieces, now by one process and now by another
        for (int transaction = draw.between(1, 12); transaction > 0; transaction--) {
            List<Piece> pieces = draw.list(3, () -> piece(draw));
            (draw.between(0, 2) == 0 ? another() : store)
                    .run(tx -> pieces.forEach(
                            piece -> tx.findings().add(sha256(piece.delivery()), piece.first(), piece.findings())));
            for (Piece piece : pieces)
                for (int i = 0; i < piece.findings().size(); i++)
                    if (byDelivery
                                    .computeIfAbsent(piece.delivery(), delivery -> new TreeMap<>())
                                    .putIfAbsent(
                                            piece.first() + i, piece.findings().get(i))
                            == null) came.add(piece.findings().get(i));
        }

        // Then
        SqlStore reader = another();
        int after = draw.between(0, came.size());
        int cut = draw.between(after, came.size());
        int limit = draw.between(1, 60);
        assertThat(between(reader, 0, Long.MAX_VALUE)).isEqualTo(came);
        assertThat(between(store, after, cut)).isEqualTo(came.subList(after, cut));
        assertThat(pages(store, Order.OLDEST, limit)).isEqualTo(came);
        assertThat(pages(reader, Order.NEWEST, limit)).isEqualTo(reversed(came));
        byDelivery.forEach((delivery, findings) ->
                assertThat(pages(reader, delivery, limit)).isEqualTo(List.copyOf(findings.values())));
        assertThat(store.<Long>transact(tx -> tx.findings().count())).isEqualTo(came.size());
        assertThat(store.<Long>transact(tx -> tx.findings().cut())).isEqualTo(came.size());
    }

    private record Piece(int delivery, long first, List<Finding> findings) {}

    private static Piece piece(Draw draw) {
        int delivery = draw.between(1, 4);
        List<Finding> findings = draw.list(70, () -> drawn(draw));
        return new Piece(delivery, draw.between(0, 120), findings);
    }

    private static Finding drawn(Draw draw) {
        String word = draw.text(12);
        return new Finding(
                new ReportRef(sha256(draw.between(1, 3)), "nessus", "nessus@hq", AT, Method.UNAUTHENTICATED),
                "row[" + draw.text(20) + "]",
                AT.plusSeconds(draw.between(-9_000_000, 9_000_000)).plusNanos(draw.between(0, 999_999_999)),
                HostRef.named("host" + draw.between(1, 30)),
                new Observation.ServerRole("role " + word, null),
                draw.between(0, 1) == 0 ? Evidence.NONE : new Evidence("check:" + draw.between(1, 5), word));
    }

    // ---- what they are read by

    /** Another process on the same database, which remembers nothing of this one. */
    private SqlStore another() {
        return SqlStore.openMigrated(database());
    }

    /** Places {@code from} to before {@code to} of a delivery, of which some say the same. */
    private static List<Finding> said(int delivery, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> finding(
                        sha256(delivery),
                        n,
                        AT.plusSeconds(n).minusNanos(n % 3),
                        "said by " + delivery + " of " + n % 4))
                .toList();
    }

    private void add(int delivery, long first, List<Finding> findings) {
        store.run(tx -> tx.findings().add(sha256(delivery), first, findings));
    }

    private static List<Finding> between(SqlStore store, long after, long cut) {
        return store.transact(tx -> {
            try (Stream<Finding> some = tx.findings().between(after, cut)) {
                return some.toList();
            }
        });
    }

    private static List<Finding> pages(SqlStore store, Order order, int limit) {
        return pages(store, limit, (after, tx) -> tx.findings().page(order, after, limit));
    }

    private static List<Finding> pages(SqlStore store, int delivery, int limit) {
        return pages(store, limit, (after, tx) -> tx.findings().page(sha256(delivery), after, limit));
    }

    /** All pages, one after the other; each but the last is full, and no place comes twice. */
    private static List<Finding> pages(
            SqlStore store, int limit, BiFunction<@Nullable Long, Tx, List<Findings.Placed>> page) {
        List<Finding> all = new ArrayList<>();
        Set<Long> places = new HashSet<>();
        Long after = null;
        while (true) {
            Long from = after;
            List<Findings.Placed> rows = store.transact(tx -> page.apply(from, tx));
            for (Findings.Placed row : rows) {
                assertThat(places.add(row.place())).isTrue();
                all.add(row.finding());
            }
            if (rows.size() < limit) return all;
            assertThat(rows).hasSize(limit);
            after = rows.get(limit - 1).place();
        }
    }

    private static List<Finding> reversed(List<Finding> findings) {
        return IntStream.range(0, findings.size())
                .mapToObj(i -> findings.get(findings.size() - 1 - i))
                .toList();
    }
}
