package io.ratchet.connectors.credentials;

import io.ratchet.connectors.Credentials;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Resolves {@code file:NAME} and {@code env:NAME}, anew each time, so that a rotated secret is used at once.
 *
 * <ul>
 *   <li>{@code file:NAME} is the file {@code NAME} in the directory of secrets: either two lines, user and password, or
 *       the lines {@code user=...} and {@code password=...} in any order. A file that anybody but its owner can read is
 *       refused.
 *   <li>{@code env:NAME} is the variables {@code NAME_USER} and {@code NAME_PASSWORD}.
 * </ul>
 *
 * A name is letters, digits, dots, hyphens and underscores, and does not begin with a dot: it never leads out of the
 * directory.
 */
public final class CredentialReferences implements Credentials {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    private final SecretFiles files;
    private final Map<String, String> environment;

    /**
     * @param directory where the secret files lie
     * @param environment usually {@link System#getenv()}
     */
    public CredentialReferences(Path directory, Map<String, String> environment) {
        this.files = new SecretFiles(directory);
        this.environment = environment;
    }

    @Override
    public Account resolve(String reference) {
        int colon = reference.indexOf(':');
        String kind = colon < 0 ? "" : reference.substring(0, colon);
        String name = reference.substring(colon + 1);
        if (!kind.equals("file") && !kind.equals("env"))
            throw invalid(reference, "is not of the form file:NAME or env:NAME");
        if (!NAME.matcher(name).matches())
            throw invalid(reference, "has a name that is not made of letters, digits, dots, hyphens and underscores");
        return kind.equals("file") ? files.account(reference, name) : variables(reference, name);
    }

    private Account variables(String reference, String name) {
        return new Account(variable(reference, name + "_USER"), variable(reference, name + "_PASSWORD"));
    }

    private String variable(String reference, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty())
            throw invalid(
                    reference,
                    "needs the environment variable " + name + ", which is not set; set it or correct the reference");
        return value;
    }

    /** A sentence about {@code reference}; it must never hold anything read from a secret. */
    static FailureException invalid(String reference, String problem) {
        return FailureException.of(FailureCode.CONFIG_INVALID, sentence(reference, problem));
    }

    static FailureException invalid(String reference, String problem, Throwable cause) {
        return FailureException.of(FailureCode.CONFIG_INVALID, sentence(reference, problem), cause);
    }

    private static String sentence(String reference, String problem) {
        String shown = reference.length() > 160 ? reference.substring(0, 160) + "..." : reference;
        return "The credential reference '" + shown.replaceAll("\\p{Cntrl}", "?") + "' " + problem + ".";
    }
}
