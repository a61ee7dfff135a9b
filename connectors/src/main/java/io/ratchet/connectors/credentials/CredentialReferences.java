package io.ratchet.connectors.credentials;

import io.ratchet.connectors.Credentials;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code file:NAME}, {@code env:NAME} and {@code vault:PATH}, anew each time, so that a rotated secret is used
 * at once.
 *
 * <ul>
 *   <li>{@code file:NAME} is the file {@code NAME} in the directory of secrets: either two lines, user and password, or
 *       the lines {@code user=...} and {@code password=...} in any order. A file that anybody but its owner can read is
 *       refused.
 *   <li>{@code env:NAME} is the variables {@code NAME_USER} and {@code NAME_PASSWORD}.
 *   <li>{@code vault:PATH} is an entry of a vault with the texts {@code user} (or {@code username}) and
 *       {@code password}; where there is none for it, the settings name no vault.
 * </ul>
 *
 * A name is letters, digits, dots, hyphens and underscores, and does not begin with a dot: it never leads out of the
 * directory. A path is such names with slashes between.
 */
public final class CredentialReferences implements Credentials {
    private static final String VAULT = "vault:";
    private static final Pattern FORM = Pattern.compile("(file|env|vault):.+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    private final SecretFiles files;
    private final Map<String, String> environment;
    private final @Nullable VaultSecrets vault;

    /**
     * @param directory where the secret files lie
     * @param environment usually {@link System#getenv()}
     */
    public CredentialReferences(Path directory, Map<String, String> environment) {
        this(directory, environment, Optional.empty(), Clock.systemUTC());
    }

    /** @param vault where accounts are kept beside those; empty: nowhere */
    public CredentialReferences(
            Path directory, Map<String, String> environment, Optional<VaultSettings> vault, Clock clock) {
        this.files = new SecretFiles(directory);
        this.environment = environment;
        this.vault = vault.map(settings -> new VaultSecrets(settings, this::atHand, clock))
                .orElse(null);
    }

    /** Whether it has the form of a reference: what has not may be the secret itself. */
    public static boolean isReference(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public Account resolve(String reference) {
        if (!reference.startsWith(VAULT)) return atHand(reference);
        String path = reference.substring(VAULT.length());
        if (vault == null) throw invalid(reference, "needs a vault, and the settings name none under 'vault'");
        if (!VaultSettings.isPlace(path))
            throw invalid(reference, "has a path that is not made of names with slashes between");
        return vault.account(reference, path);
    }

    private Account atHand(String reference) {
        int colon = reference.indexOf(':');
        String kind = colon < 0 ? "" : reference.substring(0, colon);
        String name = reference.substring(colon + 1);
        if (!kind.equals("file") && !kind.equals("env"))
            throw invalid(reference, "is not of the form file:NAME, env:NAME or vault:PATH");
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

    static String sentence(String reference, String problem) {
        String shown = reference.length() > 160 ? reference.substring(0, 160) + "..." : reference;
        return "The credential reference '" + shown.replaceAll("\\p{Cntrl}", "?") + "' " + problem + ".";
    }
}
