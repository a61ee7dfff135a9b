package io.ratchet.store.audit;

import static io.ratchet.store.Examples.AT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import io.ratchet.store.Examples;
import io.ratchet.store.Store;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.MerkleProof;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.SignedNote;
import io.ratchet.store.tlog.TileFolder;
import io.ratchet.store.tlog.TlogProof;
import io.ratchet.store.tlog.TreeHashes;
import io.ratchet.store.tlog.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is given away of the log, and what shows when it is not the beginning of it any more. */
class HeadPublisherTest {
    private static final Instant NOW = AT.plusSeconds(3600);

    @TempDir
    private Path folder;

    private Path keys;
    private Path published;
    private final SqlStore store = Databases.inMemory();
    private final List<String> remarks = new ArrayList<>();
    private final List<StubWitness> witnesses = new ArrayList<>();

    @BeforeEach
    void folders() {
        keys = folder.resolve("keys");
        published = folder.resolve("published");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void publishesACheckpointWhoseTilesHoldEveryLine() throws IOException {
        // Given
        append(store, 0, 300);

        // When
        publisher(store, NOW).publish();

        // Then
        SignedNote note = note(published.resolve("checkpoint"));
        NoteKey key = NoteKey.read(Files.readString(published.resolve("log.vkey")));
        Checkpoint log = Checkpoint.read(note.text());
        assertThat(Checkpoint.isSigned(note, key)).isTrue();
        assertThat(Checkpoint.timed(note, key)).contains(NOW);
        assertThat(log.size()).isEqualTo(300);
        assertThat(log.root()).isEqualTo(root(store));
        TileFolder tiles = new TileFolder(published);
        assertThat(MerkleProof.root(tiles.tree(300), 300)).isEqualTo(log.root());
        byte[] line = store.transact(tx -> tx.audit().leaves(123).findFirst().orElseThrow());
        assertThat(MerkleProof.rootFrom(
                        TreeHashes.leaf(line), 123, 300, MerkleProof.inclusion(tiles.tree(300), 123, 300)))
                .hasValueSatisfying(found -> assertThat(found).isEqualTo(log.root()));
    }

    @Property(tries = 15)
    void whateverWasPublishedIsTheBeginningOfWhatIsPublishedLater(Draw draw) throws IOException {
        // Given
        Path here = Files.createTempDirectory("published");
        try (SqlStore own = Databases.inMemory()) {
            List<Checkpoint> before = new ArrayList<>();
            int size = 0;
            for (int i = 0; i < 4; i++) {
                int more = draw.between(0, 300);
                append(own, size, size + more);
                size += more;

                // When
                publisher(own, NOW.plusSeconds(i), HeadPublisher.Settings.alone(here))
                        .publish();

                // Then
                Checkpoint now =
                        Checkpoint.read(note(here.resolve("checkpoint")).text());
                assertThat(now.size()).isEqualTo(size);
                assertThat(now.root()).isEqualTo(root(own));
                for (Checkpoint older : before)
                    assertThat(MerkleProof.isBeginning(
                                    older.size(),
                                    older.root(),
                                    now.size(),
                                    now.root(),
                                    MerkleProof.consistency(
                                            new TileFolder(here).tree(now.size()), older.size(), now.size())))
                            .isTrue();
                before.add(now);
            }
        }
    }

    @Test
    void keepsAHeadForEachBeatAlsoWhenNothingHappens() throws IOException {
        // Given
        append(store, 0, 3);

        // When
        for (int minute = 0; minute <= 150; minute += 10)
            publisher(store, NOW.plus(Duration.ofMinutes(minute))).publish();

        // Then
        try (Stream<Path> heads = Files.list(published.resolve("heads"))) {
            assertThat(heads.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "20180920T230000Z.checkpoint",
                            "20180921T000000Z.checkpoint",
                            "20180921T010000Z.checkpoint");
        }
    }

    @Test
    void leavesWhatWasPublishedAsItIsWhenTheLogIsAnotherOne() throws IOException {
        // Given
        append(store, 0, 20);
        publisher(store, NOW).publish();
        byte[] before = Files.readAllBytes(published.resolve("checkpoint"));
        try (SqlStore shorter = Databases.inMemory();
                SqlStore other = Databases.inMemory()) {
            append(shorter, 0, 19);
            append(other, 1, 40);

            // Then
            refused(publisher(shorter, NOW.plusSeconds(1)), FailureCode.LOG_NOT_CONTINUED, "not those");
            refused(publisher(other, NOW.plusSeconds(1)), FailureCode.LOG_NOT_CONTINUED, "not those");
            assertThat(published.resolve("checkpoint")).hasBinaryContent(before);
        }
    }

    @Test
    void refusesLinesThatWereChangedInTheDatabaseBeforeTheyWerePublished() throws Exception {
        // Given
        append(store, 0, 20);
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update audit_event set line = X'7b7d' where sequence = 7");
        }

        // Then
        refused(publisher(store, NOW), FailureCode.LOG_NOT_CONTINUED, "not those that were appended");
        assertThat(published.resolve("checkpoint")).doesNotExist();
    }

    @Test
    void refusesAFolderOfAnotherLog() {
        // Given
        append(store, 0, 3);
        publisher(store, NOW).publish();
        keys = folder.resolve("other");

        // Then
        refused(publisher(store, NOW.plusSeconds(1)), FailureCode.LOG_NOT_CONTINUED, "not signed with a key of this");
    }

    @Test
    void makesTilesAgainThatWereLost() throws IOException {
        // Given
        append(store, 0, 300);
        publisher(store, NOW).publish();
        Files.delete(published.resolve("tile/0/001.p/44"));
        append(store, 300, 310);

        // When
        publisher(store, NOW.plusSeconds(1)).publish();

        // Then
        assertThat(MerkleProof.root(new TileFolder(published).tree(310), 310)).isEqualTo(root(store));
        assertThat(remarks).singleElement().asString().contains("made again");
    }

    @Test
    void anExportBearsWhatWitnessesSignedAndIsNotWrittenWithoutThem() throws IOException {
        // Given
        append(store, 0, 20);
        StubWitness one = witness("one.example");
        StubWitness two = witness("two.example");
        HeadPublisher publisher = publisher(store, NOW, witnessed(2));

        // When
        Path first = export(publisher, "first.zip");
        append(store, 20, 47);
        Path second = export(publisher, "second.zip");
        two.goAway();

        // Then
        List<NoteKey> both = List.of(one.noteKey(), two.noteKey());
        assertThat(check(first, both, 2).json())
                .contains("\"witnesses\":\"ok\",\"witnessedBy\":[\"one.example\",\"two.example\"]");
        Verdict verdict = check(second, both, 2);
        assertThat(verdict.holdsStrictly()).as(verdict.json()).isTrue();
        StubWitness stranger = new StubWitness(one.noteKey(), "three.example", folder.resolve("three"), clock(NOW));
        Verdict fewer = check(second, List.of(one.noteKey(), stranger.noteKey()), 2);
        assertThat(fewer.holds()).isFalse();
        assertThat(fewer.firstProblem().problem()).contains("1 signed the checkpoint; 2 must have");
        append(store, 47, 48);
        assertThatThrownBy(() -> export(publisher, "third.zip"))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.LOG_NOT_WITNESSED))
                .hasMessageContaining("'two.example' could not be asked");
        assertThat(folder.resolve("third.zip")).doesNotExist();
    }

    @Test
    void aWitnessThatSawMoreTellsThatTheLogWasPutBack() throws IOException {
        // Given
        append(store, 0, 20);
        witness("one.example");
        export(publisher(store, NOW, witnessed(1)), "first.zip");
        try (SqlStore copy = Databases.inMemory()) {
            append(copy, 0, 12);
            published = folder.resolve("elsewhere");
            HeadPublisher putBack = publisher(copy, NOW.plusSeconds(9), witnessed(1));

            // Then
            assertThatThrownBy(() -> export(putBack, "second.zip"))
                    .hasMessageContaining("has seen 20 lines of this log, which has only 12: it was put back");
        }
    }

    @Test
    void aCheckpointThatSomebodyKeptShowsThatHistoryWasRewritten() throws IOException {
        // Given
        append(store, 0, 20);
        publisher(store, NOW).publish();
        Path kept = Files.copy(published.resolve("checkpoint"), folder.resolve("kept"));
        append(store, 20, 25);
        Path honest = export(publisher(store, NOW), "honest.zip");
        try (SqlStore other = Databases.inMemory()) {
            append(other, 1, 40);
            published = folder.resolve("elsewhere");
            Path rewritten = export(publisher(other, NOW), "rewritten.zip");
            Path stranger = folder.resolve("stranger");
            keys = folder.resolve("other");
            published = folder.resolve("third");
            publisher(store, NOW).publish();
            Files.copy(published.resolve("checkpoint"), stranger);

            // Then
            assertThat(older(honest, kept).holds()).isTrue();
            assertThat(older(rewritten, kept).firstProblem().problem())
                    .contains("older checkpoint", "history was rewritten");
            assertThat(older(honest, stranger).signer()).isEqualTo(Verdict.Signer.STRANGER);
            Path broken = Files.writeString(folder.resolve("broken"), "no checkpoint");
            assertThatThrownBy(() -> older(honest, broken)).hasMessageContaining("neither an audit export nor");
        }
    }

    @Test
    void goesOnUnderAKeyThatTheOneBeforeHandedOverTo() throws IOException {
        // Given
        append(store, 0, 20);
        LogGuard.open(store, keys, clock(NOW), OtherClocks.none(), LogGuard.Accepted.nothing());
        publisher(store, NOW).publish();
        SigningKey first = SigningKey.open(keys);
        Path kept = Files.copy(published.resolve("checkpoint"), folder.resolve("kept"));
        Path before = export(publisher(store, NOW), "before.zip");

        // When
        KeySuccession.Followed followed = KeySuccession.follow(keys, NOW.plusSeconds(5));
        LogGuard.open(store, keys, clock(NOW.plusSeconds(6)), OtherClocks.none(), LogGuard.Accepted.nothing());
        append(store, 3601, 3602);
        Path after = export(publisher(store, NOW.plusSeconds(7)), "after.zip");

        // Then
        assertThat(followed.before()).isEqualTo(first.fingerprint());
        assertThat(SigningKey.open(keys).fingerprint())
                .isEqualTo(followed.key())
                .isNotEqualTo(first.fingerprint());
        assertThat(ExportZip.read(after).text("events.ndjson")).contains("key.followed");
        for (KeyFingerprint given : List.of(first.fingerprint(), followed.key()))
            for (Path older : List.of(kept, before)) {
                Verdict verdict =
                        AuditVerify.verify(after, new AuditVerify.Against(Optional.of(given), Optional.of(older), NOW));
                assertThat(verdict.holdsStrictly()).as(verdict.json()).isTrue();
                assertThat(verdict.json())
                        .contains("\"keysBefore\":[\"" + first.fingerprint().text() + "\"]");
            }
        assertThat(Checkpoint.read(note(published.resolve("checkpoint")).text()).origin())
                .isEqualTo(Checkpoint.read(note(kept).text()).origin());
        byte[] history = ExportZip.read(after).parts().get("keys.ndjson");
        for (int at = 0; at < history.length; at++) {
            byte[] changed = history.clone();
            changed[at] ^= 1;
            String last = SigningKey.open(keys).publicKey();
            assertThatThrownBy(() -> KeyHistory.read(changed, last)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aHandingOverThatWasCutOffIsEndedOrGivenUp() throws IOException {
        // Given
        append(store, 0, 5);
        LogGuard.open(store, keys, clock(NOW), OtherClocks.none(), LogGuard.Accepted.nothing());
        KeyFingerprint first = SigningKey.open(keys).fingerprint();
        SigningKey next = SigningKey.open(keys.resolve("next"));

        // When it was cut off before the history was written
        LogGuard.open(store, keys, clock(NOW.plusSeconds(1)), OtherClocks.none(), LogGuard.Accepted.nothing());

        // Then
        assertThat(SigningKey.open(keys).fingerprint()).isEqualTo(first).isNotEqualTo(next.fingerprint());
        assertThat(keys.resolve("next")).doesNotExist();

        // When it was cut off behind it
        SigningKey last = SigningKey.open(keys.resolve("next"));
        KeyHistory.Step step = KeyHistory.Step.signed(SigningKey.open(keys), last, 5, root(store), NOW.plusSeconds(2));
        TileFolder.write(
                keys.resolve(KeyHistory.FILE), KeyHistory.none().with(step).bytes(), true);
        LogGuard.open(store, keys, clock(NOW.plusSeconds(3)), OtherClocks.none(), LogGuard.Accepted.nothing());

        // Then
        assertThat(SigningKey.open(keys).fingerprint()).isEqualTo(last.fingerprint());
    }

    @Test
    void aLogThatGoesOnAfterALossIsPublishedUnderAnotherName() throws IOException {
        // Given
        append(store, 0, 20);
        LogGuard.open(store, keys, clock(NOW), OtherClocks.none(), LogGuard.Accepted.nothing());
        publisher(store, NOW).publish();
        try (SqlStore copy = Databases.inMemory()) {
            append(copy, 0, 12);

            // When
            LogGuard.Accepted accepted =
                    new LogGuard.Accepted(Optional.of("the disk is gone"), Optional.empty(), "user:local");
            LogGuard guard = LogGuard.open(copy, keys, clock(NOW.plusSeconds(3)), OtherClocks.none(), accepted);
            publisher(copy, NOW.plusSeconds(4)).publish();

            // Then
            assertThat(guard.isBegunAnew()).isTrue();
            Checkpoint now =
                    Checkpoint.read(note(published.resolve("checkpoint")).text());
            Checkpoint before = Checkpoint.read(note(published.resolve("before-20180920T230004Z/checkpoint"))
                    .text());
            assertThat(now.size()).isEqualTo(13);
            assertThat(before.size()).isEqualTo(20);
            assertThat(now.origin()).isEqualTo(before.origin() + "/2");
            assertThat(check(published).problems()).isEmpty();
            assertThat(check(published.resolve("before-20180920T230004Z")).problems())
                    .isEmpty();
        }
    }

    @Test
    void headsAreCheckedOneAgainstTheOtherWithNothingButTheFolder() throws IOException {
        // Given
        int size = 0;
        for (int hour = 0; hour < 4; hour++) {
            append(store, size, size + 100);
            size += 100;
            publisher(store, NOW.plus(Duration.ofHours(hour))).publish();
        }

        // Then
        PublishedLog.Report good = check(published);
        assertThat(good.problems()).isEmpty();
        assertThat(good.heads()).extracting(PublishedLog.Head::size).containsExactly(100L, 200L, 300L, 400L, 400L);

        // When one is taken away
        Path second = published.resolve("heads/20180921T000000Z.checkpoint");
        byte[] head = Files.readAllBytes(second);
        Files.delete(second);
        Files.delete(published.resolve("heads/20180921T010000Z.checkpoint"));

        // Then
        assertThat(check(published).problems()).singleElement().asString().contains("no head was kept");

        // When a tile is exchanged
        Path tile = published.resolve("tile/0/000");
        byte[] hashes = Files.readAllBytes(tile);
        hashes[150 * 32] ^= 1;
        Files.write(second, head);
        Files.write(tile, hashes);

        // Then
        assertThat(check(published).problems())
                .anySatisfy(problem -> assertThat(problem).contains("history was rewritten"));
    }

    @Test
    void headsOfAnotherHistoryAreFoundByWhoeverKeptOne() throws IOException {
        // Given
        append(store, 0, 20);
        publisher(store, NOW).publish();
        Path kept = Files.copy(published.resolve("checkpoint"), folder.resolve("kept"));
        try (SqlStore other = Databases.inMemory()) {
            append(other, 1, 40);
            published = folder.resolve("elsewhere");
            publisher(other, NOW).publish();

            // When
            PublishedLog.Report report = PublishedLog.check(
                    published,
                    new PublishedLog.Against(
                            Optional.of(
                                    SigningKey.open(folder.resolve("stranger")).fingerprint()),
                            List.of(kept),
                            List.of(),
                            Optional.empty()));

            // Then
            assertThat(report.problems())
                    .hasSize(2)
                    .anySatisfy(problem -> assertThat(problem).contains("not by the one that was given"))
                    .anySatisfy(problem -> assertThat(problem).contains("which was kept: history was rewritten"));
        }
        assertThatThrownBy(() -> check(folder.resolve("nothing")))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.INTAKE_UNRECOGNISED));
    }

    @Test
    void anExportGivesTilesAndProofsForOtherPrograms() throws IOException {
        // Given
        append(store, 0, 300);
        HeadPublisher publisher = publisher(store, NOW);
        Path whole = export(publisher, "whole.zip");
        Path tiles = folder.resolve("tiles");
        Path proofs = folder.resolve("proofs");

        // When
        ExportProofs.tiles(whole, tiles);
        int written = ExportProofs.proofs(whole, proofs, line -> "host1.corp.example".equals(line.asset()));

        // Then
        for (String file : List.of("tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"))
            assertThat(tiles.resolve(file)).hasBinaryContent(Files.readAllBytes(published.resolve(file)));
        assertThat(tiles.resolve("tile/entries/001.p/44")).isNotEmptyFile();
        assertThat(written).isEqualTo(40);
        TlogProof proof = TlogProof.read(Files.readAllBytes(proofs.resolve("1.tlog-proof")));
        assertThat(proof.shows(Files.readAllBytes(proofs.resolve("1.entry")))).isTrue();
        assertThat(proof.shows(Files.readAllBytes(proofs.resolve("11.entry")))).isFalse();
        assertThat(Checkpoint.isSigned(proof.checkpoint(), publisher.noteKey())).isTrue();
        Path old = Path.of("src/test/resources/exports/head-1.zip");
        assertThatThrownBy(() -> ExportProofs.tiles(old, tiles)).hasMessageContaining("earlier releases");
    }

    private static PublishedLog.Report check(Path published) {
        return PublishedLog.check(
                published,
                new PublishedLog.Against(Optional.empty(), List.of(), List.of(), Optional.of(Duration.ofHours(1))));
    }

    private Verdict older(Path file, Path older) {
        return AuditVerify.verify(file, new AuditVerify.Against(Optional.empty(), Optional.of(older), NOW));
    }

    private Verdict check(Path file, List<NoteKey> witnesses, int quorum) {
        return AuditVerify.verify(
                file,
                new AuditVerify.Against(
                        Optional.of(SigningKey.open(keys).fingerprint()),
                        Optional.empty(),
                        NOW,
                        new AuditVerify.Others(witnesses, quorum, Optional.empty())));
    }

    private Path export(HeadPublisher publisher, String name) {
        return AuditExport.write(
                        store(publisher),
                        folder.resolve(name),
                        NOW.plusSeconds(30),
                        publisher.key(),
                        AuditSelection.all(),
                        publisher.head(),
                        Optional.empty(),
                        Collections.emptySortedMap())
                .file();
    }

    private static Store store(HeadPublisher publisher) {
        return publisher.store();
    }

    private StubWitness witness(String name) {
        StubWitness witness =
                new StubWitness(publisher(store, NOW).noteKey(), name, folder.resolve(name), clock(NOW.plusSeconds(2)));
        witnesses.add(witness);
        return witness;
    }

    private HeadPublisher.Settings witnessed(int quorum) {
        List<Witness> all = witnesses.stream().map(StubWitness::asWitness).toList();
        return new HeadPublisher.Settings(
                published, Optional.empty(), Duration.ofHours(1), all, quorum, Optional.empty());
    }

    private HeadPublisher publisher(SqlStore from, Instant now) {
        return publisher(from, now, HeadPublisher.Settings.alone(published));
    }

    private HeadPublisher publisher(SqlStore from, Instant now, HeadPublisher.Settings settings) {
        return new HeadPublisher(from, keys, settings, StubWitness.among(witnesses), clock(now), remarks::add);
    }

    private static void refused(HeadPublisher publisher, FailureCode code, String words) {
        assertThatThrownBy(publisher::publish)
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(code))
                .hasMessageContaining(words);
    }

    private static SignedNote note(Path file) throws IOException {
        return SignedNote.read(Files.readAllBytes(file));
    }

    private static byte[] root(SqlStore store) {
        return store.transact(tx -> tx.audit().head()).root();
    }

    private static void append(SqlStore store, int from, int to) {
        store.run(tx -> IntStream.range(from, to).forEach(i -> tx.audit().append(Examples.event(i))));
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
