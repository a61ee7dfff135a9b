package io.ratchet.lab.command;

import io.ratchet.lab.machine.Machine;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether Windows lists an update. */
final class UpdateQuery implements Action {
    private static final Pattern KB = Pattern.compile("KB[0-9]{5,8}");

    @Override
    public StepAnswer make(Call call, Machine machine, Console console) {
        call.takes(Set.of("kb"), Set.of());
        return StepAnswer.found(Map.of("state", listed(machine, call.text("kb")) ? "installed" : "not-installed"));
    }

    static boolean listed(Machine machine, String kb) {
        if (!KB.matcher(kb).matches()) throw new ActionError("BAD-VALUE: an update is KB and its number");
        return machine.listed(kb);
    }
}
