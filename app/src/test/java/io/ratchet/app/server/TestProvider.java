package io.ratchet.app.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A company's sign-in that asks nobody for a password: whoever comes is {@link #who}. It gives a code out once, to a
 * client that shows its secret and the verifier, as RFC 6749 and RFC 7636 have it.
 */
final class TestProvider implements AutoCloseable {
    static final String CLIENT = "ratchet";
    static final String SECRET = "a secret: with 100% of what must be encoded";

    private final HttpServer server;
    private volatile ECKey key;
    private final ECKey strangers;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    volatile String who = "s-1";
    volatile String name = "Erin";
    volatile List<String> groups = List.of();
    volatile boolean strange;
    volatile boolean keysAway;
    volatile boolean clientUnknown;
    volatile UnaryOperator<JWTClaimsSet.Builder> bent = claims -> claims;

    TestProvider() {
        key = key("one");
        strangers = key("one");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException("no provider for the test", e);
        }
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> json(
                        exchange,
                        200,
                        Json.line(Json.object()
                                .put("issuer", issuer().toString())
                                .put("authorization_endpoint", issuer() + "/authorize")
                                .put("token_endpoint", issuer() + "/token")
                                .put("end_session_endpoint", issuer() + "/end")
                                .put("jwks_uri", issuer() + "/keys"))));
        server.createContext(
                "/keys", exchange -> json(exchange, keysAway ? 503 : 200, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
    }

    /** Signs with another key from now on. */
    void rotate() {
        key = key("two");
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("no key for the test", e);
        }
    }

    ECKey publicKey() {
        return key.toPublicJWK();
    }

    URI issuer() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        exchange.getResponseHeaders()
                .add("Location", asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(Objects.requireNonNullElse(form.get("code"), ""));
        String both = URLEncoder.encode(CLIENT, StandardCharsets.UTF_8) + ":"
                + URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        String basic = "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        boolean good = asked != null
                && basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && "authorization_code".equals(form.get("grant_type"))
                && Objects.equals(asked.get("redirect_uri"), form.get("redirect_uri"))
                && "S256".equals(asked.get("code_challenge_method"))
                && Objects.equals(asked.get("code_challenge"), challenge(form.get("code_verifier")));
        if (clientUnknown) {
            json(exchange, 401, "{\"error\":\"invalid_client\"}");
            return;
        }
        if (!good) {
            json(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        String said =
                signed(JOSEObjectType.JWT, CLIENT, claims -> bent.apply(claims.claim("nonce", asked.get("nonce"))));
        json(exchange, 200, "{\"token_type\":\"Bearer\",\"access_token\":\"opaque\",\"id_token\":\"" + said + "\"}");
    }

    /** A token for {@code audience}. */
    String signed(JOSEObjectType type, String audience, UnaryOperator<JWTClaimsSet.Builder> more) {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(type)
                        .keyID(key.getKeyID())
                        .build(),
                more.apply(new JWTClaimsSet.Builder(claims(audience))).build());
        try {
            token.sign(new ECDSASigner(strange ? strangers : key));
        } catch (JOSEException e) {
            throw new IllegalStateException("the test cannot sign", e);
        }
        return token.serialize();
    }

    /** What such a token says. */
    JWTClaimsSet claims(String audience) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer().toString())
                .subject(who)
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("preferred_username", name)
                .claim("groups", groups)
                .build();
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(String.valueOf(verifier).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split("&")) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
