package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Coverage;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of one report that comes several times at once, and of one that cannot be read. */
class AtOnceTest {
    @TempDir
    Path folder;

    @Test
    void theSameReportSentSixTimesAtOnceIsTakenInOnce() throws Exception {
        // Given
        ExecutorService senders = Executors.newFixedThreadPool(6);
        CyclicBarrier together = new CyclicBarrier(6);
        List<Future<List<Coverage>>> answers = new ArrayList<>();
        try (SqlStore store = Databases.h2(folder.resolve("data"))) {
            ReportIntake intake =
                    new ReportIntake(store, new ReportReader(), folder.resolve("reports"), Clock.systemUTC());
            Callable<List<Coverage>> send = () -> {
                together.await();
                return intake.take(Delivery.of(Reading.fixture("scan.nessus")), ReadOptions.plain(), "ratchet");
            };

            // When
            for (int i = 0; i < 6; i++) answers.add(senders.submit(send));
            int taken = 0;
            for (Future<List<Coverage>> answer : answers) taken += answer.get().size();

            // Then
            assertThat(taken).isEqualTo(1);
            assertThat(store.<List<Coverage>>transact(tx -> tx.reports().finished()))
                    .hasSize(1);
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    void aReportThatIsUnreadableAsAWholeEndsTwoAndTheOthersAreRead() throws IOException {
        // Given
        Path torn = Files.writeString(
                folder.resolve("a-torn.nessus"), "<NessusClientData_v2><Report name='x'><ReportHost na");
        Path good = Files.copy(Reading.fixture("scan-nmap.xml"), folder.resolve("b-good.xml"));
        ByteArrayOutputStream findings = new ByteArrayOutputStream();
        ByteArrayOutputStream remarks = new ByteArrayOutputStream();

        // When
        int exit = new ParseReport(
                        new PrintStream(findings, true, StandardCharsets.UTF_8),
                        new PrintStream(remarks, true, StandardCharsets.UTF_8))
                .run(ParseReport.deliveries(List.of(torn, good)), ReadOptions.plain(), false);

        // Then
        assertThat(exit).isEqualTo(2);
        assertThat(findings.toString(StandardCharsets.UTF_8)).contains("protocol-offer");
        assertThat(remarks.toString(StandardCharsets.UTF_8)).contains("is unreadable as nessus");
    }
}
