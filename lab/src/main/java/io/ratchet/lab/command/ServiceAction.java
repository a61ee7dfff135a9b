package io.ratchet.lab.command;

import io.ratchet.lab.machine.Machine;
import java.util.Locale;
import java.util.Set;

/** Starts, stops or restarts a service. */
final class ServiceAction implements Action {
    @Override
    public StepAnswer make(Call call, Machine machine, Console console) {
        call.takes(Set.of("name", "want"), Set.of());
        String name = call.text("name");
        String want = call.text("want");
        if (!Set.of("running", "stopped", "restarted").contains(want))
            throw new ActionError("BAD-VALUE: a service can be wanted running, stopped or restarted");
        String state = state(machine, name);
        var answer = new StepAnswer();
        answer.before.put("state", state);
        answer.after.put("state", state);
        if (!call.phase().changesTheHost()) return answer;
        if (state.equals("absent")) throw new ActionError("NO-SUCH-SERVICE: there is no such service");
        if (!state.equals(want)) {
            if (!want.equals("running") && !state.equals("stopped")) machine.service(call.run(), name, "stopped");
            if (!want.equals("stopped")) machine.service(call.run(), name, "running");
            answer.changed = true;
        }
        answer.after.put("state", state(machine, name));
        return answer;
    }

    private static String state(Machine machine, String name) {
        return machine.service(name)
                .map(state -> state.toLowerCase(Locale.ROOT))
                .orElse("absent");
    }
}
