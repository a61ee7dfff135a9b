package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.app.server.DataFolder;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.ShownEstate;
import io.ratchet.app.server.WebServer;
import io.ratchet.app.terminal.Exit;
import io.ratchet.console.Access;
import io.ratchet.console.ConsolePorts;
import io.ratchet.console.Person;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.routes.tickets.TicketDesk;
import io.ratchet.routes.tickets.TicketHooks;
import io.ratchet.routes.tickets.TicketObserver;
import io.ratchet.routes.tickets.TicketSender;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.store.Outbox;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ratchet tickets} against a server on this machine with a real store. */
class TicketsCommandTest {
    private static final Instant AT = Instant.parse("2019-06-20T08:00:00Z");
    private static final TicketUnit UNIT = TicketUnit.atSite("dv-lpe", "HQ");
    private static final TicketKey KEY = TicketKey.of("Contoso", UNIT, 1);

    @TempDir
    private Path folder;

    private final List<String> done = new ArrayList<>();
    private SqlStore store;
    private DataFolder data;
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        store = Databases.h2(folder.resolve("database"));
        data = DataFolder.open(folder.resolve("data"));
        ConsolePorts shown = new ShownEstate(Files.createDirectories(folder.resolve("uploads"))).ports();
        Clock clock = Clock.systemUTC();
        TicketDesk desk = new TicketDesk(
                store,
                new TicketSender(store, TicketSettings.Pace.calm(), clock, TicketObserver.none()),
                () -> done.add("sent"),
                () -> done.add("looked"),
                TicketHooks.none(),
                clock);
        ConsolePorts ports = new ConsolePorts(
                store,
                shown.approvals(),
                shown.cohorts(),
                shown.outlook(),
                shown.estate(),
                shown.intake(),
                shown.audit(),
                shown.explainer(),
                shown.waits(),
                shown.replay(),
                shown.whatIf(),
                shown.nights(),
                shown.uploads(),
                clock,
                desk,
                shown.path(),
                shown.controls(),
                shown.collects(),
                shown.books());
        Access access = new Access(Optional.empty(), Map.of(Access.hash(data.token()), Person.ofAllRoles("local")));
        server = WebServer.start(new ServeSettings.Http("127.0.0.1", 0), access, ports);
        data.announce(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
        data.close();
        store.close();
    }

    @Test
    void sayWhenThereAreNone() {
        // Given
        Console console = new Console();

        // When
        int exit = run(console, "tickets");

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.err()).contains("No ticket was opened.");
    }

    @Test
    void listWhereEachStandsAndWhatWasRefused() {
        // Given
        refused();
        Console console = new Console();
        Console asJson = new Console();

        // When
        int exit = run(console, "tickets");
        run(asJson, "tickets", "list", "--json");

        // Then
        assertThat(exit).as(console.err()).isEqualTo(Exit.DONE);
        assertThat(console.out().lines()).hasSize(2);
        assertThat(console.out()).contains(KEY.value(), "17", "498 of 500", "open refused: No permission");
        assertThat(asJson.out()).contains("\"schema\":\"ratchet.tickets/1\"");
    }

    @Test
    void areSentAgainSentAndLookedAt() {
        // Given
        refused();

        // Then
        assertThat(run(new Console(), "tickets", "send"))
                .as("something is refused")
                .isEqualTo(Exit.NOT_AS_WISHED);
        assertThat(run(new Console(), "tickets", "resend", KEY.value())).isEqualTo(Exit.DONE);
        assertThat(run(new Console(), "tickets", "sync")).isEqualTo(Exit.DONE);
        assertThat(done).containsExactly("sent", "sent", "looked");
        assertThat(store.<List<Outbox.Entry>>transact(tx -> tx.outbox().in("ticket", Outbox.State.WAITING)))
                .hasSize(1);
    }

    @Test
    void whatCannotBeDoneIsSaidInOneSentence() {
        // Given
        Console without = new Console();
        Console unknown = new Console();
        Console stray = new Console();

        // Then
        assertThat(run(without, "tickets", "resend")).isEqualTo(Exit.COULD_NOT_START);
        assertThat(without.err()).contains("Name the ticket");
        assertThat(run(unknown, "tickets", "resend", "R-000000000000")).isNotEqualTo(Exit.DONE);
        assertThat(unknown.err()).contains("No message of a ticket 'R-000000000000' was refused");
        assertThat(run(stray, "tickets", "list", "R-000000000000")).isEqualTo(Exit.COULD_NOT_START);
    }

    private int run(Console console, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", data.path().toString()));
        return console.run(all.toArray(String[]::new));
    }

    private void refused() {
        store.run(tx -> {
            tx.tickets()
                    .keep(new Ticket(
                            KEY,
                            UNIT,
                            "Lync Phone Edition",
                            "desk",
                            "uc",
                            "uc-team",
                            LocalDate.parse("2019-07-20"),
                            Ticket.ByHand.REOPEN,
                            1,
                            Ticket.State.OPEN,
                            500,
                            498,
                            "f",
                            AT,
                            null,
                            null));
            tx.tickets().keep(KEY, new Ticket.There("17", "", "new", true, null, AT));
            tx.outbox().put(new Outbox.Letter("ticket", KEY.value(), "open", KEY + ":open", "{}"), AT, AT);
            Outbox.Entry entry = tx.outbox().due("ticket", AT, 1).get(0);
            tx.outbox().take(entry, AT, AT);
            tx.outbox().settle(entry, Outbox.State.REFUSED, AT, "No permission");
        });
    }
}
