package io.ratchet.routes.execute;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.command.CommandShell;
import io.ratchet.lab.command.ProcessDied;
import io.ratchet.lab.machine.Agenda;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.lab.machine.Machine;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.playbooks.PhaseAnswers;
import io.ratchet.routes.support.SetClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A simulated Windows in the test's own thread, reached by a wire that does as it is told: for each phase a queue of
 * what goes wrong with the next scripts of that phase; an empty queue means all goes well.
 */
final class ScriptedHost implements HostShell {
    /** What goes wrong with one script. */
    record Mishap(
            @Nullable FailureCode before,
            @Nullable FailureCode after,
            @Nullable Runnable meanwhile,
            UnaryOperator<String> edits,
            @Nullable ScriptedHost other,
            @Nullable String complaint) {
        private Mishap(
                @Nullable FailureCode before,
                @Nullable FailureCode after,
                @Nullable Runnable meanwhile,
                UnaryOperator<String> edits) {
            this(before, after, meanwhile, edits, null, null);
        }

        /** Nothing reaches the host. */
        static Mishap before(FailureCode code) {
            return new Mishap(code, null, null, UnaryOperator.identity());
        }

        /** It is carried out and the answer is lost. */
        static Mishap after(FailureCode code) {
            return new Mishap(null, code, null, UnaryOperator.identity());
        }

        /** Its PowerShell runs nothing of it, and the host only complains. */
        static Mishap complains(String stderr) {
            return new Mishap(null, null, null, UnaryOperator.identity(), null, stderr);
        }

        /** It is carried out, and something else happens before its answer is there. */
        static Mishap meanwhile(Runnable work) {
            return new Mishap(null, null, work, UnaryOperator.identity());
        }

        /** It is carried out, and its answer says something else. */
        static Mishap says(String instead, String of) {
            return new Mishap(null, null, null, json -> json.replace(of, instead));
        }

        /** Another machine answers at its address. */
        static Mishap answeredBy(ScriptedHost other) {
            return new Mishap(null, null, null, UnaryOperator.identity(), other, null);
        }

        /** It is carried out, and its answer tells another boot time. */
        static Mishap bootedAt(Instant boot) {
            return new Mishap(
                    null,
                    null,
                    null,
                    json -> json.replaceFirst("\"bootTime\":\"[^\"]*\"", "\"bootTime\":\"" + boot + "\""));
        }

        /** It is carried out, and its answer says that this went wrong with the change. */
        static Mishap saysError(String error) {
            return saysError("10.1", error);
        }

        /** The same of another call. */
        static Mishap saysError(String call, String error) {
            return new Mishap(null, null, null, json -> {
                int change = json.indexOf("\"call\":\"" + call + "\"");
                int from = json.lastIndexOf('{', change);
                int to = json.indexOf("\"error\":null", from);
                return json.substring(0, to) + "\"error\":\"" + error + "\"" + json.substring(to + 12);
            });
        }
    }

    /** One script that was sent. */
    record Sent(Phase phase, Instant at) {}

    private static final String POWERSHELL =
            "powershell -NoProfile -NonInteractive -InputFormat None -ExecutionPolicy Bypass -Command \""
                    + "$ProgressPreference='SilentlyContinue';";
    private static final String RUN = "';$m=New-Object IO.MemoryStream(,[Convert]::FromBase64String($b));"
            + "$d=New-Object IO.Compression.DeflateStream($m,[IO.Compression.CompressionMode]::Decompress);"
            + "$r=New-Object IO.StreamReader($d,[Text.Encoding]::UTF8);$s=$r.ReadToEnd();"
            + "&([ScriptBlock]::Create($s))\"";
    private static final int ONE_LINE = 7_500;
    private static final int PIECE = 6_000;

    private static final String WINHTTP = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";

    private final SetClock clock;
    private final Machine machine;
    private final CommandShell shell;
    private final Map<Phase, Deque<Mishap>> mishaps = new EnumMap<>(Phase.class);
    private final List<Sent> sent = new ArrayList<>();
    private Duration bootTakes = Duration.ofMinutes(2);
    private @Nullable Instant bootsAt;
    private boolean restarts = true;
    private @Nullable PhaseScript lost;
    private int restartsAsked;

    ScriptedHost(SetClock clock) {
        this(clock, state("WEB01", "4c4c4544-0000-2010-8020-80c04f202020", "2018-09-01T03:00:00Z"));
    }

    /** Another machine like it, booted at that moment. */
    static ScriptedHost stranger(SetClock clock, Instant boot) {
        return new ScriptedHost(clock, state("DB77", "4c4c4544-0000-2010-8020-80c04f207777", boot.toString()));
    }

    /** One on which another script of ours is still at work when the first of {@code phase} comes. */
    static ScriptedHost busy(SetClock clock, Phase phase) {
        String idle = state("WEB01", "4c4c4544-0000-2010-8020-80c04f202020", "2018-09-01T03:00:00Z");
        return new ScriptedHost(clock, idle.replaceFirst("\\{", "{\"faults\":{\"marksHeld\":{\"" + phase + "\":1}},"));
    }

    private static String state(String name, String uuid, String boot) {
        return """
                {"schema":"ratchet.host/1","name":"%s","domain":"corp.example","smbiosUuid":"%s",
                 "os":{"version":"6.1.7601","productType":3,"servicePack":1,"architecture":"x64",
                       "caption":"Microsoft Windows Server 2008 R2 Standard","powershell":"2.0"},
                 "bootTime":"%s","pendingReboot":false,
                 "registry":{"HKLM\\\\%s":{"DefaultSecureProtocols":{"kind":"dword","value":160}}},
                 "updates":{},"installable":{},"packages":{},"files":{},"services":{},"tasks":{},"outbound":{}}
                """.formatted(name, uuid, boot, WINHTTP.replace("\\", "\\\\"));
    }

    /** @param state as docs/host-state.md has it */
    ScriptedHost(SetClock clock, String state) {
        this.clock = clock;
        this.machine = new Machine(HostJson.read(state), clock, Agenda.AT_ONCE, null);
        this.shell = new CommandShell(machine, "ratchet", delay -> {});
    }

    /** What goes wrong with the next scripts of {@code phase}, one after another. */
    ScriptedHost next(Phase phase, Mishap... queue) {
        mishaps.computeIfAbsent(phase, key -> new ArrayDeque<>()).addAll(List.of(queue));
        return this;
    }

    /** The same mishap so many times. */
    ScriptedHost next(int times, Phase phase, Mishap mishap) {
        for (int i = 0; i < times; i++) next(phase, mishap);
        return this;
    }

    /** Whatever was to go wrong with scripts of {@code phase} does not. */
    void forget(Phase phase) {
        mishaps.remove(phase);
    }

    /** How long it is away when it restarts. */
    ScriptedHost bootTakes(Duration time) {
        bootTakes = time;
        return this;
    }

    /** Takes requests to restart and does nothing about them. */
    ScriptedHost neverRestarts() {
        restarts = false;
        return this;
    }

    ScriptedHost restartsAgain() {
        restarts = true;
        return this;
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    List<Phase> phases() {
        return sent.stream().map(Sent::phase).toList();
    }

    /** The script that last did not reach the host reaches it after all. */
    PhaseAnswer lostOneArrives() {
        PhaseScript script = Checks.present(lost, "a script that did not arrive");
        return PhaseAnswers.read(carriedOut(script), script.runId());
    }

    /** The value of {@code DefaultSecureProtocols}; empty when it is absent. */
    Optional<String> value() {
        return machine.value(WINHTTP, "DefaultSecureProtocols").map(RegistryValue::text);
    }

    /** Somebody else writes it. */
    void write(long value) {
        machine.set(null, WINHTTP, "DefaultSecureProtocols", RegistryValue.dword(value));
    }

    Machine machine() {
        return machine;
    }

    /** How often it took a request to restart. */
    int restartsAsked() {
        return restartsAsked;
    }

    Instant bootTime() {
        return machine.bootTime();
    }

    @Override
    public HostOutput run(HostAddress host, PhaseScript script) {
        sent.add(new Sent(script.phase(), clock.instant()));
        Deque<Mishap> queue = mishaps.computeIfAbsent(script.phase(), key -> new ArrayDeque<>());
        Mishap first = queue.peekFirst();
        if (first != null && first.other() != null) {
            queue.removeFirst();
            return first.other().carriedOut(script);
        }
        boot();
        Mishap mishap = queue.pollFirst();
        if (mishap != null && mishap.before() != null) lost = script;
        if (mishap != null && mishap.before() != null)
            throw FailureException.of(mishap.before(), "The wire did so before anything was sent.");
        if (mishap != null && mishap.complaint() != null) return new HostOutput(1, "", mishap.complaint());
        HostOutput output = carriedOut(script);
        if (script.phase() == Phase.REBOOT
                && restarts
                && PhaseAnswers.read(output, script.runId()).succeeded()) {
            bootsAt = clock.instant().plus(bootTakes);
            restartsAsked++;
        }
        if (mishap != null && mishap.meanwhile() != null) mishap.meanwhile().run();
        if (mishap != null && mishap.after() != null)
            throw FailureException.of(mishap.after(), "The wire did so after the script was sent.");
        return mishap == null ? output : edited(output, script.runId(), mishap.edits());
    }

    private static HostOutput edited(HostOutput output, String run, UnaryOperator<String> edits) {
        String framed = output.stdout();
        String head = "<<<RATCHET:" + run + ":";
        int from = framed.indexOf('\n', framed.indexOf(head)) + 1;
        String base64 = framed.substring(from, framed.indexOf("RATCHET>>>")).replaceAll("\\s", "");
        String json = edits.apply(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        String text = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return new HostOutput(
                output.exitCode(), head + text.length() + "\n" + text + "\nRATCHET>>>\n", output.stderr());
    }

    private void boot() {
        if (bootsAt == null) return;
        if (clock.instant().isBefore(bootsAt))
            throw FailureException.of(FailureCode.HOST_UNREACHABLE, "It is restarting.");
        bootsAt = null;
        machine.boot();
    }

    private HostOutput carriedOut(PhaseScript script) {
        try {
            String packed = base64(script.text());
            CommandResult result =
                    shell.run(packed.length() > ONE_LINE ? uploaded(script.runId(), packed) : line(packed));
            return new HostOutput(result.exitCode(), result.stdout(), result.stderr());
        } catch (InterruptedException | ProcessDied e) {
            throw new IllegalStateException(e);
        }
    }

    /** As docs/phase-script.md has it: what fits goes in one line. */
    private static String line(String packed) {
        return POWERSHELL + "$b='" + packed + RUN;
    }

    /** What does not fit is uploaded first, in pieces; the line that is answered runs it. */
    private String uploaded(String runId, String packed) throws InterruptedException, ProcessDied {
        String file = "$p=Join-Path $env:TEMP 'ratchet-" + runId + ".b64';";
        for (int from = 0; from < packed.length(); from += PIECE) {
            String piece = packed.substring(from, Math.min(packed.length(), from + PIECE));
            shell.run(POWERSHELL + file + "[IO.File]::AppendAllText($p,'" + piece
                    + "');(New-Object IO.FileInfo($p)).Length\"");
        }
        return POWERSHELL + file + "$b=[IO.File]::ReadAllText($p);[IO.File]::Delete($p);"
                + "[void][Reflection.Assembly]::LoadWithPartialName('System.Core');"
                + "$h=[BitConverter]::ToString((New-Object Security.Cryptography.SHA256CryptoServiceProvider)"
                + ".ComputeHash([Text.Encoding]::ASCII.GetBytes($b))).Replace('-','');if($h -ne '"
                + Sha256.hex(packed).toUpperCase(Locale.ROOT) + "'){exit 17};"
                + RUN.substring(RUN.indexOf("$m="));
    }

    private static String base64(String script) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(script.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            deflater.end();
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
