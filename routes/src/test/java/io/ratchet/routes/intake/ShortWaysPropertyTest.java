package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where the usual case of a large report goes a short way, it comes out where the long way does. */
class ShortWaysPropertyTest {
    private static final Pattern FULL = Pattern.compile("[\\p{L}\\p{N}_-]{1,63}(\\.[\\p{L}\\p{N}_-]{1,63})+\\.?");
    private static final Pattern UUID = Pattern.compile("[{]?([0-9A-Fa-f-]{32,36})[}]?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}");

    private static final String EVENT =
            "{\"@timestamp\":\"2018-09-20T01:00:00Z\",\"winlog\":{\"provider_name\":\"Schannel\",\"computer_name\":\"srv01.corp.example\",\"event_id\":36880,\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}}}";

    @Property(tries = 600)
    void anAddressIsWhatItsPatternSays(Draw draw) {
        String text = draw.textOf("0125.:f", draw.between(0, 16));
        assertThat(HostNames.isAddress(text)).as(text).isEqualTo(address(text));
    }

    @Property(tries = 600)
    void aUuidIsWhatItsPatternSays(Draw draw) {
        String text = (draw.between(0, 1) == 0 ? "{" : "")
                + draw.textOf("09afAF-", draw.between(30, 38))
                + (draw.between(0, 9) == 0 ? draw.textOf("g{}: ", 1) : "")
                + (draw.between(0, 1) == 0 ? "}" : "");
        Matcher uuid = UUID.matcher(text);
        String digits = uuid.matches() ? uuid.group(1).replace("-", "") : "";
        assertThat(MappedReader.uuid(text))
                .isEqualTo(
                        digits.length() == 32
                                ? Optional.of(digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-"))
                                : Optional.empty());
    }

    @Property(tries = 600)
    void aFullNameIsWhatItsPatternSays(Draw draw) {
        String text = draw.textOf("a1.-_\u00FC :", draw.between(0, 9))
                + (draw.between(0, 20) == 0 ? "x".repeat(draw.between(60, 66)) + ".b" : "");
        assertThat(HostNames.full(text).isPresent())
                .as(text)
                .isEqualTo(FULL.matcher(text).matches() && !address(text));
    }

    private static boolean address(String text) {
        if (text.indexOf(':') >= 0) return IPV6.matcher(filled(text)).matches();
        return IPV4.matcher(text).matches()
                && Arrays.stream(text.split("\\.")).allMatch(part -> Integer.parseInt(part) <= 255);
    }

    /** An address of version 6 with zeros in its gap and in place of an address of version 4 at its end. */
    private static String filled(String text) {
        int last = text.lastIndexOf(':') + 1;
        String plain = address(text.substring(last)) ? text.substring(0, last) + "0:0" : text;
        int gap = plain.indexOf("::");
        if (gap < 0) return plain;
        long told = Arrays.stream(plain.split(":"))
                .filter(group -> !group.isEmpty())
                .count();
        if (told > 7) return "";
        String before = plain.substring(0, gap);
        String behind = plain.substring(gap + 2);
        return (before.isEmpty() ? "" : before + ":") + "0:".repeat((int) (7 - told)) + "0"
                + (behind.isEmpty() ? "" : ":" + behind);
    }

    @Property(tries = 400)
    void theValuesOfACellAreThoseBetweenItsSeparators(Draw draw) {
        String cell = draw.textOf("ab;,|\t\n\u000B\r \u0001", draw.between(0, 12));
        List<String> bars = new ArrayList<>();
        List<String> none = new ArrayList<>();
        Cells.firstOf(cell, true, value -> gathered(bars, value));
        Cells.firstOf(cell, false, value -> gathered(none, value));
        assertThat(bars).isEqualTo(split(cell, "[;,\\s|]+"));
        assertThat(none).isEqualTo(split(cell, "[;,\\s]+"));
    }

    private static Optional<String> gathered(List<String> values, String value) {
        values.add(value);
        return Optional.empty();
    }

    private static List<String> split(String cell, String pattern) {
        return Arrays.stream(cell.split(pattern))
                .filter(value -> !value.isEmpty())
                .toList();
    }

    @Property(tries = 600)
    void aTimeInTheUsualFormIsWhatJavaReadsOfIt(Draw draw) {
        // Given
        String number = "%02d";
        String text = String.format(Locale.ROOT, "%04d", draw.between(0, 2400)) + "-"
                + String.format(Locale.ROOT, number, draw.between(0, 14)) + "-"
                + String.format(Locale.ROOT, number, draw.between(0, 33)) + draw.of(List.of("T", " "))
                + String.format(Locale.ROOT, number, draw.between(0, 25)) + ":"
                + String.format(Locale.ROOT, number, draw.between(0, 61)) + ":"
                + String.format(Locale.ROOT, number, draw.between(0, 61))
                + draw.of(List.of("", "." + draw.textOf("0129", draw.between(0, 9)), "."))
                + draw.of(List.of("", "Z"));
        ZoneId zone = draw.of(List.of(ZoneOffset.UTC, ZoneId.of("UTC"), ZoneId.of("Europe/Berlin")));

        // When
        Instant read = null;
        try {
            read = Times.parse("time", text, null, zone);
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining("is no time");
        }

        // Then
        Instant expected = java(text, zone);
        if (expected != null) assertThat(read).as(text).isEqualTo(expected);
        else assertThat(read).as(text).isNull();
        if (expected != null) assertThat(Times.zoned(text)).isEqualTo(text.endsWith("Z"));
    }

    private static @Nullable Instant java(String text, ZoneId zone) {
        boolean utc = text.endsWith("Z");
        String local = (utc ? text.substring(0, text.length() - 1) : text).replace(' ', 'T');
        if (local.endsWith(".") && text.charAt(10) == ' ') return null;
        try {
            return LocalDateTime.parse(local)
                    .atZone(utc ? ZoneOffset.UTC : zone)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Property(tries = 300)
    void textInPiecesIsTheTextWhole(Draw draw) throws IOException {
        // Given
        byte[] bytes = bytes(draw);

        // When
        StringBuilder pieces = new StringBuilder();
        long foreign;
        try (Decoded in = Decoded.text(slowly(bytes, draw))) {
            for (String piece = in.piece(); piece != null; piece = in.piece()) pieces.append(piece);
            foreign = in.foreign();
        }

        // Then
        try (Decoded in = Decoded.text(new ByteArrayInputStream(bytes))) {
            assertThat(pieces.toString()).isEqualTo(whole(in));
            assertThat(foreign).isEqualTo(in.foreign());
        }
    }

    @Property(tries = 300)
    void onlyWhatNoXmlMayHoldIsFiltered(Draw draw) throws IOException {
        // Given
        byte[] bytes = bytes(draw);
        String plain;
        try (Decoded in = Decoded.text(new ByteArrayInputStream(bytes))) {
            plain = whole(in);
        }

        // When
        String filtered;
        long controls;
        try (Decoded in = Decoded.xml(slowly(bytes, draw))) {
            filtered = whole(in);
            controls = in.controls();
        }

        // Then
        String expected = plain.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\uFFFE\uFFFF]", " ");
        assertThat(filtered).isEqualTo(expected);
        assertThat(controls)
                .isEqualTo(plain.chars()
                        .filter(c -> c >= 0xFFFE || (c < ' ' && c != '\n' && c != '\r' && c != '\t'))
                        .count());
    }

    private static byte[] bytes(Draw draw) {
        StringBuilder text = new StringBuilder(beginning(draw));
        int parts = draw.between(0, 6);
        for (int i = 0; i < parts; i++)
            text.append(draw.of(List.of(
                            "plain text\r\n", "f\u00FCr", "\u000C", "\0", "\uFFFE", "\uFFFF", "\t", "\u20AC", "end")))
                    .append("x".repeat(draw.between(0, 40)));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && draw.between(0, 3) == 0) bytes[draw.between(0, bytes.length - 1)] = (byte) 0xE4;
        return bytes;
    }

    /** Text that is read whole whatever the stream gives, to look at its encoding. */
    private static String beginning(Draw draw) {
        return "x".repeat(draw.between(4_085, 4_100));
    }

    /** Gives few bytes at a time behind that, so that a character may come in two pieces. */
    private static InputStream slowly(byte[] bytes, Draw draw) {
        int most = draw.between(1, 9);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, most));
            }
        };
    }

    private static String whole(Reader in) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] some = new char[64];
        for (int read = in.read(some); read >= 0; read = in.read(some)) text.append(some, 0, read);
        return text.toString();
    }

    @Property(tries = 600)
    void rowsAtHandAreTheRowsGatheredLineByLine(Draw draw) throws IOException {
        // Given
        String table = beginning(draw) + draw.textOf("ab,\"\n\r", draw.between(0, 40));

        // When: a table without a line feed is read by its carriage returns, however it comes
        List<String> atOnce = rows(new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)));
        List<String> gathered = rows(slowly(table.getBytes(StandardCharsets.UTF_8), draw));

        // Then
        assertThat(atOnce).isEqualTo(gathered);
    }

    private static List<String> rows(InputStream bytes) throws IOException {
        List<String> told = new ArrayList<>();
        try (Decoded in = Decoded.text(bytes)) {
            CsvRows rows = new CsvRows(in);
            for (CsvRows.Row row = rows.next(); row != null; row = rows.next())
                told.add(row.text() + "|" + row.cells() + "|" + row.whole());
        }
        return told;
    }

    @Property(tries = 100)
    void anEventIsFoundByTheNameOfItsProviderHoweverWritten(Draw draw) throws IOException {
        // Given
        String name = draw.of(
                List.of("Schannel", "SCHANNEL", "sChAnNeL", "Schannels", "chschannel", "Schanne1", "\\u0053channel"));
        String filling =
                draw.of(List.of("", "\uD83D\uDD12", "\u20AC")) + draw.textOf("schanelSCHANEL ", draw.between(0, 20));
        String event = "{\"@timestamp\":\"2018-09-20T01:00:00Z\",\"note\":\"" + filling
                + "\",\"winlog\":{\"provider_name\":\"" + name
                + "\",\"computer_name\":\"srv01.corp.example\",\"event_id\":36880,\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}}}\n";

        // When
        Reading reading = Reading.ofText(event.replace("36880", "1"));

        // Then
        boolean schannel = name.replace("\\u0053", "S").equalsIgnoreCase("Schannel");
        assertThat(reading.findings()).as(event).hasSize(schannel ? 1 : 0);
    }

    @Property(tries = 200)
    void whatALineSaysDoesNotDependOnItsNeighbours(Draw draw) throws IOException {
        // Given
        List<String> lines = new ArrayList<>();
        int count = draw.between(2, 8);
        for (int i = 0; i < count; i++)
            lines.add(draw.of(List.of(
                    "{\"note\":1}",
                    "{\"note\":{\"of\":[{}]}}",
                    " {\"note\":2} ",
                    "{\"note\":",
                    "3}",
                    "{\"note\":4}{\"note\":5}",
                    "{}{",
                    "}",
                    "[]",
                    "{\"note\":\"\u20AC\"}",
                    "{\"\\ud83d\":6}",
                    "{\"note\":\r7}",
                    EVENT)));

        // When
        Reading together = Reading.ofText(EVENT + "\n" + String.join("\n", lines) + "\n");

        // Then
        List<String> rejected = new ArrayList<>();
        for (int i = 0; i < count; i++)
            if (!Reading.ofText(EVENT + "\n" + lines.get(i) + "\n").rejected().isEmpty())
                rejected.add("line[" + (i + 2) + "]");
        assertThat(together.rejected())
                .as(lines.toString())
                .extracting(Rejected::record)
                .isEqualTo(rejected);
        assertThat(together.seen(Observation.SchannelEvent.class))
                .hasSize(1 + (int) lines.stream().filter(EVENT::equals).count());
        assertThat(together.coverages().get(0).records()).isEqualTo(1 + count);
    }

    /** Jackson takes it in characters and refuses it in bytes, and a field that nobody reads must cost no finding. */
    @Test
    void halfACharacterInTheNameOfAFieldCostsNoLine() throws IOException {
        String finding = Files.readAllLines(Reading.fixture("findings.ndjson")).get(0);
        assertThat(Reading.ofText(finding).findings()).hasSize(1);
        assertThat(Reading.ofText(finding.replaceFirst("}$", ",\"\\\\ud83d\":1}"))
                        .findings())
                .hasSize(1);
    }

    @Property(tries = 50)
    void marksAreCountedOnceEach(Draw draw) {
        Marks marks = new Marks();
        Set<Long> expected = new HashSet<>();
        int count = draw.between(0, 2_000);
        for (int i = 0; i < count; i++) {
            long mark = draw.between(0, 1_500) * (draw.between(0, 1) == 0 ? 1L : 1L << 33);
            marks.add(mark);
            expected.add(mark);
        }
        assertThat(marks.size()).isEqualTo(expected.size());
    }
}
