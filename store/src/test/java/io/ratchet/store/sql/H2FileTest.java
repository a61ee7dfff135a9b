package io.ratchet.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog.Line;
import io.ratchet.store.Examples;
import io.ratchet.store.audit.MerkleTree;
import io.ratchet.store.audit.SealedLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2FileTest {
    @TempDir
    private Path directory;

    @Test
    void goesOnWhereItWas() {
        // Given
        try (SqlStore store = SqlStore.h2(directory)) {
            store.run(tx -> tx.audit().append(Examples.event(1)));
        }

        // When
        try (SqlStore again = SqlStore.h2(directory)) {
            again.run(tx -> tx.audit().append(Examples.event(2)));

            // Then
            assertThat(StoreContract.lines(again)).extracting(Line::sequence).containsExactly(0L, 1L);
        }
    }

    @Test
    void keepsWhatWasCommittedWhenTheProcessIsKilledAndLetsNobodyElseInBefore() throws Exception {
        // Given a process that commits without pause
        Process writer = start(Writer.class);
        try (BufferedReader said = writer.inputReader(StandardCharsets.UTF_8)) {
            String last = said.readLine();
            for (int i = 0; i < 20; i++) last = said.readLine();

            // When a second one comes
            Process second = start(Writer.class);
            try (BufferedReader answer = second.inputReader(StandardCharsets.UTF_8)) {
                // Then
                assertThat(answer.readLine())
                        .isEqualTo(
                                "CONFIG-INVALID: The data folder '" + directory
                                        + "' is in use by another Ratchet; stop that one or give this one a folder of its own.");
            } finally {
                second.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
            }

            // When the first one dies
            for (int i = 0; i < 20; i++) last = said.readLine();
            writer.destroyForcibly().waitFor(20, TimeUnit.SECONDS);

            // Then
            try (SqlStore store = SqlStore.h2(directory)) {
                MerkleTree tree = new MerkleTree();
                List<Line> lines = StoreContract.lines(store);
                lines.forEach(line -> tree.append(SealedLine.hashed(line.canonical())));
                assertThat(lines).hasSizeGreaterThan(Integer.parseInt(last));
                assertThat(store.transact(tx -> tx.audit().head()).root()).isEqualTo(tree.root());
            }
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void saysWhatIsWrongWithAFolderThatCannotBe() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("file"), "not a folder");

        // Then
        refuses(file.resolve("data"), "cannot be created");
        refuses(directory.resolve("a;b"), "semicolon");
        Files.writeString(directory.resolve("ratchet.mv.db"), "x".repeat(9000));
        refuses(directory, "restore it from a backup");
    }

    private static void refuses(Path folder, String because) {
        assertThatThrownBy(() -> SqlStore.h2(folder))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID))
                .hasMessageContaining(because);
    }

    private Process start(Class<?> main) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        java, "-XX:TieredStopAtLevel=1", "-cp", classPath, main.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Commits one line after the other and prints the number of each once it is committed; or prints why it cannot. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            try {
                SqlStore store = SqlStore.h2(Path.of(args[0]));
                while (true)
                    System.out.println(store.<Long>transact(tx -> tx.audit().append(Examples.event(1))));
            } catch (FailureException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
