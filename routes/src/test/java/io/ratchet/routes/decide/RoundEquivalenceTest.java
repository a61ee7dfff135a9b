package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.playbooks.Planner;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.tickets.TicketRounds;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.rules.Estate;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is delivered in whatever order, decided by one, two or three servers that are killed in between or whose
 * database goes away at any moment: what stands is, byte for byte, what the whole estate from scratch gives. A failing
 * sequence is shown by the fewest steps that still fail.
 */
class RoundEquivalenceTest {
    private static final List<String> EXAMPLES = List.of(
            "dsp-old-0xa0",
            "id-ip-only",
            "net-code-fix",
            "only-r064-fe",
            "only-r067-547",
            "only-r069-lpe",
            "quiet-windows-7",
            "seed-surface-hub",
            "sfb15-515",
            "sql-sql14-sp1-cu1",
            "sys-br-android",
            "sys-cl-c2r-monthly",
            "sys-os-2012r2",
            "sys-os-7");
    private static final List<String> PROFILES = List.of("only-r064-fe", "only-r067-547", "only-r069-lpe");
    private static final Instant JULY = Instant.parse("2019-07-01T00:00:00Z");

    private static final RuleBook SITES = sites();

    @TempDir
    Path folder;

    private int stories;

    /** One thing that happens. */
    private sealed interface Step {
        record Heard(List<Finding> findings) implements Step {}

        record Decided(int server) implements Step {}

        /** One round, which may leave something. */
        record DecidedSome(int server) implements Step {}

        /**
         * A round in which the store breaks off.
         *
         * @param at before which of its transactions
         * @param after whether that one is committed all the same, and its answer lost
         */
        record BrokenOff(int server, int at, boolean after) implements Step {}

        record Killed(int server) implements Step {}

        record Edited(String profile) implements Step {}

        /** @param sites whether the rule book is the one with a site's own rules from now on */
        record Ruled(boolean sites) implements Step {}

        record Waited(Duration time) implements Step {}
    }

    /** @param slice so many assets are decided in a round */
    private record Story(int servers, int slice, List<Step> steps) {
        Story without(int step) {
            List<Step> fewer = new ArrayList<>(steps);
            fewer.remove(step);
            return new Story(servers, slice, fewer);
        }
    }

    @Test
    void whatStandsIsWhatTheWholeSaysInFortySequences() {
        hold(1, 40);
    }

    @Tag("slow")
    @Test
    void whatStandsIsWhatTheWholeSaysInFiveHundredSequences() {
        hold(10_000, 500);
    }

    /** The shipped rules, and one by which a site is told of the build of each Windows that it runs. */
    private static RuleBook sites() {
        try {
            Path folder = Files.createTempDirectory("ratchet-rules");
            Site.write(folder, "rules/contoso.drl", """
                    rule "Contoso looks at each Windows that is as it should be"
                      @id( "R901-contoso-looks-at-windows" ) @status( "test" ) @statements( "5" )
                      @source( "contoso-tls-statement" ) @retrieved( "2026-11-23" )
                    when
                      $need : Need( topic == "schannel-values", status == "unmet" )
                    then
                      out.ticket( $need, "Contoso writes these values itself." );
                    end
                    """);
            Site.write(folder, "cases/contoso.yaml", """
                    cases:
                      - case: Windows 7 without its values
                        hosts:
                          old: {base: windows-7}
                        fires: [R901]
                      - case: Windows 7 with its values
                        hosts:
                          done: {base: windows-7-done}
                        not: [R901]
                    """);
            return RuleBook.withFolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hold(long from, int sequences) {
        for (long seed = from; seed < from + sequences; seed++) {
            // Given
            Story story = story(new Random(seed));
            // When
            String wrong = tell(story);
            // Then
            long shown = seed;
            assertThat(wrong)
                    .as(() -> "seed " + shown + ", which still goes wrong by\n" + smallest(story))
                    .isEmpty();
        }
    }

    private static Story story(Random random) {
        int servers = 1 + random.nextInt(3);
        List<Finding> pool = new ArrayList<>();
        for (int i = 0; i < 3; i++) pool.addAll(findings(pick(EXAMPLES, random)));
        List<Step> steps = new ArrayList<>();
        int length = 6 + random.nextInt(8);
        for (int i = 0; i < length; i++)
            steps.add(
                    switch (random.nextInt(18)) {
                        case 0, 1, 2, 3 -> new Step.Heard(some(pool, random));
                        case 4, 5, 6 -> new Step.Decided(random.nextInt(servers));
                        case 7 -> new Step.BrokenOff(random.nextInt(servers), random.nextInt(4), random.nextBoolean());
                        case 8 -> new Step.Killed(random.nextInt(servers));
                        case 9 -> new Step.Edited(random.nextInt(3) == 0 ? "" : pick(PROFILES, random));
                        case 10, 11, 12, 13 -> new Step.DecidedSome(random.nextInt(servers));
                        case 14 -> new Step.Ruled(random.nextBoolean());
                        default -> new Step.Waited(Duration.ofHours(random.nextInt(24 * 20)));
                    });
        steps.add(0, new Step.Heard(pool));
        steps.add(new Step.Decided(0));
        return new Story(servers, 1 + random.nextInt(random.nextBoolean() ? 3 : 100), steps);
    }

    /** A few of them again: as they were, late, or of another host than they seemed to be. */
    private static List<Finding> some(List<Finding> pool, Random random) {
        List<Finding> some = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Finding finding = pick(pool, random);
            some.add(
                    switch (random.nextInt(4)) {
                        case 0 -> finding;
                        case 1 -> at(finding, finding.observedAt().minus(Duration.ofDays(random.nextInt(90))));
                        case 2 -> at(finding, finding.observedAt().plus(Duration.ofHours(random.nextInt(36))));
                        default ->
                            of(finding, mixed(finding.host(), pick(pool, random).host(), random));
                    });
        }
        return some;
    }

    private static Finding at(Finding finding, Instant at) {
        return again(finding, at, finding.host());
    }

    private static Finding of(Finding finding, HostRef host) {
        return again(finding, finding.observedAt(), host);
    }

    /** From another report, which so tells it apart from the first. */
    private static Finding again(Finding finding, Instant at, HostRef host) {
        ReportRef from = finding.report();
        String hash = Sha256.hex(from.sha256() + at + host);
        return new Finding(
                new ReportRef(hash, from.format(), from.source(), from.run(), from.method()),
                finding.record(),
                at,
                host,
                finding.observation(),
                finding.evidence());
    }

    private static HostRef mixed(HostRef one, HostRef other, Random random) {
        return new HostRef(
                one.zone(),
                random.nextInt(4) == 0 ? "HQ" : one.site(),
                random.nextBoolean() ? one.ip() : other.ip(),
                random.nextInt(3) > 0 ? one.fqdn() : other.fqdn(),
                random.nextBoolean() ? one.netbios() : other.netbios(),
                random.nextBoolean() ? one.domain() : other.domain(),
                one.mac(),
                random.nextInt(3) > 0 ? one.smbiosUuid() : "7c0a51f4-0000-4000-8000-00000000000" + random.nextInt(3),
                one.sid(),
                random.nextInt(3) > 0 ? one.nativeIds() : Map.of("cmdb", String.valueOf(random.nextInt(3))));
    }

    private static List<Finding> findings(String example) {
        try {
            return DecidedEstate.findings(example);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    /** Lets all of it happen and says what went wrong first; empty when nothing did. */
    private String tell(Story story) {
        try (Telling telling = new Telling(folder.resolve("story-" + ++stories), story)) {
            for (Step step : story.steps()) {
                String wrong = telling.happens(step);
                if (!wrong.isEmpty()) return wrong;
            }
            return "";
        }
    }

    private String smallest(Story wrong) {
        Story small = wrong;
        for (int step = small.steps().size() - 2; step >= 0; step--) {
            Story fewer = small.without(step);
            if (!tell(fewer).isEmpty()) small = fewer;
        }
        return tell(small) + "\n"
                + String.join("\n", small.steps().stream().map(Step::toString).toList());
    }

    /** One story under way. */
    private static final class Telling extends Clock implements AutoCloseable {
        private static final Duration BETWEEN = Duration.ofMinutes(1);

        private final SqlStore store;
        private final List<EstateDecision> servers = new ArrayList<>();
        private final AtomicInteger ids = new AtomicInteger();
        private Organisation profile = Organisation.careful();
        private RuleBook rules = DecidedEstate.SHIPPED;
        private Instant now = JULY;
        private int reports;
        private Breaking breaking;

        private final int slice;

        Telling(Path folder, Story story) {
            store = Databases.h2(folder);
            breaking = new Breaking(store);
            slice = story.slice();
            for (int i = 0; i < story.servers(); i++) servers.add(server());
        }

        private EstateDecision server() {
            Planner planner = new Planner(PackageDepot.none());
            return new EstateDecision(
                    breaking,
                    () -> rules,
                    () -> profile,
                    new Proposals(planner, () -> "r-" + ids.incrementAndGet()),
                    new TicketRounds(TicketSettings.none()),
                    this,
                    RoundObserver.none(),
                    slice);
        }

        String happens(Step step) {
            now = now.plus(BETWEEN);
            if (step instanceof Step.Heard heard) hear(heard.findings());
            else if (step instanceof Step.Waited waited) now = now.plus(waited.time());
            else if (step instanceof Step.Ruled ruled) rules = ruled.sites() ? SITES : DecidedEstate.SHIPPED;
            else if (step instanceof Step.Edited edited)
                profile = edited.profile().isEmpty()
                        ? Organisation.careful()
                        : DecidedEstate.organisationOf(edited.profile());
            else if (step instanceof Step.Killed killed) servers.set(killed.server(), server());
            else if (step instanceof Step.BrokenOff broken) breakOff(broken);
            else if (step instanceof Step.DecidedSome some)
                return servers.get(some.server()).decideSome() == Left.NOTHING ? differs() : "";
            else if (step instanceof Step.Decided decided) {
                servers.get(decided.server()).redecide();
                return differs();
            }
            return "";
        }

        private void hear(List<Finding> findings) {
            String report = Sha256.hex("report " + ++reports);
            store.run(tx -> tx.findings().add(report, 0, findings));
        }

        private void breakOff(Step.BrokenOff broken) {
            breaking.breakAt(broken.at(), broken.after());
            try {
                servers.get(broken.server()).redecide();
            } catch (FailureException e) {
                assertThat(e.failure().code()).isEqualTo(FailureCode.DEFECT);
            } finally {
                breaking.mend();
            }
        }

        private String differs() {
            List<Finding> all = store.transact(tx -> {
                try (Stream<Finding> findings =
                        tx.findings().between(0, tx.findings().cut())) {
                    return findings.toList();
                }
            });
            List<String> whole =
                    lines(rules.decide(new Estate(now, profile, EstateAssembly.assemble(all, profile, now))));
            List<String> stands = lines(store.transact(tx -> tx.decisions().current()));
            if (whole.equals(stands)) return "";
            List<String> lost = new ArrayList<>(whole);
            lost.removeAll(stands);
            List<String> more = new ArrayList<>(stands);
            more.removeAll(whole);
            return "at " + now + " these do not stand: " + lost + "\nand these should not: " + more;
        }

        private static List<String> lines(List<Decision> decisions) {
            return decisions.stream()
                    .map(decision -> Json.line(DecisionJson.write(decision)))
                    .distinct()
                    .sorted()
                    .toList();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /** A database that goes away before or right after one of the transactions to come. */
    private static final class Breaking implements Store {
        private final Store store;
        private int left = -1;
        private boolean after;

        Breaking(Store store) {
            this.store = store;
        }

        void breakAt(int transaction, boolean afterIt) {
            left = transaction;
            after = afterIt;
        }

        void mend() {
            left = -1;
        }

        @Override
        public <T> T transact(Function<Tx, T> work) {
            boolean breaks = left == 0;
            if (left >= 0) left--;
            if (breaks && after) store.transact(work);
            if (breaks) throw FailureException.of(FailureCode.DEFECT, "the database is away");
            return store.transact(work);
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public void close() {}
    }
}
