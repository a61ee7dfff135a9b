package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.openid.OpenIdSettings;
import io.ratchet.console.Access;
import io.ratchet.console.Company;
import io.ratchet.console.Company.Grant;
import io.ratchet.console.ConsolePorts;
import io.ratchet.console.IdentityProvider;
import io.ratchet.console.Person;
import io.ratchet.console.Role;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People and programs for whom the company's sign-in vouches; each test is of a person and an address of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompanySignInTest {
    private static final JOSEObjectType ACCESS = new JOSEObjectType("at+jwt");
    private static final String AUDIENCE = "ratchet-api";
    private static final UnaryOperator<JWTClaimsSet.Builder> AS_IT_IS = claims -> claims;

    @TempDir
    private static Path folder;

    private final HttpClient browser = HttpClient.newHttpClient();
    private TestProvider provider;
    private ConsolePorts ports;
    private WebServer server;
    private int number;
    private String erin = "";

    @BeforeAll
    void serve() {
        provider = new TestProvider();
        ports = new ShownEstate(folder).ports();
        server = serve(provider);
    }

    @BeforeEach
    void somebodyElse() {
        number++;
        erin = "erin" + number;
        provider.who = "s-" + number;
        provider.name = "Erin" + number;
        provider.groups = List.of("watchers");
        provider.strange = false;
        provider.clientUnknown = false;
        provider.bent = AS_IT_IS;
    }

    private WebServer serve(TestProvider asked) {
        return serve(asked, Set.of());
    }

    private WebServer serve(TestProvider asked, Set<String> formerly) {
        Company company = new Company(
                new OpenIdProvider(settings(asked, Optional.of(AUDIENCE)), reference -> account(), Clock.systemUTC()),
                List.of(
                        new Grant("watchers", Set.of(Role.VIEWER), Set.of()),
                        new Grant("approvers-hq", Set.of(Role.APPROVER), Set.of("HQ")),
                        new Grant("client:scanner", Set.of(Role.INGEST), Set.of())),
                formerly);
        Access access = new Access(
                Optional.empty(),
                Map.of(Access.hash("alice's token"), Person.ofAllRoles("alice")),
                Map.of(),
                Optional.of(company));
        // A proxy that says for whom it asks
        ServeSettings.Http http =
                new ServeSettings.Http("127.0.0.1", 0, Optional.empty(), Set.of(), Set.of("127.0.0.1"));
        return WebServer.start(http, access, ports);
    }

    private static OpenIdSettings settings(TestProvider asked, Optional<String> audience) {
        return new OpenIdSettings(
                asked.issuer(),
                "file:company",
                URI.create("http://127.0.0.1/sign-in/back"),
                URI.create("http://127.0.0.1/sign-in"),
                audience,
                "openid profile",
                "preferred_username",
                "groups",
                Optional.empty());
    }

    private static Account account() {
        return new Account(TestProvider.CLIENT, TestProvider.SECRET);
    }

    @AfterAll
    void stop() {
        server.close();
        provider.close();
    }

    @Test
    void aPersonSignsInThereAndHasTheRolesOfTheirGroupsUntilTheySignOut() throws Exception {
        // Given
        provider.groups = List.of("watchers", "approvers-hq", "others");
        assertThat(ask("/sign-in", "").body()).contains("href=\"/sign-in/company\"");

        // When
        HttpResponse<String> back = signIn();
        String session = cookie(back, "ratchet");

        // Then
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(back.body()).contains("content=\"0;url=/\"");
        assertThat(back.headers().allValues("Set-Cookie").toString()).contains("HttpOnly", "SameSite=Strict");
        assertThat(ask("/queue", session).statusCode()).isEqualTo(200);
        assertThat(ask("/queue", session).body()).contains(erin);
        assertThat(ask("/settings", session).statusCode()).as("limited to HQ").isEqualTo(403);
        assertThat(ask("/api/v1/audit/export", session).statusCode()).isEqualTo(403);
        assertThat(log()).contains("session.begun user:" + erin);

        // When
        HttpResponse<String> out =
                send(to("/sign-out").header("Cookie", session).POST(BodyPublishers.noBody()));

        // Then
        assertThat(out.body())
                .contains(provider.issuer()
                        + "/end?client_id=ratchet&amp;post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%2Fsign-in");
        assertThat(ask("/queue", session).statusCode()).isEqualTo(302);
        assertThat(log()).contains("session.ended user:" + erin);
    }

    @Test
    void aSessionIsWorthWhatWasLastTold() throws Exception {
        // Given
        String session = cookie(signIn(), "ratchet");

        // When they are in another group, by another name, and come once more
        provider.groups = List.of("others");
        provider.name = "Maria" + number;
        HttpResponse<String> again = signIn();

        // Then
        assertThat(again.headers().firstValue("Location")).contains("/sign-in?failed=true");
        assertThat(ask("/queue", session).statusCode()).isEqualTo(302);

        // And they stay who they were
        provider.groups = List.of("watchers");
        assertThat(ask("/queue", cookie(signIn(), "ratchet")).body())
                .contains(erin)
                .doesNotContain("maria" + number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "ALICE", "webhook-x", "a b", "<b>", ""})
    void aNameThatIsSomebodyElsesOrNoneLetsNobodyIn(String name) throws Exception {
        // Given
        provider.name = name;

        // Then

        assertThat(signIn().headers().firstValue("Location")).contains("/sign-in?failed=true");
    }

    @Test
    void whoComesFirstByANameKeepsIt() throws Exception {
        // Given
        signIn();

        // When somebody else goes by it
        provider.who = "another";

        // Then
        assertThat(signIn().headers().firstValue("Location")).contains("/sign-in?failed=true");
        assertThat(send(to("/api/v1/tokens")
                                .header("Authorization", "Bearer alice's token")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        "{\"name\":\"" + erin + "\",\"roles\":[\"viewer\"],\"days\":1}")))
                        .body())
                .contains("goes by the name '" + erin + "' already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "nonce", "audience", "issuer", "expired", "key", "party", "cookie", "code"})
    void whatWasNotSignedForThisSignInIsNotBelieved(String wrong) throws Exception {
        // Given
        Date past = Date.from(Instant.now().minusSeconds(600));
        provider.strange = wrong.equals("key");
        provider.bent = switch (wrong) {
            case "nonce" -> claims -> claims.claim("nonce", "another");
            case "audience" -> claims -> claims.audience("another");
            case "issuer" -> claims -> claims.issuer("https://another.example");
            case "expired" -> claims -> claims.expirationTime(past);
            case "party" -> claims -> claims.claim("azp", "another");
            default -> AS_IT_IS;
        };

        // When
        HttpResponse<String> begun = ask("/sign-in/company", "");
        String cookie = wrong.equals("cookie") ? "" : cookie(begun, "ratchet-begun");
        String back = back(begun);
        if (wrong.equals("state")) back = back.replaceFirst("state=.*", "state=another");
        if (wrong.equals("code")) back = back.replaceFirst("code=[^&]*", "code=another");
        HttpResponse<String> answer = ask(back, cookie);

        // Then
        assertThat(answer.headers().firstValue("Location")).contains("/sign-in?failed=true");
        assertThat(answer.headers().allValues("Set-Cookie").toString()).doesNotContain("ratchet=");
    }

    @Test
    void aProgramSendsATokenOfTheSameIssuer() {
        // Given a person's, and one of a program itself
        String persons = provider.signed(ACCESS, AUDIENCE, AS_IT_IS);
        String programs = provider.signed(
                ACCESS,
                AUDIENCE,
                claims ->
                        claims.subject("scanner").claim("client_id", "scanner").claim("groups", null));

        // Then
        assertThat(call("/api/v1/queue", persons)).isEqualTo(200);
        assertThat(call("/api/v1/audit/export", persons)).isEqualTo(403);
        assertThat(call("/api/v1/queue", programs)).as("it may ingest alone").isEqualTo(403);
    }

    @Test
    void aTokenForSomebodyElseOrOfNobodyIsUnknown() throws Exception {
        // Given
        provider.groups = List.of("watchers", "client:scanner");
        Date past = Date.from(Instant.now().minusSeconds(600));
        provider.strange = true;
        String forged = provider.signed(ACCESS, AUDIENCE, AS_IT_IS);
        provider.strange = false;
        String plain = new PlainJWT(new JWTClaimsSet.Builder()
                        .issuer(provider.issuer().toString())
                        .subject("s-1")
                        .audience(AUDIENCE)
                        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                        .claim("preferred_username", "erin")
                        .claim("groups", List.of("watchers"))
                        .build())
                .serialize();

        SignedJWT shared = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(ACCESS)
                        .keyID("one")
                        .build(),
                provider.claims(AUDIENCE));
        shared.sign(new MACSigner(provider.publicKey().toECPublicKey().getEncoded()));

        // Then
        assertThat(call("/api/v1/queue", forged)).isEqualTo(401);
        assertThat(call("/api/v1/queue", shared.serialize()))
                .as("what everybody knows is no secret")
                .isEqualTo(401);
        assertThat(call("/api/v1/queue", plain)).isEqualTo(401);
        assertThat(call("/api/v1/queue", provider.signed(JOSEObjectType.JWT, TestProvider.CLIENT, AS_IT_IS)))
                .as("what was told of a person is no token")
                .isEqualTo(401);
        assertThat(call("/api/v1/queue", provider.signed(ACCESS, "another", AS_IT_IS)))
                .isEqualTo(401);
        assertThat(call("/api/v1/queue", provider.signed(ACCESS, AUDIENCE, claims -> claims.expirationTime(past))))
                .isEqualTo(401);
        assertThat(call("/api/v1/queue", provider.signed(ACCESS, AUDIENCE, claims -> claims.expirationTime(null))))
                .isEqualTo(401);
        assertThat(call("/api/v1/queue", provider.signed(new JOSEObjectType("logout+jwt"), AUDIENCE, AS_IT_IS)))
                .isEqualTo(401);
        assertThat(call("/api/v1/queue", "a.b.c")).isEqualTo(401);
    }

    @Test
    void whatWasSaidBeforeSomebodyWasRevokedGivesNothingAfterwards() throws Exception {
        // Given
        String session = cookie(signIn(), "ratchet");
        String before = provider.signed(ACCESS, AUDIENCE, AS_IT_IS);
        assertThat(call("/api/v1/queue", before)).isEqualTo(200);

        // When
        HttpResponse<String> revoked = send(to("/api/v1/users/revoke")
                .header("Authorization", "Bearer alice's token")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"" + erin + "\",\"reason\":\"left\"}")));

        // Then
        assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
        assertThat(ask("/queue", session).statusCode()).isEqualTo(302);
        assertThat(call("/api/v1/queue", before)).isEqualTo(401);

        // And what is said later does
        Date later = Date.from(Instant.now().plusSeconds(30));
        assertThat(call("/api/v1/queue", provider.signed(ACCESS, AUDIENCE, claims -> claims.issueTime(later))))
                .isEqualTo(200);
    }

    @Test
    void aTokenThatTellsNoGroupsGivesNothingAndTakesNothing() throws Exception {
        // Given
        String session = cookie(signIn(), "ratchet");
        Date later = Date.from(Instant.now().plusSeconds(30));

        // Then
        assertThat(call(
                        "/api/v1/queue",
                        provider.signed(
                                ACCESS,
                                AUDIENCE,
                                claims -> claims.issueTime(later).claim("groups", null))))
                .isEqualTo(401);
        assertThat(ask("/queue", session).statusCode()).isEqualTo(200);
    }

    @Test
    void whoMayDoNothingTakesNoName() throws Exception {
        // Given
        provider.groups = List.of("others");
        assertThat(signIn().headers().firstValue("Location")).contains("/sign-in?failed=true");

        // When
        provider.who = "another";
        provider.groups = List.of("watchers");

        // Then
        assertThat(signIn().statusCode()).isEqualTo(200);
    }

    @Test
    void anotherSitesPageBarsNobodyFromSigningIn() throws Exception {
        // When it sends the browser back from where it never was
        for (int i = 0; i < 12; i++) ask("/sign-in/back?code=made-up&state=made-up", "");

        // Then
        assertThat(signIn().statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyIsTakenForWrongWhereOurOwnSecretIs() throws Exception {
        // Given
        provider.clientUnknown = true;
        for (int i = 0; i < 12; i++)
            assertThat(signIn().headers().firstValue("Location")).contains("/sign-in?away=true");

        // When
        provider.clientUnknown = false;

        // Then
        assertThat(signIn().statusCode()).isEqualTo(200);
    }

    @Test
    void goesByTheKeysOfTheMoment() {
        // Given
        WebServer whole = server;
        try (TestProvider turning = new TestProvider()) {
            turning.who = provider.who;
            turning.name = provider.name;
            turning.groups = List.of("watchers");
            server = serve(turning);

            // When its keys cannot be had
            turning.keysAway = true;
            String token = turning.signed(ACCESS, AUDIENCE, AS_IT_IS);
            for (int i = 0; i < 12; i++)
                assertThat(call("/api/v1/queue", token)).as("time %d", i).isEqualTo(503);

            // Then nobody's other token is worth less, and none of it is even looked at
            assertThat(call("/api/v1/queue", "alice's token")).isEqualTo(200);
            assertThat(call("/api/v1/queue", "a.b.c")).isEqualTo(401);
            server.close();

            // When they can, and it takes another one
            server = serve(turning);
            turning.keysAway = false;
            assertThat(call("/api/v1/queue", token)).isEqualTo(200);
            turning.rotate();

            // Then
            assertThat(call("/api/v1/queue", turning.signed(ACCESS, AUDIENCE, AS_IT_IS)))
                    .isEqualTo(200);
        } finally {
            server.close();
            server = whole;
        }
    }

    @Test
    void whomAnotherIssuerVouchedForIsNobodyToThisOne() throws Exception {
        // Given
        String session = cookie(signIn(), "ratchet");
        WebServer whole = server;
        try (TestProvider next = new TestProvider()) {
            // When the settings name the next one
            server = serve(next);

            // Then
            assertThat(ask("/queue", session).statusCode()).isEqualTo(302);
            server.close();
        } finally {
            server = whole;
        }
        assertThat(ask("/queue", session).statusCode()).isEqualTo(200);
    }

    @Test
    void aPersonGoesOnByAnotherIssuerWhereTheSettingsSayThatItsPeopleAreTheSame() throws Exception {
        // Given
        signIn();
        WebServer whole = server;
        try (TestProvider next = new TestProvider()) {
            next.who = "next-" + number;
            next.name = provider.name;
            next.groups = List.of("watchers");
            server = serve(next);
            assertThat(signIn().headers().firstValue("Location"))
                    .as("the name is that of the one before")
                    .contains("/sign-in?failed=true");
            server.close();

            // When
            server = serve(next, Set.of(provider.issuer().toString()));
            String session = cookie(signIn(), "ratchet");

            // Then
            assertThat(ask("/queue", session).body()).contains(erin);

            // And the name is nobody else's there
            next.who = "other-" + number;
            assertThat(signIn().headers().firstValue("Location")).contains("/sign-in?failed=true");
            server.close();
        } finally {
            server = whole;
        }
    }

    @Test
    void whileItDoesNotAnswerNobodyIsTakenForWrongAndOwnTokensGoOn() throws Exception {
        // Given
        WebServer whole = server;
        TestProvider gone = new TestProvider();
        String token = gone.signed(ACCESS, AUDIENCE, AS_IT_IS);
        gone.close();
        server = serve(gone);

        // Then
        try {
            for (int i = 0; i < 12; i++)
                assertThat(call("/api/v1/queue", token)).isEqualTo(503);
            assertThat(ask("/sign-in/company", "").headers().firstValue("Location"))
                    .contains("/sign-in?away=true");
            assertThat(ask("/sign-in?away=true", "").body()).contains("does not answer");
            assertThat(call("/api/v1/queue", "alice's token")).isEqualTo(200);
        } finally {
            server.close();
            server = whole;
        }
    }

    @Test
    void whoseSessionEndedThereHasNoneHere() throws Exception {
        // Given a person with two browsers, and somebody else
        String one = cookie(signIn(), "ratchet");
        String other = cookie(signIn(), "ratchet");
        String token = logout(AS_IT_IS);
        provider.who = "someone-else-" + number;
        provider.name = "Someone" + number;
        String elses = cookie(signIn(), "ratchet");

        // When
        HttpResponse<String> ended = ended(token);

        // Then
        assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
        assertThat(ended.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(ask("/queue", one).statusCode()).isEqualTo(302);
        assertThat(ask("/queue", other).statusCode()).isEqualTo(302);
        assertThat(ask("/queue", elses).statusCode()).isEqualTo(200);
        assertThat(log()).contains("session.ended user:" + erin);

        // When they sign in again, and it is sent once more
        provider.who = "s-" + number;
        provider.name = "Erin" + number;
        String again = cookie(signIn(), "ratchet");

        // Then
        assertThat(ended(token).statusCode()).isEqualTo(400);
        assertThat(ask("/queue", again).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key",
                "issuer",
                "audience",
                "old",
                "future",
                "no iat",
                "no jti",
                "no sub",
                "no event",
                "nonce",
                "type",
                "person",
                "junk"
            })
    void endsNoSessionByWhatIsNoLogoutToken(String wrong) throws Exception {
        // Given
        String session = cookie(signIn(), "ratchet");
        Instant now = Instant.now();
        provider.strange = wrong.equals("key");
        String token = switch (wrong) {
            case "issuer" -> logout(claims -> claims.issuer("https://another.example"));
            case "audience" -> logout(claims -> claims.audience(AUDIENCE));
            case "old" -> logout(claims -> claims.issueTime(Date.from(now.minusSeconds(600))));
            case "future" -> logout(claims -> claims.issueTime(Date.from(now.plusSeconds(600))));
            case "no iat" -> logout(claims -> claims.issueTime(null));
            case "no jti" -> logout(claims -> claims.jwtID(null));
            case "no sub" -> logout(claims -> claims.subject(null).claim("sid", "x"));
            case "no event" -> logout(claims -> claims.claim("events", Map.of("another", Map.of())));
            case "nonce" -> logout(claims -> claims.claim("nonce", "n"));
            case "type" -> provider.signed(ACCESS, TestProvider.CLIENT, CompanySignInTest::asLogout);
            case "person" -> provider.signed(JOSEObjectType.JWT, TestProvider.CLIENT, claims -> claims.jwtID("j"));
            case "junk" -> "a.b.c";
            default -> logout(AS_IT_IS);
        };

        // When, Then
        assertThat(ended(token).statusCode()).isEqualTo(400);
        assertThat(ask("/queue", session).statusCode()).isEqualTo(200);
    }

    @Test
    void aLogoutThatNamesASessionAloneIsNoGuessing() {
        for (int i = 0; i < 30; i++)
            assertThat(ended(logout(claims -> claims.subject(null).claim("sid", "x")))
                            .statusCode())
                    .isEqualTo(400);
    }

    @Test
    void aLogoutThatCouldNotBeCarriedOutMayComeAgain() throws Exception {
        // Given
        OpenIdProvider told =
                new OpenIdProvider(settings(provider, Optional.empty()), reference -> account(), Clock.systemUTC());
        String token = logout(AS_IT_IS);
        assertThatThrownBy(() -> told.ended(token, subject -> {
                    throw new IllegalStateException("the store is away");
                }))
                .hasMessage("the store is away");
        List<String> ended = new ArrayList<>();

        // Then
        assertThat(told.ended(token, ended::add)).isEqualTo(IdentityProvider.Ending.ENDED);
        assertThat(told.ended(token, ended::add)).isEqualTo(IdentityProvider.Ending.NOT_TAKEN);
        assertThat(ended).containsExactly(provider.issuer() + " s-" + number);
    }

    private String logout(UnaryOperator<JWTClaimsSet.Builder> more) {
        return provider.signed(
                new JOSEObjectType("logout+jwt"), TestProvider.CLIENT, claims -> more.apply(asLogout(claims)));
    }

    private static JWTClaimsSet.Builder asLogout(JWTClaimsSet.Builder claims) {
        return claims.jwtID(UUID.randomUUID().toString())
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    private HttpResponse<String> ended(String token) {
        return send(to("/sign-in/ended")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("logout_token=" + token)));
    }

    @Test
    void whatIsToldOfAPersonMayNotPassAsAToken() {
        assertThatThrownBy(() -> new OpenIdProvider(
                        settings(provider, Optional.of(TestProvider.CLIENT)),
                        reference -> account(),
                        Clock.systemUTC()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("give programs an audience of their own");
    }

    private HttpResponse<String> signIn() throws IOException, InterruptedException {
        HttpResponse<String> begun = ask("/sign-in/company", "");
        return ask(back(begun), cookie(begun, "ratchet-begun"));
    }

    /** Where the provider sends the browser back to, on this server. */
    private String back(HttpResponse<String> begun) throws IOException, InterruptedException {
        URI there = URI.create(begun.headers().firstValue("Location").orElseThrow());
        URI back = URI.create(browser.send(HttpRequest.newBuilder(there).build(), BodyHandlers.ofString())
                .headers()
                .firstValue("Location")
                .orElseThrow());
        return back.getPath() + "?" + back.getRawQuery();
    }

    private static String cookie(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.replaceFirst(";.*", ""))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> ask(String path, String cookie) {
        HttpRequest.Builder request = to(path);
        if (!cookie.isEmpty()) request.header("Cookie", cookie);
        return send(request);
    }

    private int call(String path, String token) {
        return send(to(path).header("Authorization", "Bearer " + token)).statusCode();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.address().resolve(path)).header("X-Forwarded-For", "192.0.2." + number);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return browser.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server answered", e);
        }
    }

    private List<String> log() {
        return ports.store().transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(
                                line -> line.event().type() + " " + line.event().actor())
                        .toList();
            }
        });
    }
}
