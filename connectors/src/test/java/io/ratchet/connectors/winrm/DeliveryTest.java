package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.fixture.Scripts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the command lines to {@code docs/phase-script.md}; the texts of the document are in the files of the same
 * directory.
 */
class DeliveryTest {
    private static final String SCRIPT = "# ratchet-phase/1\n$x = \"it's  100% 'quoted'\" # <>&|^\n";

    @Test
    void sendsAShortScriptAsOneLine() throws IOException {
        // When
        Delivery delivery = Delivery.of(Scripts.of("run-1", SCRIPT));
        // Then
        List<String> base64 = parts("single.txt", delivery.run());
        assertThat(inflated(base64.get(0))).isEqualTo(SCRIPT);
        assertThat(delivery.pieces()).isEmpty();
    }

    @Test
    void uploadsALongScriptInPiecesAndRunsItByItsHash() throws IOException, NoSuchAlgorithmException {
        // Given
        String script = Scripts.paddedTo(30_000, SCRIPT);
        // When
        Delivery delivery = Delivery.of(Scripts.of("run-2", script));
        // Then
        var sent = new StringBuilder();
        for (Delivery.Piece piece : delivery.pieces()) {
            List<String> parts = parts("piece.txt", piece.line());
            assertThat(parts.get(0)).isEqualTo("run-2");
            assertThat(parts.get(1)).hasSizeLessThanOrEqualTo(6000);
            sent.append(parts.get(1));
            assertThat(piece.length()).isEqualTo(sent.length());
        }
        List<String> run = parts("uploaded.txt", delivery.run());
        assertThat(delivery.pieces()).hasSizeGreaterThan(2);
        assertThat(run).containsExactly("run-2", sha256(sent.toString()));
        assertThat(inflated(sent.toString())).isEqualTo(script);
    }

    @Test
    void givesALongScriptToTheCommandThatRunsItByItsHash() throws IOException, NoSuchAlgorithmException {
        // Given
        String script = Scripts.paddedTo(30_000, SCRIPT);
        // When
        Delivery delivery = Delivery.byInput(Scripts.of("run-2", script));
        // Then
        assertThat(delivery.pieces()).isEmpty();
        assertThat(parts("input.txt", delivery.run())).containsExactly(sha256(delivery.input()));
        assertThat(inflated(delivery.input())).isEqualTo(script);
    }

    @Test
    void givesNoInputToWhatFitsIntoALine() {
        assertThat(Delivery.byInput(Scripts.of("run-1", SCRIPT))).isEqualTo(Delivery.of(Scripts.of("run-1", SCRIPT)));
    }

    @Test
    void sendsScriptsOfTheSameActionsEachWithItsOwnData() throws IOException {
        // Given
        String head = Scripts.paddedTo(3000, SCRIPT).stripTrailing() + "\n";
        for (String data : List.of("$RatchetData = 'YQ=='\nrun\n", "$RatchetData = 'Yg=='\nrun\n", "run", "", "\n")) {
            // When
            Delivery delivery = Delivery.of(Scripts.of("run-5", head + data));
            // Then
            List<String> base64 = parts("single.txt", delivery.run());
            assertThat(inflated(base64.get(0))).isEqualTo(head + data);
        }
    }

    @Test
    void goesFromOneLineToPiecesAt8100Characters() {
        // Given scripts that grow by a little
        for (int characters = 6000; characters < 9000; characters += 100) {
            // When
            Delivery delivery = Delivery.of(Scripts.of("run-3", Scripts.paddedTo(characters, SCRIPT)));
            // Then
            assertThat(delivery.run()).hasSizeLessThanOrEqualTo(8100);
            if (!delivery.pieces().isEmpty()) {
                int base64 = delivery.pieces().get(delivery.pieces().size() - 1).length();
                assertThat(base64 + lengthOfSingleLineWithout(base64)).isGreaterThan(8100);
            }
            assertThat(delivery.pieces())
                    .allSatisfy(piece -> assertThat(piece.line()).hasSizeLessThanOrEqualTo(8100));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a'b", "a;b", "a\nb", "..\\a", "$(a)", "a_b", "\u00e9"})
    void refusesARunIdThatCouldBecomeCode(String runId) {
        assertThatThrownBy(() -> Delivery.of(Scripts.of(runId, SCRIPT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run id");
    }

    @Test
    void refusesALineThatWouldNotArriveAsItIs() {
        assertThatThrownBy(() -> new Delivery(List.of(), "x".repeat(8101), "")).hasMessageContaining("8100");
        assertThatThrownBy(() -> new Delivery(List.of(), "two  spaces", "")).hasMessageContaining("single spaces");
        assertThatThrownBy(() -> new Delivery(List.of(), "a\ttab", "")).hasMessageContaining("single spaces");
        assertThatThrownBy(() -> new Delivery(List.of(new Delivery.Piece("a\nline", 1)), "x", ""))
                .hasMessageContaining("single spaces");
    }

    private static int lengthOfSingleLineWithout(int base64) {
        String line = Delivery.of(Scripts.of("run-4", SCRIPT)).run();
        Matcher matcher = Pattern.compile("\\$b='([^']*)'").matcher(line);
        assertThat(matcher.find()).isTrue();
        return line.length() - matcher.group(1).length();
    }

    /** What stands in the braces of the golden file; the rest must be equal to the last character. */
    private static List<String> parts(String golden, String line) throws IOException {
        String expected;
        try (var in = DeliveryTest.class.getResourceAsStream(golden)) {
            expected = new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        }
        String pattern = Pattern.compile("\\{(base64|runId|piece|sha256)}")
                .splitAsStream(expected)
                .map(Pattern::quote)
                .reduce((before, after) -> before + "([A-Za-z0-9+/=-]+)" + after)
                .orElseThrow();
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        assertThat(matcher.matches())
                .as("%s%nis not of the form%n%s", line, expected)
                .isTrue();
        var parts = new ArrayList<String>();
        for (int group = 1; group <= matcher.groupCount(); group++) parts.add(matcher.group(group));
        return parts;
    }

    private static String inflated(String base64) throws IOException {
        var in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(base64)), new Inflater(true));
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().withUpperCase().formatHex(digest);
    }
}
