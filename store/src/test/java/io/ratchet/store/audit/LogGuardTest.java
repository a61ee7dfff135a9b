package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog.Line;
import io.ratchet.store.Examples;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server finds at its start, and when it goes no further. */
class LogGuardTest {
    private static final Instant NOW = Examples.AT.plusSeconds(3600);

    @TempDir
    private Path folder;

    private final SqlStore store = Databases.inMemory();
    private final SqlStore other = Databases.inMemory();

    @AfterEach
    void close() {
        store.close();
        other.close();
    }

    @Test
    void goesOnWhereItWas() {
        // Given
        append(store, 0, 5);
        LogGuard guard = open(store, NOW);
        append(store, 5, 9);
        guard.keep();
        append(store, 9, 12); // killed before these were kept

        // When
        open(store, NOW.plusSeconds(60));

        // Then
        assertThat(types(store)).doesNotContain(AuditType.LOSS_ACCEPTED.wire());
    }

    @Test
    void refusesADatabaseThatWasEmptied() {
        // Given
        append(store, 0, 5);
        open(store, NOW);

        // Then
        refused(other, NOW, FailureCode.LOG_NOT_CONTINUED, "has 0 lines, but had 5");
    }

    @Test
    void refusesAnOlderCopy() {
        // Given
        append(store, 0, 7);
        append(other, 0, 3);
        open(store, NOW);

        // Then
        refused(other, NOW, FailureCode.LOG_NOT_CONTINUED, "has 3 lines, but had 7");
    }

    @Test
    void refusesTheDatabaseOfAnotherEvenWhereItIsLonger() {
        // Given
        append(store, 0, 5);
        append(other, 1, 20);
        open(store, NOW);

        // Then
        refused(other, NOW, FailureCode.LOG_NOT_CONTINUED, "it is another one");
    }

    @Test
    void aLossThatIsAcceptedIsALineOfTheLog() {
        // Given
        append(store, 0, 7);
        append(other, 0, 3);
        open(store, NOW);

        // When
        LogGuard.open(
                other,
                keys(),
                at(NOW),
                OtherClocks.none(),
                accepting(Optional.of("the disk is gone"), Optional.empty()));

        // Then
        Line accepted = lines(other).get(3);
        assertThat(accepted.event().type()).isEqualTo(AuditType.LOSS_ACCEPTED.wire());
        assertThat(accepted.event().actor()).isEqualTo("user:local");
        assertThat(accepted.event().data())
                .containsEntry("reason", "the disk is gone")
                .containsEntry("kept", 7L)
                .containsEntry("found", 3L);
        open(other, NOW.plusSeconds(60));
        assertThat(lines(other)).hasSize(4);
    }

    @Test
    void aLossThatIsAcceptedIsKeptEvenWhereTheNewLogIsAsLong() {
        // Given
        append(store, 0, 1);
        open(store, NOW);

        // When
        LogGuard.open(other, keys(), at(NOW), OtherClocks.none(), accepting(Optional.of("why not"), Optional.empty()));

        // Then
        open(other, NOW);
        refused(store, NOW, FailureCode.LOG_NOT_CONTINUED, "it is another one");
    }

    @Test
    void refusesASecondKeyOnOneLog() {
        // Given
        append(store, 0, 5);
        open(store, NOW);

        // Then a server with a folder of its own does not go on
        assertThatThrownBy(() -> LogGuard.open(
                        store, folder.resolve("others"), at(NOW), OtherClocks.none(), LogGuard.Accepted.nothing()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.LOG_SIGNED_ELSEWHERE))
                .hasMessageContaining(SigningKey.open(keys()).fingerprint().text());
        open(store, NOW);
    }

    @Test
    void anotherServerWithTheSameKeyIsWelcome() throws IOException {
        // Given
        append(store, 0, 5);
        open(store, NOW);
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (String file : List.of("audit-signing-key.pem", "audit-signing-key.pub.pem"))
            Files.copy(keys().resolve(file), copy.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);

        // Then
        LogGuard.open(store, copy, at(NOW), OtherClocks.none(), LogGuard.Accepted.nothing());
        assertThat(copy.resolve(KeptHead.FILE)).exists();
    }

    @Test
    void whoWasLetInWithAnotherKeyOwnsTheLog() {
        // Given
        append(store, 0, 2);
        open(store, NOW);
        String before = SigningKey.open(keys()).fingerprint().text();

        // When
        LogGuard.open(
                store,
                folder.resolve("others"),
                at(NOW),
                OtherClocks.none(),
                accepting(Optional.of("the key is lost"), Optional.empty()));

        // Then
        assertThat(lines(store).get(2).event().data()).containsEntry("keyBefore", before);
        refused(store, NOW, FailureCode.LOG_SIGNED_ELSEWHERE, before);
    }

    @Test
    void refusesWhatWasKeptAndChanged() throws IOException {
        // Given
        append(store, 0, 5);
        open(store, NOW);
        Path kept = keys().resolve(KeptHead.FILE);
        String said = Files.readString(kept);

        // Then
        for (String changed : List.of(said.replace("\"size\":5", "\"size\":4"), said.replace(" ", ""), "{}", "no")) {
            if (changed.equals(said)) continue;
            Files.writeString(kept, changed);
            refused(store, NOW, FailureCode.LOG_NOT_CONTINUED, kept.toString());
        }
    }

    @Test
    void refusesAClockThatIsBehindTheLogOrFarAhead() {
        // Given
        append(store, 0, 5);
        open(store, NOW);

        // Then
        refused(store, NOW.minus(Duration.ofMinutes(6)), FailureCode.CLOCK_WRONG, "a server was here on " + NOW);
        refused(
                store,
                Examples.AT.minus(Duration.ofDays(900)),
                FailureCode.CLOCK_WRONG,
                "the audit log's last line is of");
        refused(store, NOW.plus(Duration.ofDays(91)), FailureCode.CLOCK_WRONG, "no server was here since " + NOW);
        open(store, NOW.minus(Duration.ofMinutes(4)));
        open(store, NOW.plus(Duration.ofDays(89)));
        assertThat(lines(store)).hasSize(5);
    }

    @Test
    void refusesAClockThatTheDatabaseDoesNotShare() {
        for (Duration off : List.of(Duration.ofMinutes(6), Duration.ofMinutes(-6)))
            assertThatThrownBy(() -> LogGuard.open(
                            store,
                            keys(),
                            at(NOW),
                            new OtherClocks(Optional.of(NOW.plus(off)), Map.of()),
                            LogGuard.Accepted.nothing()))
                    .hasMessageContaining("the database's says " + NOW.plus(off));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT-6M               | the time server a says 2",
                "PT6M  PT6M          | 2 of 2 time servers disagree, of which a says 2",
                "PT1H  PT0S  PT2H    | 2 of 3 time servers disagree, of which a says 2",
                "PT0S  PT2H  PT-24H  | 2 of 3 time servers disagree, of which b says 2"
            })
    void refusesAClockThatMoreThanHalfOfTheTimeServersDoNotShare(String off, String sentence) {
        assertThatThrownBy(() -> openBeside(off))
                .hasMessageContaining("CLOCK-WRONG")
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT4M", "PT-4M PT0S", "PT0S PT24H", "PT1H PT0S PT0S", "PT1H PT-1H PT0S PT0S"})
    void aTimeServerThatMayBeWrongItselfStopsNobody(String off) {
        openBeside(off);
        assertThat(lines(store)).isEmpty();
    }

    /** Time servers a, b, c... that are so far off. */
    private void openBeside(String off) {
        Map<String, Instant> told = new HashMap<>();
        for (String each : off.split(" +"))
            told.put(String.valueOf((char) ('a' + told.size())), NOW.plus(Duration.parse(each)));
        OtherClocks others = new OtherClocks(Optional.empty(), told);
        LogGuard.open(store, keys(), at(NOW), others, LogGuard.Accepted.nothing());
    }

    @Test
    void aClockThatIsAcceptedIsALineOfTheLog() {
        // Given a log of which one line is of 2038
        store.run(tx -> tx.audit().append(Examples.event(600_000_000)));

        // When
        refused(store, NOW, FailureCode.CLOCK_WRONG, "--accept-clock REASON");
        LogGuard.open(
                store, keys(), at(NOW), OtherClocks.none(), accepting(Optional.empty(), Optional.of("a dead battery")));

        // Then
        assertThat(lines(store).get(1).event().type()).isEqualTo(AuditType.CLOCK_ACCEPTED.wire());
        assertThat(lines(store).get(1).event().data()).containsEntry("reason", "a dead battery");
    }

    @Test
    void whatIsKeptIsForTheOwnerAlone() throws IOException {
        // When
        open(store, NOW);

        // Then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys().resolve(KeptHead.FILE))))
                .isEqualTo("rw-------");
        try (Stream<Path> left = Files.list(keys())) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("audit-kept.json", "audit-signing-key.pem", "audit-signing-key.pub.pem");
        }
    }

    private void refused(SqlStore found, Instant now, FailureCode code, String words) {
        long before = found.transact(tx -> tx.audit().size());
        assertThatThrownBy(() -> open(found, now))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(code))
                .hasMessageContaining(words)
                .hasMessageContaining("Nothing was done.");
        long after = found.transact(tx -> tx.audit().size());
        assertThat(after).isEqualTo(before);
    }

    private LogGuard open(SqlStore found, Instant now) {
        return LogGuard.open(found, keys(), at(now), OtherClocks.none(), LogGuard.Accepted.nothing());
    }

    private static LogGuard.Accepted accepting(Optional<String> loss, Optional<String> clock) {
        return new LogGuard.Accepted(loss, clock, "user:local");
    }

    private Path keys() {
        return folder.resolve("keys");
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static void append(SqlStore store, int from, int to) {
        store.run(tx -> IntStream.range(from, to).forEach(i -> tx.audit().append(Examples.event(i))));
    }

    private static List<String> types(SqlStore store) {
        return lines(store).stream().map(line -> line.event().type()).toList();
    }

    private static List<Line> lines(SqlStore store) {
        return store.transact(tx -> {
            try (Stream<Line> lines = tx.audit().lines(0)) {
                return lines.toList();
            }
        });
    }
}
