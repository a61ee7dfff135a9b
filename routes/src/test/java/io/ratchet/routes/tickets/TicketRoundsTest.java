package io.ratchet.routes.tickets;

import static io.ratchet.routes.tickets.Estate.asset;
import static io.ratchet.routes.tickets.Estate.done;
import static io.ratchet.routes.tickets.Estate.ticket;
import static io.ratchet.routes.tickets.Estate.unknown;
import static io.ratchet.routes.tickets.Estate.waits;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.Ticket.ByHand;
import io.ratchet.domain.ticket.Ticket.Standing;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Outbox.Entry;
import io.ratchet.store.Tx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What rounds make of decisions that only people can carry out. */
class TicketRoundsTest {
    private static final String HUB = "dv-surfacehub";
    private static final String BUILD = "The vendor has released the build this room needs. Do: install it.";
    private static final Path GOLDEN = Path.of("src/test/resources/tickets");

    private final SetClock clock = Estate.clock();
    private final TicketSettings settings = new TicketSettings(Map.of("desk", "uc"), TicketSettings.Pace.calm());
    private final Estate estate = new Estate(settings, clock);

    @AfterEach
    void close() {
        estate.close();
    }

    @Test
    void fiveHundredPhonesAreOneTicket() {
        // Given
        Map<AssetId, List<Decision>> phones = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            String name = "phone%03d".formatted(i);
            phones.put(asset(name), List.of(ticket(name, "dv-lpe", "HQ", "Lync Phone Edition never got TLS 1.2.")));
        }

        // When
        estate.decide(phones);

        // Then
        assertThat(tickets()).hasSize(1);
        Ticket ticket = tickets().get(0);
        assertThat(ticket.unit()).isEqualTo(TicketUnit.atSite("dv-lpe", "HQ"));
        assertThat(ticket.hosts()).isEqualTo(500);
        assertThat(messages()).hasSize(1);
        TicketMessage opening = messages().get(0);
        assertThat(opening.text()).contains("Hosts:  500 (500 asked)").contains("and 460 more in hosts.csv");
        assertThat(opening.text().lines()).allMatch(line -> line.length() <= 100);
        assertThat(opening.attachments())
                .singleElement()
                .satisfies(file -> assertThat(file.content().lines()).hasSize(501));
    }

    @Test
    void aTicketSaysWhatIsAskedByWhenWhatLiftsItAndWhy() throws Exception {
        // Given
        estate.organisation = Estate.organisation(new Ticketing(List.of(
                rule("rooms", null, "UC", "uc-rooms", "uc-team", false), rule(null, null, null, "all", null, false))));

        // When
        estate.decide(ticket("hub01", HUB, "UC", BUILD), ticket("hub02", HUB, "UC", BUILD), waits("hub03", HUB, "UC"));

        // Then
        TicketMessage opening = messages().get(0);
        golden("opening.txt", opening.subject() + "\n\n" + opening.text());
        golden("hosts.csv", opening.attachments().get(0).content());
        assertThat(opening.queue()).isEqualTo("uc-rooms");
        assertThat(opening.owner()).isEqualTo("uc-team");
        assertThat(opening.due()).isEqualTo(LocalDate.parse("2019-07-04"));
    }

    @Test
    void whatIsDecidedAgainInTheSameWayIsNoNews() {
        // Given
        estate.decide(ticket("hub01", HUB, "UC", BUILD), ticket("hub02", HUB, "UC", BUILD));

        // When
        clock.pass(Duration.ofHours(1));
        estate.decide(ticket("hub01", HUB, "UC", BUILD));
        estate.decideAll();

        // Then
        assertThat(messages()).extracting(TicketMessage::kind).containsExactly(Kind.OPEN);
    }

    @Test
    void whatJoinsBeforeItIsSentStandsInTheOpeningItself() {
        // Given
        estate.decide(ticket("hub01", HUB, "UC", BUILD));

        // When
        clock.pass(Duration.ofMinutes(1));
        estate.decide(ticket("hub02", HUB, "UC", BUILD));

        // Then
        assertThat(messages()).extracting(TicketMessage::kind).containsExactly(Kind.OPEN);
        assertThat(messages().get(0).text()).contains("hub01.corp.example, hub02.corp.example");
    }

    @Test
    void changesOfATicketThatIsThereAreGatheredIntoOneUpdate() {
        // Given
        estate.decide(ticket("hub01", HUB, "UC", BUILD));
        sent();

        // When
        for (int i = 2; i < 9; i++) {
            clock.pass(Duration.ofMinutes(1));
            estate.decide(ticket("hub0" + i, HUB, "UC", BUILD));
        }

        // Then
        List<Entry> open = open();
        assertThat(open).singleElement().satisfies(entry -> {
            assertThat(entry.letter().kind()).isEqualTo("update");
            assertThat(entry.due())
                    .isEqualTo(clock.instant().plus(settings.pace().gathered()));
            assertThat(TicketSender.message(entry).text()).contains("Hosts:  8 (8 asked)");
        });
    }

    @Test
    void aVendorsReleaseIsToldAtOnce() {
        // Given
        estate.decide(waits("hub01", HUB, "UC"));
        sent();

        // When its day has come
        clock.pass(Duration.ofDays(30));
        estate.decide(ticket("hub01", HUB, "UC", BUILD));

        // Then
        assertThat(open()).singleElement().satisfies(entry -> {
            assertThat(entry.letter().kind()).isEqualTo("update");
            assertThat(entry.due()).isEqualTo(clock.instant());
        });
        assertThat(tickets()).hasSize(1);
    }

    @Test
    void isClosedOnlyOnceEveryHostIsShownToNeedNothing() {
        // Given
        estate.decide(ticket("hub01", HUB, "UC", BUILD), ticket("hub02", HUB, "UC", BUILD));
        sent();

        // When one is done and the other's build is not known any more
        estate.decide(done("hub01", HUB, "UC"), unknown("hub02", HUB, "UC"));

        // Then
        assertThat(tickets().get(0).state()).isEqualTo(Ticket.State.OPEN);
        assertThat(hosts()).extracting(Ticket.Host::standing).containsExactly(Standing.PROVEN, Standing.UNPROVEN);

        // When
        clock.pass(Duration.ofHours(1));
        estate.decide(done("hub02", HUB, "UC"));

        // Then
        assertThat(tickets().get(0).state()).isEqualTo(Ticket.State.CLOSED);
        assertThat(open()).singleElement().satisfies(entry -> {
            TicketMessage close = TicketSender.message(entry);
            assertThat(close.kind()).isEqualTo(Kind.CLOSE);
            assertThat(close.text()).contains("hub01.corp.example", "hub02.corp.example", "inventory says build");
            assertThat(close.attachments().get(0).name()).isEqualTo("proof.csv");
        });
        assertThat(said("ticket.closed")).hasSize(1);
    }

    @Test
    void aHostThatNobodyReportsAnyMoreProvesNothing() {
        // Given
        estate.decide(ticket("hub01", HUB, "UC", BUILD));
        sent();

        // When
        estate.gone(asset("hub01"));

        // Then
        assertThat(tickets().get(0).state()).isEqualTo(Ticket.State.OPEN);
    }

    @Test
    void isOpenedAgainAndNotOpenedTwiceWhenAHostFallsBack() {
        // Given
        estate.decide(ticket("hub01", HUB, "UC", BUILD));
        sent();
        clock.pass(Duration.ofDays(1));
        estate.decide(done("hub01", HUB, "UC"));
        sent();

        // When
        clock.pass(Duration.ofDays(1));
        estate.decide(ticket("hub01", HUB, "UC", BUILD));

        // Then
        assertThat(tickets())
                .singleElement()
                .satisfies(ticket -> assertThat(ticket.state()).isEqualTo(Ticket.State.OPEN));
        assertThat(open())
                .singleElement()
                .satisfies(entry -> assertThat(entry.letter().kind()).isEqualTo("reopen"));
        assertThat(said("ticket.reopened")).hasSize(1);
    }

    @Test
    void ticketsOfSitesThatBecomeOneOwnersAreMerged() {
        // Given
        estate.decide(ticket("hub01", HUB, "UC", BUILD), ticket("hub02", HUB, "HQ", BUILD));
        sent();
        assertThat(tickets()).hasSize(2);

        // When
        clock.pass(Duration.ofDays(1));
        estate.organisation = Estate.organisation(new Ticketing(List.of(rule(null, HUB, null, null, "uc-team", true))));
        estate.decideAll();

        // Then
        assertThat(tickets()).extracting(Ticket::state).containsExactly(Ticket.State.OPEN, Ticket.State.MERGED);
        Ticket stays = tickets().get(0);
        assertThat(stays.unit()).isEqualTo(TicketUnit.ofOwner(HUB, "uc-team"));
        assertThat(stays.hosts()).isEqualTo(2);
        assertThat(tickets().get(1).mergedInto()).isEqualTo(stays.key());
        assertThat(open().stream().map(entry -> entry.letter().kind())).containsExactlyInAnyOrder("update", "merge");
    }

    @Test
    void withoutATicketSystemNothingIsKept() {
        // Given
        try (Estate alone = new Estate(TicketSettings.none(), clock)) {
            // When
            alone.decide(ticket("hub01", HUB, "UC", BUILD));

            // Then
            assertThat(alone.store.<List<Ticket>>transact(tx -> tx.tickets().list()))
                    .isEmpty();
        }
    }

    private static Ticketing.Rule rule(
            String family, String system, String site, String queue, String owner, boolean oneForOwner) {
        return new Ticketing.Rule(
                family, system, site, null, queue, owner, oneForOwner, Period.ofDays(14), ByHand.REOPEN);
    }

    private List<Ticket> tickets() {
        return estate.store.transact(tx -> tx.tickets().list());
    }

    private List<Ticket.Host> hosts() {
        return estate.store.transact(
                tx -> tx.tickets().hosts(tx.tickets().list().get(0).key()));
    }

    private List<Entry> open() {
        return estate.store.transact(tx -> tx.outbox()
                .in(
                        TicketRounds.CHANNEL,
                        io.ratchet.store.Outbox.State.WAITING,
                        io.ratchet.store.Outbox.State.UNKNOWN));
    }

    private List<TicketMessage> messages() {
        return open().stream().map(TicketSender::message).toList();
    }

    /** All that is open has arrived. */
    private void sent() {
        estate.store.run(tx -> open(tx).forEach(entry -> {
            assertThat(tx.outbox().take(entry, clock.instant(), clock.instant()))
                    .isTrue();
            tx.outbox().settle(entry, io.ratchet.store.Outbox.State.DONE, clock.instant(), "");
        }));
    }

    private static List<Entry> open(Tx tx) {
        return tx.outbox().in(TicketRounds.CHANNEL, io.ratchet.store.Outbox.State.WAITING);
    }

    private List<AuditEvent> said(String type) {
        return estate.store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event)
                        .filter(event -> event.type().equals(type))
                        .toList();
            }
        });
    }

    private static void golden(String name, String text) throws Exception {
        Path file = GOLDEN.resolve(name);
        if ("update".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
