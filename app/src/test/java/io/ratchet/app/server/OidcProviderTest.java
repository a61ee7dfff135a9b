package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.openid.OpenIdSettings;
import io.ratchet.console.Access;
import io.ratchet.console.Company;
import io.ratchet.console.Company.Grant;
import io.ratchet.console.Role;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sign-in against an OpenID provider that nobody here wrote; {@code ratchet test --all} installs it. */
@Tag("slow")
class OidcProviderTest {
    private static final Path INSTALLED = Path.of("../.ratchet/oidc-provider").toAbsolutePath();
    private static final URI RATCHET =
            URI.create("http://127.0.0.1:9"); // where nothing listens: the test goes back itself
    private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");

    @TempDir
    private Path folder;

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private Process provider;
    private URI issuer;
    private WebServer server;

    @BeforeEach
    void serve() throws IOException {
        assumeTrue(Files.isDirectory(INSTALLED.resolve("node_modules/oidc-provider")), "skipped: no oidc-provider");
        Path script = Files.copy(
                Path.of("src/test/oidc-provider/provider.mjs"),
                INSTALLED.resolve("provider.mjs"),
                StandardCopyOption.REPLACE_EXISTING);
        int port;
        int own;
        try (ServerSocket free = new ServerSocket(0);
                ServerSocket another = new ServerSocket(0)) {
            port = free.getLocalPort();
            own = another.getLocalPort();
        }
        issuer = URI.create("http://127.0.0.1:" + port);
        Path log = folder.resolve("provider.log");
        provider = new ProcessBuilder(
                        "node",
                        script.toString(),
                        String.valueOf(port),
                        RATCHET.toString(),
                        "http://127.0.0.1:" + own + "/sign-in/ended")
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.readString(log).contains("ready"));
        Company company = new Company(
                new OpenIdProvider(settings(), reference -> account(), Clock.systemUTC()),
                List.of(
                        new Grant("watchers", Set.of(Role.VIEWER), Set.of()),
                        new Grant("client:scanner", Set.of(Role.INGEST), Set.of())));
        server = WebServer.start(
                new ServeSettings.Http("127.0.0.1", own),
                new Access(Optional.empty(), Map.of(), Map.of(), Optional.of(company)),
                new ShownEstate(folder).ports());
    }

    private static Account account() {
        return new Account("ratchet", "a secret of some length");
    }

    private OpenIdSettings settings() {
        return new OpenIdSettings(
                issuer,
                "file:company",
                RATCHET.resolve("/sign-in/back"),
                RATCHET.resolve("/sign-in"),
                Optional.of("ratchet-api"),
                "openid profile groups",
                "preferred_username",
                "groups",
                Optional.empty());
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) server.close();
        if (provider != null) {
            provider.destroy();
            provider.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void vouchesForAPersonWhoSignsInThereAndEndsTheirSession() throws Exception {
        // Given
        HttpResponse<String> begun = own("/sign-in/company", "");

        // When
        URI code = code(begun);
        HttpResponse<String> signedIn = own(code.getPath() + "?" + code.getRawQuery(), cookie(begun, "ratchet-begun"));

        // Then
        assertThat(signedIn.statusCode()).as(signedIn.headers().toString()).isEqualTo(200);
        String session = cookie(signedIn, "ratchet");
        assertThat(own("/queue", session).body()).contains("erin");
        assertThat(own("/api/v1/audit/export", session).statusCode()).isEqualTo(403);

        // When the code comes once more
        HttpResponse<String> again = own(code.getPath() + "?" + code.getRawQuery(), cookie(begun, "ratchet-begun"));

        // Then
        assertThat(again.headers().firstValue("Location")).contains("/sign-in?failed=true");

        // When
        HttpResponse<String> out = browser.send(
                HttpRequest.newBuilder(server.address().resolve("/sign-out"))
                        .header("Cookie", session)
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        Matcher end = Pattern.compile("href=\"([^\"]+)\"").matcher(out.body());

        // Then
        assertThat(end.find()).isTrue();
        assertThat(browser.send(
                                HttpRequest.newBuilder(URI.create(end.group(1).replace("&amp;", "&")))
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .contains("Do you want to sign-out");
        assertThat(own("/queue", session).statusCode()).isEqualTo(302);
    }

    @Test
    void endsTheSessionHereOnceItHasEndedThere() throws Exception {
        // Given
        HttpResponse<String> begun = own("/sign-in/company", "");
        URI code = code(begun);
        String session =
                cookie(own(code.getPath() + "?" + code.getRawQuery(), cookie(begun, "ratchet-begun")), "ratchet");
        assertThat(own("/queue", session).statusCode()).isEqualTo(200);

        // When the person signs out there, and says nothing here
        HttpResponse<String> asked = browser.send(
                HttpRequest.newBuilder(issuer.resolve("/session/end?client_id=ratchet"))
                        .build(),
                BodyHandlers.ofString());
        Matcher secret = Pattern.compile("name=\"xsrf\" value=\"([^\"]+)\"").matcher(asked.body());
        assertThat(secret.find()).as(asked.body()).isTrue();
        post(form(asked), "logout=yes&xsrf=" + secret.group(1));

        // Then
        await().atMost(Duration.ofSeconds(30))
                .until(() -> own("/queue", session).statusCode() == 302);
    }

    @Test
    void vouchesForAProgramAndForThisServerAlone() throws Exception {
        // Given
        String ours = token("resource=urn%3Aratchet&scope=reports&");

        // Then
        assertThat(new String(Base64.getUrlDecoder().decode(ours.split("\\.")[1]), StandardCharsets.UTF_8))
                .contains("\"aud\":\"ratchet-api\"");
        assertThat(called("/api/v1/queue", ours)).isEqualTo(403); // known, and there to ingest alone
        assertThat(called("/api/v1/queue", ours.substring(0, ours.length() - 6) + "AAAAAA"))
                .isEqualTo(401);
    }

    private String token(String what) throws Exception {
        String both = "scanner:" + URLEncoder.encode("another secret of some length", StandardCharsets.UTF_8);
        JsonNode answer = Json.parse(browser.send(
                        HttpRequest.newBuilder(issuer.resolve("/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(both.getBytes(StandardCharsets.US_ASCII)))
                                .POST(BodyPublishers.ofString(what + "grant_type=client_credentials"))
                                .build(),
                        BodyHandlers.ofString())
                .body());
        return answer.path("access_token").asText();
    }

    private int called(String path, String token) throws Exception {
        return browser.send(
                        HttpRequest.newBuilder(server.address().resolve(path))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    /** Signs in there, and returns where the browser is sent back to. */
    private URI code(HttpResponse<String> begun) throws Exception {
        HttpResponse<String> page =
                follow(begun.headers().firstValue("Location").orElseThrow());
        page = follow(post(form(page), "prompt=login&login=erin&password=x"));
        HttpResponse<String> back = follow(post(form(page), "prompt=consent"));
        return URI.create(back.headers().firstValue("Location").orElseThrow());
    }

    private static URI form(HttpResponse<String> page) {
        Matcher form = FORM.matcher(page.body());
        assertThat(form.find()).as(page.body()).isTrue();
        return URI.create(form.group(1));
    }

    /** Where the answer leads to. */
    private String post(URI form, String fields) throws Exception {
        HttpResponse<String> answer = browser.send(
                HttpRequest.newBuilder(form)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(fields))
                        .build(),
                BodyHandlers.ofString());
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Goes on from redirect to redirect, to a page or to where Ratchet would be. */
    private HttpResponse<String> follow(String where) throws Exception {
        HttpResponse<String> answer =
                browser.send(HttpRequest.newBuilder(issuer.resolve(where)).build(), BodyHandlers.ofString());
        Optional<String> next = answer.headers().firstValue("Location");
        return next.isEmpty() || next.get().startsWith(RATCHET.toString()) ? answer : follow(next.get());
    }

    private HttpResponse<String> own(String path, String cookie) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.address().resolve(path));
        if (!cookie.isEmpty()) request.header("Cookie", cookie);
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static String cookie(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.replaceFirst(";.*", ""))
                .findFirst()
                .orElseThrow();
    }
}
