package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of people and programs in simulated time: they sign in and out, or do not, look, guess tokens, and send the
 * same again. What is kept of that stays as large as after an hour.
 */
class SoakTest {
    private static final long ROOM = 8L << 20;

    @TempDir
    Path folder;

    private ServedConsole console;

    @BeforeEach
    void serve() {
        console = ServedConsole.closed(folder);
        console.propose();
    }

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void anHourLeavesNoMoreSessionsThanPeopleWhoDidNotSignOut() {
        minutes(60, 20);
        assertThat(console.sessions()).isEqualTo(1);
        assertThat(console.left()).isEmpty();
    }

    @Test
    @Tag("slow")
    void threeDaysLeaveRowsAndHeapAsHalfADayDid() {
        // Given: sessions last twelve hours, so that by then as many end as begin
        minutes(13 * 60, 5);
        long rows = console.sessions();
        long heap = heap();

        // When
        minutes(59 * 60, 5);

        // Then
        assertThat(console.sessions()).isLessThanOrEqualTo(rows + 1);
        assertThat(heap() - heap).isLessThan(ROOM);
        assertThat(console.left()).isEmpty();
    }

    /** @param every so many minutes somebody signs in; every other one does not sign out */
    private void minutes(int many, int every) {
        for (int minute = 0; minute < many; minute++) {
            console.pass(Duration.ofMinutes(1));
            console.get("/queue");
            if (minute % every != 0) continue;
            console.send(console.to("/api/v1/queue")
                    .header("Authorization", "Bearer wrong " + minute)
                    .GET());
            HttpResponse<String> in = console.send(console.to("/sign-in")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("token=alice%27s+token")));
            String cookie = in.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
            console.send(console.to("/").header("Cookie", cookie).GET());
            if (minute / every % 2 == 0)
                console.send(console.to("/sign-out").header("Cookie", cookie).POST(BodyPublishers.noBody()));
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
