package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sources said, page by page, for people and programs. */
class FindingsTest {
    private static final String REPORT = Sha256.hex("first");
    private static final String OTHER = Sha256.hex("second");
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
    private static final Pattern NEXT_PAGE = Pattern.compile("href=\"(/findings\\?[^\"]*after=[0-9]+)\"");

    @TempDir
    private static Path folder;

    private static ServedConsole console;

    @BeforeAll
    static void start() {
        console = ServedConsole.closed(folder);
        console.change(tx -> {
            tx.findings().add(REPORT, 0, findings(REPORT, "web", 150));
            tx.findings().add(OTHER, 0, findings(OTHER, "sql", 2));
            tx.findings().add(OTHER, 2, List.of(finding(OTHER, ServedConsole.HOSTILE, 3)));
        });
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static List<Finding> findings(String report, String name, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> finding(report, name + number + ".corp.example", number))
                .toList();
    }

    private static Finding finding(String report, String host, int record) {
        return new Finding(
                new ReportRef(report, "nessus", "nessus@hq", null, Method.UNAUTHENTICATED),
                "row[" + record + "]",
                console.instant(),
                HostRef.named(host),
                new Observation.Service(ServedConsole.HOSTILE, "running"),
                Evidence.NONE);
    }

    @Test
    void programsReadThemAllEitherWayAndThoseOfOneReport() throws IOException {
        // When
        List<String> newest = all("/api/v1/findings?limit=60");
        List<String> oldest = all("/api/v1/findings?order=oldest&limit=100");
        List<String> read = all("/api/v1/findings?report=" + REPORT + "&limit=40");

        // Then
        assertThat(newest).hasSize(153);
        assertThat(newest.get(1)).isEqualTo("sql2.corp.example");
        assertThat(newest.get(152)).isEqualTo("web1.corp.example");
        List<String> reversed = new ArrayList<>(oldest);
        Collections.reverse(reversed);
        assertThat(newest).isEqualTo(reversed);
        assertThat(read).hasSize(150).startsWith("web1.corp.example").endsWith("web150.corp.example");
    }

    /** The hosts of all pages, one after the other. */
    private static List<String> all(String address) throws IOException {
        List<String> hosts = new ArrayList<>();
        Optional<String> next = Optional.of(address);
        while (next.isPresent()) {
            HttpResponse<String> page = console.get(next.get());
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            for (String line : page.body().lines().toList())
                hosts.add(Json.parse(line).at("/host/fqdn").asText());
            next = page.headers()
                    .firstValue("Link")
                    .map(NEXT::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group(1));
        }
        return hosts;
    }

    @Test
    void peopleSeeTheNewestFirstAndGoOnPageByPage() {
        // When
        String first = console.get("/findings").body();
        Matcher next = NEXT_PAGE.matcher(first);
        assertThat(next.find()).isTrue();
        String second = console.get(next.group(1).replace("&amp;", "&")).body();

        // Then
        assertThat(first)
                .contains("&lt;script&gt;alert(", "nessus@hq", "unauthenticated", "sql2.corp.example")
                .doesNotContain("<script>alert", "web1.corp.example<");
        assertThat(second).contains("web1.corp.example<").doesNotContain("Next findings", "sql2.corp.example");
        assertThat(console.get("/findings?order=oldest").body()).contains("web1.corp.example<");
        assertThat(console.get("/findings?report=" + OTHER).body())
                .contains("in the order of reading", "sql1.corp.example")
                .doesNotContain("web1.corp.example", "Order of arrival");
        assertThat(console.get("/findings?report=" + "0".repeat(64)).body()).contains("There is none.");
    }

    @Test
    void whatTheDatabaseCannotSortByIsNotOffered() {
        // When
        HttpResponse<String> order = console.get("/api/v1/findings?order=host");
        HttpResponse<String> both = console.get("/api/v1/findings?order=newest&report=" + REPORT);
        HttpResponse<String> after = console.get("/api/v1/findings?after=web1");
        HttpResponse<String> page = console.get("/findings?order=host");

        // Then
        assertThat(List.of(order.statusCode(), both.statusCode(), after.statusCode(), page.statusCode()))
                .containsOnly(400);
        assertThat(order.body()).contains("'order' is one of newest, oldest, not 'host'.");
        assertThat(both.body()).contains("in the order of reading");
        assertThat(after.body()).contains("'after' must be taken from the address of the page before");
    }

    @Test
    void whoIsThereForSomeSitesSeesNoFindingsOfAll() {
        // When
        HttpResponse<String> local = console.send(console.local("/api/v1/findings"));

        // Then
        assertThat(local.statusCode()).isEqualTo(403);
    }
}
