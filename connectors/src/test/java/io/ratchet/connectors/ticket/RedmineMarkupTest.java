package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.domain.ticket.TicketUnit;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see of hostile text in a Redmine of Debian's package, in each way that it can be set to read text. */
@Tag("slow")
class RedmineMarkupTest {
    private static final String HOSTILE = String.join(
            "\n",
            "*bold* [x](http://evil.example/x) ![](http://evil.example/i.png) !http://evil.example/j.png!",
            "\"y\":http://evil.example/y <b>tag</b> {{macro_list}} @uma http://evil.example/z",
            "h1. head",
            "",
            "# head",
            "* one",
            "```",
            "![](http://evil.example/k.png)",
            "~~~",
            "[w](http://evil.example/w)",
            "</pre>",
            "|_. a|b|");
    private static final Pattern TOKEN = Pattern.compile("name=\"authenticity_token\" value=\"([^\"]+)\"");
    private static final Pattern MARKUP =
            Pattern.compile("(?i)<(img|a|b|h1|li|table)\\b[^>]*(evil|>tag|>head|>one|>a<)");

    @ParameterizedTest
    @ValueSource(strings = {"textile", "markdown", "common_mark"})
    void nothingOfAReportIsMarkup(String format, @TempDir Path folder) throws Exception {
        // Given
        assumeTrue(Files.isDirectory(Path.of("/usr/share/redmine")), "skipped: there is no Redmine on this machine");
        try (ServerProcess server = ServerProcess.start("redmine", folder, "/", Map.of("FORMAT", format))) {
            String secret = Files.readString(folder.resolve("key"));
            Tickets tickets = new Redmine(
                    RedmineServerTest.system(server.address),
                    reference -> new Account("ratchet", secret),
                    Duration.ofSeconds(30),
                    Clock.systemUTC());
            TicketKey key = TicketKey.of("markup", TicketUnit.atSite("phones", "UC"), 1);

            // When
            Sent opened = new Delivery(tickets)
                    .deliver(new TicketCall(message(Kind.OPEN, key, "", HOSTILE), null, null, false));
            String id = TicketsContract.id(opened);
            Sent noted = new Delivery(tickets)
                    .deliver(new TicketCall(message(Kind.UPDATE, key, "[" + key + "#a1]", HOSTILE), id, null, false));

            // Then
            assertThat(noted).isInstanceOf(Sent.Done.class);
            String page = page(server.address, id);
            assertThat(page.split(Pattern.quote("*bold*"), -1))
                    .as("it is shown, twice")
                    .hasSizeGreaterThan(2);
            assertThat(page)
                    .doesNotContain("<b>tag</b>")
                    .doesNotContain("macro_list</")
                    .doesNotContain("<strong>bold");
            assertThat(MARKUP.matcher(page)
                            .results()
                            .map(found -> found.group())
                            .toList())
                    .isEmpty();
        }
    }

    private static TicketMessage message(Kind kind, TicketKey key, String mark, String text) {
        return new TicketMessage(kind, key, "desk", "desk", "", mark, "phones", text, null, List.of(), null);
    }

    /** The page of an issue as its people see it. */
    private static String page(URI address, String id) throws Exception {
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        Matcher token = TOKEN.matcher(get(browser, address.resolve("/login")));
        assertThat(token.find()).isTrue();
        String form = "authenticity_token=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8)
                + "&username=uma&password=person-of-the-desk";
        browser.send(
                HttpRequest.newBuilder(address.resolve("/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.discarding());
        return get(browser, address.resolve("/issues/" + id));
    }

    private static String get(HttpClient browser, URI at) throws Exception {
        return browser.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString())
                .body();
    }
}
