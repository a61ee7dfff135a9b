package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everybody who asks at once gets a whole answer. How long that takes {@code bench pages} measures. */
class CrowdOfClientsTest {
    @TempDir
    Path folder;

    private ServedConsole console;

    @BeforeEach
    void serve() {
        console = ServedConsole.closed(folder);
        for (int i = 0; i < 20; i++) console.propose();
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void answersSixtyClientsAtOnce() {
        answers(60);
    }

    @Test
    @Tag("slow")
    void answersAThousandClientsAtOnceAndThenAgain() {
        answers(1_000);
        answers(1_000);
    }

    private void answers(int clients) {
        // Given
        List<String> paths = List.of("/queue", "/api/v1/queue?limit=10", "/remediations", "/");
        HttpClient crowd = HttpClient.newHttpClient();

        // When
        List<CompletableFuture<HttpResponse<String>>> asked = IntStream.range(0, clients)
                .mapToObj(i -> HttpRequest.newBuilder(console.address().resolve(paths.get(i % paths.size())))
                        .header("Authorization", "Bearer " + ServedConsole.TOKEN)
                        .timeout(Duration.ofMinutes(5))
                        .GET()
                        .build())
                .map(request -> crowd.sendAsync(request, BodyHandlers.ofString()))
                .toList();

        // Then
        assertThat(asked)
                .map(CompletableFuture::join)
                .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200))
                .allSatisfy(answer -> assertThat(answer.body()).containsAnyOf("</html>", "\"entries\""));
        assertThat(console.get("/api/v1/stops").statusCode()).isEqualTo(200);
    }
}
