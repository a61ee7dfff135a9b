package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.ShownEstate;
import io.ratchet.app.server.WebServer;
import io.ratchet.app.terminal.Exit;
import io.ratchet.console.Access;
import io.ratchet.console.Person;
import io.ratchet.domain.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of which the answer does not come back, over a line that swallows answers. */
class LostAnswersTest {
    /** What came over the line: method and path, key, body. */
    private record Asked(String what, String key, String body) {}

    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** Of so many changes the answer is lost. */
    private final AtomicInteger lost = new AtomicInteger();

    private HttpServer line;
    private String address;

    @BeforeEach
    void lay() throws IOException {
        line = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        line.start();
        address = "127.0.0.1:" + line.getAddress().getPort();
    }

    @AfterEach
    void cut() {
        line.stop(0);
    }

    /** What a server answers. */
    @FunctionalInterface
    private interface Behind {
        byte[] answer(HttpExchange exchange, byte[] body) throws IOException;
    }

    private void to(Behind server) {
        line.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean change = exchange.getRequestMethod().equals("POST");
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            if (change)
                asked.add(new Asked(
                        exchange.getRequestURI().toString(),
                        String.valueOf(key),
                        new String(body, StandardCharsets.UTF_8)));
            byte[] answer = server.answer(exchange, body);
            if (!change || lost.getAndDecrement() <= 0) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theSameChangeIsSentOnceMoreUnderTheSameKey() {
        // Given
        to((exchange, body) -> json("{\"schema\":\"ratchet.stops/1\",\"stops\":[]}"));
        lost.set(1);
        Console console = new Console();

        // When
        int exit = console.run("stop", "--reason", "phones are down", "--server", address);

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).isEqualTo(asked.get(0));
        assertThat(asked.get(0).key()).matches("[0-9a-f-]{36}-1");
    }

    @Test
    void eachChangeOfARunAndEachRunHasAKeyOfItsOwn() {
        // Given
        to((exchange, body) ->
                json("{\"entries\":[{\"remediation\":{\"id\":\"r-1\"}},{\"remediation\":{\"id\":\"r-2\"}}]}"));

        // When
        int first = new Console().run("reject", "r-1", "r-2", "--reason", "no", "--server", address);
        int second = new Console().run("reject", "r-1", "--reason", "no", "--server", address);

        // Then
        assertThat(List.of(first, second)).containsOnly(Exit.DONE);
        assertThat(asked).extracting(Asked::key).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void whoHasNoAnswerTwiceIsToldThatItIsNotKnown() {
        // Given
        to((exchange, body) -> json("{}"));
        lost.set(2);
        Console console = new Console();

        // When
        int exit = console.run("stop", "--reason", "phones are down", "--server", address);

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(asked).hasSize(2);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains("broke the connection off", "whether that was carried out is not known");
    }

    @Test
    void noKeyGoesWithASecret() {
        // Given
        to((exchange, body) -> json("{\"token\":\"t\",\"name\":\"scanner\"}"));
        lost.set(1);
        Console console = new Console();

        // When
        int exit = console.run("token", "make", "scanner", "--roles", "ingest", "--server", address);

        // Then it is not asked for again either, for that would make another one
        assertThat(exit).as(console.err()).isEqualTo(Exit.COULD_NOT_START);
        assertThat(asked).extracting(Asked::key).containsExactly("null");
    }

    @Test
    void aListIsReadToItsEnd() {
        // Given
        to((exchange, body) -> {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            if (!query.contains("after"))
                exchange.getResponseHeaders().set("Link", "</api/v1/waiting?limit=1000&after=x>; rel=\"next\"");
            return json("{\"schema\":\"ratchet.waiting/1\",\"waiting\":[{\"asset\":\""
                    + (query.contains("after") ? "second" : "first") + "\",\"since\":\"2018-09-20T01:00:00Z\"}]}");
        });
        Console console = new Console();

        // When
        int exit = console.run("waiting", "--server", address);

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out().lines()).hasSize(3);
        assertThat(console.out()).contains("first", "second");
    }

    @Test
    void aServerBehindTheLineCarriesTheChangeOutOnce(@TempDir Path uploads) {
        // Given a real one
        ShownEstate estate = new ShownEstate(uploads);
        Access open = new Access(Optional.of(Person.ofAllRoles("alice")), Map.of());
        try (WebServer server = WebServer.start(new ServeSettings.Http("127.0.0.1", 0), open, estate.ports())) {
            to((exchange, body) -> forwarded(server, exchange, body));
            lost.set(1);
            Console console = new Console();

            // When
            int exit = console.run("reject", "r-1", "--reason", "change freeze", "--server", address);

            // Then
            assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
            assertThat(console.out()).isEqualToIgnoringNewLines("r-1");
            assertThat(asked).hasSize(2);
            assertThat(estate.rejected()).containsExactly("r-1 user:alice change freeze");
        }
    }

    @Test
    void aReportIsSentOnceMoreAndTheSameIsSaidInTheEnd(@TempDir Path folder) throws IOException {
        // Given a server that knows the report by its hash when it comes again
        Path report = Files.writeString(folder.resolve("scan.nessus"), "a report");
        String coverage = "{\"schema\":\"ratchet.coverage/1\",\"file\":\"scan.nessus\",\"findings\":3}";
        to((exchange, body) -> {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/api/v1/reports"))
                return json(
                        asked.size() == 1
                                ? "{\"coverages\":[" + coverage + "],\"duplicate\":false}"
                                : "{\"coverages\":[],\"duplicate\":true}");
            assertThat(path).isEqualTo("/api/v1/reports/" + Sha256.hex("a report"));
            return json("{\"schema\":\"ratchet.report/1\",\"coverage\":{\"file\":\"scan.nessus\",\"findings\":3}}");
        });
        lost.set(1);
        Console console = new Console();

        // When
        int exit = console.run("ingest", report.toString(), "--server", address);

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(asked)
                .containsExactly(
                        new Asked("/api/v1/reports?file=scan.nessus", "null", "a report"),
                        new Asked("/api/v1/reports?file=scan.nessus", "null", "a report"));
        assertThat(console.out()).isEqualToIgnoringNewLines(coverage);
        assertThat(console.err()).contains("is taken in", "sent once more").doesNotContain("was taken in before");
    }

    @Test
    void aReportOfWhichNoAnswerComesTwiceIsNotKnownToBeTakenIn(@TempDir Path folder) throws IOException {
        // Given
        Path report = Files.writeString(folder.resolve("scan.nessus"), "a report");
        to((exchange, body) -> json("{}"));
        lost.set(2);
        Console console = new Console();

        // When
        int exit = console.run("ingest", report.toString(), "--server", address);

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(asked).hasSize(2);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains("whether that was carried out is not known");
    }

    private static byte[] forwarded(WebServer server, HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.address().resolve(exchange.getRequestURI()))
                .header("Content-Type", "application/json")
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key != null) request.header("Idempotency-Key", key);
        try {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
