package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.Examples;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.store.tlog.Post;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stamps that {@code openssl ts} makes and checks. */
class TimeStampsTest {
    private static final String CONFIGURATION = """
            [tsa]
            default_tsa = one
            [one]
            serial = serial
            crypto_device = builtin
            signer_cert = tsa.pem
            certs = ca.pem
            signer_key = tsa.key
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = sha256
            accuracy = secs:1
            ess_cert_id_chain = no
            ess_cert_id_alg = sha256
            """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void authority() throws Exception {
        assumeTrue(openssl("version") == 0, "openssl is not installed");
        Files.writeString(folder.resolve("tsa.cnf"), CONFIGURATION);
        Files.writeString(folder.resolve("serial"), "01\n");
        Files.writeString(folder.resolve("usage"), "extendedKeyUsage=critical,timeStamping\n");
        for (String name : List.of("ca", "other"))
            done("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650")
                    .and("-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".pem")
                    .run();
        done("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=stamps")
                .and("-keyout", "tsa.key", "-out", "tsa.csr")
                .run();
        done("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
                .and("-days", "3650", "-extfile", "usage", "-out", "tsa.pem")
                .run();
    }

    @Test
    void anExportBearsAStampThatOpensslChecksToo() throws Exception {
        // Given
        Instant begun = Instant.now();
        Path file = export("stamped.zip", TimeStampsTest::reply);
        ExportZip export = ExportZip.read(file);

        // When
        Verdict verdict = check(file, "ca.pem");

        // Then
        assertThat(verdict.holds()).as(verdict.json()).isTrue();
        assertThat(verdict.json()).contains("\"stamp\":\"ok\"");
        assertThat(verdict.vouched().stampedAt())
                .isBetween(begun.minusSeconds(5), Instant.now().plusSeconds(5));
        Files.write(folder.resolve("checkpoint"), export.parts().get("checkpoint"));
        Files.write(folder.resolve("stamp.tsr"), export.parts().get("timestamp.tsr"));
        done("ts", "-verify", "-data", "checkpoint", "-in", "stamp.tsr", "-CAfile", "ca.pem")
                .run();
    }

    @Test
    void aStampOfAnAuthorityThatTheReaderDoesNotKnowIsNone() throws Exception {
        // Given
        Path file = export("stamped.zip", TimeStampsTest::reply);

        // Then
        Verdict verdict = check(file, "other.pem");
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.json()).contains("\"stamp\":\"broken\"").doesNotContain("stampedAt");
        assertThat(verdict.firstProblem().problem()).contains("not made by an authority of 'other.pem'");
        assertThat(AuditVerify.verify(file, AuditVerify.Against.nothing(Instant.now()))
                        .json())
                .contains("\"stamp\":\"unchecked\"");
    }

    @Test
    void aStampIsOverOneCheckpointAndNoByteOfItCanBeChangedUnseen() throws Exception {
        // Given
        byte[] bytes = "some bytes".getBytes(StandardCharsets.UTF_8);
        byte[] answer = new TimeStamps(URI.create("http://stamps.example"), folder.resolve("ca.pem"))
                .ask(TimeStampsTest::reply, bytes);
        Optional<Path> authority = Optional.of(folder.resolve("ca.pem"));

        // When
        List<Integer> unseen = new ArrayList<>();
        for (int at = 0; at < answer.length; at += 4) {
            byte[] changed = answer.clone();
            changed[at] ^= 1;
            TimeStamps.Checked checked = TimeStamps.check(changed, bytes, authority);
            if (checked.voucher() == Verdict.Voucher.OK) unseen.add(at);
        }

        // Then
        TimeStamps.Checked good = TimeStamps.check(answer, bytes, authority);
        assertThat(good.voucher()).isEqualTo(Verdict.Voucher.OK);
        assertThat(TimeStamps.check(answer, "other".getBytes(StandardCharsets.UTF_8), authority)
                        .problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("something else"));
        // The status of the answer and a root that is carried along are signed by nobody.
        assertThat(unseen.size()).as("%s of %d", unseen, answer.length).isLessThan(answer.length / 8);
    }

    @Test
    void noExportIsWrittenWithoutTheStampThatTheSettingsDemand() {
        // Given
        Post silent = (to, type, body) -> {
            throw new IOException("no route");
        };
        Post other = (to, type, body) -> new Post.Answer(200, new byte[] {1});

        // Then
        for (Post post : List.of(silent, other))
            assertThatThrownBy(() -> export("none.zip", post))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.LOG_NOT_WITNESSED))
                    .hasMessageContaining("stamps.example gave no stamp");
        assertThat(folder.resolve("none.zip")).doesNotExist();
    }

    private static Path export(String name, Post post) {
        try (SqlStore store = Databases.inMemory()) {
            store.run(tx -> IntStream.range(0, 9).forEach(i -> tx.audit().append(Examples.event(i))));
            TimeStamps stamps = new TimeStamps(URI.create("http://stamps.example"), folder.resolve("ca.pem"));
            HeadPublisher publisher = new HeadPublisher(
                    store,
                    folder.resolve("keys"),
                    new HeadPublisher.Settings(
                            folder.resolve("published"),
                            Optional.empty(),
                            Duration.ofHours(1),
                            List.of(),
                            0,
                            Optional.of(stamps)),
                    post,
                    Clock.systemUTC(),
                    remark -> {});
            return AuditExport.write(
                            store,
                            folder.resolve(name),
                            Instant.now(),
                            publisher.key(),
                            AuditSelection.all(),
                            publisher.head(),
                            Optional.empty(),
                            Collections.emptySortedMap())
                    .file();
        }
    }

    private static Verdict check(Path file, String authority) {
        return AuditVerify.verify(
                file,
                new AuditVerify.Against(
                        Optional.empty(),
                        Optional.empty(),
                        Instant.now(),
                        new AuditVerify.Others(List.of(), 0, Optional.of(folder.resolve(authority)))));
    }

    /** As an authority answers over HTTP. */
    private static Post.Answer reply(URI to, String contentType, byte[] query) throws IOException {
        assertThat(contentType).isEqualTo("application/timestamp-query");
        Files.write(folder.resolve("query.tsq"), query);
        try {
            done("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "answer.tsr")
                    .run();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return new Post.Answer(200, Files.readAllBytes(folder.resolve("answer.tsr")));
    }

    private record Call(List<String> arguments) {
        Call and(String... more) {
            List<String> all = new ArrayList<>(arguments);
            all.addAll(List.of(more));
            return new Call(all);
        }

        void run() throws IOException, InterruptedException {
            assertThat(openssl(arguments.toArray(String[]::new)))
                    .as(() -> "openssl " + String.join(" ", arguments) + "\n" + output())
                    .isZero();
        }
    }

    private static Call done(String... arguments) {
        return new Call(List.of(arguments));
    }

    private static String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return 127;
        }
    }
}
