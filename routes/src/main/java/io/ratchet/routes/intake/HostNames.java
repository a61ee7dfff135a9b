package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells full names, short names and addresses apart where a source writes any of them into one place. */
final class HostNames {
    private static final Pattern FULL = Pattern.compile("[\\p{L}\\p{N}_-]{1,63}(\\.[\\p{L}\\p{N}_-]{1,63})+\\.?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f.]{0,15}){2,8}(%.{1,32})?");

    /** What Windows calls the group of machines that are in no domain, in the languages in which it is sold. */
    private static final Set<String> GROUPS = Set.of(
            "WORKGROUP",
            "MSHOME",
            "ARBEITSGRUPPE",
            "GRUPO",
            "GRUPO_TRABAJO",
            "GRUPPO",
            "GRUPO DE TRABAJO",
            "GROUPE",
            "GROUPE_TRAVAIL",
            "GROUPE DE TRAVAIL",
            "WERKGROEP",
            "ARBETSGRUPP",
            "ARBEJDSGRUPPE",
            "ARBEIDSGRUPPE",
            "GRUPA",
            "GRUPA_ROBOCZA",
            "PRACOVNI_SKUPINA",
            "SKUPINA",
            "TYORYHMA",
            "TRABALHO",
            "GRUPO_TRABALHO",
            "MUNKACSOPORT",
            "\u30EF\u30FC\u30AF\u30B0\u30EB\u30FC\u30D7");

    /** How remarks and the errors of a sheet begin. */
    private static final String NO_DOMAIN = "(<[{#";

    private HostNames() {}

    /**
     * {@code name} when it is a machine's full name: it has a domain, is no address, and belongs to one machine only.
     */
    static Optional<String> full(@Nullable String name) {
        if (name == null || name.isEmpty()) return Optional.empty();
        intact(name);
        if (name.length() > 254 || !labels(name) || isAddress(name)) return Optional.empty();
        String lower = name.toLowerCase(Locale.ROOT);
        boolean shared = lower.startsWith("localhost.") || lower.endsWith(".arpa") || lower.endsWith(".arpa.");
        return shared ? Optional.empty() : Optional.of(name);
    }

    /** {@code name} when it is one label; {@code DOMAIN\NAME} gives NAME. */
    static Optional<String> shortName(@Nullable String name) {
        if (name == null || name.isEmpty()) return Optional.empty();
        intact(name);
        String last = name.substring(name.lastIndexOf('\\') + 1).strip();
        boolean none = last.isEmpty()
                || last.length() > 63
                || Words.absent(last)
                || last.contains(".")
                || isAddress(last)
                || last.equalsIgnoreCase("localhost")
                || !nameable(last);
        return none ? Optional.empty() : Optional.of(last);
    }

    /** Whether Windows allows its characters in the name of a computer. */
    private static boolean nameable(String label) {
        boolean filled = true;
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            if (barred(c)) return false;
            if (c == '%' || c == '{' || c == '(') filled = false;
        }
        return filled || !unfilled(label);
    }

    /** A variable that nobody put in, such as {@code %COMPUTERNAME%}: many machines would be one. */
    private static boolean unfilled(String label) {
        int percent = label.indexOf('%');
        return (percent >= 0 && label.indexOf('%', percent + 1) >= 0)
                || label.contains("${")
                || label.contains("$(")
                || label.contains("{{");
    }

    private static boolean barred(char c) {
        return switch (c) {
            case '"', '/', ':', '<', '>', '|', '=', '+', ',', ';', '*', '[', ']' -> true;
            default -> false;
        };
    }

    /** The domain of {@code DOMAIN\NAME}; a workgroup is none. */
    static Optional<String> domain(@Nullable String name) {
        if (name == null || name.indexOf('\\') < 1) return Optional.empty();
        return namedDomain(name.substring(0, name.indexOf('\\')));
    }

    /**
     * A domain by its own name; a workgroup, which any two machines may share, is none, and neither is a phrase: no
     * domain has a blank in its name or begins as a remark does.
     */
    static Optional<String> namedDomain(@Nullable String name) {
        if (name == null) return Optional.empty();
        intact(name);
        return Optional.of(name.strip())
                .filter(domain -> !Words.absent(domain)
                        && !GROUPS.contains(domain.toUpperCase(Locale.ROOT))
                        && NO_DOMAIN.indexOf(domain.charAt(0)) < 0
                        && nameable(domain)
                        && lettered(domain)
                        && !blankWithin(domain));
    }

    /** A number alone says that there is none, or which one of a list. */
    private static boolean lettered(String name) {
        for (int i = 0; i < name.length(); i++) if (Character.isLetter(name.charAt(i))) return true;
        return false;
    }

    private static boolean blankWithin(String name) {
        for (int i = 0; i < name.length(); i++) if (Character.isWhitespace(name.charAt(i))) return true;
        return false;
    }

    /**
     * A name whose letters were lost on the way is no name: two machines would become one.
     *
     * @throws FailureException INTAKE_BAD_VALUE
     */
    private static void intact(String name) {
        boolean lost = name.indexOf('\uFFFD') >= 0
                || (name.indexOf('?') >= 0 && !name.strip().equals("?"));
        if (!lost && name.indexOf('\0') < 0) return;
        throw FailureException.of(
                FailureCode.INTAKE_BAD_VALUE,
                "'" + Excerpt.of(name, 100)
                        + "' has lost letters on the way and is no name; export it as UTF-8 or UTF-16.");
    }

    /** Without the dot at its end, with which DNS writes a full name and people sometimes type it. */
    static String undotted(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    static Optional<String> address(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(HostNames::isAddress);
    }

    static boolean isAddress(String text) {
        return text.indexOf(':') < 0 ? isIpv4(text) : IPV6.matcher(text).matches() && isIpv6(text);
    }

    /** Whether a machine has this address for itself alone or gave it to itself: it tells no two machines apart. */
    static boolean ownOnly(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        return lower.startsWith("169.254.")
                || lower.startsWith("127.")
                || lower.startsWith("fe80:")
                || lower.equals("::1")
                || lower.equals("0.0.0.0")
                || lower.equals("::");
    }

    /** Eight groups, or fewer around one gap: the address of a card is none. */
    private static boolean isIpv6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        int gap = address.indexOf("::");
        if (gap < 0) return groups(address) == 8;
        if (address.indexOf("::", gap + 1) >= 0) return false;
        int before = gap == 0 ? 0 : groups(address.substring(0, gap) + ":0") - 1;
        int behind = gap + 2 == address.length() ? 0 : groups(address.substring(gap + 2));
        return before >= 0 && behind >= 0 && before + behind <= 7;
    }

    /** How many of up to four digits each; the last two may be an IPv4 address. Negative where one is none. */
    private static int groups(String text) {
        int groups = 0;
        for (int from = 0; from <= text.length(); ) {
            int end = text.indexOf(':', from);
            if (end < 0) end = text.length();
            boolean mapped = end == text.length() && isIpv4(text.substring(from));
            boolean plain =
                    end > from && end - from <= 4 && text.substring(from, end).indexOf('.') < 0;
            if (!mapped && !plain) return -1;
            groups += mapped ? 2 : 1;
            from = end + 1;
        }
        return groups;
    }

    /** Four numbers of up to three digits and 255. */
    private static boolean isIpv4(String text) {
        int parts = 1;
        int digits = 0;
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (digits == 0 || ++parts > 4) return false;
                digits = 0;
                number = 0;
            } else {
                number = 10 * number + c - '0';
                if (c < '0' || c > '9' || ++digits > 3 || number > 255) return false;
            }
        }
        return parts == 4 && digits > 0;
    }

    /** Two labels or more of up to 63 letters, digits, hyphens and underscores. */
    private static boolean labels(String name) {
        int labels = 0;
        int length = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80) return FULL.matcher(name).matches();
            if (c == '.') {
                if (length == 0) return false;
                labels++;
                length = 0;
            } else if (++length > 63 || !(Character.isLetterOrDigit(c) || c == '-' || c == '_')) return false;
        }
        return length > 0 ? labels > 0 : labels > 1;
    }
}
