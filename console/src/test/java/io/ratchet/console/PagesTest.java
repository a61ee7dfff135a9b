package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.Rejected;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see, and what their word does. */
class PagesTest {
    @TempDir
    private static Path folder;

    private static ServedConsole console;

    @BeforeAll
    static void start() {
        console = ServedConsole.closed(folder);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @ParameterizedTest
    @CsvSource({"/, Queue", "/assets, Assets", "/waiting, Waiting", "/remediations, Remediations", "/rejected, Rejected"
    })
    void aPageShowsWhatItIsCalledForAndEscapesWhatComesFromOutside(String path, String title) {
        // When
        HttpResponse<String> page = console.get(path);

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body())
                .contains("<title>" + title)
                .contains("&lt;script&gt;alert(")
                .doesNotContain("<script");
    }

    @Test
    void theQueueShowsWhatAPlanWouldChangeAndWhy() {
        // Given
        Remediation.Proposed proposed = console.propose();

        // When
        String page = console.get("/").body();

        // Then
        assertThat(page)
                .contains("WinHttp\\DefaultSecureProtocols")
                .contains("160 (0xa0, dword)")
                .contains("2176 (0x880, dword)")
                .contains("R025-winhttp-keeps-what-is-there")
                .contains("WinHTTP does not offer TLS 1.2.")
                .contains("value=\"" + proposed.subject().plan().hash() + "\"")
                .contains("action=\"/remediations/" + proposed.subject().id() + "/approve\"");
    }

    @Test
    void theQueueSaysWhichStepsWaitForTheVerificationOfOthers() {
        // Given
        console.propose();
        assertThat(console.get("/").body()).doesNotContain("leg 1");
        console.proposeLegs();

        // When
        String page = console.get("/").body();

        // Then
        assertThat(page).containsSubsequence("windows/winhttp", "leg 1 of 2", "windows/later", "leg 2 of 2");
    }

    @Test
    void theButtonApprovesThePlanItStandsUnder() {
        // Given
        Remediation.Proposed proposed = console.propose();
        String id = proposed.subject().id();

        // When
        HttpResponse<String> answer = console.form(
                "/remediations/" + id + "/approve",
                "planHash=" + proposed.subject().plan().hash());

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(console.remediation(id))
                .isInstanceOfSatisfying(
                        Approved.class,
                        approved -> assertThat(approved.approval().by()).isEqualTo("user:alice"));
        assertThat(console.log()).contains("remediation.approved by user:alice");
    }

    @Test
    void anApprovalOfAnotherPlanIsRefusedInWords() {
        // Given
        String id = console.propose().subject().id();

        // When
        HttpResponse<String> answer = console.form("/remediations/" + id + "/approve", "planHash=" + "0".repeat(64));

        // Then
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
    }

    @Test
    void aRejectionKeepsItsReason() {
        // Given
        String id = console.propose().subject().id();

        // When
        HttpResponse<String> answer = console.form("/remediations/" + id + "/reject", "reason=not+tonight");

        // Then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(console.remediation(id)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.by()).isEqualTo("user:alice");
            assertThat(rejected.reason()).isEqualTo("not tonight");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reason=", "reason=+"})
    void aRejectionWithoutAReasonIsRefused(String fields) {
        // Given
        String id = console.propose().subject().id();

        // When
        HttpResponse<String> answer = console.form("/remediations/" + id + "/reject", fields);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(console.remediation(id)).isInstanceOf(Remediation.Proposed.class);
    }

    @Test
    void aHostileReasonIsShownAsText() {
        // Given
        String id = console.propose().subject().id();
        console.form("/remediations/" + id + "/reject", "reason=%3Cimg+src%3Dx%3E");

        // When
        String page = console.get("/remediations").body();

        // Then
        assertThat(page).contains("&lt;img src=x&gt;").doesNotContain("<img");
    }

    @Test
    void whatIsNotThereIsAPageToPeople() {
        // When
        HttpResponse<String> answer = console.form("/remediations/r-none/approve", "planHash=" + "0".repeat(64));

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("r-none").contains("<main>");
    }
}
