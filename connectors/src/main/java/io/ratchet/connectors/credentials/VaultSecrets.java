package io.ratchet.connectors.credentials;

import static io.ratchet.connectors.credentials.CredentialReferences.invalid;
import static io.ratchet.connectors.credentials.CredentialReferences.sentence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.credentials.VaultSettings.SignIn;
import io.ratchet.connectors.http.Http;
import io.ratchet.connectors.winrm.HostShellSettings.TrustStore;
import io.ratchet.connectors.winrm.OwnTrust;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads accounts from a vault, anew each time. Only the token that the vault gives for an AppRole is kept, in memory,
 * for two thirds of its time; one that is refused sooner is asked for anew, once.
 *
 * <p>What is asked and how it answers is Vault's documented interface, {@code GET /v1/MOUNT/data/PATH} and {@code POST
 * /v1/auth/approle/login}.
 */
final class VaultSecrets {
    private static final Http.Limits LIMITS =
            new Http.Limits(Duration.ofSeconds(10), Duration.ofSeconds(20), 1 << 20, 8, true);

    private static final int LONGEST = 1 << 18;
    private static final Duration LONGEST_KEPT = Duration.ofHours(1);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final String USER = "user";
    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";

    private final VaultSettings settings;
    private final Function<String, Account> opens;
    private final Http http;
    private final Clock clock;
    private volatile @Nullable Token kept;

    /** @param until when it is asked for anew */
    private record Token(String value, Instant until) {}

    private record Answer(int status, JsonNode body) {}

    /** @param opens resolves the reference of what opens the vault */
    VaultSecrets(VaultSettings settings, Function<String, Account> opens, Clock clock) {
        this.settings = settings;
        this.opens = opens;
        this.clock = clock;
        this.http = new Http(
                OwnTrust.of(settings.trust().map(file -> new TrustStore(file, "")))
                        .get(),
                LIMITS);
    }

    /**
     * @param path below the engine's mount
     * @throws FailureException SECRETS_UNAVAILABLE where the vault does not answer or does not let us; CONFIG_INVALID
     *     where there is no account at that path
     */
    Account account(String reference, String path) {
        Answer answer = read(reference, path, token(reference));
        if (answer.status() == FORBIDDEN && settings.signIn() == SignIn.APPROLE) {
            kept = null;
            answer = read(reference, path, token(reference));
        }
        if (answer.status() == NOT_FOUND)
            throw invalid(
                    reference,
                    "leads to nothing in the vault: it has no '" + path + "' under the mount '" + settings.mount()
                            + "', or its newest version was deleted");
        if (answer.status() != OK) throw unavailable(reference, refused(answer.status()), null);
        JsonNode fields = answer.body().path("data").path("data");
        String user = text(fields.path(fields.has(USER) ? USER : USERNAME));
        String password = text(fields.path(PASSWORD));
        if (user.isEmpty() || password.isEmpty())
            throw invalid(reference, "leads to an entry of the vault without the texts 'user' and 'password'");
        return new Account(user, password);
    }

    private static String text(JsonNode field) {
        return field.isTextual() ? field.asText() : "";
    }

    private static String refused(int status) {
        return status == FORBIDDEN
                ? "the vault does not let us read there; look at the policy of the token or role"
                : "the vault answers " + status + ", as when it is sealed or busy";
    }

    private String token(String reference) {
        Account own = opens.apply(settings.credential());
        if (settings.signIn() == SignIn.TOKEN) return own.password();
        Token known = kept;
        if (known != null && clock.instant().isBefore(known.until())) return known.value();
        Token given = signIn(reference, own);
        kept = given;
        return given.value();
    }

    private Token signIn(String reference, Account role) {
        String body = Json.object()
                .put("role_id", role.user())
                .put("secret_id", role.password())
                .toString();
        Answer answer = ask(
                reference,
                new Http.Ask(
                        "POST",
                        Http.under(settings.url(), "/v1/auth/approle/login"),
                        headers(null),
                        "application/json",
                        body.getBytes(StandardCharsets.UTF_8)));
        String token = answer.body().path("auth").path("client_token").asText();
        if (answer.status() == BAD_REQUEST || answer.status() == FORBIDDEN)
            throw unavailable(
                    reference, "the vault does not know the role and secret of " + settings.credential(), null);
        if (answer.status() != OK || token.isEmpty()) throw unavailable(reference, refused(answer.status()), null);
        long seconds = answer.body().path("auth").path("lease_duration").asLong();
        // A token without an end, or with a far one, is asked for anew all the same: it may have been taken back.
        Duration lasts = seconds > 0 && seconds < LONGEST_KEPT.toSeconds() ? Duration.ofSeconds(seconds) : LONGEST_KEPT;
        return new Token(token, clock.instant().plus(lasts.multipliedBy(2).dividedBy(3)));
    }

    private Answer read(String reference, String path, String token) {
        return ask(
                reference,
                new Http.Ask(
                        "GET",
                        Http.under(settings.url(), "/v1/" + settings.mount() + "/data/" + path),
                        headers(token),
                        null,
                        null));
    }

    private Map<String, String> headers(@Nullable String token) {
        Map<String, String> headers = new HashMap<>(Map.of("X-Vault-Request", "true"));
        settings.namespace().ifPresent(namespace -> headers.put("X-Vault-Namespace", namespace));
        if (token != null) headers.put("X-Vault-Token", token);
        return headers;
    }

    private Answer ask(String reference, Http.Ask ask) {
        try {
            return http.ask(ask, answer -> new Answer(answer.status(), json(answer.text(LONGEST))));
        } catch (IOException e) {
            throw unavailable(reference, settings.url().getAuthority() + " does not answer: " + e.getMessage(), e);
        }
    }

    /** What is no JSON, as a proxy's page, says nothing. */
    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            return Json.object();
        }
    }

    private static FailureException unavailable(String reference, String because, @Nullable Throwable cause) {
        String sentence = sentence(reference, "could not be looked up: " + because);
        return cause == null
                ? FailureException.of(FailureCode.SECRETS_UNAVAILABLE, sentence)
                : FailureException.of(FailureCode.SECRETS_UNAVAILABLE, sentence, cause);
    }
}
