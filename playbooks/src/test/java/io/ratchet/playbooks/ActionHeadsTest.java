package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.playbooks.Action.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An action is what the head of its file says, and its script holds itself to the same. */
class ActionHeadsTest {
    private static final Path FOLDER = Engine.root().resolve("playbooks/src/main/resources/actions");
    private static final Pattern ASSERTED =
            Pattern.compile("Assert-RatchetParameters \\$Parameters @\\(([^)]*)\\) @\\(([^)]*)\\)");
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final List<String> TYPES = List.of("text", "number", "truth", "list");

    static List<String> registered() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(ActionHeadsTest::name)
                    .filter(name -> text(name).contains("function Invoke-Action"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("registered")
    void aHeadDeclaresTheParametersThatTheScriptAccepts(String name) {
        Action action = Action.named(name);

        var asserted = ASSERTED.matcher(text(name));
        assertThat(asserted.find()).isTrue();
        assertThat(names(action, true)).containsExactlyElementsOf(quoted(asserted.group(1)));
        assertThat(names(action, false)).containsExactlyElementsOf(quoted(asserted.group(2)));
        assertThat(action.parameters())
                .allMatch(parameter ->
                        TYPES.contains(parameter.type()) || parameter.type().contains("|"));
    }

    @ParameterizedTest
    @MethodSource("registered")
    void whatAnActionNeedsIsThere(String name) {
        assertThat(Action.named(name).needs())
                .allMatch(needed -> Files.exists(FOLDER.resolve(needed + ".ps1")))
                .isSorted();
    }

    @Test
    void aPartOfOthersIsNoAction() {
        assertThat(Action.find("facts")).isEmpty();
        assertThat(Action.find("prelude")).isEmpty();
        assertThat(Action.find("../playbooks/catalogue")).isEmpty();
        assertThatThrownBy(() -> Action.named("format-disk")).hasMessage("there is no action 'format-disk'");
    }

    @Test
    void theHeadStaysAtHome() {
        assertThat(Action.scripts(List.of(Action.SERVICE)).get("service")).doesNotContain("#: ");
    }

    @Test
    void aHeadThatSaysSomethingElseIsADefectOfTheBuild() {
        assertThatThrownBy(() -> Action.declared("a", "#: action a\n#: takes name\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("#: takes name");
        assertThatThrownBy(() -> Action.declared("a", "#: needs b\n")).hasMessageContaining("another name");
    }

    private static List<String> names(Action action, boolean required) {
        return action.parameters().stream()
                .filter(parameter -> parameter.required() == required)
                .map(Parameter::name)
                .toList();
    }

    private static List<String> quoted(String list) {
        return QUOTED.matcher(list)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".ps1".length());
    }

    private static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".ps1"));
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
