package io.ratchet.routes.intake;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Words of tables that stand for something else: for nothing, for yes and for no. */
final class Words {
    /** What databases, Excel, PowerShell, consoles and scanners write where they know nothing. */
    private static final Set<String> ABSENT = Set.of(
            "",
            "-",
            "--",
            "---",
            "\u2013",
            "\u2014",
            "null",
            "(null)",
            "<null>",
            "[null]",
            "nil",
            "none",
            "(none)",
            "<none>",
            "n/a",
            "na",
            "#n/a",
            "#n/v",
            "#nv",
            "#null!",
            "#value!",
            "#wert!",
            "#ref!",
            "nan",
            "unknown",
            "(unknown)",
            "<unknown>",
            "unbekannt",
            "inconnu",
            "desconocido",
            "sconosciuto",
            "onbekend",
            "not available",
            "not applicable",
            "not set",
            "not specified",
            "undefined",
            "(empty)",
            "<empty>",
            "empty",
            "(blank)",
            "blank",
            "dbnull",
            "system.dbnull",
            "nicht verf\u00FCgbar",
            "non disponible",
            "keine angabe",
            "k. a.",
            "k.a.",
            "\\n",
            "?");

    private static final Set<String> TRUE = Set.of(
            "1",
            "-1",
            "true",
            "$true",
            "yes",
            "y",
            "on",
            "wahr",
            "ja",
            "j",
            "vrai",
            "oui",
            "verdadero",
            "s\u00ED",
            "si",
            "vero",
            "verdadeiro",
            "sim",
            "waar",
            "sand",
            "sant",
            "prawda",
            "tak",
            "pravda",
            "ano");
    private static final Set<String> FALSE = Set.of(
            "0",
            "false",
            "$false",
            "no",
            "n",
            "off",
            "falsch",
            "nein",
            "faux",
            "non",
            "falso",
            "n\u00E3o",
            "nao",
            "onwaar",
            "nee",
            "falsk",
            "falskt",
            "nej",
            "fa\u0142sz",
            "nie",
            "nepravda",
            "ne");

    private Words() {}

    /** Whether a cell says that nothing is known. */
    static boolean absent(String cell) {
        String plain = cell.strip();
        return plain.length() <= 20 && ABSENT.contains(plain.toLowerCase(Locale.ROOT));
    }

    /** The cell without the blanks around it, ordinary or not; empty where it says that nothing is known. */
    static String value(String cell) {
        String plain = cell.indexOf('\u00A0') < 0
                ? cell.strip()
                : cell.replace('\u00A0', ' ').strip();
        return absent(plain) ? "" : plain;
    }

    /** Empty for a word that is neither yes nor no in a language that is known here. */
    static Optional<Boolean> truth(String cell) {
        String word = cell.strip().toLowerCase(Locale.ROOT);
        if (TRUE.contains(word)) return Optional.of(true);
        return FALSE.contains(word) ? Optional.of(false) : Optional.empty();
    }

    /** Whether such a word is written by a Windows whose language writes the day before the month. */
    static boolean dayFirst(String cell) {
        String word = cell.strip().toLowerCase(Locale.ROOT);
        return word.length() > 1
                && truth(word).isPresent()
                && !Set.of("true", "false", "yes", "no", "on", "off", "$true", "$false", "-1")
                        .contains(word);
    }
}
