package io.ratchet.connectors.openid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.http.Http;
import io.ratchet.connectors.winrm.HostShellSettings.TrustStore;
import io.ratchet.connectors.winrm.OwnTrust;
import io.ratchet.domain.Sha256;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a company's sign-in say who somebody is: OpenID Connect Core 1.0 by the authorization code with PKCE (RFC 7636),
 * and tokens that the same issuer gave to programs (RFC 9068). Whatever it says is signed by its keys, for us and still
 * valid, or it is not believed. Safe for use by many threads.
 */
public final class OpenIdConnect {
    private static final Logger LOG = LoggerFactory.getLogger(OpenIdConnect.class);
    private static final Duration KNOWN_FOR = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** For how long another's question is waited for where nothing is known yet. */
    private static final Duration WAIT = Duration.ofSeconds(2);

    private static final int LONGEST = 1 << 20;

    private static final String LOGOUT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Duration LOGOUT_LASTS = Duration.ofMinutes(5);
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
    private static final int MOST_LOGOUTS = 10_000;

    /** A program that has a token of its own is in a group of its own that begins so. */
    private static final String PROGRAM = "client:";

    /** Those that Java itself can check; never one whose key is shared, nor none. */
    private static final Set<JWSAlgorithm> ALGORITHMS = algorithms();

    private static final Http.Limits LIMITS =
            new Http.Limits(Duration.ofSeconds(10), Duration.ofSeconds(20), LONGEST, 8, true);

    private final OpenIdSettings settings;
    private final Credentials credentials;
    private final Clock clock;
    private final Http http;
    private final Lock asking = new ReentrantLock();
    private volatile Asked last = new Asked(null, Instant.MIN, "it has not answered yet");
    private volatile boolean keysAway;
    private final Map<String, Instant> logouts = new HashMap<>();

    /**
     * What is said of somebody.
     *
     * @param subject the issuer and its name for them
     * @param at when it was said
     */
    public record Told(String subject, String name, List<String> groups, Instant at) {
        public Told {
            groups = List.copyOf(groups);
        }
    }

    /** What the provider says of itself. */
    private record Provider(
            URI authorization,
            URI token,
            Optional<URI> userinfo,
            Optional<URI> end,
            boolean basic,
            JWKSource<SecurityContext> keys) {}

    /**
     * What came of asking for that.
     *
     * @param provider null when it never answered
     * @param again from when on it is asked again
     * @param why it did not answer
     */
    private record Asked(@Nullable Provider provider, Instant again, String why) {
        Provider told() throws IOException {
            if (provider == null) throw new IOException(why);
            return provider;
        }
    }

    /** @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID when what is trusted cannot be read */
    public OpenIdConnect(OpenIdSettings settings, Credentials credentials, Clock clock) {
        this.settings = settings;
        this.credentials = credentials;
        this.clock = clock;
        this.http = new Http(
                OwnTrust.of(settings.trust().map(file -> new TrustStore(file, "")))
                        .get(),
                LIMITS);
    }

    private static Set<JWSAlgorithm> algorithms() {
        Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.RSA);
        algorithms.addAll(Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512));
        return Set.copyOf(algorithms);
    }

    /**
     * Where a browser is sent to sign in.
     *
     * @throws IOException when the provider does not answer
     */
    public URI begin(String state, String nonce, String verifier) throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", account().user());
        query.put("redirect_uri", settings.back().toString());
        query.put("scope", settings.scope());
        query.put("state", state);
        query.put("nonce", nonce);
        query.put("code_challenge", challenge(verifier));
        query.put("code_challenge_method", "S256");
        return with(provider().authorization(), query);
    }

    private static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(verifier));
    }

    /**
     * What a code stands for; nobody when the provider or its signature says no.
     *
     * @throws IOException when the provider does not answer
     */
    public Optional<Told> finish(String nonce, String verifier, String code) throws IOException {
        Provider provider = provider();
        Account account = account();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", settings.back().toString());
        form.put("code_verifier", verifier);
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Accept", "application/json"));
        if (provider.basic()) headers.put("Authorization", "Basic " + basic(account));
        else {
            form.put("client_id", account.user());
            form.put("client_secret", account.password());
        }
        Optional<JsonNode> answer = json(new Http.Ask(
                "POST",
                provider.token(),
                headers,
                "application/x-www-form-urlencoded",
                encoded(form).getBytes(StandardCharsets.US_ASCII)));
        if (answer.isEmpty()) return Optional.empty();
        JWTClaimsSet claims = checked(
                        answer.get().path("id_token").asText(""),
                        account.user(),
                        provider,
                        Set.of("exp", "iat", "sub", "nonce"),
                        JOSEObjectType.JWT,
                        null)
                .orElse(null);
        if (claims == null || !forThis(claims, nonce, account.user())) return Optional.empty();
        JsonNode more = more(claims, answer.get().path("access_token").asText(""), provider);
        return told(claims, more, clock.instant());
    }

    private static String basic(Account account) {
        // Section 2.3.1 of RFC 6749 has both encoded as in a form first.
        String both = encoded(account.user()) + ":" + encoded(account.password());
        return Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
    }

    /** Of this sign-in and no other, and given to us (section 3.1.3.7 of the Core). */
    private static boolean forThis(JWTClaimsSet claims, String nonce, String client) {
        Object authorized = claims.getClaim("azp");
        boolean ours = claims.getAudience().size() == 1
                ? authorized == null || client.equals(authorized)
                : client.equals(authorized);
        return ours && nonce.equals(claims.getClaim("nonce"));
    }

    /** What the provider tells of the person elsewhere, where the signed token says too little. */
    private JsonNode more(JWTClaimsSet claims, String access, Provider provider) throws IOException {
        boolean enough = claims.getClaim(settings.name()) != null && claims.getClaim(settings.groups()) != null;
        if (enough || access.isEmpty() || provider.userinfo().isEmpty()) return Json.object();
        Map<String, String> headers = Map.of("Accept", "application/json", "Authorization", "Bearer " + access);
        return json(new Http.Ask("GET", provider.userinfo().get(), headers, null, null))
                .filter(said -> said.path("sub").asText("").equals(claims.getSubject()))
                .orElseGet(Json::object);
    }

    /**
     * Whom a token is for that a program sent; nobody when it is none of this issuer for us.
     *
     * @throws IOException when keys are needed and the provider does not give them
     */
    public Optional<Told> bearer(String token) throws IOException {
        if (settings.audience().isEmpty() || !isOfIssuer(token)) return Optional.empty();
        Optional<JWTClaimsSet> claims = checked(
                token,
                settings.audience().get(),
                provider(),
                Set.of("exp", "iat", "sub"),
                new JOSEObjectType("at+jwt"),
                new JOSEObjectType("application/at+jwt"),
                JOSEObjectType.JWT,
                null);
        return claims.flatMap(checked -> issued(checked).flatMap(at -> told(checked, Json.object(), at)));
    }

    /**
     * Ends the sessions of whom a logout token names (section 2.4 of OpenID Connect Back-Channel Logout 1.0) that was
     * made a moment ago and never came before.
     *
     * @param end is told the issuer and its name for them; where it fails the token may come again
     * @throws IOException when keys are needed and the provider does not give them
     */
    public Ending ended(String token, Consumer<String> end) throws IOException {
        if (!isOfIssuer(token)) return Ending.NOT_TAKEN;
        Optional<JWTClaimsSet> claims = checked(
                token,
                account().user(),
                provider(),
                Set.of("iat", "jti", "events"),
                new JOSEObjectType("logout+jwt"),
                JOSEObjectType.JWT,
                null);
        if (claims.filter(this::isLogout).isEmpty()) return Ending.NOT_TAKEN;
        JWTClaimsSet logout = claims.get();
        String subject = logout.getSubject();
        if (subject == null || subject.isBlank()) return Ending.OF_NOBODY;
        if (!isFirst(logout.getJWTID())) return Ending.NOT_TAKEN;
        try {
            end.accept(settings.issuer() + " " + subject);
            return Ending.ENDED;
        } catch (RuntimeException e) {
            forget(logout.getJWTID());
            throw e;
        }
    }

    /** What became of a logout token. */
    public enum Ending {
        ENDED,
        /** It is one of the provider's, and names a session there alone. */
        OF_NOBODY,
        /** It is none, or came before. */
        NOT_TAKEN
    }

    /** What is told of somebody who signs in has a nonce, and no such event. */
    private boolean isLogout(JWTClaimsSet claims) {
        Instant now = clock.instant();
        boolean lately = said(claims)
                .filter(at -> !at.isBefore(now.minus(LOGOUT_LASTS)) && !at.isAfter(now.plus(CLOCKS_DIFFER)))
                .isPresent();
        boolean logout = claims.getClaim("events") instanceof Map<?, ?> events && events.get(LOGOUT) instanceof Map;
        return lately && logout && claims.getClaim("nonce") == null;
    }

    /** One that came before would end sessions that began since. */
    private synchronized boolean isFirst(String id) {
        Instant now = clock.instant();
        logouts.values().removeIf(until -> until.isBefore(now));
        if (logouts.size() >= MOST_LOGOUTS) return false;
        return logouts.putIfAbsent(id, now.plus(LOGOUT_LASTS).plus(CLOCKS_DIFFER)) == null;
    }

    private synchronized void forget(String id) {
        logouts.remove(id);
    }

    /** Whether it says so itself. Nobody is asked, and nobody waits, for what anybody may send. */
    private boolean isOfIssuer(String token) {
        try {
            return settings.issuer()
                    .toString()
                    .equals(SignedJWT.parse(token).getJWTClaimsSet().getIssuer());
        } catch (ParseException e) {
            return false;
        }
    }

    /** Never later than now, whatever time it is there. */
    private Optional<Instant> issued(JWTClaimsSet claims) {
        Instant now = clock.instant();
        return said(claims).map(at -> at.isBefore(now) ? at : now);
    }

    /** When it says that it was issued. */
    private static Optional<Instant> said(JWTClaimsSet claims) {
        return claims.toJSONObject().get("iat") instanceof Number seconds
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.empty();
    }

    /**
     * Where a browser is sent to sign out there; empty when it has no such place.
     *
     * @throws IOException when the provider does not answer
     */
    public Optional<URI> end() throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", account().user());
        query.put("post_logout_redirect_uri", settings.after().toString());
        return provider().end().map(end -> with(end, query));
    }

    private Optional<JWTClaimsSet> checked(
            String token, String audience, Provider provider, Set<String> required, @Nullable JOSEObjectType... types)
            throws IOException {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(types));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, provider.keys()));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience,
                new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
                required));
        try {
            return Optional.of(processor.process(token, null));
        } catch (RateLimitReachedException e) {
            // The keys were asked for a moment ago: whose key is not among them is unknown, unless none were got.
            if (keysAway) throw new IOException("its keys cannot be had", e);
            return notBelieved(e);
        } catch (KeySourceException e) {
            throw new IOException("its keys cannot be had", e);
        } catch (BadJOSEException | ParseException | JOSEException e) {
            return notBelieved(e);
        }
    }

    /** Tells nothing of the token: whoever sent it may have made it up. */
    private static Optional<JWTClaimsSet> notBelieved(Exception why) {
        LOG.info(
                "A token of the company's sign-in was not believed: {}",
                why.getClass().getSimpleName());
        return Optional.empty();
    }

    private Optional<Told> told(JWTClaimsSet claims, JsonNode more, Instant at) {
        String subject = Optional.ofNullable(claims.getSubject()).orElse("");
        boolean itself = isProgram(claims, subject);
        String name = itself ? subject : first(claims.getClaim(settings.name()), more.path(settings.name()));
        if (subject.isBlank() || name.isBlank()) {
            LOG.warn(
                    "The company's sign-in does not say '{}' of somebody, so that they are not let in; name another claim"
                            + " as 'name', or ask for the scope that gives it.",
                    settings.name());
            return Optional.empty();
        }
        List<String> groups = new ArrayList<>(words(claims.getClaim(settings.groups())));
        JsonNode others = more.path(settings.groups());
        if (others.isTextual()) groups.add(others.asText());
        others.forEach(group -> groups.add(group.asText()));
        groups.removeIf(group -> group.startsWith(PROGRAM)); // which is no group
        if (itself) groups.add(PROGRAM + subject);
        return Optional.of(new Told(
                settings.issuer() + " " + subject,
                name,
                groups.stream().distinct().toList(),
                at));
    }

    /** A token that a program got for itself has the program as its subject (section 2.2 of RFC 9068). */
    private static boolean isProgram(JWTClaimsSet claims, String subject) {
        return claims.getClaim("nonce") == null
                && (subject.equals(claims.getClaim("client_id")) || subject.equals(claims.getClaim("azp")));
    }

    private static String first(@Nullable Object claim, JsonNode otherwise) {
        return claim instanceof String text ? text : otherwise.asText("");
    }

    private static List<String> words(@Nullable Object claim) {
        if (claim instanceof String one) return List.of(one);
        return claim instanceof List<?> many
                ? many.stream().map(String::valueOf).toList()
                : List.of();
    }

    private Account account() {
        return credentials.resolve(settings.credential());
    }

    /**
     * One asks for all. Others go on with what is known, or wait a little where nothing is; for a while after no answer
     * came nobody waits again.
     */
    private Provider provider() throws IOException {
        Asked before = last;
        if (clock.instant().isBefore(before.again()) || !mayAsk(before)) return before.told();
        try {
            if (clock.instant().isBefore(last.again())) return last.told(); // another has asked meanwhile
            Asked now = askedAnew(last);
            last = now;
            return now.told();
        } finally {
            asking.unlock();
        }
    }

    private boolean mayAsk(Asked before) throws IOException {
        try {
            return asking.tryLock(before.provider() == null ? WAIT.toMillis() : 0, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while another asked").initCause(e);
        }
    }

    private Asked askedAnew(Asked before) {
        try {
            return new Asked(asked(), clock.instant().plus(KNOWN_FOR), "");
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (before.provider() != null)
                LOG.info("What the company's sign-in told of itself before goes on, for it does not answer: {}", why);
            return new Asked(before.provider(), clock.instant().plus(PAUSE), why);
        }
    }

    private Provider asked() throws IOException {
        URI where = Http.under(settings.issuer(), "/.well-known/openid-configuration");
        JsonNode said = json(new Http.Ask("GET", where, Map.of("Accept", "application/json"), null, null))
                .orElseThrow(() -> new IOException("there is nothing at " + where));
        if (!said.path("issuer").asText("").equals(settings.issuer().toString()))
            throw new IOException("what is at " + where + " calls itself another issuer");
        try {
            return new Provider(
                    OpenIdSettings.address(said.path("authorization_endpoint").asText("")),
                    OpenIdSettings.address(said.path("token_endpoint").asText("")),
                    endpoint(said, "userinfo_endpoint"),
                    endpoint(said, "end_session_endpoint"),
                    isBasic(said.path("token_endpoint_auth_methods_supported")),
                    keys(OpenIdSettings.address(said.path("jwks_uri").asText(""))));
        } catch (IllegalArgumentException e) {
            throw new IOException("it names an address that no secret is sent to", e);
        }
    }

    private static Optional<URI> endpoint(JsonNode said, String name) {
        return Optional.of(said.path(name).asText(""))
                .filter(text -> !text.isEmpty())
                .map(OpenIdSettings::address);
    }

    /** Where nothing is said of it (section 3 of Discovery), or it is among what is said. */
    private static boolean isBasic(JsonNode methods) {
        if (methods.isMissingNode()) return true;
        for (JsonNode method : methods) if (method.asText().equals("client_secret_basic")) return true;
        return false;
    }

    private JWKSource<SecurityContext> keys(URI where) throws IOException {
        return JWKSourceBuilder.<SecurityContext>create(where.toURL(), url -> {
                    Http.Ask ask = new Http.Ask("GET", where, Map.of("Accept", "application/json"), null, null);
                    keysAway = true;
                    JsonNode keys = json(ask).orElseThrow(() -> new IOException("there are no keys at " + where));
                    keysAway = false;
                    return new Resource(Json.line(keys), "application/json");
                })
                .refreshAheadCache(false)
                .build();
    }

    /** Empty when the answer is a refusal; that a code is refused is said with 400 (section 5.2 of RFC 6749). */
    private Optional<JsonNode> json(Http.Ask ask) throws IOException {
        return http.<Optional<JsonNode>, IOException>ask(ask, answer -> {
            boolean judged = ask.body() == null || answer.status() == 200 || answer.status() == 400;
            if (answer.status() >= 500 || answer.status() == 429 || !judged)
                throw new IOException(ask + " was answered with " + answer.status());
            if (answer.status() != 200) {
                LOG.info("{} was refused with {}", ask, answer.status());
                return Optional.empty();
            }
            try {
                return Optional.of(Json.parse(answer.text(LONGEST)));
            } catch (JsonProcessingException e) {
                throw new IOException(ask + " was answered with no JSON", e);
            }
        });
    }

    private static URI with(URI address, Map<String, String> query) {
        String before = address.toString();
        return URI.create(before + (before.indexOf('?') < 0 ? "?" : "&") + encoded(query));
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
