package io.ratchet.domain.plan;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an approval binds to: the steps on one asset towards one goal, each with its playbook's content hash, its
 * parameters and the facts it assumes (the {@code before} of each change). Change any of it and {@link #hash()}
 * changes, which voids the approval.
 *
 * <p>A plan runs leg by leg: each leg has its steps, its restart and its verification, and the next one begins only
 * once the one before was verified, in the same window or in a later one, under the same approval.
 *
 * @param host who the executor must find there before it changes anything
 */
public record Plan(AssetId asset, HostRef host, Goal goal, List<PlanStep> steps) {
    public Plan {
        steps = steps.stream().sorted(Comparator.comparingInt(PlanStep::order)).toList();
        Checks.that(!steps.isEmpty(), "a plan has at least one step");
        int leg = 1;
        for (PlanStep step : steps) {
            boolean next = step.leg() == leg + 1 && step != steps.get(0);
            Checks.that(step.leg() == leg || next, "the legs of a plan follow each other from 1 without a gap");
            leg = step.leg();
        }
    }

    /** How many legs it has, at least 1. */
    public int legs() {
        return steps.get(steps.size() - 1).leg();
    }

    /** One leg by itself, with the orders its steps have in the whole plan. */
    public Plan leg(int number) {
        return new Plan(
                asset,
                host,
                goal,
                steps.stream()
                        .filter(step -> step.leg() == number)
                        .map(step -> step.inLeg(1))
                        .toList());
    }

    /** All legs up to this one: what the host must show once it is done. */
    public Plan upTo(int number) {
        return new Plan(
                asset,
                host,
                goal,
                steps.stream().filter(step -> step.leg() <= number).toList());
    }

    /** The strongest restart that any step needs. */
    public Restart restart() {
        return steps.stream()
                .map(PlanStep::restart)
                .max(Comparator.naturalOrder())
                .orElse(Restart.NONE);
    }

    public List<Change> changes() {
        return steps.stream().flatMap(step -> step.changes().stream()).toList();
    }

    /**
     * SHA-256 in lower-case hexadecimal over the plan's canonical JSON: the members of {@code ratchet.plan/1}, of the
     * host only who it is, and of the steps all but the rule, whose name changes nothing on a host; the leg of a step
     * where it is not the first, so that what was approved before there were legs is approved still. It goes by the
     * contract and not by the names in this program, so that those may change and void nothing.
     */
    public String hash() {
        return Sha256.hex(CanonicalJson.write(members()));
    }

    /**
     * What plans have in common that do the same, whichever the host: SHA-256 in lower-case hexadecimal over goal and
     * steps, without the asset, its host and what stands there before. Plans of one cohort are looked at together; an
     * approval binds to {@link #hash()} all the same.
     */
    public String cohort() {
        return Sha256.hex(CanonicalJson.write(Map.of(
                "goal",
                goal.name(),
                "steps",
                steps.stream().map(step -> members(step, false)).toList())));
    }

    /**
     * What the plan expects to find before it changes anything: SHA-256 in lower-case hexadecimal over the
     * {@code before} of each change. Hosts of one cohort that differ in it are not in the same state today.
     */
    public String startingPoint() {
        return Sha256.hex(CanonicalJson.write(Map.of(
                "before",
                changes().stream()
                        .map(change -> change instanceof Change.Registry value && value.before() != null
                                ? members(value.before())
                                : Map.of())
                        .toList())));
    }

    private Map<String, Object> members() {
        Map<String, Object> plan = new TreeMap<>();
        plan.put("schema", "ratchet.plan/1");
        plan.put("asset", asset.value());
        plan.put("goal", goal.name());
        plan.put(
                "host",
                given(
                        "fqdn",
                        host.fqdn(),
                        "netbios",
                        host.netbios(),
                        "smbiosUuid",
                        host.smbiosUuid(),
                        "sid",
                        host.sid()));
        plan.put("steps", steps.stream().map(step -> members(step, true)).toList());
        return plan;
    }

    /** @param whole with what stands there before */
    private static Map<String, Object> members(PlanStep step, boolean whole) {
        Map<String, Object> members = new TreeMap<>(Map.of(
                "order", step.order(),
                "system", step.system(),
                "playbook", step.playbook(),
                "playbookHash", step.playbookHash(),
                "parameters", step.parameters(),
                "changes",
                        step.changes().stream()
                                .map(change -> members(change, whole))
                                .toList(),
                "restart", step.restart().name().toLowerCase(Locale.ROOT)));
        if (step.leg() > 1) members.put("leg", step.leg());
        return members;
    }

    private static Map<String, Object> members(Change change, boolean whole) {
        if (change instanceof Change.Registry value) {
            Map<String, Object> members = given("kind", "registry", "key", value.key(), "name", value.name());
            RegistryData before = value.before();
            if (before != null && whole) members.put("before", members(before));
            members.put("after", members(value.after()));
            return members;
        }
        if (change instanceof Change.Update update) return given("kind", "update", "kb", update.kb());
        if (change instanceof Change.Product product)
            return given("kind", "package", "product", product.product(), "build", product.build());
        if (change instanceof Change.Service service)
            return given("kind", "service", "name", service.name(), "action", service.action());
        if (change instanceof Change.Command command) return given("kind", "command", "name", command.name());
        return given("kind", "restart");
    }

    private static Map<String, Object> members(RegistryData data) {
        Map<String, Object> members =
                given("type", data.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Object value = data.value();
        if (value != null) members.put("value", value);
        return members;
    }

    /** Names and values in turn; a name whose value is null is left out. */
    private static Map<String, Object> given(@Nullable String... pairs) {
        Map<String, Object> members = new TreeMap<>();
        for (int at = 0; at < pairs.length; at += 2) {
            String name = pairs[at];
            String value = pairs[at + 1];
            if (name != null && value != null) members.put(name, value);
        }
        return members;
    }
}
