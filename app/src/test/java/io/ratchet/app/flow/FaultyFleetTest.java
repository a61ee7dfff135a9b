package io.ratchet.app.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.credentials.CredentialReferences;
import io.ratchet.connectors.winrm.CredentialCircuit;
import io.ratchet.connectors.winrm.HostShellSettings;
import io.ratchet.connectors.winrm.HostShells;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.lab.Fleet;
import io.ratchet.lab.FleetSettings;
import io.ratchet.lab.Ports;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.routes.execute.HostLeases;
import io.ratchet.routes.execute.HostRun;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.Permit;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.routes.night.BrakeDesk;
import io.ratchet.routes.night.Turns;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A night over WinRM on hosts of which three in ten reset connections, stall, deny, lie about exit codes, garble, run
 * out of shells, come back late or never. The night ends by its window, nothing hangs, and every state is true.
 */
class FaultyFleetTest {
    private static final Instant OPENS = Instant.parse("2018-09-20T20:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final String KEY = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    private static final String NAME = "DefaultSecureProtocols";
    private static final long WANTED = 2176;
    private static final int NEVER = 1_000_000;
    private static final Duration MOST = Duration.ofMinutes(4);

    /** What is wrong with a host; every one of them comes up as often as the others. */
    private enum Trouble {
        RESETS(Faults.resets(new Faults.Reset(null, 0, false))),
        RESETS_IN_APPLY(Faults.resets(new Faults.Reset(Phase.APPLY, 2, false))),
        STALLS(Faults.muteAfterCommand()),
        DENIES(Faults.denied()),
        LIES_ABOUT_EXIT_CODES(Faults.NONE),
        GARBLES(Faults.cutsOutput()),
        IS_OUT_OF_SHELLS(Faults.overQuota(2)),
        COMES_BACK_LATE(Faults.slowToBoot(200)),
        NEVER_COMES_BACK(Faults.slowToBoot(NEVER)),
        IS_AWAY(Faults.unreachable()),
        FORGETS(Faults.forgets(List.of(KEY + "\\" + NAME)));

        private final Faults faults;

        Trouble(Faults faults) {
            this.faults = faults;
        }
    }

    private record Sent(Instant at, boolean changes) {}

    /** No night of this test gets there. */
    private static final String NO_BRAKES = """
            caps: {total: 1000, site: 1000, subnet: 1000, pool: 1000, night: 1000, wave: 1000}
            breaker: {inARow: 200, percent: 100, of: 200}""";

    private static final String BUILD = "6.1.7601";
    private static final String ROLE = "role:iis";
    /** They are looked for as long as the window leaves room. */
    private static final Set<Trouble> HOPELESS = EnumSet.of(Trouble.IS_AWAY, Trouble.STALLS, Trouble.GARBLES);

    private static final Set<FailureCode> BRAKED = Set.of(FailureCode.BREAKER_OPEN, FailureCode.QUARANTINED);

    @TempDir
    private Path folder;

    private final Evening clock = new Evening();
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final Map<AssetId, Subject> subjects = new ConcurrentHashMap<>();
    private boolean rolesAreKnown;
    private IntFunction<Optional<Trouble>> troubles = number -> threeInTen(number, List.of(Trouble.values()));

    @Test
    @Tag("slow")
    void aNightOnAFewFaultyHostsEndsByItsWindowAndTellsTheTruth() throws Exception {
        play(40);
    }

    @Test
    @Tag("slow")
    void aNightOnTwoHundredHostsEndsByItsWindowAndTellsTheTruth() throws Exception {
        play(200);
    }

    @Test
    void breakersAndQuarantinesHoldAFewHostsUntilAPersonReleasesThemAndTheNightStillEndsByItsWindow() throws Exception {
        troubles = number -> switch (number) {
            case 2 -> Optional.of(Trouble.FORGETS);
            case 3 -> Optional.of(Trouble.DENIES);
            default -> Optional.empty();
        };
        brake(8, "caps: {total: 2}\nbreaker: {inARow: 1}", 4);
    }

    /** Without those that are looked for all night: the first host after a release would be one of them. */
    @Test
    @Tag("slow")
    void breakersAndQuarantinesHoldThirtyFaultyHostsOfAHundredAndTheNightStillEndsByItsWindow() throws Exception {
        List<Trouble> ending = Stream.of(Trouble.values())
                .filter(trouble -> !HOPELESS.contains(trouble))
                .toList();
        troubles = number -> threeInTen(number, ending);
        brake(100, "breaker: {inARow: 2, percent: 30, of: 20}", 12);
    }

    /** Every second host has the role; whenever nothing moves any more, a person releases what stands. */
    private void brake(int count, String caution, int threads) throws Exception {
        // Given
        rolesAreKnown = true;
        List<HostState> hosts = hosts(count);
        Instant closes = OPENS.plus(WINDOW);
        try (Fleet fleet = fleet(hosts);
                SqlStore store = Databases.h2(Files.createDirectories(folder.resolve("data")));
                Night night = night(store, fleet, caution, threads, Duration.ofMillis(500))) {
            approve(store, hosts);
            BrakeDesk desk = new BrakeDesk(store, clock, night::wake);
            // When
            night.start();
            until(() -> !desk.brakes().isEmpty()
                    && states(store).stream().allMatch(state -> settled(state) || hopeless(state) || held(state)));
            List<Remediation> heldAtFirst =
                    states(store).stream().filter(FaultyFleetTest::held).toList();
            // Then
            assertThat(heldAtFirst).isNotEmpty();
            for (Remediation state : states(store)) isTrue(state, fleet);
            // When
            until(() -> {
                List<Remediation> states = states(store);
                if (states.stream().anyMatch(FaultyFleetTest::held)
                        && states.stream().noneMatch(this::moves))
                    desk.brakes().forEach(brake -> desk.release(brake.scope(), "user:carol", "looked at it"));
                return states.stream().allMatch(state -> settled(state) || hopeless(state));
            });
            clock.leapTo(closes.minusSeconds(5));
            until(() -> states(store).stream().allMatch(state -> settled(state) || held(state))
                    || !clock.instant().isBefore(closes.plus(PATIENCE)));
            CompletableFuture.runAsync(night::close).get(60, TimeUnit.SECONDS);
            // Then
            assertThat(states(store)).allMatch(state -> settled(state) || held(state));
            assertThat(sent.stream().filter(Sent::changes))
                    .allSatisfy(each -> assertThat(each.at()).isBefore(closes));
            for (Remediation state : states(store)) isTrue(state, fleet);
            assertThat(states(store).stream()
                            .filter(state -> trouble(number(state)).isEmpty()))
                    .allSatisfy(state -> assertThat(state).isInstanceOf(Verified.class));
            assertThat(told(store, Trouble.FORGETS)).isNotEmpty().allMatch(RolledBack.class::isInstance);
            nothingBeganPastABrake(store);
            evidenceCameFirst(store);
        }
    }

    private static List<AuditEvent> log(SqlStore store) {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event).toList();
            }
        });
    }

    /** Of every third host evidence is demanded before it is changed. */
    private Optional<String> triage(AssetId asset) {
        return number(subjects.get(asset)) % 3 == 0 ? Optional.of("its number") : Optional.empty();
    }

    /** In the log's order, which is that of the commits; and what it names is there. */
    private void evidenceCameFirst(SqlStore store) {
        Set<Object> kept = new HashSet<>();
        for (AuditEvent line : log(store)) {
            if (line.type().equals("evidence.kept")) {
                assertThat(kept.add(line.data().get("runId"))).as("%s", line).isTrue();
                assertThat(line.data()).containsEntry("touched", false);
                byte[] content = store.transact(tx -> tx.evidence()
                        .find(String.valueOf(line.data().get("sha256")))
                        .orElseThrow());
                assertThat(new String(content, StandardCharsets.UTF_8)).contains("evidence-processes");
            }
            if (line.type().equals("step.applied")
                    && triage(Objects.requireNonNull(line.asset())).isPresent())
                assertThat(kept).as("%s", line).contains(line.data().get("runId"));
        }
        assertThat(kept).isNotEmpty();
    }

    /** In the log's order, which is that of the commits. */
    private static void nothingBeganPastABrake(SqlStore store) {
        List<AuditEvent> log = log(store);
        Set<Object> standing = new HashSet<>();
        for (AuditEvent line : log) {
            if (line.type().matches("breaker.opened|quarantine.begun"))
                standing.add(line.data().get("scope"));
            if (line.type().matches("breaker.closed|quarantine.ended"))
                standing.remove(line.data().get("scope"));
            if (!line.type().equals("run.started")) continue;
            assertThat(standing)
                    .as("%s", line)
                    .noneMatch(scope -> String.valueOf(scope).startsWith("playbook:"));
            if (hasTheRole(Integer.parseInt(String.valueOf(line.remediation()).substring(2))))
                assertThat(standing).as("%s", line).doesNotContain(ROLE);
        }
        assertThat(log).extracting(AuditEvent::type).contains("breaker.opened", "quarantine.begun");
    }

    private static boolean hasTheRole(int number) {
        return number % 2 == 0;
    }

    /** A breaker or a quarantine is in its way, and its state says so. */
    private static boolean held(Remediation state) {
        return trouble(state).filter(why -> BRAKED.contains(why.code())).isPresent();
    }

    /** Its run is under way and nothing keeps it. */
    private boolean moves(Remediation state) {
        return !settled(state) && !hopeless(state) && !held(state);
    }

    private static Optional<Failure> trouble(Remediation state) {
        io.ratchet.domain.remediation.Trouble trouble = state instanceof Scheduled scheduled
                ? scheduled.trouble()
                : state instanceof UnderWay under ? under.trouble() : null;
        return Optional.ofNullable(trouble).map(io.ratchet.domain.remediation.Trouble::cause);
    }

    private List<HostState> hosts(int count) {
        List<HostState> hosts = new ArrayList<>();
        List<HostState> inTheirOrder = new ArrayList<>(Fleet.generated(count, "2008r2", 1, 0));
        inTheirOrder.sort(Comparator.comparing(HostState::fqdn));
        for (HostState host : inTheirOrder)
            hosts.add(trouble(hosts.size())
                    .map(trouble -> host.with(trouble.faults))
                    .orElse(host));
        return hosts;
    }

    private Fleet fleet(List<HostState> hosts) throws Exception {
        return Fleet.start(
                FleetSettings.standard()
                        .with(Ports.FREE)
                        .with(clock)
                        .withNetwork("127.95.0.0")
                        .withTime(0.02, Duration.ofMillis(300))
                        .withDirectory(folder.resolve("fleet")),
                hosts);
    }

    private void play(int count) throws Exception {
        // Given
        List<HostState> hosts = hosts(count);
        Instant closes = OPENS.plus(WINDOW);
        try (Fleet fleet = fleet(hosts);
                SqlStore store = Databases.h2(Files.createDirectories(folder.resolve("data")));
                Night night = night(store, fleet, NO_BRAKES, 12, Duration.ofSeconds(1))) {
            approve(store, hosts);
            // When
            night.start();
            await().atMost(MOST).pollInterval(Duration.ofMillis(200)).until(() -> moving(store), List::isEmpty);
            clock.leapTo(closes.minusSeconds(5));
            until(() -> states(store).stream().allMatch(FaultyFleetTest::settled)
                    || !clock.instant().isBefore(closes.plus(PATIENCE)));
            CompletableFuture.runAsync(night::close).get(60, TimeUnit.SECONDS);
            // Then
            assertThat(states(store)).allMatch(FaultyFleetTest::settled);
            assertThat(sent.stream().filter(Sent::changes))
                    .allSatisfy(each -> assertThat(each.at()).isBefore(closes));
            for (Remediation state : states(store)) isTrue(state, fleet);
            assertThat(states(store).stream()
                            .filter(state -> trouble(number(state)).isEmpty()))
                    .hasSize(count - count * 3 / 10)
                    .allSatisfy(state -> assertThat(state).isInstanceOf(Verified.class));
            assertThat(told(store, Trouble.RESETS_IN_APPLY)).allMatch(Verified.class::isInstance);
            assertThat(told(store, Trouble.LIES_ABOUT_EXIT_CODES)).allMatch(Verified.class::isInstance);
            assertThat(told(store, Trouble.IS_OUT_OF_SHELLS)).allMatch(Verified.class::isInstance);
            assertThat(told(store, Trouble.NEVER_COMES_BACK)).allMatch(Failed.class::isInstance);
            assertThat(told(store, Trouble.DENIES)).allMatch(Failed.class::isInstance);
            evidenceCameFirst(store);
        }
    }

    /** Three in ten, one kind after another. */
    private static Optional<Trouble> threeInTen(int number, List<Trouble> kinds) {
        if (number % 10 >= 3) return Optional.empty();
        int nth = number / 10 * 3 + number % 10;
        return Optional.of(kinds.get(nth % kinds.size()));
    }

    private Optional<Trouble> trouble(int number) {
        return troubles.apply(number);
    }

    private static int number(Remediation state) {
        return number(state.subject());
    }

    private static int number(Subject subject) {
        return Integer.parseInt(subject.id().substring(2));
    }

    /** What still moves or might, for who reads why it took too long. */
    private List<String> moving(SqlStore store) {
        return states(store).stream()
                .filter(state -> !settled(state) && !hopeless(state))
                .map(state -> state.subject().id() + " ("
                        + trouble(number(state)).orElse(null) + ") is " + state.state()
                        + trouble(state).map(why -> ", " + why.code()).orElse(""))
                .toList();
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(MOST).pollInterval(Duration.ofMillis(200)).until(condition);
    }

    /** Nothing more happens to it in this window. */
    private static boolean settled(Remediation state) {
        if (state instanceof UnderWay under)
            return under.trouble() != null && !under.trouble().next().isBefore(OPENS.plus(Duration.ofDays(1)));
        return state.ended() || state instanceof Deferred;
    }

    private boolean hopeless(Remediation state) {
        return trouble(number(state)).filter(HOPELESS::contains).isPresent();
    }

    private List<Remediation> told(SqlStore store, Trouble trouble) {
        return states(store).stream()
                .filter(state -> trouble(number(state)).equals(Optional.of(trouble)))
                .toList();
    }

    private static List<Remediation> states(SqlStore store) {
        return store.transact(tx -> tx.remediations().list()).stream()
                .map(Versioned::remediation)
                .toList();
    }

    /** Holds what is recorded against the host and its journal. */
    private void isTrue(Remediation state, Fleet fleet) throws IOException {
        String host = state.subject().plan().host().netbios();
        List<String> journal = journal(host);
        long written =
                journal.stream().filter(line -> line.equals("to " + WANTED)).count();
        boolean restarted = journal.lastIndexOf("boot") > journal.lastIndexOf("to " + WANTED);
        Optional<String> value = Optional.ofNullable(fleet.host(host)
                        .state()
                        .registry()
                        .getOrDefault(KEY, Map.of())
                        .get(NAME))
                .map(RegistryValue::text);
        String what = trouble(number(state)) + ", " + state + ", journal " + journal;
        assertThat(written).as(what).isLessThanOrEqualTo(1);
        if (state instanceof Verified) {
            assertThat(written).as(what).isEqualTo(1);
            assertThat(value).as(what).contains(String.valueOf(WANTED));
            assertThat(restarted).as(what).isTrue();
        } else if (state instanceof RolledBack) {
            assertThat(value).as(what).isNotEqualTo(Optional.of(String.valueOf(WANTED)));
        } else if (state instanceof Failed failed) {
            boolean saysChanged = failed.failure().message().contains("changed");
            assertThat(written == 0 || saysChanged).as(what).isTrue();
        } else if (!(state instanceof UnderWay && held(state)))
            assertThat(written).as(what).isZero();
    }

    /** The writes to the value, and the restarts, of a host. */
    private List<String> journal(String host) throws IOException {
        Path file = folder.resolve("fleet").resolve(host + ".changes.ndjson");
        List<String> journal = new ArrayList<>();
        if (Files.notExists(file)) return journal;
        for (String line : Files.readAllLines(file)) {
            JsonNode change = Json.parse(line);
            String kind = change.path("kind").asText();
            if (kind.equals("boot")) journal.add("boot");
            if (kind.equals("registry") && change.path("what").asText().endsWith(NAME))
                journal.add("to " + change.path("after").asText("").replace("dword:", ""));
        }
        return journal;
    }

    /** @param pause after which the next ones that have to wait for others ask again */
    private Night night(SqlStore store, Fleet fleet, String caution, int threads, Duration pause) throws IOException {
        Organisation organisation = OrganisationFile.read("organisation.yaml", """
                organisation: Contoso
                sites: [{name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20;BYMINUTE=0;BYSECOND=0", duration: %s}}]
                %s
                """.formatted(WINDOW, caution));
        WindowCalendar windows = new WindowCalendar(() -> organisation);
        HostLeases leases = new HostLeases(store, IdSource.random(), System::nanoTime, LEASE);
        HostDirectory directory = new InTheFleet(fleet);
        HostRun run = new HostRun(
                store,
                shell(fleet),
                directory,
                new Witnesses((host, port, sni, opening) -> Map.of(), directory, asset -> Optional.empty()),
                windows,
                new Permit(
                        store,
                        windows,
                        () -> organisation,
                        new Turns(store, () -> organisation, windows::next, this::known, pause),
                        clock),
                leases,
                (asset, goal, judged) -> {
                    throw new AssertionError("a plan of one leg was planned anew");
                },
                PlaybookCatalogue::shipped,
                new EvidenceBeforeChange(this::triage, EvidenceBeforeChange.Wanted.nowhere()),
                clock,
                IdSource.random(),
                new RunSettings(
                        // A changed host is looked for this often at least, however much time has passed.
                        25,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(3),
                        2,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(3),
                        PATIENCE,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        LEASE));
        return new Night(
                store.dataSource(),
                store,
                run,
                leases,
                LEASE,
                clock,
                new Night.Settings(threads, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    /** What is known of a host before the night. */
    private Optional<AssetState> known(AssetId asset) {
        Subject subject = subjects.get(asset);
        List<Observation> known = new ArrayList<>();
        known.add(new Observation.OperatingSystem(BUILD, null, 3, 1, null, null, null));
        if (rolesAreKnown && hasTheRole(number(subject))) known.add(new Observation.ServerRole("iis", null));
        List<Fact> facts = known.stream()
                .map(one -> new Fact(one, OPENS, "agent@hq", "agent", null, "sha256:" + "a".repeat(64) + "#host[1]"))
                .toList();
        return Optional.of(
                new AssetState(asset, new Identity.Resolved(), subject.plan().host(), "HQ", facts));
    }

    private HostShell shell(Fleet fleet) throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Path file = secrets.resolve("fleet");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                fleet.settings().account().user() + "\n"
                        + fleet.settings().account().password() + "\n");
        HostShell shell = HostShells.overthere(
                new CredentialReferences(secrets, Map.of()),
                HostShellSettings.defaults()
                        .allowingPlainHttp()
                        .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2))
                        .withQuota(5, Duration.ofSeconds(1)),
                CredentialCircuit.withDefaults(clock),
                clock);
        return (address, script) -> {
            sent.add(new Sent(clock.instant(), script.phase().changesTheHost()));
            HostOutput said = shell.run(
                    address, new PhaseScript(script.runId(), script.phase(), script.text(), Duration.ofSeconds(4)));
            boolean lies = trouble(numberOf(fleet, address)).equals(Optional.of(Trouble.LIES_ABOUT_EXIT_CODES));
            return lies ? new HostOutput(1 - said.exitCode(), said.stdout(), said.stderr()) : said;
        };
    }

    private static int numberOf(Fleet fleet, HostAddress address) {
        return fleet.names().stream()
                .filter(name -> fleet.address(name).equals(address.host()) && fleet.wsmanPort(name) == address.port())
                .map(fleet.names()::indexOf)
                .findFirst()
                .orElseThrow();
    }

    private void approve(SqlStore store, List<HostState> hosts) {
        for (int number = 0; number < hosts.size(); number++) {
            Plan plan = plan(hosts.get(number));
            Subject subject = new Subject("r-" + number, plan, "HQ", OPENS.minusSeconds(3600));
            subjects.put(subject.asset(), subject);
            Proposed proposed = new Proposed(subject);
            Approval approval =
                    new Approval("user:alice", OPENS.minusSeconds(1800), plan.hash(), OPENS.plusSeconds(9 * 86400));
            store.run(tx -> {
                tx.remediations().propose(proposed);
                tx.remediations().save(proposed.approve(approval), 1);
            });
        }
    }

    private static Plan plan(HostState host) {
        String playbook = "windows/winhttp-default-protocols";
        RegistryValue there = host.registry().getOrDefault(KEY, Map.of()).get(NAME);
        HostRef ref = new HostRef(
                "default", "HQ", null, host.fqdn(), host.name(), null, null, host.smbiosUuid(), null, Map.of());
        RegistryData before = there == null ? RegistryData.ABSENT : RegistryData.dword((Long) there.data());
        return new Plan(
                new AssetId(host.fqdn()),
                ref,
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "os-2008-r2-sp1",
                        playbook,
                        PlaybookCatalogue.shipped().find(playbook).contentHash(),
                        Map.of(),
                        List.of(new Change.Registry(KEY, NAME, before, RegistryData.dword(WANTED))),
                        Restart.REBOOT,
                        "R025-x")));
    }

    /** Runs as fast as ours from the window's opening on, and leaps where nothing is left to see. */
    private static final class Evening extends Clock {
        private volatile Duration away = Duration.between(Instant.now(), OPENS);

        void leapTo(Instant moment) {
            away = Duration.between(Instant.now(), moment);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(away);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private record InTheFleet(Fleet fleet) implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            String name = String.valueOf(host.netbios());
            return new HostAddress(fleet.address(name), fleet.wsmanPort(name), false, "file:fleet");
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            return new Listener(fleet.address(String.valueOf(host.netbios())), port, "");
        }
    }
}
