package io.ratchet.lab.command;

import io.ratchet.lab.machine.Machine;
import java.util.Map;
import java.util.Set;

/** The version resource of a file. */
final class FileVersion implements Action {
    @Override
    public StepAnswer make(Call call, Machine machine, Console console) {
        call.takes(Set.of("path"), Set.of());
        return StepAnswer.found(Files.version(machine, call.text("path"))
                .map(version -> Map.of("state", "present", "version", version))
                .orElse(Map.of("state", "absent")));
    }
}
