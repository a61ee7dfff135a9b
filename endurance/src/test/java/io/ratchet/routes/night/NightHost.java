package io.ratchet.routes.night;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.command.CommandShell;
import io.ratchet.lab.command.ProcessDied;
import io.ratchet.lab.machine.Agenda;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.playbooks.PhaseAnswers;
import io.ratchet.playbooks.PlaybookCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** One simulated Windows of the lab, what is to be done to it, and its journal. */
final class NightHost {
    private static final String WINHTTP = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    private static final String TLS12 =
            "SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\";
    private static final String DOTNET = "SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319";
    private static final int SILENT_HANDSHAKES = 3;
    private static final int LONGEST_LINE = 8_100;
    private static final int PIECE = 6_000;
    private static final String POWERSHELL =
            "powershell -NoProfile -NonInteractive -InputFormat None -ExecutionPolicy Bypass -Command \""
                    + "$ProgressPreference='SilentlyContinue';";
    private static final Map<String, byte[]> DEFLATED_ACTIONS = new ConcurrentHashMap<>();
    private static final String TEMPLATE = """
            {"schema":"ratchet.host/1","name":"%s","domain":"corp.example","smbiosUuid":"4c4c4544-0000-2010-8020-%012x",
             "os":{"version":"6.1.7601","productType":3,"servicePack":1,"architecture":"x64",
                   "caption":"Microsoft Windows Server 2008 R2 Standard","powershell":"2.0"},
             "bootTime":"2018-09-01T03:00:00Z","pendingReboot":false,
             "registry":{"HKLM\\\\%s":{"DefaultSecureProtocols":{"kind":"dword","value":160}},"HKLM\\\\%s":{},
                         "HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\Control\\\\SecurityProviders\\\\SCHANNEL\\\\Protocols":{}},
             "updates":{},"installable":{},"packages":{},"files":{},"services":{},"tasks":{},"outbound":{},"denied":%s}
            """;

    /** One line of its journal. */
    record Line(
            Optional<String> run,
            String kind,
            String what,
            @Nullable String before,
            @Nullable String after) {
        boolean writes() {
            return kind.equals("registry");
        }
    }

    final Scenario.Host about;
    final Plan plan;
    final List<Line> journal = new ArrayList<>();
    private final int second;
    private final Machine machine;
    private final CommandShell shell;
    private int restartRequests;
    private int restarts;
    private long backAt = -1;
    private boolean gone;
    private Map<String, Optional<String>> lastSeen;
    private int linesAtLastScript;
    private final Set<String> runs = new TreeSet<>();
    private final Set<String> putBack = new TreeSet<>();
    private boolean undoSent;
    private boolean writtenAfterUndo;
    private int handshakes;
    private boolean seenOutside;

    /** @param second how long one of its seconds lasts, in milliseconds */
    NightHost(Scenario.Host about, Clock clock, int second) {
        this.about = about;
        this.second = second;
        this.plan = plan();
        this.machine = new Machine(state(), clock, Agenda.AT_ONCE, null);
        this.machine.watch((run, change) ->
                journal.add(new Line(run, change.kind(), change.what(), change.before(), change.after())));
        this.shell = new CommandShell(machine, "ratchet", delay -> {});
        this.lastSeen = values();
    }

    String name() {
        return "W" + about.number();
    }

    String id() {
        return "r-" + about.number();
    }

    /** What demands evidence before it is changed; of every other host something does. */
    Optional<String> triage() {
        return about.number() % 2 == 0 ? Optional.of("its number is even") : Optional.empty();
    }

    /** The playbook of its one step. */
    String playbook() {
        return plan.steps().get(0).playbook();
    }

    private HostState state() {
        List<String> changed =
                changes().stream().map(each -> each.key() + "\\" + each.name()).toList();
        String denied =
                about.flaw() == Scenario.Flaw.DENIES ? "[\"HKLM\\\\" + denied().replace("\\", "\\\\") + "\"]" : "[]";
        HostState state = HostJson.read(TEMPLATE.formatted(
                name(), about.number(), WINHTTP.replace("\\", "\\\\"), DOTNET.replace("\\", "\\\\"), denied));
        return state.with(
                switch (about.flaw()) {
                    case DIES_IN_APPLY -> Faults.resets(new Faults.Reset(Phase.APPLY, 2, false));
                    case DIES_IN_UNDO -> Faults.resets(new Faults.Reset(Phase.UNDO, 2, false));
                    case FORGETS -> Faults.forgets(changed);
                    case NONE, DENIES, HAS_A_POLICY, LISTENS_LATE -> Faults.NONE;
                });
    }

    private String denied() {
        return switch (about.work()) {
            case WINHTTP -> WINHTTP;
            case SCHANNEL -> TLS12 + "Server";
            case DOTNET -> DOTNET;
        };
    }

    private List<Change.Registry> changes() {
        return switch (about.work()) {
            case WINHTTP -> List.of(change(WINHTTP, "DefaultSecureProtocols", RegistryData.dword(160), 2176));
            case SCHANNEL ->
                List.of(
                        change(TLS12 + "Server", "Enabled", RegistryData.ABSENT, 1),
                        change(TLS12 + "Server", "DisabledByDefault", RegistryData.ABSENT, 0));
            case DOTNET ->
                List.of(
                        change(DOTNET, "SchUseStrongCrypto", RegistryData.ABSENT, 1),
                        change(DOTNET, "SystemDefaultTlsVersions", RegistryData.ABSENT, 1));
        };
    }

    private static Change.Registry change(String path, String name, RegistryData before, long after) {
        return new Change.Registry("HKLM\\" + path, name, before, RegistryData.dword(after));
    }

    private Plan plan() {
        String playbook = switch (about.work()) {
            case WINHTTP -> "windows/winhttp-default-protocols";
            case SCHANNEL -> "windows/schannel-enable-tls12";
            case DOTNET -> "windows/dotnet-strong-crypto";
        };
        HostRef host = new HostRef(
                "default",
                "HQ",
                null,
                name().toLowerCase(Locale.ROOT) + ".corp.example",
                name(),
                "CORP",
                null,
                "4c4c4544-0000-2010-8020-%012x".formatted(about.number()),
                null,
                Map.of());
        return new Plan(
                new AssetId(name().toLowerCase(Locale.ROOT) + ".corp.example"),
                host,
                Goal.READY,
                List.of(new PlanStep(
                        10,
                        "os-7-sp1",
                        playbook,
                        PlaybookCatalogue.shipped().find(playbook).contentHash(),
                        Map.of(),
                        List.copyOf(changes()),
                        about.work() == Scenario.Work.DOTNET ? Restart.NONE : Restart.REBOOT,
                        "R025-x")));
    }

    // ---- what happens to it

    /** Whether it answers at this moment of the night, in milliseconds; comes up where it is time. */
    boolean up(long now) {
        if (backAt >= 0 && !gone && now >= backAt) {
            backAt = -1;
            machine.boot();
            handshakes = 0;
            seenOutside = false;
            if (about.flaw() == Scenario.Flaw.HAS_A_POLICY) write(512);
        }
        return backAt < 0;
    }

    /** Carries a script out and prints; empty when its process died on the way. */
    Optional<HostOutput> run(PhaseScript script, long now) {
        runs.add(script.runId());
        undoSent |= script.phase() == Phase.UNDO;
        int lines = journal.size();
        Optional<HostOutput> output = carriedOut(script);
        if (script.phase() == Phase.UNDO && output.isPresent()) putBack.add(script.runId());
        if (script.phase() == Phase.APPLY && putBack.contains(script.runId()))
            writtenAfterUndo |= journal.size() > lines;
        lastSeen = values();
        linesAtLastScript = journal.size();
        if (script.phase() == Phase.REBOOT && taken(script, output)) restartAsked(now);
        return output;
    }

    /** Whether a change was written of a run that had been put back. */
    boolean writtenAfterUndo() {
        return writtenAfterUndo;
    }

    /** A host that has restarted already refuses, and so it says. */
    private static boolean taken(PhaseScript script, Optional<HostOutput> output) {
        return output.isEmpty()
                || PhaseAnswers.read(output.get(), script.runId()).succeeded();
    }

    private void restartAsked(long now) {
        restartRequests++;
        if (about.restarts() == Scenario.Restarts.AT_THE_SECOND_REQUEST && restartRequests == 1) return;
        if (backAt >= 0) return;
        int takes = about.restarts() == Scenario.Restarts.LATE ? 35 * 60 : about.bootSeconds();
        gone = about.restarts() == Scenario.Restarts.NEVER_AGAIN;
        backAt = now + (long) second * takes;
        restarts++;
    }

    /** How often it went down because a script asked for it. */
    int restarts() {
        return restarts;
    }

    /** Somebody presses the button. */
    void restart(long now) {
        if (backAt < 0) backAt = now + (long) second * about.bootSeconds();
    }

    /** Somebody else writes the first of the values. */
    void write(long value) {
        Change.Registry first = changes().get(0);
        String path = first.key().substring("HKLM\\".length());
        machine.createKey(null, path);
        machine.set(null, path, first.name(), RegistryValue.dword(value));
    }

    /** What its listener on port 443 answers to a handshake; nothing at all when it does not answer. */
    List<String> offers(long now) {
        if (!up(now)) return List.of();
        if (about.flaw() == Scenario.Flaw.LISTENS_LATE && handshakes++ < SILENT_HANDSHAKES) return List.of();
        List<String> offered = machine.booted().server();
        seenOutside |= offered.contains("TLSv1.2");
        return offered;
    }

    /** Whether its listener is known, and must be seen from outside. */
    boolean listens() {
        return about.work() == Scenario.Work.SCHANNEL;
    }

    /** Whether its listener has shown TLS 1.2 to somebody since its last start. */
    boolean seenOutside() {
        return seenOutside;
    }

    // ---- what is true of it

    /** Each planned value as it was when the last script ran; empty where there is none. */
    Map<String, Optional<String>> lastSeen() {
        return lastSeen;
    }

    List<Line> journalAtLastScript() {
        return journal.subList(0, linesAtLastScript);
    }

    /** What its remediation's runs wrote, as of the last script. */
    List<Line> ownLines() {
        return journalAtLastScript().stream().filter(this::own).toList();
    }

    /** Whether this run has written to it, as of the last script. */
    boolean writtenBy(String run) {
        return journalAtLastScript().stream()
                .anyMatch(line -> line.writes() && line.run().equals(Optional.of(run)));
    }

    boolean own(Line line) {
        return line.run().filter(runs::contains).isPresent();
    }

    /** Whether putting back has ever reached it. */
    boolean undoSent() {
        return undoSent;
    }

    private Map<String, Optional<String>> values() {
        Map<String, Optional<String>> values = new TreeMap<>();
        for (Change.Registry each : changes())
            values.put(
                    each.key() + "\\" + each.name(),
                    machine.value(each.key().substring("HKLM\\".length()), each.name())
                            .map(RegistryValue::text));
        return values;
    }

    Map<String, Optional<String>> planned() {
        Map<String, Optional<String>> values = new TreeMap<>();
        for (Change.Registry each : changes())
            values.put(
                    each.key() + "\\" + each.name(),
                    Optional.of(String.valueOf(each.after().value())));
        return values;
    }

    Map<String, Optional<String>> original() {
        Map<String, Optional<String>> values = new TreeMap<>();
        for (Change.Registry each : changes()) {
            RegistryData before = each.before();
            values.put(
                    each.key() + "\\" + each.name(),
                    before == null || before.absent() ? Optional.empty() : Optional.of(String.valueOf(before.value())));
        }
        return values;
    }

    private Optional<HostOutput> carriedOut(PhaseScript script) {
        try {
            String packed = base64(script.text());
            String line = line("$b='" + packed + "';");
            CommandResult result = shell.run(line.length() > LONGEST_LINE ? uploaded(script.runId(), packed) : line);
            return Optional.of(new HostOutput(result.exitCode(), result.stdout(), result.stderr()));
        } catch (ProcessDied died) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What does not fit in one line is uploaded first, in pieces; the line that is answered runs it. */
    private String uploaded(String runId, String packed) throws InterruptedException, ProcessDied {
        String file = "$p=Join-Path $env:TEMP 'ratchet-" + runId + ".b64';";
        for (int from = 0; from < packed.length(); from += PIECE)
            shell.run(POWERSHELL + file + "[IO.File]::AppendAllText($p,'"
                    + packed.substring(from, Math.min(packed.length(), from + PIECE))
                    + "');(New-Object IO.FileInfo($p)).Length\"");
        return line(file + "$b=[IO.File]::ReadAllText($p);[IO.File]::Delete($p);"
                + "[void][Reflection.Assembly]::LoadWithPartialName('System.Core');"
                + "$h=[BitConverter]::ToString((New-Object Security.Cryptography.SHA256CryptoServiceProvider)"
                + ".ComputeHash([Text.Encoding]::ASCII.GetBytes($b))).Replace('-','');if($h -ne '"
                + Sha256.hex(packed).toUpperCase(Locale.ROOT) + "'){exit 17};");
    }

    /** As docs/phase-script.md has it. */
    private static String line(String found) {
        return POWERSHELL + found + "$m=New-Object IO.MemoryStream(,[Convert]::FromBase64String($b));"
                + "$d=New-Object IO.Compression.DeflateStream($m,[IO.Compression.CompressionMode]::Decompress);"
                + "$r=New-Object IO.StreamReader($d,[Text.Encoding]::UTF8);$s=$r.ReadToEnd();"
                + "&([ScriptBlock]::Create($s))\"";
    }

    /** What is the same for each host is deflated once: it took a third of a night. */
    private static String base64(String script) {
        int data = script.lastIndexOf("\n$RatchetData = ") + 1;
        byte[] actions = DEFLATED_ACTIONS.computeIfAbsent(
                script.substring(0, data), text -> deflated(text, Deflater.BEST_COMPRESSION, Deflater.SYNC_FLUSH));
        byte[] rest = deflated(script.substring(data), Deflater.BEST_SPEED, Deflater.NO_FLUSH);
        byte[] whole = Arrays.copyOf(actions, actions.length + rest.length);
        System.arraycopy(rest, 0, whole, actions.length, rest.length);
        return Base64.getEncoder().encodeToString(whole);
    }

    /** @param flush SYNC_FLUSH where more follows, NO_FLUSH where this is the end */
    private static byte[] deflated(String text, int level, int flush) {
        var deflater = new Deflater(level, true);
        try {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            if (flush == Deflater.NO_FLUSH) deflater.finish();
            byte[] room = new byte[text.length() + 64];
            return Arrays.copyOf(room, deflater.deflate(room, 0, room.length, flush));
        } finally {
            deflater.end();
        }
    }
}
