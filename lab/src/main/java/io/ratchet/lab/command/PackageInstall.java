package io.ratchet.lab.command;

import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.machine.Machine;
import java.util.Map;
import java.util.Set;

/** Brings a product to a build, unless the file that tells the build is there already. */
final class PackageInstall implements Action {
    @Override
    public StepAnswer make(Call call, Machine machine, Console console) throws InterruptedException {
        call.takes(Set.of("product", "package", "sha256", "arguments", "versionPath", "build"), Set.of());
        var answer = StepAnswer.found(state(call, machine));
        if (call.phase() == Phase.UNDO) answer.after.put("note", "an installed product is left in place");
        Installing.assess(call, machine, answer);
        if (call.phase() != Phase.APPLY) return answer;
        if ("installed".equals(answer.before.get("state")) && !Installing.hasReceipt(call, machine)) return answer;
        if (call.text("arguments").equals("wusa")) throw new ActionError("BAD-VALUE: wusa installs updates only");

        long code = Installing.carryOut(call, machine, call.text("arguments"), console);
        answer.after.clear();
        answer.after.putAll(state(call, machine));
        if (!Installing.judge(code, answer)) answer.error = "NOT-APPLICABLE: the installer says that it does not apply";
        return answer;
    }

    private static Map<String, String> state(Call call, Machine machine) {
        return Files.version(machine, call.text("versionPath"))
                .map(version -> Map.of(
                        "state",
                        Files.atLeast(version, call.text("build")) ? "installed" : "not-installed",
                        "version",
                        version))
                .orElse(Map.of("state", "not-installed"));
    }
}
