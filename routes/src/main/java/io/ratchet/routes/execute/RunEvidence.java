package io.ratchet.routes.execute;

import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import io.ratchet.playbooks.PhaseScripts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns what a host answered into findings: read live on the host, so they outrank what scanners and inventories said before. */
public final class RunEvidence {
    private RunEvidence() {}

    /**
     * The facts in {@code answer}.
     *
     * @param name what makes this answer one report, such as the run's id and the phase; the same name is the same report
     */
    public static List<Finding> of(Plan plan, PhaseAnswer answer, String name, Instant at) {
        Map<String, ActionCall> calls = PhaseScripts.calls(plan, answer.phase(), null).stream()
                .collect(Collectors.toMap(ActionCall::id, Function.identity()));
        ReportRef report = report(name, at);
        List<Finding> findings = new ArrayList<>();
        HostRef host = plan.host();
        findings.add(finding(report, "boot", at, host, new Observation.Boot(answer.bootTime())));
        for (StepResult result : answer.results()) {
            ActionCall call = calls.get(result.callId());
            if (call == null || result.error() != null) continue;
            observation(call, result).ifPresent(seen -> findings.add(finding(report, result.callId(), at, host, seen)));
        }
        return findings;
    }

    /** The report that stands for what Ratchet saw itself under {@code name}. */
    public static ReportRef report(String name, Instant at) {
        return new ReportRef(sha256("ratchet-run:" + name), "ratchet", "ratchet@" + name, at, Method.REGISTRY);
    }

    private static Optional<Observation> observation(ActionCall call, StepResult result) {
        Map<String, String> after = result.after();
        return switch (call.action()) {
            case "registry" -> Optional.of(new Observation.RegistryValue(
                    text(call, "key"), text(call, "name"), registry(after.get("kind"), after.get("value"))));
            case "update-query", "update-install" -> Optional.ofNullable(after.get("state"))
                    .map(state -> new Observation.UpdateInstalled(text(call, "kb"), update(state), null));
            case "file-version" -> Optional.ofNullable(after.get("state"))
                    .map(state -> new Observation.FileVersion(
                            text(call, "path"),
                            after.get("version"),
                            state.equals("present") ? Presence.PRESENT : Presence.ABSENT));
            case "package-install" -> Optional.ofNullable(after.get("version"))
                    .map(version ->
                            new Observation.FileVersion(text(call, "versionPath"), version, Presence.PRESENT));
            case "tls-outbound" -> Optional.ofNullable(after.get("protocol"))
                    .flatMap(Protocol::of)
                    .map(protocol -> new Observation.ProtocolUse(
                            Observation.Direction.OUTBOUND,
                            protocol,
                            Observation.Stack.valueOf(text(call, "stack").toUpperCase(Locale.ROOT)),
                            text(call, "host"),
                            null,
                            1,
                            null,
                            null,
                            true));
            default -> Optional.empty();
        };
    }

    /** A later update that carries this one counts as this one (section 3.7 of the domain knowledge). */
    private static Presence update(String state) {
        return state.equals("installed") || state.equals("covered") ? Presence.PRESENT : Presence.ABSENT;
    }

    private static RegistryData registry(String kind, String value) {
        if (kind == null || kind.equals("absent")) return RegistryData.ABSENT;
        RegistryData.Kind known = RegistryData.Kind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_'));
        return switch (known) {
            case DWORD, QWORD -> new RegistryData(known, Long.parseLong(value));
            case MULTI_STRING -> new RegistryData(known, value.isEmpty() ? List.of() : List.of(value.split("\n", -1)));
            default -> new RegistryData(known, value);
        };
    }

    private static Finding finding(ReportRef report, String call, Instant at, HostRef host, Observation observation) {
        return new Finding(report, "call[" + call + "]", at, host, observation, new Evidence("ratchet:read-back", null));
    }

    private static String text(ActionCall call, String parameter) {
        return String.valueOf(call.parameters().get(parameter));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
