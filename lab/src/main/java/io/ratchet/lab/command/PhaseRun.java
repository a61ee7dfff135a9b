package io.ratchet.lab.command;

import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out phase scripts on one machine. */
final class PhaseRun {
    private static final int FRAME_LINE = 120;

    private final Machine machine;
    private final Map<String, Action> actions;

    PhaseRun(Machine machine, Power power) {
        this.machine = machine;
        actions = new HashMap<>(Facts.actions());
        actions.putAll(Evidence.actions());
        actions.putAll(Checks.actions());
        var mark = new RunMark();
        actions.putAll(Map.of("run-check", mark, "run-mark", mark));
        actions.putAll(Map.of(
                "host-identity", new HostIdentity(),
                "registry", new RegistryAction(),
                "update-query", new UpdateQuery(),
                "file-version", new FileVersion(),
                "update-install", new UpdateInstall(),
                "package-install", new PackageInstall(),
                "service", new ServiceAction(),
                "tls-outbound", new TlsOutbound(),
                "reboot", new Reboot(power)));
    }

    /** What the script prints at last. */
    String of(PhaseText script, Console console) throws InterruptedException, ProcessDied {
        Phase phase = script.phase();
        if (phase == null) throw new ActionError("FAILED: the data names no phase");
        int dyingAfter = dyingAfter(phase);
        var head = head();
        var results = new ArrayList<Map<String, @Nullable Object>>();
        Map<String, StepAnswer> drifted = drifted(script, console);
        boolean failed = !drifted.isEmpty();
        for (Call call : script.calls()) {
            if (results.size() == dyingAfter) throw new ProcessDied();
            StepAnswer answer = drifted.containsKey(call.id())
                    ? drifted.get(call.id())
                    : failed ? StepAnswer.failed("SKIPPED: an earlier step failed") : make(call, script, console);
            failed |= answer.error != null && phase.changesTheHost();
            results.add(fields(call, answer));
        }
        if (dyingAfter < Integer.MAX_VALUE) throw new ProcessDied();
        head.put("schema", "ratchet.answer/1");
        head.put("runId", script.run());
        head.put("phase", phase.name());
        head.put("results", results);
        return frame(script.run(), AnswerJson.write(head));
    }

    /** The answers of the calls that found a third thing, before the first word is written. */
    private Map<String, StepAnswer> drifted(PhaseText script, Console console) throws InterruptedException {
        var drifted = new HashMap<String, StepAnswer>();
        if (script.phase() != Phase.APPLY) return drifted;
        for (Call call : script.calls()) {
            if (!call.has("wasKind")) continue;
            StepAnswer seen = make(call.check(), script, console);
            if (seen.error != null) drifted.put(call.id(), seen);
        }
        return drifted;
    }

    private StepAnswer make(Call call, PhaseText script, Console console) throws InterruptedException {
        try {
            Action action = actions.get(call.action());
            if (action == null || !script.carried().contains(call.action()))
                throw new ActionError("UNKNOWN-ACTION: this script does not carry " + call.action());
            return action.make(call, machine, console);
        } catch (ActionError error) {
            return StepAnswer.failed(String.valueOf(error.getMessage()));
        }
    }

    /** How many calls are made before the process dies by the fault; beyond any number when it does not. */
    private int dyingAfter(Phase phase) {
        Faults.Reset reset = machine.faults().reset();
        if (reset == null || reset.phase() != phase) return Integer.MAX_VALUE;
        boolean here = machine.spend("reset " + phase) == 0 || reset.always();
        return here ? reset.afterCalls() : Integer.MAX_VALUE;
    }

    private Map<String, @Nullable Object> head() {
        HostState host = machine.origin();
        var head = new HashMap<String, @Nullable Object>();
        head.put("bootTime", machine.bootTime().toString());
        head.put("hostName", host.name().toUpperCase(Locale.ROOT));
        String uuid = host.smbiosUuid();
        head.put("smbiosUuid", uuid == null || uuid.isEmpty() ? null : uuid.toLowerCase(Locale.ROOT));
        String domain = host.domain();
        head.put("domain", domain == null ? null : domain.toLowerCase(Locale.ROOT));
        return head;
    }

    private static Map<String, @Nullable Object> fields(Call call, StepAnswer answer) {
        var fields = new HashMap<String, @Nullable Object>();
        fields.put("call", call.id());
        fields.put("action", call.action());
        fields.put("changed", answer.changed);
        fields.put("before", answer.before);
        fields.put("after", answer.after);
        fields.put("restart", answer.restart);
        fields.put("error", answer.error);
        return fields;
    }

    private static String frame(String run, String json) {
        String text = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        var lines = new ArrayList<>(List.of("<<<RATCHET:" + run + ":" + text.length()));
        for (int at = 0; at < text.length(); at += FRAME_LINE)
            lines.add(text.substring(at, Math.min(at + FRAME_LINE, text.length())));
        lines.add("RATCHET>>>");
        return String.join("\r\n", lines) + "\r\n";
    }
}
