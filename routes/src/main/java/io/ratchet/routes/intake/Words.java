package io.ratchet.routes.intake;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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
            "?",
            "n.a.",
            "n. a.",
            "n.v.",
            "n/v",
            "n.d.",
            "n/d",
            "s.o.",
            "s/o",
            "s. o.",
            "tbd",
            "t.b.d.",
            "tba",
            "to be determined",
            "xxx",
            "leer",
            "(leer)",
            "vide",
            "(vide)",
            "vac\u00EDo",
            "(vac\u00EDo)",
            "vuoto",
            "(vuoto)",
            "leeg",
            "(leeg)",
            "none specified",
            "no data",
            "no value",
            "(not set)",
            "not defined",
            "not found",
            "not known",
            "not recorded",
            "unassigned",
            "unspecified",
            "unavailable",
            "<not set>",
            "$null",
            "void",
            "keine",
            "nicht vorhanden",
            "nicht bekannt",
            "nicht gesetzt",
            "aucun",
            "non renseign\u00E9",
            "non d\u00E9fini",
            "ninguno",
            "nessuno",
            "geen",
            "unknown domain",
            "unknown host",
            "\u4E0D\u660E",
            "\u672A\u77E5",
            "\uBAA8\uB984",
            "\u043D\u0435\u0438\u0437\u0432\u0435\u0441\u0442\u043D\u043E",
            "nezn\u00E1m\u00FD",
            "nieznany",
            "ukendt",
            "ukjent",
            "ok\u00E4nd",
            "tuntematon",
            "bilinmiyor",
            "ismeretlen",
            "default string",
            "not settable",
            "undef",
            "(undefined)",
            "desconhecido",
            "desconhecida",
            "(vazio)",
            "vazio",
            "(em branco)",
            "nenhum",
            "nenhuma",
            "n\u00E3o dispon\u00EDvel",
            "n\u00E3o informado",
            "nulo",
            "aucune",
            "n\u00E9ant",
            "(n\u00E9ant)",
            "inconnue",
            "sans objet",
            "non sp\u00E9cifi\u00E9",
            "ninguna",
            "no disponible",
            "nicht zutreffend",
            "nicht angegeben",
            "keine daten",
            "unbekannte",
            "\u306A\u3057",
            "\u8A72\u5F53\u306A\u3057",
            "\u672A\u8A2D\u5B9A",
            "\u672A\u767B\u9332",
            "<unset>",
            "(unset)",
            "unset",
            "#bezug!",
            "#valor!",
            "#valeur!",
            "#div/0!",
            "#n/d",
            "#nul!",
            "#nulo!",
            "brak",
            "brak danych",
            "nie dotyczy",
            "nie ustawiono",
            "nieznane",
            "b.d.",
            "b/d",
            "\u043D/\u0434",
            "\u043D\u0435\u0442 \u0434\u0430\u043D\u043D\u044B\u0445",
            "\u043D\u0435 \u0443\u043A\u0430\u0437\u0430\u043D\u043E",
            "\u043D\u0435 \u0437\u0430\u0434\u0430\u043D\u043E",
            "\u043D\u0435\u0438\u0437\u0432\u0435\u0441\u0442\u0435\u043D",
            "\u043D\u0435 \u043E\u043F\u0440\u0435\u0434\u0435\u043B\u0435\u043D\u043E",
            "sem dados",
            "n\u00E3o aplic\u00E1vel",
            "nao aplicavel",
            "n\u00E3o definido",
            "no aplica",
            "no definido",
            "sin datos",
            "sin especificar",
            "non applicable",
            "non applicabile",
            "nessuna",
            "nincs",
            "nincs adat",
            "nem el\u00E9rhet\u0151",
            "niet beschikbaar",
            "niet van toepassing",
            "niet ingesteld",
            "ikke tilg\u00E6ngelig",
            "ej tillg\u00E4nglig",
            "ej angivet",
            "nen\u00ED k dispozici",
            "nezn\u00E1m\u00E9",
            "\u017E\u00E1dn\u00FD",
            "\u65E0",
            "\u672A\u8BBE\u7F6E",
            "\uC5C6\uC74C",
            "\uC54C \uC218 \uC5C6\uC74C",
            "(n/a)",
            "<n/a>",
            "[n/a]",
            "\"\"",
            "''",
            "n.a",
            "k.a",
            "n.v",
            "n.d",
            "n\\a",
            "null.null",
            "kein",
            "kein wert",
            "missing",
            "not reported",
            "none found",
            "unknown unknown",
            "unknown (null)",
            // What a board says whose maker filled nothing in.
            "to be filled by o.e.m.",
            "system serial number",
            "chassis serial number",
            "base board serial number",
            "system product name",
            "system manufacturer",
            "123456789",
            "0123456789");

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
            "ano",
            "t",
            "tosi",
            "kyll\u00E4",
            "igaz",
            "igen",
            "\u0438\u0441\u0442\u0438\u043D\u0430",
            "\u0434\u0430",
            "evet",
            "do\u011Fru",
            "da",
            "adev\u0103rat",
            "\u662F",
            "\u771F",
            "\u306F\u3044",
            "\uC608",
            "\uCC38",
            "\u03B1\u03BB\u03B7\u03B8\u03AE\u03C2",
            "\u03BD\u03B1\u03B9",
            "sandt",
            "sann",
            "cert");
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
            "ne",
            "f",
            "ep\u00E4tosi",
            "ei",
            "hamis",
            "nem",
            "\u043B\u043E\u0436\u044C",
            "\u043D\u0435\u0442",
            "hay\u0131r",
            "yanl\u0131\u015F",
            "yanli\u015F",
            "hayir",
            "nu",
            "fals",
            "\u5426",
            "\u5047",
            "\u3044\u3044\u3048",
            "\uC544\uB2C8\uC694",
            "\uC544\uB2C8\uC624",
            "\uAC70\uC9D3",
            "\u03C8\u03B5\u03C5\u03B4\u03AE\u03C2",
            "\u03CC\u03C7\u03B9",
            "\u03BF\u03C7\u03B9",
            "nei",
            "usann",
            "usand");

    private static final Pattern TYPE = Pattern.compile(
            "(?:System|Microsoft|Deserialized)\\.[A-Za-z0-9.]*(?:\\[\\]|`[0-9]\\[.*\\]|ArrayList|Collection|Hashtable|System\\.Object)|System\\.Object");

    private static final char MINUS = '\u2212';
    private static final int LONGEST_TRUTH = 12;
    /**
     * Those that tell nothing of the order of dates: of many languages or of one that begins with the year, or short.
     */
    private static final Set<String> PLAIN_TRUTHS = Set.of(
            "true",
            "false",
            "yes",
            "no",
            "on",
            "off",
            "$true",
            "$false",
            "-1",
            // Codes of sites and names of groups are such words too.
            "da",
            "nu",
            "ei",
            "nei",
            "cert",
            "igen",
            "nem",
            "igaz",
            "hamis",
            "\u306F\u3044",
            "\u3044\u3044\u3048",
            "\uC544\uB2C8\uC694",
            "\uC544\uB2C8\uC624",
            "\uAC70\uC9D3");

    private static final boolean[] BEGINS_ABSENT = beginnings(ABSENT);

    private Words() {}

    /** Whether a cell says that nothing is known. */
    static boolean absent(String cell) {
        return saysNothing(cell.strip());
    }

    private static boolean saysNothing(String plain) {
        if (!mayBeAbsent(plain)) return false;
        return (plain.length() <= 24 && ABSENT.contains(plain.toLowerCase(Locale.ROOT))) || signs(plain) || lost(plain);
    }

    /** Dots, dashes and the like, and no letter or digit. */
    private static boolean signs(String plain) {
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            // A question mark may stand for a letter that was lost.
            if (Character.isLetterOrDigit(c) || Character.isSurrogate(c) || c == '?' || c == '\uFFFD') return false;
            // A tick and a cross are no dashes: they say yes and no.
            if (c >= 0x80 && c != MINUS && symbol(c)) return false;
        }
        return true;
    }

    private static boolean symbol(char c) {
        int type = Character.getType(c);
        return type == Character.OTHER_SYMBOL || type == Character.MATH_SYMBOL;
    }

    /**
     * Whether PowerShell wrote what a value is called in place of the value, such as {@code System.String[]} for a
     * list: nothing is known of it then.
     */
    static boolean lost(String cell) {
        return (cell.startsWith("System.") || cell.startsWith("Microsoft.") || cell.startsWith("Deserialized."))
                && TYPE.matcher(cell).matches();
    }

    /** Whether a word for nothing begins with its first letter: of most cells none does. */
    private static boolean mayBeAbsent(String plain) {
        if (plain.isEmpty()) return true;
        char first = plain.charAt(0);
        return first >= BEGINS_ABSENT.length || BEGINS_ABSENT[first];
    }

    private static boolean[] beginnings(Set<String> words) {
        boolean[] beginnings = new boolean[0x80];
        for (char c = 0; c < beginnings.length; c++) beginnings[c] = !Character.isLetterOrDigit(c);
        for (String word : words) {
            if (word.isEmpty() || word.charAt(0) >= beginnings.length) continue;
            beginnings[word.charAt(0)] = true;
            beginnings[Character.toUpperCase(word.charAt(0))] = true;
        }
        for (char type : "SMD".toCharArray()) beginnings[type] = true;
        return beginnings;
    }

    /** The cell without the blanks around it, ordinary or not; empty where it says that nothing is known. */
    static String value(String cell) {
        String plain = cell.indexOf('\u00A0') < 0
                ? cell.strip()
                : cell.replace('\u00A0', ' ').strip();
        if (!plain.isEmpty() && (invisible(plain.charAt(0)) || invisible(plain.charAt(plain.length() - 1))))
            return value(seen(plain));
        return saysNothing(plain) ? "" : plain;
    }

    /** Marks of order and of direction, which come with what is copied from a window: one machine would be two. */
    private static boolean invisible(char c) {
        return c >= 0x80 && Character.getType(c) == Character.FORMAT;
    }

    private static String seen(String cell) {
        int from = 0;
        int to = cell.length();
        while (from < to && invisible(cell.charAt(from))) from++;
        while (to > from && invisible(cell.charAt(to - 1))) to--;
        return cell.substring(from, to);
    }

    /**
     * Whether a word was lost on the way: in a name a question mark alone stands for nothing, but Chinese says yes and
     * no in one letter each.
     */
    static boolean unreadable(String cell) {
        String plain = cell.strip();
        return plain.equals("?") || plain.equals("\uFF1F") || plain.indexOf('\uFFFD') >= 0;
    }

    /** Empty for a word that is neither yes nor no in a language that is known here. */
    static Optional<Boolean> truth(String cell) {
        String plain = cell.strip();
        if (plain.length() > LONGEST_TRUTH) return Optional.empty();
        String word = plain.toLowerCase(Locale.ROOT);
        if (TRUE.contains(word)) return Optional.of(true);
        return FALSE.contains(word) ? Optional.of(false) : Optional.empty();
    }

    /** Whether such a word is written by a Windows whose language writes the day before the month. */
    static boolean dayFirst(String cell) {
        String plain = cell.strip();
        if (plain.length() < 2 || plain.length() > LONGEST_TRUTH) return false;
        String word = plain.toLowerCase(Locale.ROOT);
        return (TRUE.contains(word) || FALSE.contains(word)) && !PLAIN_TRUTHS.contains(word);
    }
}
