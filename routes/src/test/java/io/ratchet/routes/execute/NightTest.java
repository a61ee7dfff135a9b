package io.ratchet.routes.execute;

import static io.ratchet.routes.execute.RunRow.OPENS;
import static io.ratchet.routes.execute.RunRow.row;
import static org.awaitility.Awaitility.await;

import io.ratchet.connectors.HostShell;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.routes.execute.RunRow.Found;
import io.ratchet.routes.execute.ScriptedShell.Reply;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who takes the turns, and when the next one comes; the clock is the test's. */
class NightTest {
    private static final Night.Settings QUICK =
            new Night.Settings(2, Duration.ofMillis(50), Duration.ofSeconds(5), Duration.ZERO);
    private static final Reply ASSESSED = Reply.of(Phase.ASSESS, identity(), value(false, null, null));
    private static final Reply APPLIED = Reply.of(Phase.APPLY, identity(), value(true, null, "1"));
    private static final Reply VERIFIED = Reply.of(Phase.VERIFY, identity(), value(false, "1", "1"));

    @TempDir
    private Path folder;

    private final Hands clock = new Hands();
    private SqlStore store;
    private @Nullable Night night;

    @BeforeEach
    void open() {
        store = SqlStore.h2(folder);
    }

    @AfterEach
    void close() {
        if (night != null) night.close();
        store.close();
    }

    @Test
    void takesTurnsUntilARunEndsAndForgetsItThen() {
        // Given
        RunRow row = row("good run", Found.APPROVED).host(ASSESSED, APPLIED, VERIFIED);
        TestedRun.found(store, row);
        night(row, new ScriptedShell(row.replies())).start();

        // Then
        await().until(() -> state(row).equals("Verified"));
        await().until(() -> tasks() == 0);
    }

    @Test
    void takesUpWhatAnEarlierProcessLeftUnderWay() {
        // Given
        RunRow row = row("was killed", Found.ASSESSED).host(ASSESSED, APPLIED, VERIFIED);
        TestedRun.found(store, row);

        // When
        night(row, new ScriptedShell(row.replies())).start();

        // Then
        await().until(() -> state(row).equals("Verified"));
    }

    @Test
    void waitsForTheWindowByItsOwnClock() {
        // Given
        clock.now = OPENS.minusSeconds(3600);
        RunRow row = row("early", Found.APPROVED).host(ASSESSED, APPLIED, VERIFIED);
        TestedRun.found(store, row);
        night(row, new ScriptedShell(row.replies())).start();
        await().until(() -> state(row).equals("Scheduled"));

        // When
        clock.now = OPENS;

        // Then
        await().until(() -> state(row).equals("Verified"));
    }

    @Test
    void takesATurnAgainThatBrokeOff() {
        // Given
        RunRow row = row("broke off", Found.APPROVED).host(ASSESSED, APPLIED, VERIFIED);
        TestedRun.found(store, row);
        ScriptedShell host = new ScriptedShell(row.replies());
        AtomicInteger calls = new AtomicInteger();

        // When
        night(row, (address, script) -> {
                    if (calls.getAndIncrement() == 0) throw new IllegalStateException("a defect");
                    return host.run(address, script);
                })
                .start();

        // Then
        await().until(() -> state(row).equals("Verified"));
    }

    @Test
    void takesWhatIsHandedOverWhileItIsOnAndHandingOverTwiceChangesNothing() {
        // Given
        RunRow row = row("approved now", Found.APPROVED).host(ASSESSED, APPLIED, VERIFIED);
        Night on = night(row, new ScriptedShell(row.replies()));
        on.start();
        TestedRun.found(store, row);

        // When
        on.enqueue(row.id());
        on.enqueue(row.id());

        // Then
        await().until(() -> state(row).equals("Verified"));
        await().until(() -> tasks() == 0);
    }

    private Night night(RunRow row, HostShell shell) {
        night = new Night(store.dataSource(), store, TestedRun.of(store, row, shell, clock), clock, QUICK);
        return night;
    }

    private String state(RunRow row) {
        return store.transact(tx -> tx.remediations().find(row.id()))
                .orElseThrow()
                .remediation()
                .state()
                .wire();
    }

    private int tasks() throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from scheduled_tasks")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static StepResult identity() {
        return new StepResult("0", "host-identity", false, Map.of(), Map.of(), "none", null);
    }

    private static StepResult value(boolean changed, @Nullable String before, @Nullable String after) {
        return new StepResult("10.1", "registry", changed, dword(before), dword(after), "none", null);
    }

    private static Map<String, String> dword(@Nullable String number) {
        return number == null
                ? Map.of("kind", "absent", "nearestKey", "HKLM\\SOFTWARE")
                : Map.of("kind", "dword", "value", number, "nearestKey", "HKLM\\SOFTWARE");
    }

    private static final class Hands extends Clock {
        private volatile Instant now = OPENS.plusSeconds(1800);

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
    }
}
