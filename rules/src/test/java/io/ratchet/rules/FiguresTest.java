package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scan behind {@link NoFiguresTest} sees and what it leaves alone. */
class FiguresTest {
    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "String build = \"6.0.9319.548\";                 | 6.0.9319.548",
        "told.atLeast(Version.of(\"10.0.17763\"))         | 10.0.17763",
        "new Version(10, 0, 17763, 0)                     | 10.0.17763.0",
        "text.contains(\".NET 3.5\")                      | 3.5",
        "name.matches(\"windows 8\\\\.1\")                | 8.1",
        "out.gate( $wish, \"TLS 1.2 since 4.6.2.\" );     | 4.6.2",
        "if (build < 6000) return;                        | 6000",
        "long release = 461_808L;                         | 461_808",
        "Need( host.port() == 5986 )                      | 5986",
        "update.kb().equals(\"KB3140245\")                | KB3140245",
        "\"the update kb 4019276 is missing\"             | kb 4019276",
        "Instant.parse(\"2021-07-31T00:00:00Z\")          | 2021-07-31",
        "LocalDate.of(2021, 7, 31)                        | 2021",
        "\"from July 2018 on\"                            | July 2018",
        "static final long TLS_1_2 = 0x800;               | 0x800",
        "value & 0XA80L                                   | 0XA80",
        "\"the mask 0xAA0 is sound\"                      | 0xAA0",
        "\"The server needs CU9 first.\"                  | CU9",
        "out.note( 'Only RU20 has it' );                  | RU20"
    })
    void seesEachKindOfFigure(String source, String figure) {
        // When
        List<String> found = Figures.in(source);

        // Then
        assertThat(found).containsExactly(figure);
    }
    // spotless:on

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// since build 6.0.9319.548 and KB3140245",
                "/** The mask 0xA80 of 2021-07-31. */",
                "@id( \"R016-x\" ) @source( \"M24\" ) @retrieved( \"2026-11-23\" )",
                "\"TLS 1.2 is off\"",
                "List.of(\"SSL 3.0\", \"tls 1.0\", \"DTLS 1.2\", \"TLSv1.3\", \"SSLv3\")",
                "\"Windows has TLS 1.0 and 1.1 off.\"",
                "\"SSL ?v?[23]|TLS ?v?1\\\\.[01]\"",
                "row.is(\"lync-server-2013\") || row.is(\"os-2025-24h2\")",
                "\"R900-scheduler-is-updated\"",
                "static final int LONGEST = 1024;",
                "static final int MOST = 50_000;",
                "parts[1000]",
                "Integer.parseInt(text, 16)",
                "step >= 110 && step < 130",
                "\"98.5 % and 99.9% of them\"",
                "text.replaceFirst(\"$1.$2\")",
                "\"[0-9]+([.][0-9]+){3}\"",
                "host.port12345()",
                "double ratio = 1000.5;",
                "\"0x\" + Long.toHexString(number)"
            })
    void leavesNamesCommentsPlacesAndSharesAlone(String source) {
        // When
        List<String> found = Figures.in(source);

        // Then
        assertThat(found).isEmpty();
    }

    @Test
    void readsTextBlocks() {
        // When
        List<String> found = Figures.in("String text = \"\"\"\n  \"since\" 2.0.50727\n  \"\"\"; // 3.5");

        // Then
        assertThat(found).containsExactly("2.0.50727");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"KB3140245\" /* \" */ + \"KB3140245\"", "'\"' + \"KB3140245\" // \"\n + \"KB3140245\""})
    void countsAFigureAsOftenAsItStandsThere(String source) {
        // When
        List<String> found = Figures.in(source);

        // Then
        assertThat(found).containsExactly("KB3140245", "KB3140245");
    }
}
