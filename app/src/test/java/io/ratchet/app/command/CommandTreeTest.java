package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTreeTest {
    private static final Pattern COMMAND = Pattern.compile("^  ([a-z-]+) ");
    /** What the launcher does itself. */
    private static final Set<String> LAUNCHERS = Set.of("test", "package", "format", "prepare");

    private final Console console = new Console();

    @Test
    void saysItsVersionOnStandardOutput() {
        // When
        int exit = console.run("version");

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(console.out()).startsWith("ratchet ");
        assertThat(console.err()).isEmpty();
    }

    @Test
    void everyCommandOfTheHelpSaysHowItIsUsed() {
        // Given
        console.run("--help");
        List<String> commands = console.out()
                .lines()
                .dropWhile(line -> !line.startsWith("Commands:"))
                .map(COMMAND::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .filter(name -> !LAUNCHERS.contains(name))
                .toList();
        assertThat(commands)
                .contains("demo", "decide", "audit", "lab", "version")
                .hasSizeGreaterThan(25);

        for (String command : commands) {
            // When
            Console alone = new Console();
            int exit = alone.run(command, "--help");

            // Then
            assertThat(exit).as(command).isEqualTo(Exit.DONE);
            assertThat(alone.out()).startsWith("Usage: ratchet " + command);
        }
    }

    @Test
    void outputThatCannotBeWrittenIsNoSuccess() {
        // Given
        OutputStream full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(full, false, StandardCharsets.UTF_8),
                new PrintStream(said, true, StandardCharsets.UTF_8),
                false);

        // When
        int exit = new CommandTree(terminal, new Lifetime()).run("version");

        // Then
        assertThat(exit).isEqualTo(Exit.NOT_AS_WISHED);
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("ratchet: Standard output could not be written to its end");
    }

    @Test
    void aBadOptionIsOneSentence() {
        // When
        int exit = console.run("queue", "--loud");

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines())
                .containsExactly("ratchet queue: There is no option '--loud' here. See 'ratchet queue --help'.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quue                  | ratchet: There is no command 'quue'; did you mean 'queue'? See 'ratchet --help'.",
                "tets                  | ratchet: There is no command 'tets'; did you mean 'test'? See 'ratchet --help'.",
                "audit exprot          | ratchet audit: There is no command 'exprot'; did you mean 'export'? See 'ratchet audit --help'.",
                "audit sing            | ratchet audit: There is no command 'sing'; there are export, heads, new-key, open, openings, proof, proven, tiles, verify. See 'ratchet audit --help'.",
                "quue --help           | ratchet: There is no command 'quue'; did you mean 'queue'? See 'ratchet --help'.",
                "-h quue               | ratchet: There is no command 'quue'; did you mean 'queue'? See 'ratchet --help'.",
                "audit exprot --help   | ratchet audit: There is no command 'exprot'; did you mean 'export'? See 'ratchet audit --help'.",
                "queue --jsno          | ratchet queue: There is no option '--jsno' here; did you mean '--json'? See 'ratchet queue --help'.",
                "serve --confg x       | ratchet serve: There is no option '--confg' here; did you mean '--config'? See 'ratchet serve --help'.",
                "lab --host=3          | ratchet lab: There is no option '--host' here; did you mean '--hosts'? See 'ratchet lab --help'.",
                "replay --round 1 --all | ratchet replay: --round=N, --all are mutually exclusive (specify only one). See 'ratchet replay --help'.",
                "user set kim --roles viewer | ratchet user set: No password came on standard input; give it there as one line.",
                "version now           | ratchet version: 'now' is one argument too many. See 'ratchet version --help'.",
                "lab --hosts many      | ratchet lab: Invalid value for option '--hosts': 'many' is not a whole number. See 'ratchet lab --help'.",
                "lab --network 10.0.0.0 | ratchet lab: --network must be a loopback network such as 127.30.0.0, not '10.0.0.0'. [CONFIG-INVALID]"
            })
    void whatIsMisspeltIsOneSentenceWithWhatWasPerhapsMeant(String line, String sentence) {
        // When
        int exit = console.run(line.split(" "));

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).containsExactly(sentence);
    }

    @Test
    void withoutACommandItListsThem() {
        // When
        int exit = console.run();

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains("No command is given; there are ", "decide, ", "test, ");
    }

    @Test
    void aMissingServerIsOneSentence(@TempDir Path folder) {
        // When
        int exit = console.run("queue", "--data", folder.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).singleElement().asString().contains("No server is running");
    }

    @Test
    void aSilentServerIsOneSentence() {
        // When
        int exit = console.run("queue", "--server", "http://127.0.0.1:1");

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines())
                .containsExactly("ratchet queue: No server answers at http://127.0.0.1:1; is it running?");
    }

    @Test
    void showsAStackTraceOnlyWhenAsked() {
        // When
        console.run("queue", "--server", "http://127.0.0.1:1", "--debug");

        // Then
        assertThat(console.err()).contains("at io.ratchet.app.command");
    }
}
