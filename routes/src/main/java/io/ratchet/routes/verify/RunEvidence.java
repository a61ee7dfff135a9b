package io.ratchet.routes.verify;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.playbooks.PhaseScripts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a host answered into findings: read live on the host, so they outrank what scanners and inventories said
 * before.
 */
public final class RunEvidence {
    private static final String FORMAT = "ratchet";
    private static final String SOURCE = "ratchet@";
    private static final String LEG = "-leg";

    private RunEvidence() {}

    /**
     * The facts in {@code answer}.
     *
     * @param name what was looked at, such as the run's id and the phase; a later look under the same name is another
     *     report, or what was unknown at the first would stay so
     */
    public static List<Finding> of(Plan plan, PhaseAnswer answer, String name, Instant at) {
        ReportRef report = report(name, at);
        List<Finding> findings = new ArrayList<>();
        HostRef host = plan.host();
        findings.add(finding(report, "boot", at, host, new Observation.Boot(answer.bootTime())));
        for (PlanStep step : plan.steps())
            for (int position = 1; position <= step.changes().size(); position++) {
                // Calls are named so: docs/phase-script.md.
                String call = step.order() + "." + position;
                Change change = step.changes().get(position - 1);
                String versionPath = step.parameters().get(position + ".versionPath");
                answer.result(call).filter(result -> result.error() == null).stream()
                        .flatMap(result -> observations(change, versionPath, result.after()))
                        .forEach(seen -> findings.add(finding(report, call, at, host, seen)));
                PhaseScripts.filesLookedAt(step, position)
                        .forEach((look, path) -> answer.result(look)
                                .flatMap(result -> file(path, result))
                                .ifPresent(seen -> findings.add(finding(report, look, at, host, seen))));
            }
        return findings;
    }

    /** The report that stands for what Ratchet saw itself under {@code name}. */
    public static ReportRef report(String name, Instant at) {
        return new ReportRef(Sha256.hex("ratchet-run:" + name + "@" + at), FORMAT, SOURCE + name, at, Method.REGISTRY);
    }

    /** What one look at the host in one leg of a run is named; each leg looks for itself. */
    public static String name(String runId, int leg, String look) {
        return runId + (leg == 1 ? "" : LEG + leg) + look;
    }

    /** Whether a run saw it itself, in its legs up to this one. */
    static boolean isOf(String runId, int legs, Fact fact) {
        String own = SOURCE + runId;
        if (!fact.format().equals(FORMAT) || !fact.source().startsWith(own)) return false;
        String look = fact.source().substring(own.length());
        if (!look.startsWith(LEG)) return look.isEmpty() || look.startsWith("-");
        return IntStream.rangeClosed(2, legs)
                .mapToObj(leg -> LEG + leg)
                .anyMatch(leg -> look.equals(leg) || look.startsWith(leg + "-"));
    }

    private static Stream<Observation> observations(
            Change change, @Nullable String versionPath, Map<String, String> after) {
        String state = after.get("state");
        String version = after.get("version");
        if (change instanceof Change.Registry value)
            return Stream.of(new Observation.RegistryValue(
                    value.key(), value.name(), registry(after.get("kind"), after.getOrDefault("value", ""))));
        if (change instanceof Change.Update update && state != null)
            return Stream.of(new Observation.UpdateInstalled(update.kb(), update(state), null));
        // The depot says which file tells the product's build, so the file's version is the product's.
        if (change instanceof Change.Product product && versionPath != null && version != null)
            return Stream.of(
                    new Observation.FileVersion(versionPath, version, Presence.PRESENT),
                    new Observation.InstalledProduct(product.product(), version, null, "unknown", null, null));
        if (change instanceof Change.Service service && state != null)
            return Stream.of(new Observation.Service(service.name(), state));
        return Stream.empty();
    }

    private static Optional<Observation> file(String path, PhaseAnswer.StepResult result) {
        String version = result.after().get("version");
        if (result.error() != null || version == null) return Optional.empty();
        return Optional.of(new Observation.FileVersion(path, version, Presence.PRESENT));
    }

    /** A later update that carries this one counts as this one (section 3.7 of the domain knowledge). */
    private static Presence update(String state) {
        return state.equals("installed") || state.equals("covered") ? Presence.PRESENT : Presence.ABSENT;
    }

    private static RegistryData registry(@Nullable String kind, String value) {
        if (kind == null || kind.equals("absent")) return RegistryData.ABSENT;
        RegistryData.Kind known =
                RegistryData.Kind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_'));
        return switch (known) {
            case DWORD, QWORD -> new RegistryData(known, Long.parseLong(value));
            case MULTI_STRING -> new RegistryData(known, value.isEmpty() ? List.of() : List.of(value.split("\n", -1)));
            default -> new RegistryData(known, value);
        };
    }

    private static Finding finding(ReportRef report, String call, Instant at, HostRef host, Observation observation) {
        return new Finding(
                report, "call[" + call + "]", at, host, observation, new Evidence("ratchet:read-back", null));
    }
}
