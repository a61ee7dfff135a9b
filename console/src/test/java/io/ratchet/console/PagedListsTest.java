package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.store.CollectOrders;
import io.ratchet.store.Exceptions;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists that programs and people read page by page, while others add to them. */
class PagedListsTest {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
    private static final Instant AT = Instant.parse("2018-09-20T01:00:00Z");
    private static final int MANY = 120;

    @TempDir
    private Path folder;

    private ServedConsole console;

    @BeforeEach
    void start() {
        console = ServedConsole.closed(folder);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private static void reject(Tx tx, int number) {
        tx.reports()
                .reject(
                        "d".repeat(64),
                        List.of(new Rejected("a.csv", "row " + number, "INTAKE-NO-HOST", "No host.", null)));
    }

    private static void except(Tx tx, int number) {
        ExceptionEntry said = new ExceptionEntry(
                "web01", Goal.ONLY, "uc", "old", LocalDate.parse("2018-12-31"), "fenced", new Clearing.Words("gone"));
        tx.exceptions()
                .ask(new Exceptions.Entry(
                        "x-%03d".formatted(number),
                        said,
                        Exceptions.State.REQUESTED,
                        null,
                        "user:carol",
                        AT.plusSeconds(number / 3),
                        null,
                        null,
                        ""));
    }

    private static void order(Tx tx, int number) {
        tx.collects()
                .order(CollectOrders.Order.of(
                        new AssetId("host-%03d".formatted(number)), null, "HQ", AT, "user:carol", AT));
    }

    private static void ticket(Tx tx, int number) {
        TicketUnit unit = TicketUnit.atSite("dv-" + number, "HQ");
        TicketKey key = TicketKey.of("Contoso", unit, 1);
        tx.tickets()
                .keep(new Ticket(
                        key,
                        unit,
                        "Phones",
                        "desk",
                        "uc",
                        "",
                        LocalDate.parse("2018-10-20"),
                        Ticket.ByHand.REOPEN,
                        1,
                        number % 3 == 0 ? Ticket.State.CLOSED : Ticket.State.OPEN,
                        1,
                        1,
                        "f",
                        AT,
                        null,
                        null));
        tx.changes()
                .keep(new ChangeRequest(
                        TicketKey.of("Contoso", TicketUnit.atSite("change", "c-" + number), 1),
                        "c-" + number,
                        "e".repeat(64),
                        "desk",
                        "Changes",
                        ChangeRequest.State.ASKED,
                        false,
                        null,
                        "",
                        "",
                        "",
                        "",
                        AT.plusSeconds(number),
                        null));
    }

    /** What a list is filled with, by the name of the list. */
    private static ObjIntConsumer<Tx> filling(String list) {
        return switch (list) {
            case "rejected" -> PagedListsTest::reject;
            case "exceptions" -> PagedListsTest::except;
            case "collects" -> PagedListsTest::order;
            case "tickets" -> PagedListsTest::ticket;
            default -> (tx, number) -> {};
        };
    }

    @ParameterizedTest
    @CsvSource({
        "decisions,  1",
        "decisions,  2",
        "waiting,    1",
        "rounds,     1",
        "rejected,   1",
        "rejected,   7",
        "exceptions, 1",
        "exceptions, 7",
        "collects,   1",
        "collects,   7",
        "tickets,    1",
        "tickets,    3",
        "tickets,    7"
    })
    void everyRowIsOnOnePageWhileOthersCome(String list, int limit) throws IOException {
        // Given
        ObjIntConsumer<Tx> filling = filling(list);
        console.change(tx -> IntStream.range(0, 20).forEach(number -> filling.accept(tx, number * 2)));
        List<String> before = rows(list, console.get("/api/v1/" + list));

        // When more come before, between and behind what was read
        List<String> all = new ArrayList<>();
        Optional<String> next = Optional.of("/api/v1/" + list + "?limit=" + limit);
        for (int page = 0; next.isPresent(); page++) {
            HttpResponse<String> answer = console.get(next.get());
            List<String> rows = rows(list, answer);
            assertThat(rows).hasSizeLessThanOrEqualTo(limit);
            all.addAll(rows);
            next = next(answer);
            int number = page * 2 + 1;
            if (number < 40) console.change(tx -> filling.accept(tx, number));
        }

        // Then
        assertThat(before).isNotEmpty();
        assertThat(all).doesNotHaveDuplicates().containsAll(before);
    }

    @ParameterizedTest
    @CsvSource({"rejected, 121", "exceptions, 121", "collects, 120", "tickets, 241"})
    void whoAsksForNoNumberIsGivenWhatWasAlwaysGivenAndNothingIsCutSilently(String list, int rows) throws IOException {
        // Given
        ObjIntConsumer<Tx> filling = filling(list);
        console.change(tx -> IntStream.range(0, MANY).forEach(number -> filling.accept(tx, number)));

        // When
        HttpResponse<String> answer = console.get("/api/v1/" + list);

        // Then
        assertThat(rows(list, answer)).hasSize(rows);
        assertThat(next(answer)).isEmpty();
    }

    @Test
    void roundsBehindTheFirstHundredAreFoundByTheLink() throws IOException {
        // Given
        for (int i = 0; i < 102; i++) console.proves("host-" + i);

        // When
        HttpResponse<String> first = console.get("/api/v1/rounds");
        HttpResponse<String> second = console.get(next(first).orElseThrow());
        HttpResponse<String> large = console.get("/api/v1/rounds?limit=" + Integer.MAX_VALUE);

        // Then
        assertThat(rows("rounds", first)).hasSize(100);
        assertThat(rows("rounds", second)).hasSize(3).endsWith("1");
        assertThat(rows("rounds", large)).hasSize(103);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decisions", "rejected", "waiting", "tickets", "exceptions", "collects", "rounds"})
    void aPlaceThatNobodyWasToldIsOneSentence(String list) throws IOException {
        // Given one of another list, one that is cut short, and letters
        String cut = Cursor.text("a", "b", "c", "d", "e", "f", "g").substring(3);
        for (String after : List.of("x", "%20", Cursor.text(), Cursor.text("a", "b", "c", "d", "e", "f", "g"), cut)) {
            // When
            HttpResponse<String> answer = console.get("/api/v1/" + list + "?limit=5&after=" + after);

            // Then
            assertThat(answer.statusCode()).as(after).isEqualTo(400);
            assertThat(Json.parse(answer.body()).path("detail").asText())
                    .isEqualTo("'after' is none that a page of this list was answered with.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"decisions", "rejected", "waiting", "tickets", "exceptions", "collects"})
    void aNumberThatCannotBeIsOneSentence(String list) throws IOException {
        // When
        HttpResponse<String> answer = console.get("/api/v1/" + list + "?limit=1001");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.parse(answer.body()).path("detail").asText())
                .isEqualTo("'limit' must be a number from 1 to 1000, not '1001'.");
    }

    @ParameterizedTest
    @CsvSource({"rejected", "exceptions", "collect", "tickets"})
    void peopleGoOnPageByPage(String page) {
        // Given
        ObjIntConsumer<Tx> filling = filling(page.equals("collect") ? "collects" : page);
        console.change(tx -> IntStream.range(0, MANY).forEach(number -> filling.accept(tx, number)));
        Pattern link = Pattern.compile("href=\"(/" + page + "\\?after=[^\"]+)\"");

        // When
        String body = console.get("/" + page).body();
        int pages = 1;
        for (Matcher next = link.matcher(body); next.find(); next = link.matcher(body), pages++)
            body = console.get(next.group(1)).body();

        // Then
        assertThat(pages).isBetween(2, 3);
        assertThat(body).containsAnyOf("From the beginning", "The newest");
        assertThat(console.get("/" + page + "?after=x").statusCode()).isEqualTo(400);
    }

    @Test
    void peopleGoOnFromChangeToChange() {
        // Given
        console.change(tx -> IntStream.range(0, MANY).forEach(number -> ticket(tx, number)));

        // When
        Matcher next = Pattern.compile("href=\"(/tickets\\?changes=[^\"]+)\"")
                .matcher(console.get("/tickets").body());
        assertThat(next.find()).isTrue();
        String second = console.get(next.group(1)).body();

        // Then
        assertThat(second).contains("c-19", "c-0").doesNotContain("c-20");
    }

    // ---- what has changed since

    @Test
    void aWordOnAnExceptionThatIsNotAsItWasSeenIsRefused() throws IOException {
        // Given
        String path = "/api/v1/exceptions/e-1";
        HttpResponse<String> seen = console.get(path);
        String tag = seen.headers().firstValue("ETag").orElseThrow();

        // When
        HttpResponse<String> stale = change(path + "/approve", "\"0123456789abcdef\"", "{\"reason\":\"so\"}");
        HttpResponse<String> first = change(path + "/approve", tag, "{\"reason\":\"so\"}");
        HttpResponse<String> second = change(path + "/end", tag, "{\"reason\":\"no\"}");
        HttpResponse<String> third =
                change(path + "/end", first.headers().firstValue("ETag").orElseThrow(), "{\"reason\":\"no\"}");

        // Then
        assertThat(tag)
                .isEqualTo("\""
                        + row(seen, "exceptions", "id", "e-1").path("version").asText() + "\"");
        assertThat(row(console.get("/api/v1/exceptions"), "exceptions", "id", "e-1")
                        .path("version")
                        .asText())
                .isEqualTo(row(third, "exceptions", "id", "e-1").path("version").asText());
        refused(stale, "Exception e-1 has changed since; it is " + tag + " now");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        refused(second, "Exception e-1 has changed since");
        assertThat(third.statusCode()).isEqualTo(200);
    }

    @Test
    void aStopThatSomebodyHasOrderedAnewIsNotLiftedByWhoSawTheOldOne() throws IOException {
        // Given
        String scope = "{\"scope\":\"site:HQ\",\"reason\":\"phones are down\"}";
        console.post("/api/v1/stops", "application/json", scope);
        String seen = version(console.get("/api/v1/stops"), "stops", "scope", "site:HQ");
        console.pass(Duration.ofMinutes(1));

        // When
        HttpResponse<String> anew = change("/api/v1/stops", seen, scope.replace("down", "down again"));
        HttpResponse<String> lifted = change("/api/v1/stops/lift", seen, scope);
        String now = version(anew, "stops", "scope", "site:HQ");
        HttpResponse<String> known = change("/api/v1/stops/lift", now, scope);
        HttpResponse<String> gone = change("/api/v1/stops/lift", now, scope);

        // Then
        refused(lifted, "The stop site:HQ has changed since");
        assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
        refused(gone, "The stop site:HQ does not stand any more");
    }

    @Test
    void aStopThatIsOrderedAnewInTheSameInstantIsAnotherOne() throws IOException {
        // Given
        String scope = "{\"scope\":\"site:HQ\",\"reason\":\"phones are down\"}";
        String seen = version(console.post("/api/v1/stops", "application/json", scope), "stops", "scope", "site:HQ");

        // When
        change("/api/v1/stops", seen, scope.replace("down", "down again"));
        HttpResponse<String> lifted = change("/api/v1/stops/lift", seen, scope);

        // Then
        refused(lifted, "The stop site:HQ has changed since");
    }

    @Test
    void aBrakeThatIsNotAsItWasSeenIsNotReleased() throws IOException {
        // Given
        console.brake("role:night");
        String seen = version(console.get("/api/v1/brakes"), "brakes", "scope", "role:night");
        String body = "{\"scope\":\"role:night\",\"reason\":\"seen\"}";

        // When
        HttpResponse<String> other = change("/api/v1/brakes/release", "\"0123456789abcdef\"", body);
        HttpResponse<String> known = change("/api/v1/brakes/release", "\"0123456789abcdef\", " + seen, body);
        HttpResponse<String> gone = change("/api/v1/brakes/release", seen, body);

        // Then
        refused(other, "The brake role:night has changed since");
        assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
        refused(gone, "The brake role:night does not stand any more");
    }

    @Test
    void aTicketThatIsNotAsItWasSeenIsNotSentAgain() throws IOException {
        // Given
        String key = console.refused().get(0).letter().subject();
        HttpResponse<String> one = console.get("/api/v1/tickets/" + key);
        String tag = one.headers().firstValue("ETag").orElseThrow();
        String body = "{\"key\":\"" + key + "\"}";

        // When
        HttpResponse<String> other = change("/api/v1/tickets/resend", "\"0123456789abcdef\"", body);
        HttpResponse<String> known = change("/api/v1/tickets/resend", tag, body);
        HttpResponse<String> again = change("/api/v1/tickets/resend", tag, body);
        HttpResponse<String> none = console.get("/api/v1/tickets/R-000000000000");

        // Then
        assertThat(tag).isEqualTo(version(one, "tickets", "key", key));
        refused(other, "Ticket " + key + " has changed since");
        assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
        refused(again, "Ticket " + key + " has changed since");
        assertThat(none.statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> change(String path, String ifMatch, String body) {
        return console.send(console.alice(path)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .POST(BodyPublishers.ofString(body)));
    }

    private static void refused(HttpResponse<String> answer, String sentence) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(412);
        assertThat(Json.parse(answer.body()).path("detail").asText()).contains(sentence, "Read it again.");
        assertThat(Json.parse(answer.body()).path("code").asText()).isEqualTo("PRECONDITION-FAILED");
    }

    private static String version(HttpResponse<String> answer, String list, String name, String value)
            throws IOException {
        return "\"" + row(answer, list, name, value).path("version").asText() + "\"";
    }

    private static JsonNode row(HttpResponse<String> answer, String list, String name, String value)
            throws IOException {
        for (JsonNode row : Json.parse(answer.body()).path(list))
            if (row.path(name).asText().equals(value)) return row;
        throw new AssertionError("there is no " + value + " in " + answer.body());
    }

    private static Optional<String> next(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Link")
                .map(NEXT::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1));
    }

    /** What tells the rows of an answer apart. */
    private static List<String> rows(String list, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> rows = new ArrayList<>();
        if (list.equals("decisions") || list.equals("rejected")) {
            answer.body().lines().forEach(rows::add);
            return rows;
        }
        ObjectNode document = (ObjectNode) Json.parse(answer.body());
        switch (list) {
            case "waiting" ->
                document.path("waiting").forEach(row -> rows.add(row.path("asset") + " " + row.path("system")));
            case "rounds" ->
                document.path("rounds")
                        .forEach(row -> rows.add(row.path("round").asText()));
            case "exceptions" ->
                document.path("exceptions")
                        .forEach(row -> rows.add(row.path("id").asText()));
            case "collects" ->
                document.path("orders").forEach(row -> rows.add(row.path("host").asText()));
            default -> {
                document.path("tickets").forEach(row -> rows.add(row.path("key").asText()));
                document.path("changes").forEach(row -> rows.add(row.path("key").asText()));
            }
        }
        return rows;
    }
}
