package io.ratchet.routes.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.ticket.TicketSystem;
import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.store.Outbox.Entry;
import io.ratchet.store.Outbox.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tickets through a network that breaks and by processes that die into real ticket systems, counted in their own
 * databases: as many as each system takes in its time, told in the test's output. How 10,000 fare is shown by
 * {@link SentOnceTest}, for these two take hours for so many.
 */
@Tag("slow")
class RealSystemsTest {
    private static final int MOST = 10_000;

    /** For opening and closing, in one system. */
    private static final Duration TIME = Duration.ofMinutes(5);

    private static final Path SCRIPTS = Path.of("../connectors/src/test/tickets");

    /** As calm as in earnest, but shorter: these servers answer within a second or not at all. */
    private static final TicketSettings.Pace PACE = new TicketSettings.Pace(
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            5,
            1,
            Duration.ofSeconds(1));

    @TempDir
    private Path folder;

    private final Random random = new Random(5);
    private int deaths;
    private Process server;
    private URI address;

    @AfterEach
    void stop() throws InterruptedException {
        if (server == null) return;
        server.descendants().forEach(ProcessHandle::destroy);
        server.destroy();
        if (!server.waitFor(10, TimeUnit.SECONDS)) server.destroyForcibly();
    }

    @Test
    void inRedmineEveryTicketStandsOnce() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/usr/share/redmine")), "skipped: there is no Redmine on this machine");
        start("redmine");
        String key = Files.readString(folder.resolve("key"));

        everyTicketOnce(
                100,
                TicketSystem.Kind.REDMINE,
                "desk",
                new Account("ratchet", key),
                Map.of(),
                "redmine.sqlite",
                "select subject, (select is_closed from issue_statuses s where s.id = i.status_id) from issues i",
                "select notes from journals where notes like '%[R-%'");
    }

    @Test
    void inRequestTrackerEveryTicketStandsOnce() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/share/request-tracker5/libexec/rt-server")),
                "skipped: there is no Request Tracker on this machine");
        start("rt");

        everyTicketOnce(
                40,
                TicketSystem.Kind.REQUEST_TRACKER,
                "Desk",
                new Account("ratchet", "service-of-ratchet"),
                Map.of("auth", "basic"),
                "rt.sqlite",
                "select Subject, Status = 'resolved' from Tickets",
                "select Data from Transactions where Type = 'Comment' and Data like '[R-%'");
    }

    /** @param wave so many are decided at once; more follow while there is time */
    private void everyTicketOnce(
            int wave,
            TicketSystem.Kind kind,
            String queue,
            Account account,
            Map<String, String> options,
            String database,
            String tickets,
            String notes)
            throws Exception {
        TicketSettings settings = new TicketSettings(Map.of("desk", queue), PACE);
        try (BreakingProxy proxy = new BreakingProxy(address, 3, 0.25);
                Estate estate = new Estate(settings, Estate.clock())) {
            // Given
            TicketSystems systems = TicketSystems.connect(
                    List.of(new TicketSystem("desk", kind, proxy.address(), "file:desk", queue, options)),
                    reference -> account,
                    Clock.systemUTC());
            // When
            Instant begun = Instant.now();
            int units = 0;
            do {
                estate.decide(decisions(units, units + wave, 1));
                // What was opened before is told more of, or closed, at the same time.
                estate.decide(decisions(Math.max(0, units - wave), units, 2));
                run(estate, systems);
                estate.clock.pass(Duration.ofDays(1));
                units += wave;
            } while (units < MOST && Instant.now().isBefore(begun.plus(TIME)));
            estate.decide(decisions(units - wave, units, 2));
            run(estate, systems);
            System.out.printf(
                    "%s: %d tickets in %s, %d requests and %d answers lost, %d deaths%n",
                    kind,
                    units,
                    Duration.between(begun, Instant.now()).truncatedTo(ChronoUnit.SECONDS),
                    proxy.droppedBefore,
                    proxy.droppedAfter,
                    deaths);

            // Then
            assertThat(proxy.droppedBefore).isPositive();
            assertThat(proxy.droppedAfter).isPositive();
            assertThat(deaths).isPositive();
            List<Ticket> ours = estate.store.transact(tx -> tx.tickets().list());
            List<String> theirs = rows(database, tickets);
            assertThat(ours).hasSize(units).allMatch(ticket -> ticket.there() != null);
            assertThat(theirs).hasSize(units);
            assertThat(theirs.stream().map(row -> row.substring(1, 15))).doesNotHaveDuplicates();
            assertThat(theirs).filteredOn(row -> row.endsWith("|1")).hasSize(units / 2);
            List<String> marks = rows(database, notes);
            assertThat(marks).hasSize(units / 2).doesNotHaveDuplicates();
        }
    }

    /** In the second round every other host is done. */
    private static Map<AssetId, List<Decision>> decisions(int from, int to, int round) {
        Map<AssetId, List<Decision>> decisions = new TreeMap<>();
        for (int unit = from; unit < to; unit++) {
            String name = "hub" + unit;
            Decision decision = round == 2 && unit % 2 == 0
                    ? Estate.done(name, "dv-surfacehub", "S" + unit)
                    : Estate.ticket(name, "dv-surfacehub", "S" + unit, "The vendor has released the build.");
            decisions.put(Estate.asset(name), List.of(decision));
        }
        return decisions;
    }

    private void run(Estate estate, TicketSystems systems) {
        // The moments of the decisions are the estate's; sending goes by the clock on the wall.
        Clock sending = Clock.systemUTC();
        TicketSender sender = new TicketSender(estate.store, PACE, sending, TicketObserver.none());
        Awaitility.await("all is said")
                .atMost(Duration.ofMinutes(15))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    for (TicketSender.Due due : sender.due())
                        sender.take(due).ifPresent(taken -> send(systems, sender, taken));
                    return estate.store
                            .<List<?>>transact(tx ->
                                    tx.outbox().in(TicketRounds.CHANNEL, State.WAITING, State.SENDING, State.UNKNOWN))
                            .isEmpty();
                });
        assertThat(estate.store.<List<Entry>>transact(tx -> tx.outbox().in(TicketRounds.CHANNEL, State.REFUSED)))
                .isEmpty();
    }

    /** Now and then the process dies with a message in hand, before it was sent or after. */
    private void send(TicketSystems systems, TicketSender sender, TicketSender.InHand taken) {
        int fate = random.nextInt(12);
        if (fate == 0) deaths++;
        else {
            Sent sent = systems.send(taken.call());
            if (fate == 1) deaths++;
            else sender.settle(taken, sent);
        }
    }

    /** The rows of a SQLite database, their columns joined by bars. */
    private List<String> rows(String database, String query) throws Exception {
        Process reading = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import sqlite3, sys\n"
                                + "for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):\n"
                                + "    print('|'.join(str(cell).replace('\\n', ' ').replace('\\r', ' ') for cell in row))",
                        folder.resolve(database).toString(),
                        query)
                .redirectErrorStream(true)
                .start();
        String said = new String(reading.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(reading.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    private void start(String script) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        address = URI.create("http://127.0.0.1:" + port);
        server = new ProcessBuilder(
                        SCRIPTS.resolve(script).toAbsolutePath().normalize().toString(),
                        folder.toAbsolutePath().toString(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("start.log").toFile())
                .start();
        Awaitility.await(script + " listens")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    assertThat(server.isAlive()).as(script + " goes on").isTrue();
                    try (Socket probe = new Socket("127.0.0.1", port)) {
                        return probe.isConnected();
                    } catch (IOException e) {
                        return false;
                    }
                });
    }
}
