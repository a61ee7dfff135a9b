package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.store.BrokenGlass;
import io.ratchet.wire.Json;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts, sites, files and reasons with names that attack, through every page and every answer that can be fetched. */
class HostileNamesTest {
    private static final List<String> NAMES = List.of(
            "<img src=x onerror=alert(1)>",
            "\"><script>alert(2)</script>",
            "' onmouseover='alert(3)",
            "'; drop table finding; --",
            "${9999*7}",
            "__${9999*7}__::.x",
            "[[${9999*7}]]",
            "#{T(java.lang.Runtime)}",
            "=cmd|' /C calc'!A0",
            "abc\u202Etxt.exe",
            "red\u001b[31m\u0007",
            "../../../etc/passwd",
            "name\r\nSet-Cookie: stolen=1",
            "$(calc.exe)`calc`");

    /** What a page may never hold, whoever is called so. */
    private static final List<String> RAW =
            List.of("<img src=x", "<script>alert", "' onmouseover='", "69993", "\u202E", "\u001b", "\u0007");

    private static final Pattern VARIABLE = Pattern.compile("\\{[^/]*}");

    @TempDir
    private static Path folder;

    private static ServedConsole console;
    private static String cohort = "";

    @BeforeAll
    static void serve() {
        console = ServedConsole.closed(folder);
        Instant now = console.instant();
        console.change(tx -> {
            for (int i = 0; i < NAMES.size(); i++) {
                String name = NAMES.get(i);
                Plan plan = plan(name);
                cohort = plan.cohort();
                tx.remediations()
                        .propose(new Remediation.Proposed(
                                new Remediation.Subject("h-" + i, plan, name, now, "user:" + name)));
                tx.stops().order(new Stop("site:" + name, "user:" + name, name, now));
                tx.reports().begin(hash(i), name, now);
                tx.reports().reject(hash(i), List.of(new Rejected(name, name, "INTAKE-BAD-VALUE", name, name)));
                tx.glass().add(new BrokenGlass.Entry("h-" + i, name, "user:" + name, name, now));
            }
        });
    }

    @AfterAll
    static void close() {
        console.close();
    }

    @Test
    void noPageAndNoAnswerCarriesThemOutOrBreaks() throws Exception {
        for (String mapping : console.mappings()) {
            if (!mapping.startsWith("GET ")) continue;
            if (mapping.equals("GET /live")) continue; // a number alone, whose answer has no end
            for (String path : paths(mapping.substring("GET ".length()))) {
                // When
                HttpResponse<String> answer = console.get(path);

                // Then
                assertThat(answer.statusCode()).as(path + ": " + answer.body()).isLessThan(500);
                assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
                        .as(path)
                        .doesNotContain("stolen");
                String type = answer.headers().firstValue("Content-Type").orElse("");
                if (type.contains("html"))
                    for (String raw : RAW) assertThat(answer.body()).as(path).doesNotContain(raw);
                if (type.contains("json"))
                    for (String line :
                            type.contains("ndjson") ? answer.body().lines().toList() : List.of(answer.body()))
                        assertThat(Json.parse(line)).as(path).isNotNull();
            }
        }
    }

    @Test
    void everyNameIsStillThereToBeRead() {
        // When
        String page = console.get("/rejected").body() + console.get("/path").body();

        // Then
        assertThat(page).contains("&lt;img src=x onerror=alert(1)&gt;", "[U+202E]", "$(calc.exe)`calc`");
    }

    /** The path with every variable filled in; several where names of hosts stand in it. */
    private static List<String> paths(String mapping) {
        if (mapping.contains("{cohort}")) return List.of(mapping.replace("{cohort}", cohort));
        if (mapping.contains("{number"))
            return List.of(VARIABLE.matcher(mapping).replaceAll("1"));
        if (!mapping.contains("{")) return List.of(mapping);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            String value = mapping.contains("{id}")
                    ? "h-" + i
                    : mapping.contains("{sha256}")
                            ? hash(i)
                            : URLEncoder.encode(NAMES.get(i), StandardCharsets.UTF_8)
                                    .replace("+", "%20");
            paths.add(VARIABLE.matcher(mapping).replaceAll(value.replace("$", "\\$")));
        }
        return paths;
    }

    private static String hash(int number) {
        return String.format("%064x", number + 1000);
    }

    private static Plan plan(String name) {
        PlanStep step = new PlanStep(
                10,
                "os-7-sp1",
                "windows/update-kb",
                "d".repeat(64),
                Map.of(),
                List.of(new Change.Update("KB3140245")),
                Restart.REBOOT,
                "R036-update");
        return new Plan(new AssetId(name), HostRef.named("web01.corp.example"), Goal.READY, List.of(step));
    }
}
