package io.ratchet.lab.command;

import io.ratchet.domain.plan.Phase;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One call as a phase script's data names it.
 *
 * @param checking whether it only looks once more at what stands there, before anything is written
 */
record Call(String run, Phase phase, String id, String action, Map<String, Object> parameters, boolean checking) {
    Call(String run, Phase phase, String id, String action, Map<String, Object> parameters) {
        this(run, phase, id, action, parameters, false);
    }

    /** The same call as one that only looks. */
    Call check() {
        return new Call(run, phase, id, action, parameters, true);
    }

    /** Refuses parameters that the action does not know or lacks. */
    void takes(Set<String> required, Set<String> optional) {
        for (String name : parameters.keySet())
            if (!required.contains(name) && !optional.contains(name))
                throw new ActionError("UNKNOWN-PARAMETER: the action does not know " + name);
        for (String name : required)
            if (!parameters.containsKey(name)) throw new ActionError("MISSING-PARAMETER: the action needs " + name);
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    String text(String name) {
        return String.valueOf(parameters.get(name));
    }

    long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException notANumber) {
            throw ActionError.notANumber();
        }
    }

    /** Empty when it was not given. */
    List<String> texts(String name) {
        return parameters.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The name of everything that an installation of this call leaves on the host. */
    String task() {
        return "Ratchet-" + run + "-" + id;
    }
}
