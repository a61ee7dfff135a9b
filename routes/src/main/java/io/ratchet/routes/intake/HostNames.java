package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells full names, short names and addresses apart where a source writes any of them into one place. */
final class HostNames {
    private static final Pattern FULL = Pattern.compile("[\\p{L}\\p{N}_-]{1,63}(\\.[\\p{L}\\p{N}_-]{1,63})+\\.?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f.]{0,15}){2,8}(%.{1,32})?");

    private HostNames() {}

    /**
     * {@code name} when it is a machine's full name: it has a domain, is no address, and belongs to one machine only.
     */
    static Optional<String> full(@Nullable String name) {
        if (name == null) return Optional.empty();
        intact(name);
        if (name.length() > 254 || !FULL.matcher(name).matches() || isAddress(name)) return Optional.empty();
        String lower = name.toLowerCase(Locale.ROOT);
        boolean shared = lower.startsWith("localhost.") || lower.endsWith(".arpa") || lower.endsWith(".arpa.");
        return shared ? Optional.empty() : Optional.of(name);
    }

    /** {@code name} when it is one label; {@code DOMAIN\NAME} gives NAME. */
    static Optional<String> shortName(@Nullable String name) {
        if (name == null) return Optional.empty();
        intact(name);
        String last = name.substring(name.lastIndexOf('\\') + 1).strip();
        boolean none = last.isEmpty()
                || last.length() > 63
                || Words.absent(last)
                || last.contains(".")
                || isAddress(last)
                || last.equalsIgnoreCase("localhost");
        return none ? Optional.empty() : Optional.of(last);
    }

    /** The domain of {@code DOMAIN\NAME}; a workgroup is none. */
    static Optional<String> domain(@Nullable String name) {
        if (name == null || name.indexOf('\\') < 1) return Optional.empty();
        return namedDomain(name.substring(0, name.indexOf('\\')));
    }

    /** A domain by its own name; a workgroup, which any two machines may share, is none. */
    static Optional<String> namedDomain(@Nullable String name) {
        if (name == null) return Optional.empty();
        intact(name);
        return Optional.of(name.strip())
                .filter(domain -> !Words.absent(domain) && !domain.equalsIgnoreCase("WORKGROUP"));
    }

    /**
     * A name whose letters were lost on the way is no name: two machines would become one.
     *
     * @throws FailureException INTAKE_BAD_VALUE
     */
    private static void intact(String name) {
        if (name.indexOf('\uFFFD') < 0 && (name.indexOf('?') < 0 || name.strip().equals("?"))) return;
        throw FailureException.of(
                FailureCode.INTAKE_BAD_VALUE,
                "'" + Excerpt.of(name, 100)
                        + "' has lost letters on the way and is no name; export it as UTF-8 or UTF-16.");
    }

    static Optional<String> address(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(HostNames::isAddress);
    }

    static boolean isAddress(String text) {
        if (IPV6.matcher(text).matches()) return true;
        if (!IPV4.matcher(text).matches()) return false;
        for (String part : text.split("\\.")) if (Integer.parseInt(part) > 255) return false;
        return true;
    }
}
