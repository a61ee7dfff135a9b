package io.ratchet.domain.plan;

import static io.ratchet.domain.failure.FailureCode.HOST_LANGUAGE_CONSTRAINED;
import static io.ratchet.domain.failure.FailureCode.HOST_POWERSHELL_MISSING;
import static io.ratchet.domain.failure.FailureCode.HOST_SCRIPT_BLOCKED;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.failure.FailureCode;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a PowerShell complains of, in plain words, whatever it is wrapped in. */
class ErrorStreamTest {
    private static final String OBJS =
            "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">";
    private static final String PROGRESS = "<Obj S=\"progress\" RefId=\"0\"><TN RefId=\"0\">"
            + "<T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN><MS><I64 N=\"SourceId\">1</I64>"
            + "<PR N=\"Record\"><AV>Preparing modules for first use.</AV><AI>0</AI><Nil /><PI>-1</PI><PC>-1</PC>"
            + "<T>Completed</T><SR>-1</SR><SD> </SD></PR></MS></Obj>";

    // spotless:off
    static Stream<Arguments> outputs() {
        return Stream.of(
            Arguments.of("nothing", "", ""),
            Arguments.of("progress alone", "#< CLIXML\r\n" + OBJS + PROGRESS + "</Objs>", ""),
            Arguments.of("PowerShell 2.0",
                "#< CLIXML\r\n" + OBJS
                    + "<S S=\"Error\">The term 'Get-Item2' is not recognized as the name of a cmdlet, function, scr_x000D__x000A_</S>"
                    + "<S S=\"Error\">ipt file, or operable program._x000D__x000A_</S>"
                    + "<S S=\"Error\">At line:1 char:10_x000D__x000A_</S>"
                    + "<S S=\"Error\">+ Get-Item2 &lt;&lt;&lt;&lt; _x000D__x000A_</S>"
                    + "<S S=\"Error\">    + CategoryInfo          : ObjectNotFound: (Get-Item2:String) [], CommandNotFoundException_x000D__x000A_</S></Objs>",
                "The term 'Get-Item2' is not recognized as the name of a cmdlet, function, scr ipt file, or operable program."),
            Arguments.of("PowerShell 5.1, progress first",
                "#< CLIXML\r\n" + OBJS + PROGRESS
                    + "<S S=\"Error\">Cannot create type. Only core types are supported in this language mode._x000D__x000A_</S>"
                    + "<S S=\"Error\">In Zeile:1 Zeichen:61_x000D__x000A_</S><S S=\"Error\">+ $b='7Vt...';_x000D__x000A_</S></Objs>",
                "Cannot create type. Only core types are supported in this language mode."),
            Arguments.of("PowerShell 7, as its engine wrote it",
                "#< CLIXML\n" + OBJS + "<S S=\"Error\">Write-Error: Die &lt;Datei&gt; &amp; \"x\" fehlt: \u00e4\u00f6\u00fc \u20ac_x000A_</S>"
                    + "<S S=\"Error\">Exception: FAILED: zweite Zeile_x000A_</S><S S=\"Error\">mit Umbruch _x005F_x000A__x000A_</S></Objs>",
                "Write-Error: Die <Datei> & \"x\" fehlt: \u00e4\u00f6\u00fc \u20ac Exception: FAILED: zweite Zeile mit Umbruch _x000A_"),
            Arguments.of("entities and escapes",
                "#< CLIXML\n" + OBJS + "<S S=\"Error\">a &lt;b&gt; &amp;amp; &quot;c&quot; &#39;d&#x27; _x005F_x000A_ _x00E4_ &unknown; _xZZZZ_ _x00</S></Objs>",
                "a <b> &amp; \"c\" 'd' _x000A_ \u00e4 &unknown; _xZZZZ_ _x00"),
            Arguments.of("other streams", "#< CLIXML\r\n" + OBJS + "<S S=\"Warning\">w</S><S S=\"Error\">e</S><S S=\"verbose\">v</S></Objs>", "e"),
            Arguments.of("plain words", "'powershell' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n",
                "'powershell' is not recognized as an internal or external command, operable program or batch file."),
            Arguments.of("plain words before and behind", "before\r\n#< CLIXML\r\n" + OBJS + "<S S=\"Error\">within</S></Objs>\r\nbehind", "before within behind"),
            Arguments.of("two blocks", "#< CLIXML\r\n" + OBJS + PROGRESS + "</Objs>#< CLIXML\r\n" + OBJS + "<S S=\"Error\">second</S></Objs>", "second"),
            Arguments.of("cut off in a line", "#< CLIXML\r\n" + OBJS + "<S S=\"Error\">the begin", "the begin"),
            Arguments.of("cut off in an escape", "#< CLIXML\r\n" + OBJS + "<S S=\"Error\">x_x00", "x_x00"),
            Arguments.of("cut off in an entity", "#< CLIXML\r\n" + OBJS + "<S S=\"Error\">x&lt", "x&lt"),
            Arguments.of("every entity that has a name", "#< CLIXML\n" + OBJS + "<S S=\"Error\">&lt;&gt;&amp;&quot;&apos;s</S></Objs>", "<>&\"'s"),
            Arguments.of("an entity at the end of its line", "#< CLIXML\n" + OBJS + "<S S=\"Error\">a &gt</S><S S=\"Error\">; b&#33;</S></Objs>", "a &gt; b!"),
            Arguments.of("numbers with as many noughts as anybody writes",
                "#< CLIXML\n" + OBJS + "<S S=\"Error\">&#000065; &#0000065; &#x00041; &#x000041;</S></Objs>", "A &#0000065; A &#x000041;"),
            Arguments.of("numbers that are none", "#< CLIXML\n" + OBJS + "<S S=\"Error\">&#; &#x; &#xG; &#\u0663\u0663; &#65536;</S></Objs>",
                "&#; &#x; &#xG; &#\u0663\u0663; &#65536;"),
            Arguments.of("the last unit, which is no character", "#< CLIXML\n" + OBJS + "<S S=\"Error\">a&#65535;b_xFFFF_c</S></Objs>", "abc"),
            Arguments.of("the word alone", "#< CLIXML", ""),
            Arguments.of("a document type is nothing to it",
                "#< CLIXML\r\n<!DOCTYPE Objs [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + OBJS + "<S S=\"Error\">&e;</S></Objs>",
                "<!DOCTYPE Objs [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + OBJS + "<S S=\"Error\">&e;</S></Objs>"),
            Arguments.of("what moves a terminal", "a\u001b[31mb\u202ec\u0007d\u0000e", "a[31mbcde"));
    }
    // spotless:on

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void saysInPlainWordsWhatTheHostComplainsOf(String what, String stderr, String expected) {
        assertThat(new HostOutput(1, "", stderr).complaint()).as(what).isEqualTo(expected);
    }

    // spotless:off
    static Stream<Arguments> obstacles() {
        String constrained = "<S S=\"Error\">New-Object : Typ kann nicht erstellt werden._x000D__x000A_</S>"
            + "<S S=\"Error\">    + FullyQualifiedErrorId : CannotCreateTypeConstrainedLangua_x000D__x000A_</S>"
            + "<S S=\"Error\">   ge,Microsoft.PowerShell.Commands.NewObjectCommand_x000D__x000A_</S>";
        String blocked = "<S S=\"Error\">    + CategoryInfo          : ParserError: (:) [], ParentContainsErrorRecordException_x000D__x000A_</S>"
            + "<S S=\"Error\">    + FullyQualifiedErrorId : ScriptContainedMaliciousContent_x000D__x000A_</S>";
        return Stream.of(
            Arguments.of("nothing", "", null),
            Arguments.of("constrained language, an id over two lines", "#< CLIXML\r\n" + OBJS + constrained + "</Objs>", HOST_LANGUAGE_CONSTRAINED),
            Arguments.of("constrained language, a method",
                "+ FullyQualifiedErrorId : MethodInvocationNotSupportedInConstrainedLanguage", HOST_LANGUAGE_CONSTRAINED),
            Arguments.of("malware protection", "#< CLIXML\r\n" + OBJS + blocked + "</Objs>", HOST_SCRIPT_BLOCKED),
            Arguments.of("no PowerShell", "'powershell' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n", HOST_POWERSHELL_MISSING),
            Arguments.of("no PowerShell, in German", "Der Befehl \"powershell\" ist entweder falsch geschrieben oder\r\nkonnte nicht gefunden werden.\r\n", HOST_POWERSHELL_MISSING),
            Arguments.of("no PowerShell, in Japanese", "'powershell' \u306f\u3001\u5185\u90e8\u30b3\u30de\u30f3\u30c9", HOST_POWERSHELL_MISSING),
            Arguments.of("another program is missing", "'reg' is not recognized as an internal or external command", null),
            Arguments.of("an error that speaks of it later", "Access to the path of the one and only program whose name is 'powershell' is denied.", null));
    }
    // spotless:on

    @ParameterizedTest(name = "{0}")
    @MethodSource("obstacles")
    void tellsWhatKeptPowerShellFromRunningAnything(String what, String stderr, @Nullable FailureCode expected) {
        assertThat(new HostOutput(1, "\r\n", stderr).obstacle()).as(what).isEqualTo(Optional.ofNullable(expected));
        assertThat(new HostOutput(1, "something", stderr).obstacle()).isEmpty();
    }

    @Test
    void saysNoMoreThanFiveHundredCharacters() {
        // Given
        String long1 = "#< CLIXML\r\n" + OBJS + "<S S=\"Error\">" + "\ud83d\ude00".repeat(400) + "</S></Objs>";
        // When
        String said = new HostOutput(1, "", long1).complaint();
        // Then
        assertThat(said).hasSizeLessThanOrEqualTo(500).endsWith("\u2026");
        assertThat(Character.isHighSurrogate(said.charAt(said.length() - 2))).isFalse();
    }

    @Test
    void saysFiveHundredCharactersInFull() {
        assertThat(new HostOutput(1, "", "x".repeat(500)).complaint()).isEqualTo("x".repeat(500));
        assertThat(new HostOutput(1, "", "x".repeat(501)).complaint()).isEqualTo("x".repeat(499) + "\u2026");
    }

    @Test
    void looksAtEachCharacterOnceHoweverLongItIs() {
        // Given four million characters of what could be a beginning each time
        String hostile = ("#< CLIXML" + OBJS + "<S S=\"Error\">&" + "_x00".repeat(10)).repeat(40_000);
        // When / Then
        assertThat(new HostOutput(1, "", hostile).complaint()).hasSizeLessThanOrEqualTo(500);
    }
}
