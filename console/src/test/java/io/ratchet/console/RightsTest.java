package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.remediation.Remediation;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every mapping against every role, taken from the mappings themselves. */
class RightsTest {
    @TempDir
    private static Path folder;

    private static ServedConsole console;

    @BeforeAll
    static void start() {
        console = ServedConsole.closed(folder);
    }

    /** What is signed by nobody at the doors for programs bars its address for a while. */
    @BeforeEach
    void letTimePass() {
        console.pass(SignIns.WINDOW);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void everyMappingHasARowAndEveryRowAMapping() {
        // Given what is served outside of the console's own mappings
        Set<String> rows = new TreeSet<>(Rights.TABLE.keySet());
        rows.remove("GET /metrics");

        // Then
        assertThat(console.mappings()).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void thePageOnSecurityShowsTheTable() throws IOException {
        // Given
        Path page = Path.of("../docs/security.md");
        String text = Files.readString(page);
        String mark = text.substring(text.indexOf("<!-- rights"), text.indexOf("-->") + 4);

        // When
        StringBuilder now = new StringBuilder(text.substring(0, text.indexOf("<!-- rights")))
                .append(mark)
                .append("\n| what | who, besides `admin` |\n|---|---|\n");
        new TreeMap<>(Rights.TABLE)
                .forEach((row, roles) -> now.append("| `")
                        .append(row.replace("|", "\\|"))
                        .append("` | ")
                        .append(roles.stream()
                                .filter(role -> role != Role.ADMIN)
                                .sorted()
                                .map(Role::wire)
                                .collect(Collectors.joining(", ")))
                        .append(" |\n"));
        if ("update".equals(System.getProperty("golden"))) Files.writeString(page, now);

        // Then
        assertThat(Files.readString(page)).isEqualTo(now.toString());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aRoleMayDoWhatItsRowsSayAndNothingElse(Role role) {
        // When
        List<String> allowed = new ArrayList<>();
        for (String mapping : console.mappings()) {
            if (mapping.equals("GET /live")) { // whose answer has no end
                if (console.begun(request(mapping, role)) != 403) allowed.add(mapping);
                continue;
            }
            HttpResponse<String> answer = console.send(request(mapping, role));
            // A webhook asks for a signature, of whoever it may be.
            if (!mapping.startsWith("POST " + WebhookApi.PATH))
                assertThat(answer.statusCode()).as(mapping).isNotEqualTo(401);
            if (answer.statusCode() != 403) allowed.add(mapping);
            else assertThat(answer.body()).as(mapping).contains("needs a role that " + role.wire() + " has not");
        }

        // Then
        assertThat(allowed)
                .containsExactlyInAnyOrderElementsOf(console.mappings().stream()
                        .filter(row ->
                                role == Role.ADMIN || Rights.TABLE.get(row).contains(role))
                        .toList());
    }

    @Test
    void nobodyApprovesWhoIsThereForSomethingElse() {
        // Given
        Remediation.Proposed proposed = console.propose();
        String id = proposed.subject().id();
        String body = "{\"planHash\":\"" + proposed.subject().plan().hash() + "\"}";

        // When
        for (Role role : List.of(Role.VIEWER, Role.OPERATOR, Role.AUDITOR, Role.INGEST))
            assertThat(console.send(console.as(role, "/api/v1/remediations/" + id + "/approve")
                                    .POST(BodyPublishers.ofString(body)))
                            .statusCode())
                    .isEqualTo(403);

        // Then
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
        assertThat(console.send(console.as(Role.APPROVER, "/api/v1/remediations/" + id + "/approve")
                                .POST(BodyPublishers.ofString(body)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aSessionHasTheRightsOfItsTokenAndNoMore() {
        // Given
        String cookie = console.send(console.to("/sign-in")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=token+of+viewer")))
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");

        // Then
        assertThat(console.send(console.to("/night").header("Cookie", cookie).GET())
                        .statusCode())
                .isEqualTo(200);
        assertThat(console.send(console.to("/stops")
                                .header("Cookie", cookie)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("scope=all&reason=no")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whoIsThereForOneSiteSeesNothingThatTellsOfAllOfThem() {
        // Given an operator and approver of one site
        Set<String> may = console.mappings().stream()
                .filter(row -> row.startsWith("GET ") && !row.equals("GET /live"))
                .filter(row -> Rights.TABLE.get(row).contains(Role.OPERATOR))
                .collect(Collectors.toSet());

        // When
        Set<String> refused = may.stream()
                .filter(row -> console.send(console.local(path(row)).GET()).statusCode() == 403)
                .collect(Collectors.toSet());

        // Then
        assertThat(refused)
                .containsExactlyInAnyOrder(
                        "GET /settings",
                        "GET /connections",
                        "GET /reports",
                        "GET /reports/{sha256}",
                        "GET /findings",
                        "GET /api/v1/findings",
                        "GET /api/v1/settings",
                        "GET /api/v1/connections",
                        "GET /api/v1/reports",
                        "GET /api/v1/reports/{sha256}");
        HttpResponse<String> again =
                console.send(console.local("/api/v1/reports/none/again").POST(BodyPublishers.noBody()));
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("tells of all sites, and lou is there for some of them alone");
        assertThat(console.send(console.local("/night").GET()).body())
                .doesNotContain("href=\"/settings\"", "href=\"/reports\"", "href=\"/connections\"")
                .contains("href=\"/assets\"");
    }

    @Test
    void whoActsAtOneSiteActsAtNoOther() {
        // Given plans of another site, and of one that nobody knows
        String id = console.propose().subject().id();

        // Then
        for (String order : List.of("approve", "reject", "retry", "defer", "cancel"))
            assertThat(console.send(console.local("/api/v1/remediations/" + id + "/" + order)
                                    .POST(BodyPublishers.ofString("{\"reason\":\"no\",\"planHash\":\"x\"}")))
                            .statusCode())
                    .as(order)
                    .isEqualTo(403);
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
        String own = console.proposeAt("hq").subject().id();
        assertThat(console.send(console.local("/api/v1/remediations/" + own + "/reject")
                                .POST(BodyPublishers.ofString("{\"reason\":\"not now\"}")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoActsAtOneSiteHasNothingSentAgainForAnother() throws Exception {
        // Given a ticket of another site
        String key = console.refused().get(0).letter().subject();

        // Then
        for (String asked : List.of(key, "R-000000000000", "no key"))
            assertThat(console.send(console.local("/api/v1/tickets/resend")
                                    .POST(BodyPublishers.ofString("{\"key\":\"" + asked + "\"}")))
                            .statusCode())
                    .as(asked)
                    .isEqualTo(403);
        assertThat(console.refused()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/stops, all, 200",
        "/api/v1/stops, site:Madrid, 200",
        "/api/v1/stops/lift, all, 403",
        "/api/v1/stops/lift, site:Madrid, 403",
        "/api/v1/stops/lift, site:hq, 409",
        "/api/v1/brakes/release, role:adfs, 403"
    })
    void whoActsAtOneSiteMayStopEverywhereAndLiftOnlyThere(String path, String scope, int status) {
        assertThat(console.send(console.local(path)
                                .POST(BodyPublishers.ofString("{\"scope\":\"" + scope + "\",\"reason\":\"a test\"}")))
                        .statusCode())
                .isEqualTo(status);
    }

    private static HttpRequest.Builder request(String mapping, Role role) {
        String[] parts = mapping.split(" ", 2);
        String path = path(mapping);
        HttpRequest.Builder request = console.as(role, path);
        String type = path.endsWith("/reports")
                ? "application/octet-stream"
                : path.endsWith("/what-if") ? "application/zip" : "application/x-www-form-urlencoded";
        return parts[0].equals("GET")
                ? request.GET()
                : request.header("Content-Type", type).POST(BodyPublishers.ofString("{}"));
    }

    private static String path(String mapping) {
        return mapping.split(" ", 2)[1]
                .replace("{id}", "none")
                .replace("{cohort}", "none")
                .replace("{sha256}", "none")
                .replaceAll("\\{word:renew.*}", "renew")
                .replace("{name}", "none")
                .replaceAll("\\{word:approve.*}", "approve")
                .replace("{*path}", "none")
                .replaceAll("\\{word:.*}", "retry")
                .replaceAll("\\{number:.*}}", "999");
    }
}
