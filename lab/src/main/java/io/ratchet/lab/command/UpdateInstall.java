package io.ratchet.lab.command;

import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.machine.Machine;
import java.util.Set;

/** Installs a Windows update, unless it or a later one that covers it is there. */
final class UpdateInstall implements Action {
    @Override
    public StepAnswer make(Call call, Machine machine, Console console) throws InterruptedException {
        call.takes(Set.of("kb", "package", "sha256"), Set.of("floors"));
        String state = state(call, machine);
        var answer = new StepAnswer();
        answer.before.put("state", state);
        answer.after.put("state", state);
        if (call.phase() == Phase.UNDO) answer.after.put("note", "an installed update is left in place");
        Installing.assess(call, machine, answer);
        if (call.phase() != Phase.APPLY) return answer;
        if (!state.equals("not-installed") && !Installing.hasReceipt(call, machine)) return answer;

        long code = Installing.carryOut(call, machine, "wusa", console);
        boolean applicable = Installing.judge(code, answer);
        answer.after.put("state", state(call, machine));
        if (!applicable && answer.after.get("state").equals("not-installed"))
            answer.error = "NOT-APPLICABLE: Windows says that " + call.text("kb")
                    + " does not apply, and no later update covers it";
        return answer;
    }

    private static String state(Call call, Machine machine) {
        if (UpdateQuery.listed(machine, call.text("kb"))) return "installed";
        return Files.floorsMet(machine, call.texts("floors")) ? "covered" : "not-installed";
    }
}
